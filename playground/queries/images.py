"""A picture among others: its place in a sequence, and its family within the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from playground.models import Conversation, Image, Turn, User
from playground.queries import gallery

STRIP = 24
"""How many pictures are shown on either side."""
COUNTED = 1000
"""Nobody reads a larger number, and counting further would cost."""
FAMILY = 400


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pictures on either side, in the order of the sequence.

    `place` counts from 1; it and `total` are None beyond COUNTED, `place` also for a picture that is
    in the trash and so in no sequence.
    """

    before: Sequence[Image]
    after: Sequence[Image]
    place: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A picture of a family. `parent` is the picture that it was made from, by its id."""

    id: UUID
    number: int
    turn_number: int
    parent: UUID | None
    prompt: str
    deleted: bool

    @property
    def frame(self) -> str:
        return f"{self.turn_number}.{self.number}"


def by_frame(conversation: Conversation, turn: int, number: int) -> Image | None:
    """The picture that people call by its frame number, in the trash or not."""
    return Image.objects.filter(turn__conversation=conversation, turn__number=turn, number=number).first()


def together(image: Image) -> int:
    """How many pictures the same answer brought, in the trash or not: they share its cost."""
    return Image.objects.filter(part__attempt=image.part.attempt_id).count()


def in_conversation(image: Image) -> Neighbours:
    """Pictures of the same conversation: turn by turn, oldest first."""
    turn = image.turn
    rows = Image.objects.filter(
        turn__conversation_id=turn.conversation_id, turn__deleted_at=None, deleted_at=None
    )
    earlier = Q(turn__number__lt=turn.number) | Q(turn__number=turn.number, number__lt=image.number)
    later = Q(turn__number__gt=turn.number) | Q(turn__number=turn.number, number__gt=image.number)
    return _neighbours(image, rows.filter(earlier), rows.filter(later), ("turn__number", "number"))


def in_gallery(image: Image, user: User, search: gallery.Search) -> Neighbours:
    """Pictures that the gallery shows this person for this search, in its order."""
    rows = gallery.matching(image.team, user, search)
    older, newer = rows.filter(id__lt=image.pk), rows.filter(id__gt=image.pk)
    if search.oldest:
        return _neighbours(image, older, newer, ("id",))
    return _neighbours(image, newer, older, ("-id",))


def _neighbours(
    image: Image, earlier: QuerySet[Image], later: QuerySet[Image], order: tuple[str, ...]
) -> Neighbours:
    """By keyset on both sides, never by offset; counts stop at COUNTED."""
    back = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]
    before = list(earlier.select_related("turn").order_by(*back)[:STRIP])
    after = list(later.select_related("turn").order_by(*order)[:STRIP])
    count_before, count_after = _count(earlier, len(before)), _count(later, len(after))
    itself = int(image.deleted_at is None)
    total = count_before + itself + count_after
    return Neighbours(
        before[::-1],
        after,
        count_before + 1 if itself and count_before < COUNTED else None,
        total if total <= COUNTED else None,
    )


def _count(rows: QuerySet[Image], shown: int) -> int:
    return shown if shown < STRIP else rows.order_by()[: COUNTED + 1].count()


def family(image: Image) -> Mapping[UUID, Relative]:
    """Every picture of the conversation that was made from another, or from which another was made.

    The newest FAMILY of them, in one query. Pictures in the trash are among them, so that no line
    breaks; a turn in the trash made nothing any more.
    """
    turns = Turn.objects.filter(conversation_id=image.turn.conversation_id, deleted_at=None)
    edits = turns.filter(continues_from__isnull=False)
    sources = edits.values("continues_from_id")
    rows = (
        Image.objects.filter(Q(turn__in=edits) | Q(pk__in=sources) | Q(pk=image.pk))
        .order_by("-turn__number", "-number")
        .values_list("id", "number", "turn__number", "turn__continues_from_id", "turn__prompt", "deleted_at")
    )
    relatives = (
        Relative(pk, number, turn_number, parent, prompt[:120], deleted_at is not None)
        for pk, number, turn_number, parent, prompt, deleted_at in rows[:FAMILY]
    )
    return {relative.id: relative for relative in relatives}
