"""What the gallery is asked for; an unreadable part of a query string counts as not given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground import catalogue
from playground.queries.gallery import Facet, Search, Show

MAX_WORDS = 12
MAX_CHOSEN = 50
# Days outside of these are typing errors, and some calendars end there.
FIRST_YEAR, LAST_YEAR = 2000, 2999


class Period(models.TextChoices):
    """Days that move on by themselves, or one's own."""

    ANY = "", _("Any day")
    TODAY = "today", _("Today")
    WEEK = "week", _("7 days")
    MONTH = "month", _("30 days")
    OWN = "own", _("Custom")


class Sort(models.TextChoices):
    NEWEST = "", _("Newest")
    OLDEST = "oldest", _("Oldest")


class Density(models.TextChoices):
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


LENGTHS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 30}


def bounds(period: Period) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of a period that ends today; None where it does not end."""
    length = LENGTHS.get(period)
    return (timezone.localdate() - datetime.timedelta(days=length - 1), None) if length else (None, None)


class Several(forms.MultipleChoiceField):
    """Some of the choices, in the choices' order; what is none of them is left out."""

    def clean(self, value: Any) -> tuple[str, ...]:
        choices: Any = self.choices
        return tuple(key for key, _label in choices if key in (value or ()))


class People(forms.Field):
    """Ids of people. Whether they are of the team does not matter: the pictures are."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(ids_in(list(value or ())[:MAX_CHOSEN])))


class Day(forms.DateField):
    def __init__(self) -> None:
        super().__init__(required=False, input_formats=["%Y-%m-%d"])

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError("")
        return day


class Moment(forms.DateTimeField):
    """A moment as a page was told it. The first and the last of a calendar do not exist in every zone."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> datetime.datetime | None:
        moment: datetime.datetime | None = super().clean(value)
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError("")
        return moment


def _same(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def _models() -> list[tuple[str, str]]:
    return [(model.id, model.name) for model in catalogue.models()]


def _sizes() -> list[tuple[str, str]]:
    """The smallest first: "512" stands for pixels, "1K" for thousands of them."""
    names = {size.name for model in catalogue.models() for size in model.sizes}
    return _same(sorted(names, key=lambda name: (name.endswith("K"), name)))


class SearchForm(forms.Form):
    show = forms.ChoiceField(required=False, choices=[(show.value, show.name) for show in Show])
    words = forms.CharField(required=False, max_length=200)
    model = Several(choices=_models)
    author = People(required=False)
    ratio = Several(choices=_same(catalogue.RATIOS))
    size = Several(choices=_sizes)
    date = forms.ChoiceField(required=False, choices=Period.choices)
    since = Day()
    until = Day()
    sort = forms.ChoiceField(required=False, choices=Sort.choices)
    density = forms.ChoiceField(required=False, choices=Density.choices)
    last = forms.UUIDField(required=False)
    upto = forms.UUIDField(required=False)
    day = Day()

    def search(self) -> Search:
        since, until = self._days()
        return Search(
            show=Show(self.given("show") or ""),
            words=tuple(self.typed().split()[:MAX_WORDS]),
            model=self.given("model"),
            author=self.given("author"),
            ratio=self.given("ratio"),
            size=self.given("size"),
            since=since,
            until=until,
            oldest=self.given("sort") == Sort.OLDEST,
        )

    def typed(self) -> str:
        return self.given("words") or ""

    def period(self) -> Period:
        own = self.given("since") or self.given("until")
        return Period(self.given("date") or (Period.OWN if own else Period.ANY))

    def given(self, name: str) -> Any:
        """A part of the question; empty when there is none, or none that can be read."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def query(self, *, without: str = "", **more: Any) -> str:
        """The same question as a query string, with nothing empty in it; `without` one filter."""
        query = QueryDict(mutable=True)
        for name in ("show", "words", *(facet.value for facet in Facet), "date", "since", "until", "sort"):
            value = self.given(name)
            if value and name != without and self._counts(name, without):
                query.setlist(name, [str(one) for one in value] if isinstance(value, tuple) else [str(value)])
        for name, value in more.items():
            query[name] = str(value)
        return query.urlencode()

    def _counts(self, name: str, without: str) -> bool:
        """Own days only count while no other period is chosen."""
        if name not in ("since", "until"):
            return True
        return without != "date" and self.period() == Period.OWN

    def _days(self) -> tuple[datetime.date | None, datetime.date | None]:
        period = self.period()
        if period == Period.OWN:
            return self.given("since"), self.given("until")
        return bounds(period)


def ids_in(values: Iterable[object]) -> Iterator[UUID]:
    """The ids among these; what is not one is left out."""
    for value in values:
        try:
            yield UUID(str(value))
        except ValueError:
            continue
