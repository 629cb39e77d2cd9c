"""What workers do with jobs: claim, call, close, and what happens when one of them dies.

Every write is fenced: it changes the job only while (owner, attempt) still hold it. A worker that lost
its lease finds zero rows changed and lets go.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from playground import queue
from playground.models import (
    Attempt,
    AttemptState,
    Connection,
    Job,
    JobState,
    ReferenceState,
    TurnReference,
    Worker,
)
from playground.providers.base import Fault
from playground.services import ledger
from playground.services.ledger import OverLimit

logger = logging.getLogger(__name__)
# So many are looked at for one claim: other workers take the first ones meanwhile.
AT_ONCE = 8
# A job whose worker died this often before any call is not tried again (hostile case C08).
MAX_CLAIMS = 5


class LostClaim(Exception):
    """The job is somebody else's now, or is to be dropped: nothing of this claim may be written."""


@dataclass(frozen=True, slots=True)
class Claim:
    job_id: UUID
    owner: str
    attempt: int

    def rows(self) -> QuerySet[Job]:
        return Job.objects.filter(
            pk=self.job_id, owner=self.owner, attempt=self.attempt, state=JobState.RUNNING
        )


def due(now: datetime.datetime | None = None) -> QuerySet[Job]:
    """Queued jobs whose time has come, longest waiting first.

    Jobs wait for their references to be prepared, and for a pause of their connection to end.
    """
    moment = now or timezone.now()
    waited = Q(not_before=None) | Q(not_before__lte=moment)
    opened = Q(connection__paused_until=None) | Q(connection__paused_until__lte=moment)
    pending = TurnReference.objects.filter(turn=OuterRef("turn"), reference__state=ReferenceState.RECEIVED)
    return Job.objects.filter(waited, opened, ~Exists(pending), state=JobState.QUEUED).order_by("id")


def claim(job_id: UUID, owner: str) -> Claim | None:
    """Take a queued job by one conditional UPDATE; None when it is not to be had."""
    return _first(due().filter(pk=job_id), owner)


def claim_next(owner: str) -> Claim | None:
    """Take the longest waiting job, if any: messages are hints, the table is the queue."""
    return _first(due(), owner)


def _first(jobs: QuerySet[Job], owner: str) -> Claim | None:
    for job_id, attempt in jobs.values_list("id", "attempt")[:AT_ONCE]:
        if _taken(job_id, attempt, owner):
            return Claim(job_id, owner, attempt + 1)
    return None


def _taken(job_id: UUID, attempt: int, owner: str) -> bool:
    """Whether the job is ours now: somebody else may have taken it since it was seen."""
    return bool(
        Job.objects.filter(pk=job_id, state=JobState.QUEUED, attempt=attempt).update(
            state=JobState.RUNNING,
            owner=owner,
            attempt=attempt + 1,
            lease_until=timezone.now() + _lease(),
            not_before=None,
        )
    )


@transaction.atomic
def begin(claim: Claim, job: Job) -> Attempt:
    """Write the attempt before its call, so that no call can go unseen. Raises LostClaim.

    `job` was read under this claim. The first call starts its deadline, which all its tries share.
    """
    ends = timezone.now() + datetime.timedelta(seconds=settings.CALL_TIMEOUT)
    wanted = claim.rows().filter(cancel_requested_at=None)
    if not wanted.update(tries=F("tries") + 1, deadline=Coalesce("deadline", Value(ends))):
        raise LostClaim
    return Attempt.objects.create(
        team_id=job.team_id,
        job=job,
        number=claim.attempt,
        reservation=job.reservation,
        owner=claim.owner,
        seed_sent=job.seed,
        started_at=timezone.now(),
    )


def locked(jobs: QuerySet[Job]) -> Job | None:
    """The job, locked until the caller's transaction ends; None when the rows hold none."""
    return jobs.select_for_update().first()


def hold(claim: Claim) -> Job:
    """Lock the job inside the caller's transaction. Raises LostClaim."""
    job = locked(claim.rows())
    if job is None:
        raise LostClaim
    return job


def put_back(claim: Claim, *, seconds: float, outcome: str = "", detail: str = "") -> None:
    """Return the job to the queue for a while, its reservation kept."""
    claim.rows().update(
        state=JobState.QUEUED,
        owner="",
        lease_until=None,
        outcome=outcome,
        detail=detail,
        not_before=timezone.now() + datetime.timedelta(seconds=seconds),
        woken_at=timezone.now(),
    )


def end(job: Job, state: JobState, outcome: str, *, reason: str = "", detail: str = "") -> None:
    """Close the job's row. Inside the caller's transaction, after the money is written."""
    job.state, job.outcome, job.reason, job.detail = state, outcome, reason, detail
    job.owner, job.lease_until, job.reservation = "", None, 0
    job.finished_at = timezone.now()
    job.save(
        update_fields=[
            "state", "outcome", "reason", "detail", "owner", "lease_until", "reservation",
            "finished_at",
        ]
    )  # fmt: skip


def drop(job: Job) -> None:
    """End a job that somebody cancelled and that has no call in flight. Inside a transaction."""
    ledger.release(job, job.reservation)
    end(job, JobState.CANCELLED, Fault.CANCELLED)


def lose(job: Job, attempt: Attempt, fault: Fault, detail: str, *, rerun: bool = True) -> None:
    """The call's outcome is not known: keep its reservation, and run the job again once.

    Inside the caller's transaction, with the job locked. The new run has a reservation of its own; if
    that does not fit under the limit, or the job has had its reruns, it waits for a person.
    """
    _mark_unknown(attempt, fault, detail)
    ledger.hold_unknown(job, attempt.reservation)
    if job.cancel_requested_at is not None:
        end(job, JobState.CANCELLED, Fault.CANCELLED, detail=detail)
    elif rerun and job.reruns < settings.RERUNS and _reserved_again(job):
        _queue_rerun(job)
    else:
        end(job, JobState.HELD, fault, detail=detail)


def renew(owner: str, claims: Iterable[Claim]) -> None:
    """Prolong the leases of this worker's running jobs, all by one UPDATE."""
    held = [claim.job_id for claim in claims]
    running = Job.objects.filter(pk__in=held, owner=owner, state=JobState.RUNNING)
    running.update(lease_until=timezone.now() + _lease())


def cancelled(claims: Sequence[Claim]) -> set[UUID]:
    """Which of these jobs somebody wants dropped."""
    asked = Job.objects.filter(
        pk__in=[claim.job_id for claim in claims],
        state=JobState.RUNNING,
        cancel_requested_at__isnull=False,
    )
    return set(asked.values_list("id", flat=True))


def pause(connection: Connection, seconds: float) -> None:
    """Everybody on this connection waits: the provider said so (RetryInfo)."""
    until = timezone.now() + datetime.timedelta(seconds=seconds)
    Connection.objects.filter(Q(paused_until=None) | Q(paused_until__lt=until), pk=connection.pk).update(
        paused_until=until
    )
    Job.objects.filter(
        Q(not_before=None) | Q(not_before__lt=until),
        connection=connection,
        state=JobState.QUEUED,
    ).update(not_before=until)


def expire_leases(owner: str = "") -> int:
    """Recover the jobs of dead workers: of `owner`, or of anybody whose lease ran out."""
    if owner:
        return _recover_all(Job.objects.filter(owner=owner))
    return _recover_all(Job.objects.filter(lease_until__lt=timezone.now()))


def expire_all_leases() -> int:
    """For a launcher that has just taken the data folder's lock: nobody else can be running."""
    return _recover_all(Job.objects.all())


def worker_seen(owner: str) -> None:
    Worker.objects.update_or_create(name=owner, defaults={"seen_at": timezone.now()})


def _recover_all(jobs: QuerySet[Job]) -> int:
    """Each in its own transaction: one that fails must not leave the others running for ever."""
    running, recovered = jobs.filter(state=JobState.RUNNING), 0
    for job_id in list(running.values_list("id", flat=True)):
        try:
            recovered += _recover(running, job_id)
        except Exception:
            logger.exception("job %s could not be recovered", job_id)
    return recovered


@transaction.atomic
def _recover(running: QuerySet[Job], job_id: UUID) -> bool:
    """Asks the same question again under the lock: the lease may have been renewed meanwhile."""
    job = locked(running.filter(pk=job_id))
    if job is None:
        return False
    attempt = job.attempts.filter(number=job.attempt, state=AttemptState.STARTED).first()
    if attempt is not None:
        lose(job, attempt, Fault.CONNECTION_LOST, "")
    elif job.cancel_requested_at is not None:
        drop(job)
    elif job.attempt - job.attempts.count() >= MAX_CLAIMS:
        ledger.release(job, job.reservation)
        end(job, JobState.FAILED, "internal")
    else:
        _requeue(job)
    return True


def _reserved_again(job: Job) -> bool:
    try:
        with transaction.atomic():
            ledger.reserve([job])
    except OverLimit:
        return False
    return True


def _queue_rerun(job: Job) -> None:
    job.reruns, job.tries, job.deadline = job.reruns + 1, 0, None
    job.save(update_fields=["reruns", "tries", "deadline", "reservation"])
    _requeue(job)


def _requeue(job: Job) -> None:
    job.state, job.owner, job.lease_until = JobState.QUEUED, "", None
    job.not_before, job.woken_at = job.connection.paused_until, timezone.now()
    job.save(update_fields=["state", "owner", "lease_until", "not_before", "woken_at"])
    queue.enqueue("run_job", job.id)


def _mark_unknown(attempt: Attempt, fault: Fault, detail: str) -> None:
    attempt.state, attempt.outcome, attempt.detail = AttemptState.UNKNOWN, fault, detail
    attempt.finished_at = timezone.now()
    attempt.save(update_fields=["state", "outcome", "detail", "finished_at"])


def _lease() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.LEASE_SECONDS)
