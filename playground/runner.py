"""One job from claim to settle.

A worker process has a few gates that all its threads share: how many calls are open at once, how many
bytes of pictures may be in memory, how many pictures are decoded at once, and one for references. A
thread passes the gate first and claims then, so that a claimed job is always being worked on. It hands
an answer to the finishers and goes on with the next call.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists
from django.utils import timezone

from playground import answers, catalogue, imaging, storage
from playground.egress import Call
from playground.models import Attempt, AttemptState, Connection, ConnectionKind, Job, JobState
from playground.providers import base, registry
from playground.providers.base import Fault, Outcome, ProviderError, Verdict
from playground.services import claims, exchanges, ledger, messages, references
from playground.services.claims import Claim, LostClaim
from playground.worker import LONG, OWNER, Running, finishers, gates, keeper, patiently, stopping

logger = logging.getLogger(__name__)
# Seconds before the second, third and fourth try of a fault that may pass; doubled each time.
BACKOFF = 1.0
# Room that one answer takes while it is read and parsed, as a multiple of its body's bytes; decoded
# pixels come on top. Measured: at most 36 MiB beside the 20 MB of a picture, 27 MB as base64.
ANSWER_WEIGHT = 3


def execute(job_id: UUID) -> None:
    """Run this job if it can be claimed, then whatever else is due, until nothing is.

    Any number of deliveries of the same message do no more than one. Nobody waits for a free call: the
    table is the queue, and whoever is calling takes the next job from there. Looks once more after the
    gate is open again, for a message that came while it was shut.
    """
    found = True
    while found and not stopping.is_set() and gates.calls.acquire(blocking=False):
        try:
            found = _drain(job_id)
        finally:
            gates.calls.release()


def _drain(job_id: UUID) -> bool:
    """Whether there was anything to do."""
    claim = _claim(job_id)
    found = claim is not None
    while claim is not None:
        run(claim)
        claim = None if stopping.is_set() else _claim()
    return found


def _claim(job_id: UUID | None = None) -> Claim | None:
    """One thread at a time: all of them would reach for the same row, the longest waiting."""
    with gates.claims:
        return (job_id and claims.claim(job_id, OWNER)) or claims.claim_next(OWNER)


def prepare(reference_id: UUID) -> None:
    """Prepare this reference and whatever others wait, one at a time in this process.

    Not beside so many answers that memory runs out.
    """
    waiting: UUID | None = reference_id
    while waiting is not None and gates.preparations.acquire(blocking=False):
        try:
            while waiting is not None:
                with gates.answers.share() as take:
                    # At most half, so that answers find room beside the largest of them.
                    take(min(references.room(waiting), gates.answers.total // 2))
                    references.prepare(waiting)
                waiting = references.next_waiting()
        finally:
            gates.preparations.release()
        waiting = references.next_waiting()


def run(claim: Claim) -> None:
    """One claimed job: build, call, store, close. Leaves no claim open whatever happens."""
    with ExitStack() as held:
        running = held.enter_context(keeper.watch(claim))
        answer = None
        with _closing(claim, running):
            answer = _ask(claim, running, held)
        if answer is not None:
            # Its lease and its room are kept until the finisher has it on disk.
            finishers.finish(partial(_finish, claim, running, answer, held.pop_all()))


@contextmanager
def _closing(claim: Claim, running: Running) -> Iterator[None]:
    """What goes wrong in here closes the job, in words that fit."""
    try:
        yield
    except LostClaim:
        # Somebody else's, or cancelled before its call: then it is still ours to end.
        _close_unsent(claim, Fault.CANCELLED, "")
    except storage.StorageError as error:
        _close_unsent(claim, "unreadable", error.kept, running.call)
    except Exception:
        # A defect of ours: the job must not stay "running" until its lease ends, again and again.
        logger.exception("job %s failed", claim.job_id)
        _close_unsent(claim, "internal", "", running.call)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call brought, and the attempt's row that it belongs to."""

    attempt: Attempt
    outcome: Outcome


def _ask(claim: Claim, running: Running, held: ExitStack) -> Answer | None:
    """Make the call; None when the job is closed or queued again. `held` keeps the answer's room."""
    job = Job.objects.select_related("turn__continues_from", "connection").get(pk=claim.job_id)
    if references.FAILED in references.states(job.turn):
        _close_unsent(claim, "reference_failed", "")
        return None
    take_for_answer = held.enter_context(gates.answers.share())
    with gates.requests.share() as take_for_request:
        take_for_request(_request_bytes(job))
        request = patiently(partial(messages.build, job), storage.StorageError)
        if job.deadline is not None and job.deadline <= timezone.now():
            _close_unsent(claim, job.outcome or Fault.NO_NETWORK, job.detail)
            return None
        running.call = Call(
            _seconds_left(job),
            _answer_limit(job),
            admit=lambda length: take_for_answer(_answer_room(job, length)),
        )
        attempt = patiently(partial(claims.begin, claim, job), OperationalError, InterfaceError)
        try:
            outcome = _call(job, request, running.call)
        except ProviderError as error:
            failed = partial(_fail, claim, attempt, error, running.call)
            patiently(failed, OperationalError, InterfaceError, seconds=LONG)
            return None
        finally:
            del request
    attempt.answered_at = timezone.now()
    return Answer(attempt, outcome)


def _finish(claim: Claim, running: Running, answer: Answer, held: ExitStack) -> None:
    """An answer arrived: keep it, charge it, close the job; then give back what was held for it."""
    with held, _closing(claim, running):
        assert running.call is not None  # noqa: S101  # it brought the answer
        try:
            _keep(claim, answer.attempt, answer.outcome, running.call)
        except LostClaim:
            answers.charge_lost(answer.attempt, answer.outcome)


def _call(job: Job, request: base.ImageRequest, call: Call) -> Outcome:
    endpoint = endpoint_of(job.connection)
    return registry.provider(endpoint.kind).generate(endpoint, request, call)


def endpoint_of(connection: Connection) -> base.Endpoint:
    """Where this connection's calls go. The key is read here and goes nowhere else."""
    if connection.kind == ConnectionKind.GEMINI:
        # The operator named this address, in the environment: it may lie on this machine or network.
        return base.Endpoint("gemini", settings.GEMINI_BASE_URL, settings.GEMINI_API_KEY, allow_private=True)
    return base.Endpoint("builtin", settings.EMULATOR_URL, "built-in")


def _keep(claim: Claim, attempt: Attempt, outcome: Outcome, call: Call) -> None:
    """Pictures into storage, rows and money into the database."""
    _note_answer(claim, attempt)
    stored: list[answers.Stored | None] | None = None
    state, verdict, detail = JobState.FAILED, str(outcome.verdict), outcome.reason_message
    try:
        stored = answers.store(claim, attempt, outcome)
    except imaging.Rejected as error:
        damaged = ProviderError(Fault.DAMAGED, f"picture: {error.code}", retryable=True, unknown=True)
        failed = partial(_fail, claim, attempt, damaged, call)
        patiently(failed, OperationalError, InterfaceError, seconds=LONG)
        return
    except storage.StorageError as error:
        # It arrived and is charged, but no storage would take it.
        verdict, detail = "storage", error.kept
    else:
        state = JobState.DONE if outcome.verdict is Verdict.PICTURES else JobState.FAILED

    def close() -> None:
        with transaction.atomic():
            job = claims.hold(claim)
            job.turn = attempt.job.turn
            answers.charge(job, attempt, outcome)
            exchanges.keep(attempt, call)
            if stored is not None:
                answers.write(job, attempt, outcome, stored)
            claims.end(job, state, verdict, reason=outcome.reason, detail=detail)
            Connection.objects.filter(pk=job.connection_id).exclude(refused_at=None).update(refused_at=None)

    try:
        patiently(close, OperationalError, InterfaceError, seconds=LONG)
    except LostClaim:
        answers.discard(attempt, stored or [])
        raise


def _note_answer(claim: Claim, attempt: Attempt) -> None:
    """So that the page can say "saving". Only while the job is ours; nothing depends on it."""
    with suppress(OperationalError, InterfaceError):
        Attempt.objects.filter(Exists(claim.rows()), pk=attempt.pk).update(answered_at=attempt.answered_at)


def _fail(claim: Claim, attempt: Attempt, error: ProviderError, call: Call) -> None:
    """No usable answer: try again, wait for a person, or give up, and account for it."""
    with transaction.atomic():
        job = claims.hold(claim)
        exchanges.keep(attempt, call)
        if error.unknown:
            claims.lose(job, attempt, error.fault, error.detail)
            return
        _mark_failed(attempt, error)
        # A deadline that passed before the request was out is a matter of the network.
        fault = Fault.NO_NETWORK if error.fault is Fault.TIMED_OUT else error.fault
        if error.fault is Fault.BAD_KEY:
            Connection.objects.filter(pk=job.connection_id).update(refused_at=timezone.now())
        seconds = _wait(job, error)
        if seconds is not None:
            claims.put_back(claim, seconds=seconds, outcome=fault, detail=error.detail)
        else:
            ledger.release(job, job.reservation)
            cancelled = error.fault is Fault.CANCELLED or job.cancel_requested_at is not None
            state = JobState.CANCELLED if cancelled else JobState.FAILED
            claims.end(job, state, Fault.CANCELLED if cancelled else fault, detail=error.detail)
    # A wait that outlasts any job's deadline is each job's own failure, not a reason to stand still.
    if error.retryable and error.retry_after is not None and error.retry_after <= settings.CALL_TIMEOUT:
        claims.pause(job.connection, error.retry_after)


def _wait(job: Job, error: ProviderError) -> float | None:
    """Seconds until the next try, None when there is none. RetryInfo is obeyed, with jitter on top."""
    if not error.retryable or job.tries >= settings.MAX_ATTEMPTS:
        return None
    if job.cancel_requested_at is not None:
        return None
    backoff = BACKOFF * 2 ** (job.tries - 1)
    seconds = max(error.retry_after or 0.0, backoff) + random.uniform(0, backoff)  # noqa: S311
    return seconds if seconds < _seconds_left(job) else None


def _mark_failed(attempt: Attempt, error: ProviderError) -> None:
    attempt.state, attempt.outcome = AttemptState.FAILED, error.fault
    attempt.detail, attempt.finished_at = error.detail, timezone.now()
    attempt.save(update_fields=["state", "outcome", "detail", "finished_at"])


def _close_unsent(claim: Claim, outcome: str, detail: str, call: Call | None = None) -> None:
    """End a job whose call was not made, or was lost by us. Does nothing once the claim is lost."""
    with transaction.atomic():
        job = claims.locked(claim.rows())
        if job is None:
            return
        attempt = job.attempts.filter(number=claim.attempt, state=AttemptState.STARTED).first()
        if attempt is not None:
            if call is not None:
                exchanges.keep(attempt, call)
            claims.lose(job, attempt, Fault.DAMAGED, detail, rerun=False)
        elif job.cancel_requested_at is not None:
            claims.drop(job)
        else:
            ledger.release(job, job.reservation)
            claims.end(job, JobState.FAILED, outcome, detail=detail)


def _seconds_left(job: Job) -> float:
    if job.deadline is None:
        return float(settings.CALL_TIMEOUT)
    return max((job.deadline - timezone.now()).total_seconds(), 1.0)


def _request_bytes(job: Job) -> int:
    turn = job.turn
    load = messages.load(turn.prompt, references.of(turn), turn.continues_from, flattened=turn.flattened)
    return min(load.reference_bytes, messages.inline_limit()) + load.replayed_bytes


def _answer_room(job: Job, length: int | None) -> int:
    """Bytes of memory that an answer takes: its body while it is parsed, then the decoded picture."""
    width, height = catalogue.get(job.turn.model).pixels[(job.turn.aspect_ratio, job.turn.size)]
    body = length if length is not None else width * height * 2
    return body * ANSWER_WEIGHT + width * height * 4


def _answer_limit(job: Job) -> int:
    """Bytes of an answer's body: four times an uncompressed picture of the size asked for, as base64."""
    width, height = catalogue.get(job.turn.model).pixels[(job.turn.aspect_ratio, job.turn.size)]
    return max(width * height * 4 * 4, 32_000_000)
