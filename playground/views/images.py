"""Pictures: the page that says everything about one, its bytes, and the trash."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from playground import access, catalogue, imaging, storage
from playground.forms.composer import part_name
from playground.http import AppRequest
from playground.models import Attempt, Image
from playground.services import conversations
from playground.views import fragments
from playground.views.files import EXTENSIONS, serve
from playground.views.guards import action, bytes_view, page


@page
def image(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.image(request, pk, deleted=True)
    attempt = found.part.attempt
    context = {
        "section": "gallery",
        "image": found,
        "turn": found.turn,
        "attempt": attempt,
        "asked": _asked(found),
        "cost_lines": _cost_lines(attempt),
        "together": Image.objects.filter(part__attempt=attempt).count(),
        "references": found.turn.turn_references.select_related("reference"),
    }
    return render(request, "images/index.html", context)


@bytes_view
def file(request: AppRequest, pk: UUID) -> HttpResponseBase:
    found = access.image(request, pk)
    name = _file_name(found) if "download" in request.GET else ""
    return serve(request, found.key, found.mime_type, found.digest, name=name)


@bytes_view
def thumbnail(request: AppRequest, pk: UUID, spec: str) -> HttpResponseBase:
    if spec not in imaging.THUMBNAILS:
        raise Http404
    found = access.image(request, pk)
    key = storage.thumbnail_key(found.key, spec)
    return serve(request, key, "image/webp", f"{found.digest}-{spec}")


@action
def delete(request: AppRequest, pk: UUID) -> HttpResponse:
    """To the trash. From a thread the card comes back, with Undo; from its own page, that page."""
    found = access.image(request, pk)
    conversations.delete_image(found)
    if not request.htmx:
        return redirect("image", pk)
    response = fragments.changed_turn(request, found.turn)
    words = _("Picture %s moved to the trash.") % found.frame
    undo = reverse("image_restore", args=[pk])
    return fragments.toast(response, words, undo, f"#turn-{found.turn_id}")


@action
def restore(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.image(request, pk, deleted=True)
    conversations.restore_image(found)
    if not request.htmx:
        return redirect("image", pk)
    return fragments.changed_turn(request, found.turn)


def _asked(found: Image) -> tuple[int, int] | None:
    """The pixels that ratio and size stand for; None for a model that the catalogue has forgotten."""
    try:
        return catalogue.get(found.model).pixels[(found.turn.aspect_ratio, found.turn.size)]
    except LookupError:
        return None


def _cost_lines(attempt: Attempt) -> list[dict[str, object]]:
    lines = [catalogue.Line(**line) for line in attempt.cost_lines]
    return [{"name": part_name(line), "tokens": line.tokens, "micros": line.micros} for line in lines]


def _file_name(found: Image) -> str:
    words = slugify(found.turn.conversation.title, allow_unicode=True)[:60] or "picture"
    return f"{words}-{found.frame}.{EXTENSIONS.get(found.mime_type, 'bin')}"
