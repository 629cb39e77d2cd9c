"""The gallery: a team's pictures, a page at a time by keyset, and the figures that stand beside them.

Ids are UUIDv7 and thus in order of creation: they are the order, the keyset and the way to a day. Every
count stops at a limit, so that a large gallery answers as fast as a small one.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from playground.models import ConnectionKind, Favourite, Image, Team, User
from playground.models.base import first_id
from playground.queries import spend

PAGE = 60
# The most pictures that one answer brings back for somebody who returns to their place.
BACK = 500
# Totals and the figures of an option stop here: "1,000+".
CAP = 1_000
# A day's sum reads at most so many pictures, an option's figures so many of the newest that match.
DAY_CAP = 2_000
SCAN = 5_000
# An id is made a moment before or after its row's time; a day's edge is read this much wider by id.
SLACK = datetime.timedelta(minutes=1)
MAX_SEED_DIGITS = 18


class Show(StrEnum):
    """The list at the left."""

    ALL = ""
    MINE = "mine"
    FAVOURITES = "favourites"
    TRASH = "trash"


class Facet(StrEnum):
    """What can be filtered by choosing some of several options."""

    MODEL = "model"
    AUTHOR = "author"
    RATIO = "ratio"
    SIZE = "size"


# What a tile tells. Rows of six tables hold much that it does not, usage and signatures among it.
SHOWN = (
    "created_at",
    "number",
    "model",
    "width",
    "height",
    "placeholder",
    "deleted_at",
    "deleted_by__name",
    "deleted_by__email",
    "turn__number",
    "turn__prompt",
    "turn__size",
    "job__seed",
    "job__connection__kind",
    "part__attempt__cost",
)
FIELDS = {
    Facet.MODEL: "model",
    Facet.AUTHOR: "turn__author_id",
    Facet.RATIO: "turn__aspect_ratio",
    Facet.SIZE: "turn__size",
}


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. All `words` must stand in the prompt, or be the seed; days are local ones."""

    show: Show = Show.ALL
    words: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    author: tuple[UUID, ...] = ()
    ratio: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    oldest: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is looked for beyond the list that was opened."""
        return replace(self, show=Show.ALL, oldest=False) != Search()

    def chosen(self, facet: Facet) -> tuple[object, ...]:
        found: tuple[object, ...] = getattr(self, facet.value)
        return found

    def without(self, facet: Facet) -> Search:
        nothing: dict[str, Any] = {facet.value: ()}
        return replace(self, **nothing)


@dataclass(frozen=True, slots=True)
class Picture:
    """A tile: the picture, its share of what the answer cost, and whether the reader starred it."""

    image: Image
    cost: int
    starred: bool

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.image.created_at)


@dataclass(frozen=True, slots=True)
class Page:
    """`more` come behind; `earlier` ones stand before it and were left out."""

    pictures: Sequence[Picture]
    more: bool
    earlier: bool = False


@dataclass(slots=True)
class Day:
    """How many of a day's pictures match, and their cost. `partial`: there are more than were read."""

    date: datetime.date
    count: int = 0
    real: int = 0
    demo: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pictures each option has; `partial` when only the newest ones were looked at."""

    counts: Mapping[str, int]
    partial: bool = False


def page(team: Team, user: User, search: Search, last: UUID | None = None, size: int = PAGE) -> Page:
    """The pictures behind `last`, or the first ones."""
    images = matching(team, user, search)
    if last is not None:
        images = images.filter(id__gt=last) if search.oldest else images.filter(id__lt=last)
    found = list(shown(images, user).order_by(_order(search))[: size + 1])
    return Page(_pictures(found[:size]), more=len(found) > size)


def place(team: Team, user: User, search: Search, upto: UUID, size: int = BACK) -> Page:
    """Everything down to `upto`, for somebody who comes back to it; only the last `size` of it."""
    images = matching(team, user, search)
    images = images.filter(id__lte=upto) if search.oldest else images.filter(id__gte=upto)
    backwards = "-id" if search.oldest else "id"
    found = list(shown(images, user).order_by(backwards)[: size + 1])
    more = page(team, user, search, upto, 0).more
    return Page(_pictures(reversed(found[:size])), more, earlier=len(found) > size)


def matching(team: Team, user: User, search: Search) -> QuerySet[Image]:
    """What a search finds, in no order yet."""
    images = _listed(team, user, search.show)
    for facet, field in FIELDS.items():
        if chosen := search.chosen(facet):
            images = images.filter(**{f"{field}__in": chosen})
    for word in search.words:
        images = images.filter(_word(word))
    return _between(images, search.since, search.until)


def shown(images: QuerySet[Image], user: User) -> QuerySet[Image]:
    """With everything that a tile tells."""
    starred = Favourite.objects.filter(image=OuterRef("pk"), user=user)
    related = images.select_related("turn", "part__attempt", "job__connection", "deleted_by")
    return related.only(*SHOWN).annotate(together=_together(), starred=Exists(starred))


def days(team: Team, user: User, search: Search, dates: Iterable[datetime.date]) -> dict[datetime.date, Day]:
    """The figures of some days within a search. Demo money and real money are never summed up."""
    found = {date: Day(date) for date in dates}
    if not found:
        return {}
    images = _between(matching(team, user, search), min(found), max(found))
    rows = images.annotate(together=_together()).order_by(_order(search))[: DAY_CAP + 1]
    columns = ("created_at", "job__connection__kind", "part__attempt__cost", "together")
    for number, (moment, kind, cost, together) in enumerate(rows.values_list(*columns)):
        day = found.get(timezone.localdate(moment))
        if number == DAY_CAP:
            _cut(found.values(), timezone.localdate(moment), search)
        elif day is not None:
            day.count += 1
            share = spend.share(cost, together)
            day.demo += share if kind == ConnectionKind.BUILTIN else 0
            day.real += share if kind != ConnectionKind.BUILTIN else 0
    return found


def totals(team: Team, user: User) -> dict[str, int]:
    """How many pictures each list has, by its name; more than CAP means CAP and more."""
    return {show.name: capped(_listed(team, user, show)) for show in Show}


def capped(images: QuerySet[Image]) -> int:
    return images.order_by()[: CAP + 1].count()


def tally(team: Team, user: User, search: Search, facet: Facet) -> Tally:
    """How many pictures each option of a facet would show, whatever is chosen in that facet now."""
    images = matching(team, user, search.without(facet)).order_by("-id")
    values = list(images.values_list(FIELDS[facet], flat=True)[: SCAN + 1])
    return Tally(Counter(map(str, values[:SCAN])), partial=len(values) > SCAN)


def people(team: Team) -> Sequence[User]:
    """Whoever may have made pictures: the team's members, by name."""
    return list(team.members.order_by("name", "email")[:200])


def _listed(team: Team, user: User, show: Show) -> QuerySet[Image]:
    if show == Show.TRASH:
        return Image.objects.filter(team=team, deleted_at__isnull=False)
    images = Image.objects.filter(team=team, deleted_at=None)
    if show == Show.MINE:
        return images.filter(turn__author=user)
    if show == Show.FAVOURITES:
        return images.filter(id__in=Favourite.objects.filter(team=team, user=user).values("image"))
    return images


def _word(word: str) -> Q:
    condition = Q(turn__prompt__icontains=word)
    if word.isascii() and word.isdecimal() and len(word) <= MAX_SEED_DIGITS:
        condition |= Q(job__seed=int(word))
    return condition


def _between(
    images: QuerySet[Image], since: datetime.date | None, until: datetime.date | None
) -> QuerySet[Image]:
    """Pictures of local days, both included. The ids let an index find them, the time is exact."""
    if since is not None:
        start = _midnight(since)
        images = images.filter(created_at__gte=start, id__gte=first_id(start - SLACK))
    if until is not None:
        end = _midnight(until + datetime.timedelta(days=1))
        images = images.filter(created_at__lt=end, id__lt=first_id(end + SLACK))
    return images


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _order(search: Search) -> str:
    return "id" if search.oldest else "-id"


def _together() -> Subquery:
    """How many pictures the same answer brought, in the trash or not: they share its cost."""
    siblings = Image.objects.filter(part__attempt=OuterRef("part__attempt")).order_by()
    return Subquery(siblings.values("part__attempt").annotate(together=Count("pk")).values("together"))


def _pictures(images: Iterable[Image]) -> Sequence[Picture]:
    return [
        Picture(image, spend.share(image.part.attempt.cost, image.together), image.starred)  # type: ignore[attr-defined]  # annotated by shown()
        for image in images
    ]


def _cut(days: Iterable[Day], at: datetime.date, search: Search) -> None:
    """The reading stopped at this day: it and those behind it have more than was read."""
    for day in days:
        day.partial = day.date >= at if search.oldest else day.date <= at
