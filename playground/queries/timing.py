"""How long pictures take, from the calls that were made."""

from __future__ import annotations

import datetime

from django.utils import timezone

from playground import catalogue
from playground.models import Attempt, AttemptState, Turn

LAST = 50
RECENT = datetime.timedelta(days=7)
ENOUGH = 3


def usual(turn: Turn) -> tuple[float, float] | None:
    """Seconds between which most of the last 50 calls of this model, size and connection took.

    Calls of more than a week ago do not count, nor are they read. With too few of them the catalogue
    says what Google takes; of the built-in emulator, which has its own pace, nothing is said.
    """
    calls = Attempt.objects.filter(
        team_id=turn.team_id,
        state=AttemptState.ANSWERED,
        job__turn__model=turn.model,
        job__turn__size=turn.size,
        job__connection_id=turn.connection_id,
        started_at__gte=timezone.now() - RECENT,
    ).order_by("-started_at")
    taken = sorted(call.seconds or 0.0 for call in calls.only("started_at", "answered_at")[:LAST])
    if len(taken) < ENOUGH:
        if turn.connection.simulated:
            return None
        low, high = catalogue.get(turn.model).latency_seconds
        return float(low), float(high)
    return taken[len(taken) // 10], taken[len(taken) * 9 // 10]
