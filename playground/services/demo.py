"""A realistic gallery for trying out and for measuring: real pictures, few; rows, as many as wanted.

The pictures are made by the emulator through the real provider; every row then shares the files of one
of them. Everything follows from the seed, and all money in it is demo money of past days.
"""

from __future__ import annotations

import datetime
import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground import catalogue, imaging, storage
from playground.egress import Call
from playground.models import (
    Attempt,
    AttemptState,
    Connection,
    ConnectionKind,
    Conversation,
    DaySpend,
    EntryKind,
    Image,
    Job,
    JobState,
    LedgerEntry,
    Part,
    Team,
    Turn,
    User,
)
from playground.models.base import new_id
from playground.providers import base, registry
from playground.services import ledger
from playground.services.titles import title_of

SUBJECTS = (
    "a red cup on an oak table",
    "a lighthouse above the sea",
    "a mountain lake with a small boat",
    "a city skyline across the river",
    "a forest path between tall trees",
    "a house on a hill",
    "a cat on a window sill",
    "sand dunes in the desert",
    "a bowl of fruit",
    "a rocket on its pad",
    "a field of flowers",
    "a street in the rain",
)
TIMES = ("at dawn", "at noon", "at dusk", "at night", "in fog", "under a full moon")
STYLES = ("", ", watercolour", ", ink drawing", ", poster", ", pixel art", ", noir")
SHAPES = ("1:1", "3:2", "2:3", "16:9", "9:16", "4:5", "21:9")
MODELS = ("gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image")
# Prompts that are really painted, and how often each; a turn shows some of one prompt's pictures.
RUNS, VARIANTS = 12, 4
BATCH = 2_000
DAYS = 90
What = Literal["painted", "written"]
Tell = Callable[[What, int, int], None]


@dataclass(frozen=True, slots=True)
class Painted:
    """One picture whose files many rows share."""

    prompt: str
    model: str
    ratio: str
    seed: int | None
    key: str
    digest: str
    size: int
    inspected: imaging.Inspected
    outcome: base.Outcome
    cost: catalogue.Cost


def seed(team: Team, author: User, count: int, chance: random.Random, tell: Tell) -> int:
    """Fill a team's gallery with `count` pictures of the last 90 days; returns how many were made.

    `tell` hears how many originals are painted, then how many pictures are written, and of how many.
    """
    connection = Connection.objects.get_or_create(team=team, kind=ConnectionKind.BUILTIN)[0]
    prompts = min(RUNS, -(-count // VARIANTS))
    runs: list[list[Painted]] = []
    while len(runs) < prompts:
        runs.append(paint(team, chance))
        tell("painted", len(runs) * VARIANTS, prompts * VARIANTS)
    spend: dict[datetime.date, int] = defaultdict(int)
    turns = list(_sizes(count, chance))
    moments = _moments(len(turns), chance)
    written = 0
    for batch in _batches(chance.choice(runs)[:size] for size in turns):
        _write(team, author, connection, batch, moments, spend)
        written += sum(map(len, batch))
        tell("written", written, count)
    _add_up(team, spend)
    return count


def paint(team: Team, chance: random.Random) -> list[Painted]:
    """Have the emulator answer one prompt several times, and keep that as jobs' pictures are kept."""
    prompt = f"{chance.choice(SUBJECTS)} {chance.choice(TIMES)}{chance.choice(STYLES)}"
    model = catalogue.get(chance.choice(MODELS))
    ratio = chance.choice([shape for shape in SHAPES if shape in model.ratios])
    request = base.ImageRequest(
        model=model.id,
        messages=(base.Message("user", (base.Part(text=prompt),)),),
        aspect_ratio=ratio,
        size="1K",
    )
    first = chance.randrange(catalogue.MAX_SEED - VARIANTS)
    seeds = [first + n if model.takes_seed else None for n in range(VARIANTS)]
    return [_paint_one(team, prompt, replace(request, seed=seed)) for seed in seeds]


def _paint_one(team: Team, prompt: str, request: base.ImageRequest) -> Painted:
    endpoint = base.Endpoint("builtin", "", "built-in")
    outcome = registry.provider("builtin").generate(endpoint, request, Call(120, 100_000_000))
    data = next(part.data for part in outcome.parts if part.data is not None)
    inspected = imaging.inspect(data)
    key = storage.output_key(team.id, new_id(), 1, 1, inspected.header.extension)
    storage.write(key, data)
    for spec, thumbnail in inspected.thumbnails.items():
        storage.write(storage.thumbnail_key(key, spec), thumbnail)
    digest = hashlib.sha256(data).hexdigest()
    quote = catalogue.quote(catalogue.Ask(request.model, "1K", text_characters=len(prompt)))
    cost = catalogue.Cost(quote.estimate, quote.lines)
    ratio = request.aspect_ratio or "1:1"
    return Painted(
        prompt, request.model, ratio, request.seed, key, digest, len(data), inspected, outcome, cost
    )


def _sizes(count: int, chance: random.Random) -> Iterator[int]:
    """How many pictures each turn has; they add up to `count`."""
    left = count
    while left:
        pictures = min(chance.randint(1, VARIANTS), left)
        yield pictures
        left -= pictures


def _moments(count: int, chance: random.Random) -> Iterator[datetime.datetime]:
    """Rising moments, spread over the days before now."""
    step = datetime.timedelta(days=DAYS) / max(count, 1)
    start = timezone.now() - datetime.timedelta(days=DAYS, minutes=5)
    for number in range(count):
        yield start + step * (number + chance.random())


def _batches(turns: Iterator[list[Painted]]) -> Iterator[list[list[Painted]]]:
    batch: list[list[Painted]] = []
    for turn in turns:
        batch.append(turn)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(
    team: Team,
    author: User,
    connection: Connection,
    turns: list[list[Painted]],
    moments: Iterator[datetime.datetime],
    spend: dict[datetime.date, int],
) -> None:
    """The rows of some thousand turns, table by table, in one transaction."""
    rows = _Rows()
    for pictures in turns:
        _add_turn(rows, team, author, connection, pictures, next(moments))
    for entry in rows.entries:
        if entry.kind == EntryKind.SETTLE:
            spend[entry.day] += entry.amount
    with transaction.atomic():
        for table in (
            rows.conversations, rows.turns, rows.jobs, rows.attempts, rows.parts, rows.images,
            rows.entries,
        ):  # fmt: skip
            _create(table)


class _Rows:
    def __init__(self) -> None:
        self.conversations: list[Conversation] = []
        self.turns: list[Turn] = []
        self.jobs: list[Job] = []
        self.attempts: list[Attempt] = []
        self.parts: list[Part] = []
        self.images: list[Image] = []
        self.entries: list[LedgerEntry] = []


def _create(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


def _add_turn(
    rows: _Rows,
    team: Team,
    author: User,
    connection: Connection,
    pictures: list[Painted],
    moment: datetime.datetime,
) -> None:
    first = pictures[0]
    conversation = Conversation(
        id=_id(moment),
        team=team,
        author=author,
        title=title_of(first.prompt),
        created_at=moment,
        active_at=moment,
    )
    turn = Turn(
        id=_id(moment),
        created_at=moment,
        team=team,
        conversation=conversation,
        number=1,
        author=author,
        idempotency_key=str(_id(moment)),
        connection=connection,
        prompt=first.prompt,
        model=first.model,
        aspect_ratio=first.ratio,
        size="1K",
        count=len(pictures),
        seed=first.seed,
    )
    rows.conversations.append(conversation)
    rows.turns.append(turn)
    for number, picture in enumerate(pictures, start=1):
        # A millisecond apart, which is as fine as an id's order goes.
        later = moment + datetime.timedelta(milliseconds=number)
        _add_picture(rows, turn, number, picture, later)


def _add_picture(rows: _Rows, turn: Turn, number: int, picture: Painted, moment: datetime.datetime) -> None:
    header, micros = picture.inspected.header, picture.cost.micros
    finished = moment + datetime.timedelta(seconds=6)
    job = Job(
        id=_id(moment), created_at=moment, team_id=turn.team_id, turn=turn,
        connection_id=turn.connection_id, number=number, state=JobState.DONE, attempt=1, tries=1,
        finished_at=finished, outcome="pictures", estimate=micros, ceiling=micros,
    )  # fmt: skip
    attempt = Attempt(
        id=_id(moment), created_at=moment, team_id=turn.team_id, job=job, number=1, reservation=1,
        owner="demo", state=AttemptState.ANSWERED, started_at=moment, answered_at=finished,
        finished_at=finished, outcome="pictures", cost=micros,
        cost_lines=ledger.as_rows(picture.cost.lines),
    )  # fmt: skip
    sent = next(part for part in picture.outcome.parts if part.data is not None)
    part = Part(
        id=_id(moment), created_at=moment, attempt=attempt, position=1, key=picture.key,
        mime_type=header.mime_type, signature=sent.signature,
    )  # fmt: skip
    rows.jobs.append(job)
    rows.attempts.append(attempt)
    rows.parts.append(part)
    rows.images.append(
        Image(
            id=_id(moment),
            created_at=moment,
            team_id=turn.team_id,
            turn=turn,
            job=job,
            part=part,
            number=number,
            model=turn.model,
            key=picture.key,
            digest=picture.digest,
            mime_type=header.mime_type,
            size=picture.size,
            width=header.width,
            height=header.height,
            placeholder=picture.inspected.placeholder,
        )
    )
    day = timezone.localdate(moment, timezone.get_default_timezone())
    for kind in (EntryKind.RESERVE, EntryKind.SETTLE):
        rows.entries.append(
            LedgerEntry(
                id=_id(moment),
                created_at=moment,
                team_id=turn.team_id,
                job=job,
                reservation=1,
                kind=kind,
                amount=micros,
                day=day,
                simulated=True,
            )
        )


def _add_up(team: Team, spend: dict[datetime.date, int]) -> None:
    for day, micros in spend.items():
        row = DaySpend.objects.get_or_create(team=team, day=day, simulated=True)[0]
        DaySpend.objects.filter(pk=row.pk).update(charged=models.F("charged") + micros)


def _id(moment: datetime.datetime) -> UUID:
    """An id of that moment, so that ids stay in order of creation."""
    return uuid7(nanoseconds=int(moment.timestamp() * 1_000_000) * 1_000)
