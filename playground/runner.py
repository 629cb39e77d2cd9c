"""One job from claim to settle.

A worker process has a few gates that all its threads share: how many calls are open at once, how many
bytes of pictures may be in memory, how many pictures are decoded at once, and one for references. A
thread passes the gate first and claims then, so that a claimed job is always being worked on. It hands
an answer to the finishers and goes on with the next call.
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import Exists
from django.utils import timezone

from playground import catalogue, imaging, storage
from playground.egress import Call
from playground.models import (
    Attempt,
    AttemptState,
    Connection,
    ConnectionKind,
    Image,
    Job,
    JobState,
    Part,
    Turn,
)
from playground.providers import base, registry
from playground.providers.base import Fault, Outcome, ProviderError, Verdict
from playground.services import claims, exchanges, ledger, messages, references
from playground.services.claims import Claim, LostClaim
from playground.worker import OWNER, Running, finishers, gates, keeper, stopping

T = TypeVar("T")
logger = logging.getLogger(__name__)
# Seconds before the second, third and fourth try of a fault that may pass; doubled each time.
BACKOFF = 1.0
# Room that one answer takes while it is read and parsed, as a multiple of its body's bytes; decoded
# pixels come on top. Measured: at most 36 MiB beside the 20 MB of a picture, 27 MB as base64.
ANSWER_WEIGHT = 3
# Tries and seconds between them when storage or database fail: they may be back in a moment.
PATIENT_TRIES = 3
PATIENT_PAUSE = 2.0


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
                    take(references.room(waiting))
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
        request = _patiently(partial(messages.build, job), storage.StorageError)
        if job.deadline is not None and job.deadline <= timezone.now():
            _close_unsent(claim, job.outcome or Fault.NO_NETWORK, job.detail)
            return None
        running.call = Call(
            _seconds_left(job),
            _answer_limit(job),
            admit=lambda length: take_for_answer(_answer_room(job, length)),
        )
        attempt = claims.begin(claim, job)
        try:
            outcome = _call(job, request, running.call)
        except ProviderError as error:
            failed = partial(_fail, claim, attempt, error, running.call)
            _patiently(failed, OperationalError, InterfaceError)
            return None
        finally:
            del request
    attempt.answered_at = timezone.now()
    return Answer(attempt, outcome)


def _finish(claim: Claim, running: Running, answer: Answer, held: ExitStack) -> None:
    """An answer arrived: keep it, charge it, close the job; then give back what was held for it."""
    with held, _closing(claim, running):
        assert running.call is not None  # noqa: S101  # it brought the answer
        _keep(claim, answer.attempt, answer.outcome, running.call)


def _patiently(action: Callable[[], T], *errors: type[Exception]) -> T:
    """What fails for a moment is tried again: a picture may be paid for already."""
    for _try in range(PATIENT_TRIES - 1):
        try:
            return action()
        except errors:
            close_old_connections()
            stopping.wait(PATIENT_PAUSE)
    return action()


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
    _patiently(partial(_note_answer, claim, attempt), OperationalError, InterfaceError)
    stored: list[Stored | None] | None = None
    state, verdict, detail = JobState.FAILED, str(outcome.verdict), outcome.reason_message
    try:
        stored = [_store(claim, attempt, index, part) for index, part in enumerate(outcome.parts)]
    except imaging.Rejected as error:
        damaged = ProviderError(Fault.DAMAGED, f"picture: {error.code}", retryable=True, unknown=True)
        _patiently(partial(_fail, claim, attempt, damaged, call), OperationalError, InterfaceError)
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
            _charge(job, attempt, outcome)
            exchanges.keep(attempt, call)
            if stored is not None:
                _write_parts(job, attempt, outcome, stored)
            claims.end(job, state, verdict, reason=outcome.reason, detail=detail)
            Connection.objects.filter(pk=job.connection_id).exclude(refused_at=None).update(refused_at=None)

    _patiently(close, OperationalError, InterfaceError)


def _note_answer(claim: Claim, attempt: Attempt) -> None:
    """So that the page can say "saving". Only while the job is ours."""
    Attempt.objects.filter(Exists(claim.rows()), pk=attempt.pk).update(answered_at=attempt.answered_at)


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    digest: str
    size: int
    inspected: imaging.Inspected


def _store(claim: Claim, attempt: Attempt, index: int, part: base.Part) -> Stored | None:
    """Bytes first, rows after: what the database names is always there."""
    if part.data is None:
        return None
    with gates.decodes:
        inspected = imaging.inspect(part.data)
    key = storage.output_key(attempt.team_id, claim.job_id, claim.attempt, index, inspected.header.extension)
    files = {storage.thumbnail_key(key, spec): data for spec, data in inspected.thumbnails.items()}
    for name, data in {key: part.data, **files}.items():
        _patiently(partial(storage.write, name, data), storage.StorageError)
    return Stored(key, hashlib.sha256(part.data).hexdigest(), len(part.data), inspected)


def _charge(job: Job, attempt: Attempt, outcome: Outcome) -> None:
    """Settle from reported usage; without it, from the estimate, and say so."""
    cost = _cost(job, outcome)
    attempt.cost, attempt.estimated = cost.micros, cost.damaged
    attempt.cost_lines = ledger.as_rows(cost.lines)
    attempt.state, attempt.outcome = AttemptState.ANSWERED, outcome.verdict
    attempt.usage = dict(outcome.usage.reported) if outcome.usage else {}
    attempt.model_version, attempt.response_id = outcome.model_version, outcome.response_id
    attempt.detail, attempt.finished_at = outcome.reason_message, timezone.now()
    attempt.save()
    ledger.settle(job, attempt.reservation, attempt.cost, estimated=attempt.estimated)


def _cost(job: Job, outcome: Outcome) -> catalogue.Cost:
    """What the answer cost; `damaged` says that it is our figure, not one from reported usage.

    A blocked prompt or picture is not charged: users report so, Google does not state it.
    """
    if outcome.verdict in (Verdict.BLOCKED_PROMPT, Verdict.BLOCKED_PICTURE):
        return catalogue.Cost(0, (), damaged=True)
    if outcome.usage is not None:
        pictures = sum(part.is_picture and not part.thought for part in outcome.parts)
        usage = token_usage(outcome.usage, pictures)
        day = timezone.localdate(job.created_at, timezone.get_default_timezone())
        cost = catalogue.cost(job.turn.model, usage, job.turn.size, day)
        if not cost.damaged:
            return cost
    paid = outcome.verdict is Verdict.PICTURES
    return catalogue.Cost(job.estimate if paid else 0, (), damaged=True)


def token_usage(usage: base.Usage, pictures: int) -> catalogue.TokenUsage:
    return catalogue.TokenUsage(
        prompt=usage.prompt,
        prompt_images=usage.prompt_images,
        thoughts=usage.thoughts,
        candidates=usage.candidates,
        candidate_images=usage.candidate_images,
        queries=0,
        pictures=pictures,
    )


def _write_parts(job: Job, attempt: Attempt, outcome: Outcome, stored: list[Stored | None]) -> None:
    rows = [
        Part(
            attempt=attempt,
            position=position,
            text=part.text,
            key=kept.key if kept else "",
            mime_type=kept.inspected.header.mime_type if kept else "",
            thought=part.thought,
            signature=part.signature,
        )
        for position, (part, kept) in enumerate(zip(outcome.parts, stored, strict=True))
    ]
    for row, kept in zip(Part.objects.bulk_create(rows), stored, strict=True):
        if kept is not None and not row.thought:
            _write_image(job, row, kept)


def _write_image(job: Job, part: Part, kept: Stored) -> None:
    header, turn = kept.inspected.header, job.turn
    asked = catalogue.get(turn.model).pixels[(turn.aspect_ratio, turn.size)]
    # Read anew: the turn may have been deleted while its picture was on the way.
    others = Exists(Image.objects.filter(job=job))
    deleted_at, more = Turn.objects.values_list("deleted_at", others).get(pk=turn.pk)
    Image.objects.create(
        team_id=job.team_id,
        turn=turn,
        job=job,
        part=part,
        # A job's first picture has the job's number; pictures nobody asked for follow behind.
        number=max(turn.count, _last_number(job)) + 1 if more else job.number,
        model=turn.model,
        key=kept.key,
        digest=kept.digest,
        mime_type=header.mime_type,
        size=kept.size,
        width=header.width,
        height=header.height,
        mismatch=(header.width, header.height) != asked,
        placeholder=kept.inspected.placeholder,
        deleted_at=deleted_at,
    )


def _last_number(job: Job) -> int:
    return max(job.turn.images.values_list("number", flat=True), default=0)


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
