"""What was spent: by day, turn and conversation. Demo money and real money are never summed up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Sum

from playground.models import Attempt, AttemptState, DaySpend, Team
from playground.services import ledger

_SIMULATED = Q(job__connection__kind="builtin")


@dataclass(frozen=True, slots=True)
class Today:
    """A team's day, in micro-dollars: charged, held for what runs, possibly billed, and the limit."""

    charged: int
    reserved: int
    unknown: int
    limit: int
    simulated: bool

    @property
    def held(self) -> int:
        """What may still be charged: for what runs, and for what nobody knows."""
        return self.reserved + self.unknown

    @property
    def taken(self) -> int:
        """What counts against the limit."""
        return self.charged + self.held

    @property
    def free(self) -> int:
        return max(self.limit - self.taken, 0)

    @property
    def percent(self) -> int:
        return self._percent(self.taken)

    @property
    def spent_percent(self) -> int:
        return self._percent(self.charged)

    def _percent(self, micros: int) -> int:
        return min(100 * micros // self.limit, 100) if self.limit else 100


def today(team: Team, *, simulated: bool) -> Today:
    row = DaySpend.objects.filter(team=team, day=ledger.today(), simulated=simulated).first() or DaySpend(
        team=team
    )
    return Today(row.charged, row.reserved, row.unknown, settings.DAILY_LIMIT_MICROS, simulated)


@dataclass(frozen=True, slots=True)
class Spent:
    """What some attempts cost: real and demo micro-dollars, and how many Google may have billed."""

    real: int
    demo: int
    possibly_billed: int


def share(cost: int, together: int) -> int:
    """What one picture of an answer cost: all that came `together` share its charge."""
    return cost // together


def of_attempts(condition: Q) -> Spent:
    attempts = Attempt.objects.filter(condition)
    sums = attempts.aggregate(real=Sum("cost", filter=~_SIMULATED), demo=Sum("cost", filter=_SIMULATED))
    unknown = attempts.filter(~_SIMULATED, state=AttemptState.UNKNOWN, resolved_at=None).count()
    return Spent(sums["real"] or 0, sums["demo"] or 0, unknown)


def by_conversation(ids: Collection[UUID]) -> dict[UUID, Spent]:
    """What each of some conversations cost; one without an attempt is left out.

    `possibly_billed` is not counted here.
    """
    conversation = "job__turn__conversation"
    attempts = Attempt.objects.filter(**{f"{conversation}__in": ids}).order_by().values(conversation)
    sums = attempts.annotate(real=Sum("cost", filter=~_SIMULATED), demo=Sum("cost", filter=_SIMULATED))
    return {row[conversation]: Spent(row["real"] or 0, row["demo"] or 0, 0) for row in sums}
