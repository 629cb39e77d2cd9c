"""References: taken one file a request, shown in the tray, served as they were re-encoded."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from playground import access, imaging, storage
from playground.http import AppRequest
from playground.models import Reference, ReferenceState
from playground.services import references
from playground.views.files import serve
from playground.views.guards import action, bytes_view, page


@action
def receive(request: AppRequest) -> HttpResponse:
    """One file: 201 and its tile, or a sentence about why not, as plain text."""
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return _sentence(_("Send one picture at a time."), 422)
    if (files[0].size or 0) > imaging.MAX_BYTES:
        return _sentence(_("It is too large. The limit is 30 MB."), 413, "too_large")
    try:
        received = references.receive(request.team, request.user, files[0])
    except imaging.Rejected as rejected:
        return _sentence(str(rejected.sentence), 422, rejected.code)
    except storage.StorageError as error:
        return _sentence(error.sentence, 507)
    return render(request, "references/tile.html", {"reference": received}, status=201)


@action
def from_image(request: AppRequest, pk: UUID) -> HttpResponse:
    """A generated picture as a reference: answers as `receive` does."""
    image = access.image(request, pk)
    try:
        received = references.of_image(request.user, image)
    except imaging.Rejected as rejected:
        return _sentence(str(rejected.sentence), 422, rejected.code)
    except storage.StorageError as error:
        return _sentence(str(error) or _("The picture could not be read."), 507)
    return render(request, "references/tile.html", {"reference": received}, status=201)


@page
def tile(request: AppRequest, pk: UUID) -> HttpResponse:
    """The tile; 204 while the file is still being prepared."""
    found = access.reference(request, pk)
    if request.htmx and found.state == ReferenceState.RECEIVED:
        return HttpResponse(status=204)
    return render(request, "references/tile.html", {"reference": found})


@bytes_view
def file(request: AppRequest, pk: UUID) -> HttpResponseBase:
    found = _ready(request, pk)
    return serve(request, found.key, found.mime_type, found.pk.hex)


@bytes_view
def thumbnail(request: AppRequest, pk: UUID, spec: str) -> HttpResponseBase:
    if spec not in imaging.THUMBNAILS:
        raise Http404
    found = _ready(request, pk)
    return serve(request, storage.thumbnail_key(found.key, spec), "image/webp", f"{found.pk.hex}-{spec}")


def _ready(request: AppRequest, pk: UUID) -> Reference:
    """Only what was re-encoded is ever served: never a file as it was uploaded."""
    found = access.reference(request, pk)
    if found.state != ReferenceState.READY:
        raise Http404
    return found


def _sentence(words: str, status: int, problem: str = "") -> HttpResponse:
    """Words for the file's row in the tray; `problem` lets it offer what would help."""
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if problem:
        response["X-Problem"] = problem
    return response
