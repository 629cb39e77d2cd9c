"""Rows for tests, made by the real services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground import catalogue
from playground.models import Image, Job, Reference, Team, Turn, User
from playground.services import claims, jobs
from playground.services.claims import Claim


def team_of(user: User) -> Team:
    return user.teams.get()


def submission(**changes: Any) -> jobs.Submission:
    """A click on Generate: one 1K square of the default model, unless `changes` say otherwise."""
    fields: dict[str, Any] = {
        "prompt": "A red cup on an oak table at dusk",
        "model": catalogue.DEFAULT_MODEL,
        "aspect_ratio": "1:1",
        "size": "1K",
        "idempotency_key": jobs.new_key(),
    }
    return jobs.Submission(**{**fields, **changes})


def turn(user: User, **changes: Any) -> Turn:
    return jobs.submit(team_of(user), user, submission(**changes))


def claimed(job: Job, owner: str = "worker-1") -> Claim:
    claim = claims.claim(job.id, owner)
    assert claim is not None
    return claim


def finished(made: Turn) -> Sequence[Image]:
    """Run a turn's jobs here and now, through the real runner; returns its pictures."""
    from playground import runner

    for job in made.jobs.all():
        runner.execute(job.id)
    return list(made.images.order_by("number"))


def ready_reference(user: User, data: bytes, name: str = "photo.jpg") -> Reference:
    """A reference that has been received and prepared."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from playground.services import references

    received = references.receive(team_of(user), user, SimpleUploadedFile(name, data))
    references.prepare(received.id)
    received.refresh_from_db()
    return received
