"""What makes lost messages and dead workers harmless. Any number may run at once.

Messages are hints; this looks at the table each second and sends again what nobody acted on.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from playground import queue
from playground.models import Attempt, AttemptState, Job, Reference, ReferenceState, Worker
from playground.services import claims, jobs, sign_in

# How long a message may take before it counts as lost. A worker takes further jobs from the table by
# itself, so that only as many are sent again as it takes to get all its threads going.
LOST_AFTER = datetime.timedelta(seconds=5)
# A reference's preparation is given this long before another worker may try.
PREPARED_AFTER = datetime.timedelta(seconds=60)


def sweep() -> None:
    """One round: dead leases, lost messages, lost preparations, old unknowns, old links and workers.

    Each by itself: what fails is told at the end and keeps nothing else from being done.
    """
    failures = []
    for step in (
        claims.expire_leases,
        wake_jobs,
        wake_references,
        decide_old_unknowns,
        sign_in.forget_expired,
        forget_workers,
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


def decide_old_unknowns() -> int:
    """An attempt that nobody decided about counts as billed after a while: never the other way."""
    old = timezone.now() - datetime.timedelta(days=settings.UNKNOWN_DAYS)
    undecided = Attempt.objects.filter(
        state=AttemptState.UNKNOWN, resolved_at=None, started_at__lt=old
    ).select_related("job")
    return sum(jobs.decide(attempt, None, billed=True) for attempt in undecided[:100])


def forget_workers() -> int:
    """Delete the marks of workers that were not seen for a day; returns how many."""
    day_ago = timezone.now() - datetime.timedelta(days=1)
    return Worker.objects.filter(seen_at__lt=day_ago).delete()[0]
