"""Celery entry points. They hold no logic and carry ids only."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down

from playground import runner, worker
from playground.providers import registry


@worker_ready.connect
def keep(**_signal: object) -> None:
    """From now on this process renews its leases, hears of cancels, and is seen alive."""
    worker.keeper.start()
    worker.finishers.start()
    # Importing the SDK takes most of a second, which the first person should not wait for.
    registry.provider("builtin")


@worker_shutting_down.connect
def stop(**_signal: object) -> None:
    """Otherwise a warm shutdown would last as long as there is anything in the queue."""
    worker.stopping.set()


@worker_shutdown.connect
def end(**_signal: object) -> None:
    worker.finishers.stop()


@shared_task(name="run_job")
def run_job(job_id: str) -> None:
    runner.execute(UUID(job_id))


@shared_task(name="prepare_reference")
def prepare_reference(reference_id: str) -> None:
    runner.prepare(UUID(reference_id))
