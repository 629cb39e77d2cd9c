"""What was spent: by day, turn and conversation. Demo money and real money are never summed up."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Sum

from playground.models import Attempt, AttemptState, DaySpend, Team
from playground.services import ledger


@dataclass(frozen=True, slots=True)
class Today:
    """A team's day, in micro-dollars: charged, held for what runs, possibly billed, and the limit."""

    charged: int
    reserved: int
    unknown: int
    limit: int
    simulated: bool

    @property
    def taken(self) -> int:
        return self.charged + self.reserved + self.unknown

    @property
    def free(self) -> int:
        return max(self.limit - self.taken, 0)

    @property
    def percent(self) -> int:
        return min(100 * self.taken // self.limit, 100) if self.limit else 100


def today(team: Team, *, simulated: bool) -> Today:
    row = DaySpend.objects.filter(team=team, day=ledger.today(), simulated=simulated).first() or DaySpend(
        team=team
    )
    return Today(row.charged, row.reserved, row.unknown, settings.DAILY_LIMIT_MICROS, simulated)


@dataclass(frozen=True, slots=True)
class Spent:
    """What some attempts cost: real and demo micro-dollars, and how many may have been billed."""

    real: int
    demo: int
    possibly_billed: int


def of_attempts(condition: Q) -> Spent:
    attempts = Attempt.objects.filter(condition)
    simulated = Q(job__connection__kind="builtin")
    sums = attempts.aggregate(real=Sum("cost", filter=~simulated), demo=Sum("cost", filter=simulated))
    unknown = attempts.filter(state=AttemptState.UNKNOWN, resolved_at=None).count()
    return Spent(sums["real"] or 0, sums["demo"] or 0, unknown)
