"""Celery entry points. They hold no logic and carry ids only."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from playground import runner, worker
from playground.services import references


@shared_task(name="run_job")
def run_job(job_id: str) -> None:
    runner.execute(UUID(job_id))


@shared_task(name="prepare_reference")
def prepare_reference(reference_id: str) -> None:
    with worker.gates.preparations:
        references.prepare(UUID(reference_id))
