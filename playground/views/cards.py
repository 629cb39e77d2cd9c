"""A turn as the thread shows it: its frames, the step it is at, and what went wrong.

Built from turns of `queries.conversations.for_card` in a fixed number of queries, without one a card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground import catalogue
from playground.models import Attempt, Job, JobState, Turn, User
from playground.queries import answers, changes, conversations, favourites, timing
from playground.services import outcomes
from playground.templatetags.proofsheet import money
from playground.views import frames
from playground.views.frames import Frame
from playground.views.problems import Problem, problems
from playground.views.progress import Progress

Usual = tuple[float, float] | None
# Shapes so tall or wide that they want narrower or wider columns than others.
EXTREME = 3


@dataclass(frozen=True, slots=True)
class Around:
    """What cards show beyond their turns: words by job, this person's stars, places in the queue."""

    versions: Mapping[UUID, str] = field(default_factory=dict)
    said: Mapping[UUID, list[str]] = field(default_factory=dict)
    stars: Collection[UUID] = ()
    places: Mapping[UUID, int] = field(default_factory=dict)
    usual: Mapping[UUID, Usual] = field(default_factory=dict)


class Card:
    """`turn` with its prefetched jobs, attempts and pictures."""

    def __init__(self, turn: Turn, around: Around) -> None:
        self.turn, self.around = turn, around
        self.jobs: list[Job] = list(turn.jobs.all())
        for job in self.jobs:
            job.turn = turn
        self.texts = list(dict.fromkeys(text for job in self.jobs for text in around.said.get(job.pk, [])))
        self.version = around.versions.get(turn.pk, "")

    @cached_property
    def alive(self) -> list[Job]:
        return [job for job in self.jobs if job.is_alive]

    @cached_property
    def attempts(self) -> list[Attempt]:
        return [attempt for job in self.jobs for attempt in job.attempts.all()]

    @cached_property
    def frames(self) -> list[Frame]:
        around = self.around
        made = [frame for job in self.jobs for frame in frames.of_job(job, around.stars, around.places)]
        found = frames.in_order(made)
        source, first = self.turn.continues_from, found[0] if found else None
        if source and first and (first.pictured or first.job.is_alive):
            image = first.image
            pixels = (image.width, image.height) if image else self.pixels
            if frames.comparable(source, pixels):
                found[0] = replace(first, before=source if image else None, compares=True)
        return found

    @property
    def pictures(self) -> list[Frame]:
        return [frame for frame in self.frames if frame.pictured]

    @property
    def shows_frames(self) -> bool:
        """Failures stay small: a turn of which nothing arrived is one row, without frames."""
        return bool(self.alive) or any(frame.image or frame.state == frames.REMOVED for frame in self.frames)

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
        """As many columns as pictures, up to four; an edit two at least; more if tall, fewer if wide."""
        width, height = self.pixels
        if height >= EXTREME * width:
            return 6
        most = 2 if width >= EXTREME * height else 4
        least = 2 if self.turn.continues_from_id else 1
        return max(min(len(self.frames), most), least)

    @property
    def sizes(self) -> str:
        """How wide a picture is shown, so that the browser chooses a file before it lays out.

        The lengths are those of turns.css and studio.css.
        """
        width, height = self.pixels
        shape = f"{width / height:.3f} * clamp(240px, 68vh, 640px)"
        narrow = f"calc((100vw - 44px) / {min(self.columns, 2)})"
        return f"(max-width: 900px) {narrow}, min((100vw - 460px) / {self.columns}, {shape})"

    @property
    def cost(self) -> int:
        return sum(attempt.cost for attempt in self.attempts)

    @property
    def latency(self) -> float | None:
        taken = [attempt.seconds or 0.0 for attempt in self.attempts if attempt.answered_at]
        return max(taken, default=None)

    @property
    def temperature(self) -> str:
        """As it was typed: 0.7, not 0.70."""
        set_to = self.turn.temperature
        return "" if set_to is None else f"{set_to.normalize():f}"

    @cached_property
    def progress(self) -> Progress:
        return Progress(self.turn, self.alive)

    @property
    def usual(self) -> str:
        """How long such a turn takes, from the calls that were made; nothing where that is not known."""
        known = self.around.usual.get(self.turn.pk)
        if known is None:
            return ""
        low, high = round(known[0]), round(known[1])
        if high < 1:
            return _("usually under 1 s")
        if low == high:
            return _("usually %d s") % high
        return _("usually %(low)d–%(high)d s") % {"low": low, "high": high}

    @property
    def status(self) -> str:
        """The turn in one sentence, as it is spoken and as a toast says it."""
        number, cost = self.turn.number, money(self.cost)
        if self.turn.connection.simulated:
            cost = f"{cost} {_('demo')}"
        if self.alive:
            return _("Turn %(number)d %(doing)s") % {"number": number, "doing": self.progress.doing}
        if self.cancelled and not self.pictures:
            return _("Turn %d was cancelled") % number
        if not self.pictures:
            values = {"number": number, "cost": cost}
            return _("Turn %(number)d ended without a picture, %(cost)s") % values
        count = len(self.pictures)
        words = ngettext(
            "Turn %(number)d finished, %(count)d picture, %(cost)s",
            "Turn %(number)d finished, %(count)d pictures, %(cost)s",
            count,
        )
        return words % {"number": number, "count": count, "cost": cost}

    @cached_property
    def possibly_billed(self) -> list[tuple[int, str, Attempt]]:
        """Calls that a person must decide about: which of its job's it was, and what happened to it.

        The emulator bills nobody: nothing of its is asked.
        """
        if self.turn.connection.simulated:
            return []
        return [
            (number, str(outcomes.words(attempt.outcome).title), attempt)
            for job in self.jobs
            for number, attempt in enumerate(job.attempts.all(), start=1)
            if attempt.may_be_billed
        ]

    @cached_property
    def cancelled(self) -> list[Job]:
        return [job for job in self.jobs if job.state == JobState.CANCELLED]

    @cached_property
    def problems(self) -> list[Problem]:
        return problems(self.jobs, self.cost)


def cards(turns: QuerySet[Turn], user: User, versions: Mapping[UUID, str] | None = None) -> Sequence[Card]:
    """Cards of these turns, oldest first, as `user` sees them; with their versions if they are known."""
    # First, so that a change in between is found by the next look.
    versions = versions or changes.versions(turns, user)
    rows = list(conversations.for_card(turns).order_by("number"))
    if not rows:
        return []
    jobs = [job for row in rows for job in row.jobs.all()]
    queued = any(job.state == JobState.QUEUED for job in jobs)
    around = Around(
        versions=versions,
        said=answers.words_by_job(rows),
        stars=favourites.starred(user, [image for job in jobs for image in job.images.all()]),
        places=changes.queue_places(rows[0].team_id) if queued else {},
        usual=_usual(row for row in rows if any(job.is_alive for job in row.jobs.all())),
    )
    return [Card(row, around) for row in rows]


def _usual(turns: Iterable[Turn]) -> dict[UUID, Usual]:
    """The usual times of living turns, asked once for those that are alike."""
    asked: dict[tuple[object, ...], Usual] = {}
    found: dict[UUID, Usual] = {}
    for turn in turns:
        key = (turn.model, turn.size, turn.connection_id)
        if key not in asked:
            asked[key] = timing.usual(turn)
        found[turn.pk] = asked[key]
    return found
