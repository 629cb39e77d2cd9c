"""What runs in a team: for the pill of the top bar, and for the list behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from playground.models import ALIVE, Job, JobState, Team, Turn, User
from playground.queries import conversations

LISTED = 12


@dataclass(frozen=True, slots=True)
class Running:
    """How many of a team's turns are queued or running, and which of them are one person's."""

    turns: int
    mine: tuple[UUID, ...]

    def __bool__(self) -> bool:
        return self.turns > 0

    @property
    def version(self) -> str:
        return hashlib.sha256(repr((self.turns, self.mine)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Listed:
    """The turns that run, those that are called first, oldest first; `more` were left out.

    `last_finished` is when the team's last job ended; it is looked up when nothing runs.
    """

    turns: Sequence[Turn]
    more: int
    last_finished: datetime | None


def of(team: Team, user: User) -> Running:
    """One query, whatever runs."""
    alive = Job.objects.filter(team=team, state__in=ALIVE)
    turns = list(alive.values_list("turn_id", "turn__author_id").order_by("turn_id").distinct())
    return Running(len(turns), tuple(turn for turn, author in turns if author == user.pk))


def listed(team: Team) -> Listed:
    """At most LISTED turns, with all that a card needs, in a fixed number of queries."""
    jobs = Job.objects.filter(turn=OuterRef("pk"))
    alive = Turn.objects.filter(team=team).filter(Exists(jobs.filter(state__in=ALIVE)))
    called = Exists(jobs.filter(state=JobState.RUNNING))
    rows = conversations.for_card(alive).order_by(called.desc(), "id")
    turns = list(rows[:LISTED])
    more = alive.count() - LISTED if len(turns) == LISTED else 0
    return Listed(turns, max(more, 0), None if turns else _last_finished(team))


def _last_finished(team: Team) -> datetime | None:
    """When the newest turn's jobs ended: good enough for a sentence, and one look at an index."""
    newest = Turn.objects.filter(team=team).order_by("-id")[:1]
    last: datetime | None = Job.objects.filter(turn__in=newest.values("pk")).aggregate(
        last=Max("finished_at")
    )["last"]
    return last
