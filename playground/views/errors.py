"""Error pages: what happened, what it cost, what to do. The one for a missing CSRF token is 403_csrf.html."""

from __future__ import annotations

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from playground import access
from playground.models import Conversation, Image

logger = logging.getLogger(__name__)
SAFE = ("GET", "HEAD")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        words = _("A prompt may have 32,000 characters and a reference 30 MB. Nothing was kept of this.")
        return _page(request, 413, _("That was too much at once"), words, "broken")
    words = _("The request could not be understood. Nothing was generated or charged by this click.")
    return _page(request, 400, _("That made no sense here"), words, "broken")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("You may look at this, but not change it. An owner of the team can let you.")
    if not request.user.is_authenticated:
        words = _("You are not signed in any more. What you typed is kept in this browser.")
    return _page(request, 403, _("Not allowed"), words, "locked")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("The address is wrong, or what was there belongs to another team.")
    return _page(request, 404, _("There is nothing here"), words, "missing")


def no_frame(request: HttpRequest, conversation: Conversation, turn: int, number: int) -> HttpResponse:
    """A frame number that leads nowhere, beside those of its turn that do."""
    frame = f"{turn}.{number}"
    title = _("There is no frame %s") % frame
    values = {"turn": turn, "title": conversation.title}
    rows = Image.objects.filter(turn__conversation=conversation, turn__number=turn, deleted_at=None)
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    if not numbers:
        words = _("“%(title)s” has no pictures in turn %(turn)d.") % values
    elif len(numbers) == 1:
        words = _("Turn %(turn)d of “%(title)s” has picture %(turn)d.%(first)d alone.")
        words %= {**values, "first": numbers[0]}
    else:
        words = _("Turn %(turn)d of “%(title)s” has pictures %(turn)d.%(first)d to %(turn)d.%(last)d.")
        words %= {**values, "first": numbers[0], "last": numbers[-1]}
    place = f"{reverse('conversation', args=[conversation.pk])}?since={turn}"
    context = {"status": 404, "title": title, "words": words, "drawing": "missing", "frame": frame}
    context |= {"place": place, "turn": turn}
    return render(request, "errors/index.html", context, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """A page that was only looked at cost nothing. Of a click nothing is promised: what was asked for
    may have been committed before something failed.

    The same id stands on the page and in the log, next to the traceback.
    """
    number = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    logger.error(
        "id %s: %s %s failed; the traceback is beside this line", number, request.method, request.path
    )
    looked = request.method in SAFE
    words = _("Nothing was generated or charged by this click. Running jobs go on.")
    if not looked:
        words = _(
            "Look into the conversation before you click again: a run may have started."
            " What you typed is kept in this browser."
        )
    context = {
        "status": 500,
        "title": _("Something broke on this server"),
        "words": words,
        "drawing": "broken",
        "again": request.get_full_path() if looked else "",
        "report": f"id {number}, {timezone.localtime():%H:%M}",
    }
    return render(request, "errors/failed.html", context, status=500)


def _page(request: HttpRequest, status: int, title: str, words: str, drawing: str) -> HttpResponse:
    if getattr(request, "person", None):
        access.introduced(request)  # for the top bar; no view has asked whose team it is
    context = {"status": status, "title": title, "words": words, "drawing": drawing}
    return render(request, "errors/index.html", context, status=status)
