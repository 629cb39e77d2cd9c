"""A turn as the thread shows it: its frames, the step it is at, and what went wrong.

Built from a turn of `queries.conversations.for_card`, without a query of its own. Times that go on
counting are left out of `version`, so that a poll that finds nothing new answers 204.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from playground import catalogue
from playground.models import Attempt, AttemptState, Image, Job, JobState, Turn
from playground.providers.base import Fault
from playground.queries import answers, timing
from playground.services import outcomes
from playground.templatetags.proofsheet import money

StepState = Literal["done", "now", "next"]
# A finish reason that explains nothing.
NOTHING_SAID = "STOP"
WAITING: dict[str, object] = {
    Fault.RATE_LIMITED: _lazy("Google is busy."),
    Fault.OVERLOADED: _lazy("The model is overloaded."),
    Fault.SERVER_ERROR: _lazy("Google had an internal error."),
    Fault.NO_NETWORK: _lazy("Google could not be reached."),
    Fault.DAMAGED: _lazy("The answer was damaged."),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One place in the contact sheet: a picture, or why there is none (yet)."""

    number: str
    state: str
    job: Job
    image: Image | None = None
    cost: int = 0

    @property
    def attempt(self) -> Attempt | None:
        return self.image.part.attempt if self.image else None

    @property
    def words(self) -> str:
        """What stands in a frame that has no picture."""
        if self.state == JobState.DONE:
            return _("removed")
        if self.state == JobState.RUNNING:
            return f"{self.job.turn.aspect_ratio} · {self.job.turn.size}"
        if self.state == JobState.HELD:
            return _("possibly billed")
        if self.state == JobState.FAILED and self.job.outcome.startswith("blocked"):
            return _("blocked")
        if self.state == JobState.FAILED:
            return _("no picture")
        return str(JobState(self.state).label)


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    state: StepState
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Jobs of one turn that ended alike, in words."""

    title: str
    body: str
    code: str
    words: outcomes.Words
    jobs: tuple[Job, ...]


class Card:
    """`turn` with its prefetched jobs, and what the models said by job."""

    def __init__(self, turn: Turn, said: Mapping[UUID, list[str]]) -> None:
        self.turn = turn
        self.jobs: list[Job] = list(turn.jobs.all())
        for job in self.jobs:
            job.turn = turn
        self.texts = list(dict.fromkeys(text for job in self.jobs for text in said.get(job.pk, [])))

    @cached_property
    def alive(self) -> list[Job]:
        return [job for job in self.jobs if job.is_alive]

    @cached_property
    def attempts(self) -> list[Attempt]:
        return [attempt for job in self.jobs for attempt in job.attempts.all()]

    @cached_property
    def frames(self) -> list[Frame]:
        found: list[Frame] = []
        for job in self.jobs:
            images = list(job.images.all())
            for image in images:
                image.turn, image.job = self.turn, job
                found.append(Frame(image.frame, "done", job, image, _share(image, images)))
            if not images:
                found.append(Frame(job.frame, job.state, job))
        return sorted(found, key=lambda frame: int(frame.number.split(".")[1]))

    @property
    def shows_frames(self) -> bool:
        """Failures stay small: a turn of which nothing arrived is one row, without frames."""
        return bool(self.alive) or any(frame.image or frame.state == "done" for frame in self.frames)

    @property
    def pixels(self) -> tuple[int, int]:
        """The pixels asked for: frames have their shape before there is a picture."""
        try:
            model = catalogue.get(self.turn.model)
            return model.pixels[(self.turn.aspect_ratio, self.turn.size)]
        except LookupError:
            return (1024, 1024)

    @property
    def columns(self) -> int:
        """As many columns as pictures, 2 to 4; tall pictures get narrower ones, wide ones wider."""
        width, height = self.pixels
        if height >= 3 * width:
            return 6
        if width >= 3 * height:
            return 1 if len(self.frames) == 1 else 2
        least = 3 if 4 * height > 5 * width else 2
        return min(max(len(self.frames), least), 4)

    @property
    def cost(self) -> int:
        return sum(attempt.cost for attempt in self.attempts)

    @property
    def latency(self) -> float | None:
        taken = [attempt.seconds or 0.0 for attempt in self.attempts if attempt.answered_at]
        return max(taken, default=None)

    @cached_property
    def steps(self) -> list[Step]:
        """Queued, calling, saving: where the turn's foremost living job is."""
        now = timezone.now()
        calling = [a for job in self.alive for a in job.attempts.all() if a.state == AttemptState.STARTED]
        started = min((a.started_at for a in calling), default=None)
        answered = [a.answered_at for a in calling if a.answered_at]
        if started is None:
            return [
                Step(_("Queued"), "now", _seconds(self.turn.created_at, now)),
                Step(_("Calling model"), "next"),
                Step(_("Saving"), "next"),
            ]
        queued = Step(_("Queued"), "done", _seconds(self.turn.created_at, started))
        if len(answered) < len(calling):
            return [
                queued,
                Step(_("Calling model"), "now", _seconds(started, now)),
                Step(_("Saving"), "next"),
            ]
        return [
            queued,
            Step(_("Calling model"), "done", _seconds(started, max(answered))),
            Step(_("Saving"), "now", _seconds(max(answered), now)),
        ]

    @cached_property
    def usual(self) -> tuple[float, float] | None:
        return timing.usual(self.turn) if self.alive else None

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
                return job, _seconds(now, until)
        return None

    @property
    def waiting_words(self) -> str:
        """Why the next try waits, and which one of how many it is."""
        if self.waiting is None:
            return ""
        job = self.waiting[0]
        outcome = job.outcome or Fault.RATE_LIMITED
        why = WAITING.get(outcome, _("The call did not go through."))
        place = _("Attempt %(next)d of %(all)d. Your place in the queue is kept.") % {
            "next": job.tries + 1,
            "all": settings.MAX_ATTEMPTS,
        }
        return f"{why} {place}"

    @cached_property
    def possibly_billed(self) -> list[tuple[str, Attempt]]:
        """Calls that a person must decide about, each with what happened to it."""
        return [
            (str(outcomes.words(attempt.outcome).title), attempt)
            for attempt in self.attempts
            if attempt.may_be_billed
        ]

    @cached_property
    def cancelled(self) -> list[Job]:
        return [job for job in self.jobs if job.state == JobState.CANCELLED]

    @cached_property
    def problems(self) -> list[Problem]:
        """Failed and held jobs, those that ended alike as one."""
        alike: dict[tuple[str, str, str], list[Job]] = {}
        for job in self.jobs:
            if job.state in (JobState.FAILED, JobState.HELD):
                alike.setdefault((job.outcome, job.reason, job.detail), []).append(job)
        return [self._problem(key, jobs) for key, jobs in alike.items()]

    @property
    def version(self) -> str:
        """Changes whenever the card would look different, but for seconds that count."""
        states = [
            (job.state, job.attempt, job.outcome, str(job.not_before), str(job.cancel_requested_at))
            for job in self.jobs
        ]
        calls = [
            (str(attempt.pk), attempt.state, bool(attempt.answered_at), str(attempt.resolved_at))
            for attempt in self.attempts
        ]
        pictures = [str(frame.image and frame.image.pk) for frame in self.frames]
        waits = [str(self._waits_until(job)) for job in self.alive]
        known = repr((states, calls, pictures, waits, str(self.turn.deleted_at)))
        return hashlib.sha256(known.encode()).hexdigest()[:16]

    def _waits_until(self, job: Job) -> datetime.datetime | None:
        """Until when a queued job waits: after a failed try, or for a pause of everybody's calls."""
        if job.state != JobState.QUEUED:
            return None
        ends = [job.not_before] if job.not_before and job.outcome else []
        paused = self.turn.connection.paused_until
        if paused and paused > timezone.now():
            ends.append(paused)
        return max(ends, default=None)

    def _problem(self, key: tuple[str, str, str], jobs: list[Job]) -> Problem:
        outcome, reason, detail = key
        words = outcomes.words(outcome)
        explained = outcomes.REASONS.get(reason, "")
        body = " ".join(str(text) for text in (explained, words.body) if text)
        said = (reason, detail.removeprefix(f"{NOTHING_SAID} "))
        code = " · ".join(text for text in said if text and text != NOTHING_SAID)
        return Problem(self._title(words, len(jobs)), self._charged(body), code, words, tuple(jobs))

    def _title(self, words: outcomes.Words, count: int) -> str:
        if len(self.jobs) == 1 or count == len(self.jobs):
            return str(words.title)
        return _("%(count)d of %(all)d pictures: %(title)s") % {
            "count": count,
            "all": len(self.jobs),
            "title": words.title,
        }

    def _charged(self, body: str) -> str:
        """Partly done: say what the pictures that did arrive cost."""
        arrived = sum(1 for job in self.jobs if job.state == JobState.DONE)
        if not arrived:
            return body
        charge = ngettext(
            "You were charged for the %(count)d that arrived, %(cost)s.",
            "You were charged for the %(count)d that arrived, %(cost)s.",
            arrived,
        ) % {"count": arrived, "cost": money(self.cost)}
        return f"{body} {charge}"


def cards(turns: Iterable[Turn]) -> Sequence[Card]:
    """Cards for turns of `queries.conversations.for_card`; one query more, however many there are."""
    rows = list(turns)
    said = answers.words_by_job(rows) if rows else {}
    return [Card(row, said) for row in rows]


def _share(image: Image, images: Sequence[Image]) -> int:
    """What one picture cost, when an answer brought several: they share its charge."""
    together = sum(1 for other in images if other.part.attempt_id == image.part.attempt_id)
    return image.part.attempt.cost // together


def _seconds(start: datetime.datetime, end: datetime.datetime) -> float:
    return max((end - start).total_seconds(), 0.0)
