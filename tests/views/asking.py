"""Clients, forms and pictures that the tests of the pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from playground import catalogue, storage
from playground.models import (
    Attempt,
    AttemptState,
    Image,
    Job,
    JobState,
    Part,
    Reference,
    ReferenceState,
    Turn,
    User,
)
from playground.services import jobs
from tests import making

HTMX = {"HX-Request": "true"}
PIXELS = b"RIFF0000WEBP" + bytes(range(200))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fetch(client: Client, address: str, **headers: str) -> tuple[HttpResponse, bytes]:
    """An answer and its body; a streamed one is read to its end, which closes its file."""
    response: Any = client.get(address, headers=headers)
    return response, b"".join(response) if response.streaming else response.content


def click(**changes: Any) -> dict[str, Any]:
    """The fields of the composer at a click on Generate."""
    fields: dict[str, Any] = {
        "prompt": "A red cup on an oak table",
        "model": catalogue.DEFAULT_MODEL,
        "aspect_ratio": "1:1",
        "size": "1K",
        "count": "1",
        "idempotency_key": jobs.new_key(),
    }
    return {**fields, **changes}


def reference(user: User, name: str = "cup.jpg", state: str = ReferenceState.READY) -> Reference:
    """A reference row with stored bytes, without the work of a worker."""
    team = making.team_of(user)
    made = Reference.objects.create(
        team=team,
        author=user,
        digest=jobs.new_key(),
        name=name,
        state=state,
        mime_type="image/jpeg",
        size=len(PIXELS),
        width=640,
        height=480,
    )
    made.key = storage.reference_key(team.id, made.id, "jpg")
    made.save()
    storage.write(made.key, ContentFile(PIXELS))
    storage.write(storage.thumbnail_key(made.key, "tile"), PIXELS)
    return made


def pictures(user: User, **changes: Any) -> tuple[Turn, Sequence[Image]]:
    """A finished turn, written without a provider: rows and stored bytes."""
    made = making.turn(user, **changes)
    return made, [picture(job) for job in made.jobs.order_by("number")]


def picture(job: Job, cost: int = 34_000) -> Image:
    now = timezone.now()
    key = storage.output_key(job.team_id, job.id, 1, 0, "png")
    storage.write(key, PIXELS)
    for spec in ("tile", "view"):
        storage.write(storage.thumbnail_key(key, spec), PIXELS)
    attempt = Attempt.objects.create(
        team_id=job.team_id,
        job=job,
        number=1,
        reservation=job.reservation,
        owner="worker-1",
        state=AttemptState.ANSWERED,
        seed_sent=job.seed,
        started_at=now,
        answered_at=now,
        finished_at=now,
        cost=cost,
        cost_lines=[{"what": "image", "tokens": 1120, "micros": cost}],
    )
    job.state, job.finished_at, job.outcome = JobState.DONE, now, "pictures"
    job.save()
    part = Part.objects.create(attempt=attempt, position=0, key=key, mime_type="image/png")
    return Image.objects.create(
        team_id=job.team_id,
        turn=job.turn,
        job=job,
        part=part,
        number=job.number,
        model=job.turn.model,
        key=key,
        digest=jobs.new_key(),
        mime_type="image/png",
        size=len(PIXELS),
        width=1024,
        height=1024,
        placeholder="#aabbcc",
    )
