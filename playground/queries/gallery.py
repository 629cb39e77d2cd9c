"""The gallery: a team's pictures, newest first, a page at a time by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from playground.models import Image, Team

PAGE = 60


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `words` must all stand in the prompt; `before` is the last id seen."""

    words: tuple[str, ...] = ()
    model: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Page:
    images: Sequence[Image]
    next_before: UUID | None


def page(team: Team, search: Search, size: int = PAGE) -> Page:
    """One page. UUIDv7 ids are in order of creation, so the id alone is the keyset."""
    images = matching(team, search).select_related("turn", "part__attempt", "job__connection")
    found = list(images.order_by("-id")[: size + 1])
    more = len(found) > size
    return Page(found[:size], found[size - 1].id if more else None)


def matching(team: Team, search: Search) -> QuerySet[Image]:
    images = Image.objects.filter(team=team, deleted_at=None)
    if search.model:
        images = images.filter(model=search.model)
    for word in search.words:
        images = images.filter(turn__prompt__icontains=word)
    if search.before is not None:
        images = images.filter(id__lt=search.before)
    return images


def models_used(team: Team) -> list[str]:
    """Model ids that have made at least one of the team's pictures."""
    used = Image.objects.filter(team=team, deleted_at=None).order_by("model")
    return list(used.values_list("model", flat=True).distinct())
