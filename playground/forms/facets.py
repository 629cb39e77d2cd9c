"""The gallery's filters as they are drawn: each with its options, and what is chosen on its button."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from playground import catalogue
from playground.forms.search import LENGTHS, Period, SearchForm, bounds
from playground.models import Team, User
from playground.queries import gallery
from playground.queries.gallery import Facet
from playground.services import ledger
from playground.templatetags.proofsheet import capped

NAMES: dict[Facet, Promise] = {
    Facet.MODEL: _lazy("Model"),
    Facet.AUTHOR: _lazy("Author"),
    Facet.RATIO: _lazy("Ratio"),
    Facet.SIZE: _lazy("Size"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; `note` says what is special about it, such as "retired"."""

    value: str
    label: str
    chosen: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """One's own first and last day, as the date fields take them."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One button of the bar with the options behind it; `query` is the search without this filter.

    `choice` says what is chosen, "" where nothing is. With `days` one option is chosen, else any number.
    """

    name: str
    title: str
    options: Sequence[Option]
    query: str
    choice: str
    days: Days | None = None

    @property
    def label(self) -> str:
        """ "Model", or what is chosen: "Model: Nano Banana Pro +1"."""
        if not self.choice:
            return self.title
        return _("%(filter)s: %(choice)s") % {"filter": self.title, "choice": self.choice}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pictures an option would show; `partial` when there are at least so many."""

    count: int | None
    partial: bool = False

    @property
    def words(self) -> str:
        if self.count is None or (self.partial and not self.count):
            return ""
        return capped(self.count, partial=self.partial)

    @property
    def none(self) -> bool:
        return self.count == 0 and not self.partial


def filters(form: SearchForm, people: Sequence[User]) -> list[Filter]:
    """Every filter with something to choose from: one author is no choice."""
    found = [_of_facet(facet, form, people) for facet in Facet]
    return [*(one for one in found if len(one.options) > 1 or one.choice), _of_date(form)]


def _of_facet(facet: Facet, form: SearchForm, people: Sequence[User]) -> Filter:
    name, options = facet.value, list(_options(facet, form, people))
    chosen = [option.label for option in options if option.chosen]
    more = f" +{len(chosen) - 1}" if len(chosen) > 1 else ""
    choice = chosen[0] + more if chosen else ""
    return Filter(name, str(NAMES[facet]), options, form.query(without=name), choice)


def _of_date(form: SearchForm) -> Filter:
    """Days that move on by themselves, or one's own from and to."""
    period = form.period()
    options = [Option(one.value, str(one.label), one == period) for one in Period]
    since, until = form.given("since"), form.given("until")
    days = Days(_iso(since), _iso(until))
    choice = _days_chosen(period, since, until)
    return Filter("date", _("Date"), options, form.query(without="date"), choice, days)


def _options(facet: Facet, form: SearchForm, people: Sequence[User]) -> Iterator[Option]:
    chosen = {str(value) for value in form.given(facet.value)}
    if facet == Facet.AUTHOR:
        for person in people:
            yield Option(str(person.pk), str(person), str(person.pk) in chosen)
    elif facet == Facet.MODEL:
        today = ledger.today()
        for model in catalogue.models():
            note = _("retired") if model.retired_on(today) else ""
            yield Option(model.id, model.name, model.id in chosen, note)
    else:
        for value, label in form.fields[facet.value].choices:  # type: ignore[attr-defined]  # a choice field
            yield Option(value, label, value in chosen)


def counts(team: Team, user: User, form: SearchForm, name: str, options: Sequence[Option]) -> list[Counted]:
    """What stands behind each option of one filter; empty where nothing certain can be said."""
    search = form.search()
    if name == "date":
        return [Counted(_within(team, user, search, Period(option.value))) for option in options]
    tally = gallery.tally(team, user, search, Facet(name))
    return [Counted(tally.counts.get(option.value, 0), tally.partial) for option in options]


def _within(team: Team, user: User, search: gallery.Search, period: Period) -> int | None:
    """How many match in a period; None for the two that are not a number of days."""
    if period not in LENGTHS:
        return None
    since, until = bounds(period)
    return gallery.capped(gallery.matching(team, user, replace(search, since=since, until=until)))


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _days_chosen(period: Period, since: datetime.date | None, until: datetime.date | None) -> str:
    if period == Period.ANY or (period == Period.OWN and not since and not until):
        return ""
    return _span(since, until) if period == Period.OWN else str(period.label)


def _span(since: datetime.date | None, until: datetime.date | None) -> str:
    """ "9 Nov – 19 Nov", "from 9 Nov", "until 19 Nov"."""
    first, last = _day(since), _day(until)
    if not until:
        return _("from %s") % first
    if not since:
        return _("until %s") % last
    return first if since == until else f"{first} – {last}"


def _day(day: datetime.date | None) -> str:
    if day is None:
        return ""
    return date_format(day, "j M" if day.year == timezone.localdate().year else "j M Y")
