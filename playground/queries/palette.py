"""What the palette finds in a team: pictures and conversations by words, frames by number.

All words must stand in the prompt or the title, in any order. Words are looked for as they are written,
so that two Chinese characters are found as well. Every query is bounded: by rows, and by how far back
it looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from playground.models import Conversation, Image, Team, Turn

ROWS = 3
COUNTED = 1000
# How many of the newest turns or conversations are looked through.
BACK = 10_000
MAX_WORDS = 8
FRAME = re.compile(r"(\d{1,6})(?:\.(\d{0,3}))?", re.ASCII)
Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True, slots=True)
class Hits(Generic[Found]):
    """The newest rows, and how many there are: at most COUNTED + 1."""

    rows: Sequence[Found]
    count: int

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


def split(text: str) -> tuple[str, ...]:
    """The words that are looked for. NUL is in no row, and PostgreSQL refuses it."""
    return tuple(text.replace("\x00", " ").split()[:MAX_WORDS])


def pictures(team: Team, words: Sequence[str]) -> Hits[Image]:
    images = Image.objects.filter(team=team, deleted_at=None, turn__in=_recent(team))
    for word in words:
        images = images.filter(turn__prompt__icontains=word)
    return _hits(images.order_by("-id"), images.select_related("turn__conversation").order_by("-id"))


def conversations(team: Team, words: Sequence[str]) -> Hits[Conversation]:
    """By title; the latest ones when there are no words. Archived ones come only when looked for."""
    newest = Conversation.objects.filter(team=team).order_by("-active_at", "-id").values("pk")[:BACK]
    rows = Conversation.objects.filter(team=team, pk__in=newest)
    for word in words:
        rows = rows.filter(title__icontains=word)
    if not words:
        rows = Conversation.objects.filter(team=team, archived_at=None)
    rows = rows.order_by("-active_at", "-id")
    return _hits(rows, rows)


def turn(team: Team, words: Sequence[str], conversation: Conversation | None) -> Turn | None:
    """The newest turn with these words, of this conversation if it has one; without words, its last."""
    rows = Turn.objects.filter(team=team, deleted_at=None).select_related(
        "conversation", "continues_from__turn", "connection"
    )
    if conversation is not None:
        here = _with(rows.filter(conversation=conversation), words).order_by("-number").first()
        if here is not None or not words:
            return here
    if not words:
        return None
    return _with(rows.filter(pk__in=_recent(team)), words).order_by("-id").first()


def frames(conversation: Conversation, typed: str) -> Sequence[Image]:
    """Pictures of a conversation by the start of their frame number: "2", "2." and "2.1"."""
    asked = FRAME.fullmatch(typed)
    if asked is None:
        return []
    images = Image.objects.filter(
        team_id=conversation.team_id, turn__conversation=conversation, deleted_at=None, turn__number=asked[1]
    )
    if asked[2]:
        images = images.filter(number=asked[2])
    return list(images.select_related("turn__conversation").order_by("number")[: 2 * ROWS])


def _recent(team: Team) -> QuerySet[Turn, Any]:
    return Turn.objects.filter(team=team, deleted_at=None).order_by("-id").values("pk")[:BACK]


def _with(rows: QuerySet[Turn], words: Sequence[str]) -> QuerySet[Turn]:
    for word in words:
        rows = rows.filter(prompt__icontains=word)
    return rows


def _hits(rows: QuerySet[Found], shown: QuerySet[Found]) -> Hits[Found]:
    found = list(shown[:ROWS])
    return Hits(found, rows[: COUNTED + 1].count() if len(found) == ROWS else len(found))
