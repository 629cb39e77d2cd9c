"""A turn's request as a program, and what really went over the wire."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from playground import access, catalogue, storage
from playground.forms.code import Choice
from playground.http import AppRequest
from playground.queries import exchanges
from playground.services import code as programs
from playground.views.archives import Entry, archive
from playground.views.guards import bytes_view, page

UNWRITABLE = (programs.NotReady, catalogue.UnknownModel, storage.StorageError)


@page
def code(request: AppRequest, pk: UUID) -> HttpResponse:
    """The dialog; what its own form asks for replaces the dialog's body alone."""
    found = access.turn(request, pk)
    choice = Choice.read(request.GET)
    context: dict[str, object] = {"turn": found, "choice": choice}
    try:
        made = programs.of_turn(found, whole=choice.whole)
        inlined = made.inlinable and not choice.files
        program = made.inlined() if inlined else made.program
    except UNWRITABLE as error:
        context["refusal"] = _refusal(error)
    else:
        context |= {"code": made, "inlined": inlined, "text": choice.language.write(program)}
    return render(request, "code/dialog.html#body" if choice.asked else "code/dialog.html", context)


@bytes_view
def download(request: AppRequest, pk: UUID) -> HttpResponseBase:
    """All three programs, with the files that they read."""
    found = access.turn(request, pk)
    try:
        made = programs.of_turn(found, whole=Choice.read(request.GET).whole)
        made.check()
    except UNWRITABLE:
        raise Http404 from None
    texts = [Entry(name, partial(_encoded, text)) for name, text in made.programs()]
    files = [Entry(file.name, file.chunks) for file in made.files]
    return archive(f"turn-{found.number}.zip", [*texts, *files])


@page
def raw(request: AppRequest, pk: UUID) -> HttpResponse:
    """The drawer; one attempt of the turn at a time, its answer at first."""
    found = access.turn(request, pk)
    look = exchanges.look(found, request.GET.get("attempt", ""), request.GET.get("part", ""))
    asked = "part" in request.GET
    context = {"turn": found, "look": look, "asked": asked, "kept_days": settings.EXCHANGE_DAYS}
    return render(request, "code/raw.html#body" if asked else "code/raw.html", context)


def _encoded(text: str) -> list[bytes]:
    return [text.encode("utf-8")]


def _refusal(error: Exception) -> str:
    if isinstance(error, programs.NotReady):
        return _("A reference of this turn is not ready. There is no request without it.")
    if isinstance(error, storage.StorageError):
        return _("The storage of pictures cannot be reached. Nothing is lost: try again in a minute.")
    return _("The catalogue does not know this turn’s model any more.")
