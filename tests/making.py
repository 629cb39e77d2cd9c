"""Rows for tests, made by the real services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from playground import catalogue, runner
from playground.models import Attempt, Image, Job, Reference, Team, Turn, User
from playground.services import claims, jobs, references
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


def begun(claim: Claim) -> Attempt:
    """The call of a claimed job has begun."""
    return claims.begin(claim, Job.objects.get(pk=claim.job_id))


def finished(made: Turn) -> Sequence[Image]:
    """Run a turn's jobs here and now, through the real runner; returns its pictures."""
    for job in made.jobs.all():
        runner.execute(job.id)
    return list(made.images.order_by("number"))


def received_reference(user: User, data: bytes, name: str = "photo.jpg") -> Reference:
    """A reference as it is just after its upload."""
    return references.receive(team_of(user), user, SimpleUploadedFile(name, data))


def ready_reference(user: User, data: bytes, name: str = "photo.jpg") -> Reference:
    """A reference that has been received and prepared."""
    received = received_reference(user, data, name)
    references.prepare(received.id)
    received.refresh_from_db()
    return received
