"""What holds for every answer, whichever view gave it."""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation

from playground.models import User

logger = logging.getLogger(__name__)
UNKEPT = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
Answer = Callable[[HttpRequest], HttpResponseBase]


class KnownHosts:
    """A name that is not ours gets a plain page and one line in the log (hostile case F08).

    It comes before all that may ask under which name it was called.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            name = request.META.get("HTTP_HOST", "")[:100]
            logger.warning("Refused a request for the host %a; see PROOFSHEET_ALLOWED_HOSTS.", name)
            words = "Proofsheet does not answer under this name.\n"
            return HttpResponse(words, status=400, content_type="text/plain", headers=UNKEPT)
        return self._get_response(request)


class Bodiless:
    """An answer to HEAD has the headers of the page, and nothing behind them.

    Django leaves that to the server, and waitress sends what it is given: on a connection that stays open,
    the page would be taken for the beginning of the next answer, which may be somebody else's.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif isinstance(response, HttpResponse) and response.content:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class Preferences:
    """The language and the time zone of whoever is signed in, for as long as the request takes.

    `request.person` is that person or None, found out once: the page of a server that has failed
    must not ask the database again.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user if isinstance(request.user, User) else None
        request.person = person  # type: ignore[attr-defined]
        zone = _zone(person.time_zone) if person else None
        language = _language(person)
        with timezone.override(zone), translation.override(language):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language(person: User | None) -> str:
    """The one that they chose; else, or where it is not to be had any more, the browser's."""
    chosen = person.language if person else ""
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language()


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone, or None for the installation's: also for one that the machine no longer knows."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


class PrivateByDefault:
    """Nobody keeps a page, a refusal or a redirect that did not say it may be kept (hostile case A11)."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
