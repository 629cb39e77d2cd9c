"""Jobs of a turn that ended without a picture, in words: those that ended alike are one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.models import Job, JobState
from playground.providers.base import Fault, Verdict
from playground.services import outcomes
from playground.templatetags.proofsheet import marked
from playground.views.progress import seconds

# A finish reason that explains nothing.
NOTHING_SAID = "STOP"


@dataclass(frozen=True, slots=True)
class Problem:
    """`jobs` of one turn that ended alike. `arrived` pictures did come, and cost `charged`."""

    jobs: Sequence[Job]
    asked: int
    arrived: int
    charged: int

    @property
    def key(self) -> str:
        """Tells the row from others of its turn."""
        return self.jobs[0].pk.hex

    @property
    def words(self) -> outcomes.Words:
        return outcomes.words(self.jobs[0].outcome)

    @property
    def title(self) -> str:
        outcome, count = self.jobs[0].outcome, len(self.jobs)
        values = {"count": count, "all": self.asked}
        if outcome == Fault.TIMED_OUT:
            return self._of_all(self._timed_out)
        if outcome == Verdict.BLOCKED_PICTURE and count < self.asked:
            return (
                ngettext(
                    "%(count)d of %(all)d pictures was held back by Google’s safety filter",
                    "%(count)d of %(all)d pictures were held back by Google’s safety filter",
                    count,
                )
                % values
            )
        return self._of_all(str(self.words.title))

    @property
    def body(self) -> str:
        """What happened, what it cost, what to do. Partly done: what did arrive, and for how much."""
        held_back = self.jobs[0].outcome == Verdict.BLOCKED_PICTURE and self.arrived
        explained = outcomes.REASONS.get(self.jobs[0].reason, "")
        said = [explained, "" if held_back else outcomes.body(self.jobs), self._charge]
        return " ".join(str(text) for text in said if text)

    @property
    def code(self) -> str:
        """The provider's own words, by the name that its documentation has for them."""
        job = self.jobs[0]
        detail = outcomes.detail(job.outcome, job.detail).removeprefix(f"{NOTHING_SAID} ")
        name = "blockReason" if job.outcome == Verdict.BLOCKED_PROMPT else "finishReason"
        reason = f"{name}: {job.reason}" if job.reason and job.reason != NOTHING_SAID else ""
        return " · ".join(text for text in (reason, detail) if text and text != NOTHING_SAID)

    @property
    def _timed_out(self) -> str:
        calls = [call for job in self.jobs for call in job.attempts.all() if call.finished_at]
        taken = [seconds(call.started_at, call.finished_at) for call in calls if call.finished_at]
        if not taken:
            return str(self.words.title)
        return _("No answer after %(seconds)d s") % {"seconds": round(max(taken))}

    @property
    def _charge(self) -> str:
        if not self.arrived:
            return ""
        cost = marked(self.charged, simulated=self.jobs[0].turn.connection.simulated)
        return ngettext(
            "You were charged for the %(count)d that arrived, %(cost)s.",
            "You were charged for the %(count)d that arrived, %(cost)s.",
            self.arrived,
        ) % {"count": self.arrived, "cost": cost}

    def _of_all(self, title: str) -> str:
        if len(self.jobs) == self.asked:
            return title
        values = {"count": len(self.jobs), "all": self.asked, "title": title}
        return _("%(count)d of %(all)d pictures: %(title)s") % values


def problems(jobs: Sequence[Job], charged: int) -> list[Problem]:
    """Failed and held jobs of one turn, by how they ended."""
    alike: dict[tuple[str, str, str], list[Job]] = {}
    for job in jobs:
        if job.state in (JobState.FAILED, JobState.HELD):
            alike.setdefault((job.outcome, job.reason, job.detail), []).append(job)
    arrived = sum(1 for job in jobs if job.state == JobState.DONE)
    return [Problem(same, len(jobs), arrived, charged) for same in alike.values()]
