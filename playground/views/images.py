"""Pictures: the page that says everything about one, its bytes, and the trash."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from playground import access, imaging, storage
from playground.http import AppRequest
from playground.models import Image
from playground.queries import images
from playground.services import conversations, favourites
from playground.views import errors, fragments
from playground.views.files import EXTENSIONS, serve
from playground.views.guards import action, bytes_view, page
from playground.views.viewer import Viewer, Within


@page
def image(request: AppRequest, pk: UUID) -> HttpResponse:
    """The whole page; for the lightbox, and from one picture to the next, only what changes."""
    return _shown(request, access.image(request, pk, deleted=True))


@page
def frame(request: AppRequest, pk: UUID, turn: int, number: int) -> HttpResponse:
    """A picture by the number that people call it by; where there is none, which there are."""
    conversation = access.conversation(request, pk)
    found = images.by_frame(conversation, turn, number)
    if found is not None:
        return redirect("image", found.pk)
    return errors.no_frame(request, conversation, turn, number)


@bytes_view
def file(request: AppRequest, pk: UUID) -> HttpResponseBase:
    found = access.image(request, pk)
    name = _file_name(found) if "download" in request.GET else ""
    return serve(request, found.key, found.mime_type, found.digest, name=name)


@bytes_view
def thumbnail(request: AppRequest, pk: UUID, spec: str) -> HttpResponseBase:
    if spec not in imaging.THUMBNAILS:
        raise Http404
    found = access.image(request, pk, deleted=True)
    key = storage.thumbnail_key(found.key, spec)
    return serve(request, key, "image/webp", f"{found.digest}-{spec}")


@action
def delete(request: AppRequest, pk: UUID) -> HttpResponse:
    """To the trash. From a thread the card comes back, with Undo; from the viewer, the next picture.

    What is there already stays there, as it was: of a double click, or of two people, one is second.
    """
    found = access.image(request, pk, deleted=True)
    conversations.delete_image(found, request.user)
    if not request.htmx:
        return redirect(Within.of(request).address(found))
    viewed = "in" in request.GET
    response = _next_to(request, found) if viewed else fragments.changed_turn(request, found.turn)
    words, undo = _("Picture %s moved to Trash.") % found.frame, reverse("image_restore", args=[pk])
    if not viewed:
        return fragments.toast(response, words, undo, f"#turn-{found.turn_id}")
    fragments.toast(response, words, f"{undo}?{Within.of(request).query}", "#picture")
    return _told(response, "picture-removed", found)


@action
def restore(request: AppRequest, pk: UUID) -> HttpResponse:
    """From the trash. Whoever has left the viewer meanwhile is only told."""
    found = access.image(request, pk, deleted=True)
    conversations.restore_image(found)
    if not request.htmx:
        return redirect(Within.of(request).address(found))
    if "in" not in request.GET:
        return fragments.changed_turn(request, found.turn)
    viewing = request.htmx.target == "picture"
    response = (
        _shown(request, access.image(request, pk, deleted=True)) if viewing else HttpResponse(status=204)
    )
    return _told(response, "picture-restored", found)


@action
def favourite(request: AppRequest, pk: UUID) -> HttpResponse:
    """The star as it is `wanted`: the page says which, so that two clicks in two tabs agree."""
    found = access.image(request, pk)
    wanted = request.POST.get("wanted") != "no"
    favourites.mark(request.user, found, wanted=wanted)
    return render(request, "images/star.html", {"image": found, "starred": wanted})


def _shown(request: AppRequest, found: Image) -> HttpResponse:
    viewer = Viewer(request, found)
    context = {"viewer": viewer, "image": found, "turn": found.turn, "attempt": viewer.attempt}
    whole = not request.htmx or request.htmx.history_restore_request
    return render(request, "images/index.html" if whole else "images/viewer.html", context)


def _next_to(request: AppRequest, found: Image) -> HttpResponse:
    """The sequence goes on behind a picture that is gone; the last one leaves the one before it."""
    neighbours = Viewer(request, found).neighbours
    near = [*neighbours.after[:1], *neighbours.before[-1:], found][0]
    return _shown(request, access.image(request, near.pk, deleted=True))


def _told(response: HttpResponse, event: str, found: Image) -> HttpResponse:
    """What is below the viewer hears of it: the thread by its card, the gallery by its tile."""
    detail = {"picture": reverse("image", args=[found.pk]), "card": reverse("turn", args=[found.turn_id])}
    return trigger_client_event(response, event, detail)


def _file_name(found: Image) -> str:
    words = slugify(found.turn.conversation.title, allow_unicode=True)[:60] or "picture"
    return f"{words}-{found.frame}.{EXTENSIONS.get(found.mime_type, 'bin')}"
