"""An answer that arrived, kept: its pictures in storage, its parts and its cost in the database."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists
from django.utils import timezone

from playground import catalogue, imaging, storage
from playground.models import Attempt, AttemptState, Image, Job, Part, Turn
from playground.providers import base
from playground.providers.base import Outcome, Verdict
from playground.services import claims, ledger
from playground.services.claims import Claim
from playground.worker import LONG, gates, patiently

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture that is in storage with its thumbnails; `size` in bytes, `digest` as hex of SHA-256."""

    key: str
    digest: str
    size: int
    inspected: imaging.Inspected


def store(claim: Claim, attempt: Attempt, outcome: Outcome) -> list[Stored | None]:
    """Pictures of an answer into storage, None for each part that is text.

    Bytes first, rows after: what the database names is always there. A picture that cannot be decoded is
    left out where another one can be; else it raises `imaging.Rejected`. Raises `storage.StorageError`
    when no storage takes them for a long time; meanwhile the attempt's row says why.
    """
    stored: list[Stored | None] = []
    rejected: imaging.Rejected | None = None
    for index, part in enumerate(outcome.parts):
        try:
            stored.append(_store(claim, attempt, index, part))
        except imaging.Rejected as error:
            logger.warning("part %d of job %s is no picture: %s", index, claim.job_id, error.code)
            rejected = rejected if part.thought else error
            stored.append(None)
    pictures = [kept for kept, part in zip(stored, outcome.parts, strict=True) if kept and not part.thought]
    if rejected is not None and not pictures:
        discard(attempt, stored)
        raise rejected
    return stored


def discard(attempt: Attempt, stored: Iterable[Stored | None]) -> None:
    """Delete what no row names: a transaction whose end was not heard may have written them all the same."""
    if Part.objects.filter(attempt=attempt).exists():
        return
    for kept in filter(None, stored):
        for key in (kept.key, *(storage.thumbnail_key(kept.key, spec) for spec in kept.inspected.thumbnails)):
            with suppress(storage.StorageError):
                storage.delete(key)


def _store(claim: Claim, attempt: Attempt, index: int, part: base.Part) -> Stored | None:
    if part.data is None:
        return None
    with gates.decodes:
        inspected = imaging.inspect(part.data)
    key = storage.output_key(attempt.team_id, claim.job_id, claim.attempt, index, inspected.header.extension)
    files = {storage.thumbnail_key(key, spec): data for spec, data in inspected.thumbnails.items()}
    for name, data in {key: part.data, **files}.items():
        patiently(partial(_write_file, attempt, name, data), storage.StorageError, seconds=LONG)
    return Stored(key, hashlib.sha256(part.data).hexdigest(), len(part.data), inspected)


def _write_file(attempt: Attempt, name: str, data: bytes) -> None:
    try:
        storage.write(name, data)
    except storage.StorageError as error:
        if attempt.detail != error.kept:
            attempt.detail = error.kept
            # For whoever looks at the page; the answer does not depend on it.
            with suppress(OperationalError, InterfaceError):
                Attempt.objects.filter(pk=attempt.pk, state=AttemptState.STARTED).update(detail=error.kept)
        raise


def charge(job: Job, attempt: Attempt, outcome: Outcome) -> None:
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


def charge_lost(attempt: Attempt, outcome: Outcome) -> None:
    """The job was given up before its answer was kept: at least it is known now what that one cost."""
    unknown = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.UNKNOWN, resolved_at=None)
    with transaction.atomic():
        job = claims.locked(Job.objects.filter(pk=attempt.job_id))
        if job is None:
            return
        cost = _cost(job, outcome)
        if unknown.update(
            resolved_at=timezone.now(),
            billed=cost.micros > 0,
            cost=cost.micros,
            estimated=cost.damaged,
            cost_lines=ledger.as_rows(cost.lines),
        ):
            logger.warning("job %s was given up before its answer was kept", job.pk)
            ledger.settle(job, attempt.reservation, cost.micros, estimated=cost.damaged)


def _cost(job: Job, outcome: Outcome) -> catalogue.Cost:
    """What the answer cost; `damaged` says that it is our figure, not one from reported usage.

    A blocked prompt or picture is not charged: users report so, Google does not state it.
    """
    if outcome.verdict in (Verdict.BLOCKED_PROMPT, Verdict.BLOCKED_PICTURE):
        return catalogue.Cost(0, (), damaged=True)
    if outcome.usage is not None:
        pictures = sum(part.is_picture and not part.thought for part in outcome.parts)
        usage = _token_usage(outcome.usage, pictures)
        day = timezone.localdate(job.created_at, timezone.get_default_timezone())
        cost = catalogue.cost(job.turn.model, usage, job.turn.size, day)
        if not cost.damaged:
            return cost
    paid = outcome.verdict is Verdict.PICTURES
    return catalogue.Cost(job.estimate if paid else 0, (), damaged=True)


def _token_usage(usage: base.Usage, pictures: int) -> catalogue.TokenUsage:
    return catalogue.TokenUsage(
        prompt=usage.prompt,
        prompt_images=usage.prompt_images,
        thoughts=usage.thoughts,
        candidates=usage.candidates,
        candidate_images=usage.candidate_images,
        queries=0,
        pictures=pictures,
    )


def write(job: Job, attempt: Attempt, outcome: Outcome, stored: list[Stored | None]) -> None:
    """Rows of all parts in the order of the answer, and of each picture that is no thought."""
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
