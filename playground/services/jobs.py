"""What people do with jobs: submit a turn, cancel, retry, decide what may have been billed."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from playground import catalogue, queue
from playground.models import (
    ALIVE,
    Attempt,
    AttemptState,
    Connection,
    Conversation,
    Image,
    Job,
    JobState,
    Reference,
    Team,
    Turn,
    TurnReference,
    User,
)
from playground.services import claims, ledger, messages, teams
from playground.services.ledger import OverLimit
from playground.services.titles import title_of

__all__ = ["KeyReused", "OverLimit", "Submission", "cancel", "decide", "price", "retry", "submit"]

# What of a job changes when it runs again.
AGAIN = (
    "state", "outcome", "reason", "detail", "tries", "reruns", "reservation", "not_before", "woken_at",
    "cancel_requested_at", "finished_at", "deadline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Submission:
    """A validated click on Generate. `references` are in tray order; `seed` None means any.

    `temperature` None, `thinking` "" and `system_instruction` "" leave the choice to the model.
    """

    prompt: str
    model: str
    aspect_ratio: str
    size: str
    idempotency_key: str
    count: int = 1
    seed: int | None = None
    temperature: Decimal | None = None
    thinking: str = ""
    text_answers: bool = True
    system_instruction: str = ""
    references: Sequence[Reference] = ()
    continues_from: Image | None = None
    conversation: Conversation | None = None


class KeyReused(Exception):
    """The idempotency key belongs to `turn`, which asked for something else."""

    def __init__(self, turn: Turn) -> None:
        super().__init__("the idempotency key was used for another turn")
        self.turn = turn


@dataclass(frozen=True, slots=True)
class Price:
    """What one picture of a submission costs, and how its history goes along."""

    quote: catalogue.Quote
    load: messages.Load
    connection: Connection
    flattened: bool


def price(team: Team, submission: Submission) -> Price:
    """The same figures that `submit` reserves by. Writes nothing."""
    model, day = catalogue.get(submission.model), ledger.today()
    connection = teams.connection(team, model, day)
    earlier = submission.continues_from
    flattened = earlier is not None and not messages.replayable(earlier, model, connection)
    load = messages.load(
        submission.prompt,
        submission.references,
        earlier,
        flattened=flattened,
        system=submission.system_instruction if model.takes_system else "",
    )
    quote = catalogue.quote(
        catalogue.Ask(
            model=model.id,
            size=submission.size,
            references=load.pictures,
            text_characters=load.characters,
            text_bytes=load.text_bytes,
            thinking=submission.thinking or None,
            text_answers=submission.text_answers,
            replayed_thoughts=load.thoughts,
            on=day,
        )
    )
    return Price(quote, load, connection, flattened)


def submit(team: Team, author: User, submission: Submission) -> Turn:
    """Reserve, write turn and jobs, wake a worker: one transaction, once per idempotency key.

    A second call with the same key and content returns the first one's turn. Raises OverLimit, and
    KeyReused when the content differs: somebody went on from a form whose click had arrived.
    """
    priced = price(team, submission)
    try:
        with transaction.atomic():
            turn = _write_turn(team, author, submission, priced)
            Job.objects.bulk_create(_queued(_jobs_of(turn, priced)))
    except (IntegrityError, OverLimit):
        # A double click: whoever came second meets the first one's row, or the room it took.
        earlier = _submitted(team, submission.idempotency_key)
        if earlier is None:
            raise
        if not _asks_the_same(earlier, submission):
            raise KeyReused(earlier) from None
        return earlier
    return turn


def cancel(jobs: QuerySet[Job]) -> int:
    """Cancel what is queued at once and ask workers to drop what runs; returns how many jobs."""
    with transaction.atomic():
        # All locked by one statement, in one order, before any money is touched: otherwise a job
        # slips from running to queued between two looks, or two transactions wait for each other.
        alive = list(_locked(jobs.filter(state__in=ALIVE)))
        for job in alive:
            if job.state == JobState.QUEUED:
                claims.drop(job)
        asked = [job.pk for job in alive if job.state == JobState.RUNNING]
        running = Job.objects.filter(pk__in=asked, cancel_requested_at=None)
        running.update(cancel_requested_at=timezone.now())
    return len(alive)


def retry(jobs: QuerySet[Job]) -> int:
    """Run jobs again that ended without a picture, under new reservations. Raises OverLimit."""
    ended = [JobState.FAILED, JobState.CANCELLED, JobState.HELD]
    with transaction.atomic():
        again = list(_locked(jobs.filter(state__in=ended, turn__deleted_at=None)))
        for job in again:
            job.state, job.outcome, job.reason, job.detail = JobState.QUEUED, "", "", ""
            job.tries = job.reruns = 0
            job.cancel_requested_at = job.finished_at = job.deadline = None
        Job.objects.bulk_update(_queued(again), AGAIN)
    return len(again)


@transaction.atomic
def decide(attempt: Attempt, person: User | None, *, billed: bool) -> bool:
    """Close an attempt whose outcome nobody knew; False when somebody was quicker.

    Billed counts the job's estimate, flagged as estimated: the provider's own figure is not known.
    """
    open_attempts = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.UNKNOWN, resolved_at=None)
    estimate = attempt.job.estimate if billed else 0
    if not open_attempts.update(
        resolved_at=timezone.now(),
        resolved_by=person,
        billed=billed,
        cost=estimate,
        estimated=billed,
    ):
        return False
    if billed:
        ledger.settle(attempt.job, attempt.reservation, estimate, estimated=True)
    else:
        ledger.release(attempt.job, attempt.reservation)
    return True


def _asks_the_same(turn: Turn, submission: Submission) -> bool:
    picture = submission.continues_from
    return (
        turn.prompt == submission.prompt
        and turn.model == catalogue.get(submission.model).id
        and (turn.aspect_ratio, turn.size) == (submission.aspect_ratio, submission.size)
        and turn.count == submission.count
        and submission.seed in (None, turn.seed)
        and (turn.temperature, turn.thinking) == (submission.temperature, submission.thinking)
        and turn.text_answers == submission.text_answers
        and turn.system_instruction == submission.system_instruction
        and turn.continues_from_id == (picture.pk if picture else None)
        and [use.reference_id for use in turn.turn_references.all()]
        == [reference.pk for reference in submission.references]
    )


def _submitted(team: Team, key: str) -> Turn | None:
    return Turn.objects.filter(team=team, idempotency_key=key).first()


def _write_turn(team: Team, author: User, submission: Submission, priced: Price) -> Turn:
    connection = teams.kept(priced.connection)
    conversation = submission.conversation or Conversation.objects.create(
        team=team, author=author, title=title_of(submission.prompt)
    )
    # Locks the conversation, so that two turns of one moment do not take the same number. Whoever goes
    # on with an archived one wants it back.
    conversation.active_at, conversation.archived_at = timezone.now(), None
    conversation.save(update_fields=["active_at", "archived_at"])
    last = conversation.turns.aggregate(last=Max("number"))["last"] or 0
    turn = Turn.objects.create(
        team=team,
        conversation=conversation,
        number=last + 1,
        author=author,
        idempotency_key=submission.idempotency_key,
        connection=connection,
        prompt=submission.prompt,
        continues_from=submission.continues_from,
        flattened=priced.flattened,
        model=catalogue.get(submission.model).id,
        aspect_ratio=submission.aspect_ratio,
        size=submission.size,
        count=submission.count,
        seed=_seed(submission),
        temperature=submission.temperature,
        thinking=submission.thinking,
        text_answers=submission.text_answers,
        system_instruction=submission.system_instruction,
    )
    TurnReference.objects.bulk_create(
        TurnReference(turn=turn, reference=reference, position=position)
        for position, reference in enumerate(submission.references, start=1)
    )
    return turn


def _jobs_of(turn: Turn, priced: Price) -> list[Job]:
    return [
        Job(
            team=turn.team,
            turn=turn,
            connection=turn.connection,
            number=number,
            seed=None if turn.seed is None else turn.seed + number - 1,
            estimate=priced.quote.estimate,
            ceiling=priced.quote.ceiling,
        )
        for number in range(1, turn.count + 1)
    ]


def _queued(jobs: list[Job]) -> list[Job]:
    """The same jobs, reserved for and to be woken after the commit; the caller writes them."""
    if jobs:
        ledger.reserve(jobs)
    now = timezone.now()
    for job in jobs:
        job.not_before, job.woken_at = job.connection.paused_until, now
        queue.enqueue("run_job", job.id)
    return jobs


def _locked(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.select_related("team", "connection").order_by("pk").select_for_update(of=("self",))


def _seed(submission: Submission) -> int | None:
    """A model that takes a seed is always sent one, so that every picture can be asked for again."""
    if not catalogue.get(submission.model).takes_seed:
        return None
    if submission.seed is not None:
        return submission.seed
    return secrets.randbelow(catalogue.MAX_SEED - submission.count)


def new_key() -> str:
    """An idempotency key for one rendering of the form."""
    return uuid.uuid4().hex
