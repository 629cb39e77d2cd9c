"""What is done to several pictures of the gallery at once: trash, restore, stars.

The address carries the search of the page, so that the answer brings its lists and days up to date.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import trigger_client_event

from playground import access
from playground.forms.search import SearchForm
from playground.forms.selection import MOST, SelectionForm
from playground.http import AppRequest
from playground.models import Image
from playground.queries import gallery
from playground.services import favourites, selection
from playground.views import fragments
from playground.views.guards import action


@action
def delete(request: AppRequest) -> HttpResponse:
    """To the trash, with Undo."""
    form = SelectionForm(request.POST)
    if form.too_many():
        return _too_many(request)
    images = list(access.images(request, form.ids()).filter(deleted_at=None))
    moment = selection.discard(images, request.user).isoformat()
    words = ngettext("%d picture moved to Trash.", "%d pictures moved to Trash.", len(images))
    search = SearchForm(request.GET)
    undo = f"{reverse('selection_restore')}?{search.query(moment=moment)}" if images else ""
    return _changed(request, images, words, "pictures-gone", moment, undo)


@action
def restore(request: AppRequest) -> HttpResponse:
    """Back from the trash: what is selected there, or what one deletion, known by its moment, moved there."""
    form = SelectionForm(request.POST)
    if form.too_many():
        return _too_many(request)
    moment = SelectionForm(request.GET).moment_given()
    found = access.images(request, form.ids()) if moment is None else _deleted_at(request, moment)
    images = list(found.filter(deleted_at__isnull=False))
    selection.restore(images)
    words = ngettext("%d picture restored.", "%d pictures restored.", len(images))
    if moment is None:
        return _changed(request, images, words, "pictures-gone")
    return _changed(request, images, words, "pictures-back", moment.isoformat())


@action
def favourite(request: AppRequest) -> HttpResponse:
    """The reader's stars on pictures, as they are `wanted`."""
    form = SelectionForm(request.POST)
    if form.too_many():
        return _too_many(request)
    images = list(access.images(request, form.ids()).filter(deleted_at=None))
    wanted = form.data.get("wanted") != "no"
    favourites.mark_all(request.user, images, wanted=wanted)
    return _changed(request, (), "", "pictures-starred" if wanted else "pictures-unstarred")


def _deleted_at(request: AppRequest, moment: datetime.datetime) -> QuerySet[Image]:
    """What the reader moved to the trash at that very moment."""
    return Image.objects.filter(team=request.team, deleted_at=moment, deleted_by=request.user)


def _changed(
    request: AppRequest, images: Sequence[Image], words: str, event: str, moment: str = "", undo: str = ""
) -> HttpResponse:
    """The lists and days as they are now; the page itself takes tiles away and brings them back."""
    form = SearchForm(request.GET)
    if not request.htmx:
        return redirect(f"{reverse('gallery')}?{form.query()}")
    days = {timezone.localdate(image.created_at) for image in images}
    context = {
        "show": form.search().show,
        "totals": gallery.totals(request.team, request.user),
        "days": gallery.days(request.team, request.user, form.search(), days).values(),
    }
    response = render(request, "gallery/changed.html", context)
    response["HX-Reswap"] = "none"
    if words:
        said = words % len(images) if images else _("Nothing was selected that is still here.")
        fragments.toast(response, said, undo, "#results")
    return trigger_client_event(response, event, {"moment": moment}, after="swap")


def _too_many(request: AppRequest) -> HttpResponse:
    words = _("At most %d pictures at a time.") % MOST
    if not request.htmx:
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    response = HttpResponse(status=422, headers={"HX-Reswap": "none"})
    return fragments.toast(response, words)
