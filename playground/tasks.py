"""Celery entry points. They hold no logic and carry ids only."""

from __future__ import annotations

import os
import threading
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from django.conf import settings

from playground import runner, worker
from playground.providers import registry

# Beyond the seconds that running calls have, for answers that are just being kept.
LAST_SECONDS = 2.0


@worker_ready.connect
def begin(**_signal: object) -> None:
    """From now on this process renews its leases, hears of cancels, and is seen alive."""
    worker.keeper.start()
    worker.finishers.start()
    # Importing the SDK takes most of a second, which the first person should not wait for.
    registry.provider("builtin")


@worker_shutting_down.connect
def stop(**_signal: object) -> None:
    """Claim nothing more; running calls may end by themselves for a while."""
    worker.stopping.set()
    timer = threading.Timer(settings.STOP_SECONDS, _leave)
    timer.daemon = True
    timer.start()


@worker_shutdown.connect
def end(**_signal: object) -> None:
    worker.finishers.stop()


def _leave() -> None:
    """Whatever still runs or hangs: leases make it safe to leave it."""
    worker.finishers.stop(LAST_SECONDS)
    os._exit(0)


@shared_task(name="run_job")
def run_job(job_id: str) -> None:
    runner.execute(UUID(job_id))


@shared_task(name="prepare_reference")
def prepare_reference(reference_id: str) -> None:
    runner.prepare(UUID(reference_id))
