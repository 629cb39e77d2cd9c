"""What makes lost messages and dead workers harmless. Any number may run at once.

Messages are hints; this looks at the table each second and sends again what nobody acted on.
"""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from playground import queue
from playground.models import (
    Attempt,
    AttemptState,
    ConnectionKind,
    Job,
    Reference,
    ReferenceState,
    Team,
    Worker,
)
from playground.services import claims, exchanges, jobs, ledger, sign_in

logger = logging.getLogger(__name__)
# How long a message may take before it counts as lost. A worker takes further jobs from the table by
# itself, so that only as many are sent again as it takes to get all its threads going.
LOST_AFTER = datetime.timedelta(seconds=5)
# A reference's preparation is given this long before another worker may try.
PREPARED_AFTER = datetime.timedelta(seconds=60)


def sweep(*, expire: bool = True) -> None:
    """One round: what was lost is sent again, what is due is decided, what is old is forgotten.

    Each by itself: what fails is told at the end and keeps nothing else from being done. Without
    `expire` leases that ran out are left alone.
    """
    failures = []
    for step in (
        *([claims.expire_leases] if expire else []),
        wake_jobs,
        wake_references,
        decide_unknowns,
        sign_in.forget_expired,
        forget_workers,
        exchanges.forget_old,
        audit_next,
    ):
        try:
            step()
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("some of the sweeper's steps failed", failures)


def wake_jobs() -> int:
    now = timezone.now()
    stale = Q(woken_at=None) | Q(woken_at__lt=now - LOST_AFTER) | Q(not_before__isnull=False)
    waiting = list(claims.due(now).filter(stale).values_list("id", flat=True)[: settings.CONCURRENCY])
    # Time that has come is cleared, so that the same job is not sent again each second.
    Job.objects.filter(pk__in=waiting).update(woken_at=now)
    claims.due(now).filter(pk__in=waiting).update(not_before=None)
    for job_id in waiting:
        queue.enqueue("run_job", job_id)
    return len(waiting)


def wake_references() -> int:
    now = timezone.now()
    received = Reference.objects.filter(state=ReferenceState.RECEIVED)
    lost = Q(tries=0, woken_at__lt=now - LOST_AFTER) | Q(woken_at__lt=now - PREPARED_AFTER)
    waiting = list(received.filter(lost).values_list("id", flat=True)[:20])
    received.filter(pk__in=waiting).update(woken_at=now)
    for reference_id in waiting:
        queue.enqueue("prepare_reference", reference_id)
    return len(waiting)


def decide_unknowns() -> int:
    """Decide what no person has to: an attempt that nobody decided about counts as billed after a while.

    Never the other way, but for the built-in emulator: it sends no bill, so there is nothing to ask a
    person, and nothing that would have to be held until then.
    """
    old = timezone.now() - datetime.timedelta(days=settings.UNKNOWN_DAYS)
    undecided = Attempt.objects.filter(state=AttemptState.UNKNOWN, resolved_at=None).select_related("job")
    played = Q(job__connection__kind=ConnectionKind.BUILTIN)
    return sum(
        jobs.decide(attempt, None, billed=billed)
        for billed, which in ((False, played), (True, ~played & Q(started_at__lt=old)))
        for attempt in undecided.filter(which)[:100]
    )


def audit_next() -> list[str]:
    """Compare one team's counters with its ledger, each once a day; differences go to the log.

    A team a round, so that nothing else waits for all of them. Only days of which something may still
    be decided: those before cannot change any more.
    """
    today = ledger.today()
    team = Team.objects.filter(Q(audited_on=None) | Q(audited_on__lt=today)).first()
    if team is None:
        return []
    problems = ledger.audit(team, today - datetime.timedelta(days=settings.UNKNOWN_DAYS + 2))
    for problem in problems:
        logger.error("the ledger of team %s does not add up: %s", team.pk, problem)
    Team.objects.filter(pk=team.pk).update(audited_on=today)
    return problems


def forget_workers() -> int:
    """Delete the marks of workers that were not seen for a day; returns how many."""
    day_ago = timezone.now() - datetime.timedelta(days=1)
    return Worker.objects.filter(seen_at__lt=day_ago).delete()[0]
