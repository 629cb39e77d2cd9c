"""One place in the contact sheet, in each of its states: a picture, or in words why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from playground.models import Attempt, Image, Job, JobState
from playground.providers.base import Fault
from playground.queries import spend
from playground.services import outcomes
from playground.templatetags.proofsheet import money

REMOVED = "removed"
# What stands in a frame that has no picture, by how its job ended.
SHORT: dict[str, object] = {
    Fault.TIMED_OUT: _lazy("timed out"),
    Fault.CONNECTION_LOST: _lazy("connection lost"),
    Fault.RATE_LIMITED: _lazy("too busy"),
    Fault.OVERLOADED: _lazy("overloaded"),
    Fault.NO_NETWORK: _lazy("not reached"),
}
# Two pictures lie well under one slider when their shapes differ by no more than this.
NEARLY = 0.02


@dataclass(frozen=True, slots=True)
class Frame:
    """`before` is the picture that this one was made from, where both fit under one slider. `compares`:
    this is so, or will be when the picture has come.

    `place` is the job's in the team's queue, None when it does not wait.
    """

    number: str
    state: str
    job: Job
    image: Image | None = None
    cost: int = 0
    place: int | None = None
    starred: bool = False
    before: Image | None = None
    compares: bool = False

    @property
    def attempt(self) -> Attempt | None:
        return self.image.part.attempt if self.image else None

    @property
    def pictured(self) -> bool:
        return self.image is not None and self.state == JobState.DONE

    @property
    def blocked(self) -> bool:
        return self.job.outcome.startswith("blocked")

    @property
    def retry(self) -> bool:
        """Whether the frame itself is the button that runs its job again."""
        ended = self.state in (JobState.FAILED, JobState.HELD)
        return ended and not self.blocked and outcomes.words(self.job.outcome).retry

    @property
    def words(self) -> str:
        """What stands in a frame that has no picture."""
        if self.state == REMOVED:
            return self._removed
        if self.state == JobState.RUNNING:
            return f"{self.job.turn.aspect_ratio} · {self.job.turn.size}"
        if self.state == JobState.QUEUED:
            return _("queued, %s") % ordinal(self.place) if self.place else _("queued")
        if self.state == JobState.CANCELLED:
            return _("cancelled")
        if self.blocked:
            return _("blocked")
        short = str(SHORT.get(self.job.outcome, _("no picture")))
        return _("%s, retry") % short if self.retry else short

    @property
    def note(self) -> str:
        """The caption's words beside the number of a frame that has no picture."""
        if self.state == JobState.QUEUED:
            return _("waiting")
        if self.state == JobState.RUNNING:
            return _("calling model")
        if self.state == REMOVED:
            return ""
        undecided = any(attempt.may_be_billed for attempt in self.job.attempts.all())
        if undecided and not self.job.turn.connection.simulated:
            return _("%s held") % money(self.job.ceiling)
        return "" if self.cost else _("no charge")

    @property
    def _removed(self) -> str:
        if self.image is None or self.image.deleted_at is None:
            return _("removed")
        # Translators: day and month, in the format of Django's date filter.
        day = date_format(timezone.localtime(self.image.deleted_at), _("j M"), use_l10n=False)
        if self.image.deleted_by is None:
            return _("Deleted, %s") % day
        return _("Deleted by %(name)s, %(day)s") % {"name": self.image.deleted_by, "day": day}


def of_job(job: Job, stars: Collection[UUID], places: Mapping[UUID, int]) -> list[Frame]:
    """A job's pictures, deleted ones included; the job itself while it has none."""
    images = list(job.images.all())
    if not images:
        cost = sum(attempt.cost for attempt in job.attempts.all())
        state = REMOVED if job.state == JobState.DONE else job.state
        return [Frame(job.frame, state, job, cost=cost, place=places.get(job.pk))]
    return [_of_image(job, image, images, stars) for image in images]


def in_order(frames: Sequence[Frame]) -> list[Frame]:
    return sorted(frames, key=lambda frame: int(frame.number.split(".")[1]))


def comparable(before: Image, pixels: tuple[int, int]) -> bool:
    """Whether a picture of these pixels has nearly the same shape, so that a slider over both makes sense."""
    if before.deleted_at is not None:
        return False
    width, height = pixels
    shapes = sorted((before.width / before.height, width / height))
    return shapes[1] / shapes[0] - 1 <= NEARLY


def _of_image(job: Job, image: Image, images: Sequence[Image], stars: Collection[UUID]) -> Frame:
    image.turn, image.job = job.turn, job
    state = JobState.DONE if image.deleted_at is None else REMOVED
    together = sum(1 for other in images if other.part.attempt_id == image.part.attempt_id)
    return Frame(
        image.frame,
        state,
        job,
        image,
        spend.share(image.part.attempt.cost, together),
        None,
        image.pk in stars,
    )
