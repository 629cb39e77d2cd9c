"""Where a turn that is not done stands: its step with seconds, and what it waits for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from playground import storage
from playground.models import Attempt, AttemptState, Job, JobState, Turn
from playground.providers.base import Fault

StepState = Literal["done", "now", "next"]
WAITING: dict[str, object] = {
    Fault.RATE_LIMITED: _lazy("Google is busy"),
    Fault.OVERLOADED: _lazy("The model is overloaded"),
    Fault.SERVER_ERROR: _lazy("Google had an internal error"),
    Fault.NO_NETWORK: _lazy("Google could not be reached"),
    Fault.DAMAGED: _lazy("The answer was damaged"),
}


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    state: StepState
    seconds: float | None = None


class Progress:
    """The living jobs of a turn: queued, calling, saving, as far as the foremost of them is."""

    def __init__(self, turn: Turn, alive: Sequence[Job]) -> None:
        self.turn, self.alive = turn, alive

    @cached_property
    def steps(self) -> list[Step]:
        now = timezone.now()
        calling = self._calling
        answered = [call.answered_at for call in calling if call.answered_at]
        if not calling:
            return [
                Step(_("Queued"), "now", seconds(self.turn.created_at, now)),
                Step(_("Calling model"), "next"),
                Step(_("Saving"), "next"),
            ]
        started = min(call.started_at for call in calling)
        queued = Step(_("Queued"), "done", seconds(self.turn.created_at, started))
        if len(answered) < len(calling):
            return [
                queued,
                Step(_("Calling model"), "now", seconds(started, now)),
                Step(_("Saving"), "next"),
            ]
        return [
            queued,
            Step(_("Calling model"), "done", seconds(started, max(answered))),
            Step(_("Saving"), "now", seconds(max(answered), now)),
        ]

    @property
    def step(self) -> Step:
        return next(step for step in self.steps if step.state == "now")

    @property
    def doing(self) -> str:
        """The step as the end of a sentence that begins with "Turn 4"."""
        if self.waiting:
            return _("waits to try again")
        if not self._calling:
            return _("is queued")
        if self.steps[-1].state == "now":
            return _("is saving")
        return _("is calling the model")

    @property
    def cancelling(self) -> bool:
        return any(job.cancel_requested_at for job in self.alive)

    @property
    def waiting(self) -> tuple[Job, float] | None:
        """A queued job that waits for the provider to be less busy, and the seconds it still waits."""
        now = timezone.now()
        for job in self.alive:
            until = self._waits_until(job)
            if until is not None:
                return job, seconds(now, until)
        return None

    @property
    def why(self) -> str:
        """Why the next try waits."""
        outcome = (self.waiting and self.waiting[0].outcome) or Fault.RATE_LIMITED
        return str(WAITING.get(outcome, _("The call did not go through")))

    @property
    def place(self) -> str:
        """Which try is the next one, of how many."""
        tries = self.waiting[0].tries if self.waiting else 0
        return _("Attempt %(next)d of %(all)d. Your place in the queue is kept.") % {
            "next": tries + 1,
            "all": settings.MAX_ATTEMPTS,
        }

    @property
    def held(self) -> str:
        """Why a picture that is here cannot be saved yet; "" where it can."""
        return next((storage.sentence_of(call.detail) for call in self._calling if call.detail), "")

    @cached_property
    def _calling(self) -> list[Attempt]:
        calls = [call for job in self.alive for call in job.attempts.all()]
        return [call for call in calls if call.state == AttemptState.STARTED]

    def _waits_until(self, job: Job) -> datetime.datetime | None:
        """Until when a queued job waits: after a failed try, or for a pause of everybody's calls."""
        if job.state != JobState.QUEUED:
            return None
        ends = [job.not_before] if job.not_before and job.outcome else []
        paused = self.turn.connection.paused_until
        if paused and paused > timezone.now():
            ends.append(paused)
        return max(ends, default=None)


def seconds(start: datetime.datetime, end: datetime.datetime) -> float:
    return max((end - start).total_seconds(), 0.0)
