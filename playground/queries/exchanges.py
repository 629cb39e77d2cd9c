"""What went over the wire for a turn, one attempt at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from playground.models import Attempt, Exchange, Turn
from playground.models import Part as Stored

Part: TypeAlias = Literal["request", "response", "headers", "attempts"]
# What `egress.record` puts in the place of a picture's bytes begins so.
PICTURE = "⟨picture"
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Look:
    """`attempt` is the one that is looked at; None while nothing was called yet."""

    attempts: Sequence[Attempt]
    attempt: Attempt | None
    part: Part

    @property
    def exchange(self) -> Exchange | None:
        return getattr(self.attempt, "exchange", None)

    @property
    def answer(self) -> object:
        """The answer's body, in which pictures that were kept have their frame numbers."""
        if self.attempt is None or self.exchange is None:
            return None
        parts = Stored.objects.filter(attempt=self.attempt).exclude(key="")
        numbers = parts.order_by("position").values_list("image__number", flat=True)
        turn = self.attempt.job.turn.number
        return _named(
            self.exchange.answer, iter([f"{turn}.{number}" if number else "" for number in numbers])
        )


def look(turn: Turn, attempt: str = "", part: str = "") -> Look:
    """The attempt with this id, else the first one that was answered, else the last one."""
    attempts = list(
        Attempt.objects.filter(job__turn=turn)
        .select_related("job__turn", "job__connection", "exchange")
        .order_by("job__number", "number")
    )
    wanted = [one for one in attempts if str(one.pk) == attempt]
    answered = [one for one in attempts if one.answered_at]
    chosen = next(iter([*wanted, *answered, *reversed(attempts)]), None)
    known: Part = next((one for one in PARTS if one == part), "response")
    return Look(attempts, chosen, known)


def _named(value: object, frames: Iterator[str]) -> object:
    if isinstance(value, dict):
        return {name: _named(item, frames) for name, item in value.items()}
    if isinstance(value, list):
        return [_named(item, frames) for item in value]
    if isinstance(value, str) and value.startswith(PICTURE):
        frame = next(frames, "")
        return f"{PICTURE} {frame}{value[len(PICTURE) :]}" if frame else value
    return value
