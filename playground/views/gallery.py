"""The gallery: justified rows by day, a page at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import push_url, replace_url

from playground.forms import facets
from playground.forms.search import Density, SearchForm, Sort
from playground.http import AppRequest
from playground.queries import gallery
from playground.views.guards import page


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture, and the heading of its day where it is the first of that day."""

    picture: gallery.Picture
    head: gallery.Day | None


@page
def index(request: AppRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "gallery/index.html", {**_results(request, form), **_around(request, form)})
    if form.given("last"):
        context = _results(request, form)
        response = render(request, "gallery/page.html", context)
        # Whoever leaves and comes back finds the pages that were loaded.
        return replace_url(response, _address(form, upto=context["upto"]) if context["upto"] else False)
    context = {**_results(request, form), **_bar(request, form), "oob": True}
    response = render(request, "gallery/index.html#results", context)
    typing = request.htmx.trigger_name == "words"
    return (replace_url if typing else push_url)(response, _address(form))


@page
def counts(request: AppRequest) -> HttpResponse:
    """What stands behind the options of the filter `of`, which has just been opened."""
    form = SearchForm(request.GET)
    choices = {one.name: one.options for one in facets.filters(form, gallery.people(request.team))}
    name = request.GET.get("of", "")
    name = name if name in choices else gallery.Facet.MODEL.value
    found = facets.counts(request.team, request.user, form, name, choices[name])
    return render(request, "gallery/counts.html", {"name": name, "counts": found})


def _results(request: AppRequest, form: SearchForm) -> dict[str, object]:
    """The tiles that were asked for, with the headings of the days that begin among them."""
    search = form.search()
    asked = (request.team, request.user, search)
    upto, last = form.given("upto"), form.given("last")
    found = gallery.place(*asked, upto) if upto and not last else gallery.page(*asked, last)
    tiles = _by_day(request, search, found.pictures, form.given("day") if last else None)
    end = found.pictures[-1] if found.pictures else None
    return {
        "section": "gallery",
        "search": search,
        "query": form.query(),
        "picture_query": form.query(**{"in": "gallery"}),
        "tiles": tiles,
        "earlier": found.earlier,
        "more": _address(form, last=end.image.pk, day=end.day) if found.more and end else "",
        "upto": end.image.pk if end else None,
        "density": _density(request, form),
    }


def _by_day(
    request: AppRequest,
    search: gallery.Search,
    pictures: Sequence[gallery.Picture],
    seen: datetime.date | None,
) -> list[Tile]:
    opening = list(_opening(pictures, seen))
    heads = gallery.days(request.team, request.user, search, [day for day in opening if day])
    return [
        Tile(picture, heads[day] if day else None) for picture, day in zip(pictures, opening, strict=True)
    ]


def _opening(
    pictures: Sequence[gallery.Picture], seen: datetime.date | None
) -> Iterator[datetime.date | None]:
    """The day of each picture that is the first of its day, None for the others."""
    for picture in pictures:
        yield picture.day if picture.day != seen else None
        seen = picture.day


def _bar(request: AppRequest, form: SearchForm) -> dict[str, object]:
    """The filters, and what is chosen in them."""
    return {
        "filters": facets.filters(form, gallery.people(request.team)),
        "sort": Sort(form.given("sort") or ""),
        "sorts": Sort,
    }


def _around(request: AppRequest, form: SearchForm) -> dict[str, object]:
    """What a whole page has beside its pictures."""
    return {
        **_bar(request, form),
        "typed": form.typed(),
        "densities": Density,
        **_lists(request, form),
    }


def _lists(request: AppRequest, form: SearchForm) -> dict[str, object]:
    return {"show": form.search().show, "totals": gallery.totals(request.team, request.user)}


def _density(request: AppRequest, form: SearchForm) -> str:
    """As the address says, else as it was chosen in this browser."""
    chosen = form.given("density") or request.COOKIES.get("proofsheet_density")
    return chosen if chosen in Density.values else Density.MEDIUM.value


def _address(form: SearchForm, **more: Any) -> str:
    query = form.query(**more)
    return f"{reverse('gallery')}?{query}" if query else reverse("gallery")
