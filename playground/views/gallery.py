"""The gallery: justified rows by day, a page at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from playground.forms.search import SearchForm
from playground.http import AppRequest
from playground.models import Image
from playground.queries import gallery
from playground.views.guards import page


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture, its day, and whether it is the first of that day so far."""

    image: Image
    day: datetime.date
    opens_day: bool


@page
def index(request: AppRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    search, seen = form.search(), form.day_seen()
    found = gallery.page(request.team, search)
    tiles = list(_by_day(found.images, seen))
    context = {
        "section": "gallery",
        "search": search,
        "typed": form.typed(),
        "tiles": tiles,
        "more": _more(request.GET, found, tiles),
    }
    if search.before is None and not request.htmx:
        context["models"] = gallery.models_used(request.team)
    return render(request, _template(request, search), context)


def _template(request: AppRequest, search: gallery.Search) -> str:
    """A page after the first is tiles alone; a new search is the results; else everything."""
    if not request.htmx or request.htmx.history_restore_request:
        return "gallery/index.html"
    return "gallery/page.html" if search.before else "gallery/index.html#results"


def _by_day(images: Iterable[Image], seen: datetime.date | None) -> Iterator[Tile]:
    for image in images:
        day = timezone.localdate(image.created_at)
        yield Tile(image, day, day != seen)
        seen = day


def _more(asked: QueryDict, found: gallery.Page, tiles: list[Tile]) -> str:
    """The address of the next page, the search kept; empty when this is the last one."""
    if found.next_before is None:
        return ""
    query = asked.copy()
    query["before"], query["day"] = str(found.next_before), tiles[-1].day.isoformat()
    return f"{reverse('gallery')}?{query.urlencode()}"
