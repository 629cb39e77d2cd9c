"""Asking for a turn once more, exactly as it was asked for: same prompt, settings and references."""

from __future__ import annotations

from playground.models import Team, Turn, User
from playground.services import jobs

SAME = (
    "prompt", "model", "aspect_ratio", "size", "count", "temperature", "thinking", "text_answers",
    "system_instruction", "continues_from", "conversation",
)  # fmt: skip


class PriceRose(Exception):
    """It costs more now, `price` micro-dollars, than the person was shown."""

    def __init__(self, price: int) -> None:
        super().__init__("the price is higher than the one that was shown")
        self.price = price


class SourceDeleted(Exception):
    """The picture that the turn edits is in the trash."""


def submission(turn: Turn, key: str = "") -> jobs.Submission:
    """No seed: the same one would make, and charge for, the very picture that there is."""
    uses = turn.turn_references.select_related("reference").order_by("position")
    return jobs.Submission(
        idempotency_key=key,
        references=tuple(use.reference for use in uses),
        **{name: getattr(turn, name) for name in SAME},
    )


def price(team: Team, turn: Turn) -> int:
    """What all its pictures are likely to cost today, in micro-dollars."""
    return jobs.price(team, submission(turn)).quote.estimate * turn.count


def possible(turn: Turn) -> bool:
    return turn.continues_from is None or turn.continues_from.deleted_at is None


def run(team: Team, person: User, turn: Turn, key: str, shown: int) -> Turn:
    """The new turn, once per key. Raises PriceRose, SourceDeleted, and what `jobs.submit` raises."""
    if not possible(turn):
        raise SourceDeleted
    now = price(team, turn)
    if now > shown:
        raise PriceRose(now)
    return jobs.submit(team, person, submission(turn, key))
