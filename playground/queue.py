"""enqueue(): the only way to wake a worker.

A message is a hint that carries an id. It goes out after the commit, costs at most about two
seconds when the broker is dead, and never raises: the sweeper sends again what got lost.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from kombu import Connection, Producer

logger = logging.getLogger(__name__)

TaskName = Literal["run_job", "prepare_reference"]
# How long a broker that did not answer is left in peace, so that it slows one request and not all.
DOWN_SECONDS = 5.0
TIMEOUT = 1.0
QUICK = {
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": TIMEOUT,
    "socket_timeout": TIMEOUT,
    "read_timeout": TIMEOUT,
    "write_timeout": TIMEOUT,
}


class Publisher:
    """One connection a process, used by one thread at a time, opened anew after a failure."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._producer: Producer | None = None
        self._down_until = 0.0

    def send(self, task: TaskName, argument: str) -> bool:
        """Whether the broker took the message."""
        if time.monotonic() < self._down_until or not self._lock.acquire(timeout=2 * TIMEOUT):
            return False
        try:
            self._publish(task, argument)
        except Exception as error:
            # Every transport has errors of its own, and none of them is a reason to fail a request.
            self._down_until = time.monotonic() + DOWN_SECONDS
            self._close()
            logger.warning("the broker did not take a message (%s); the sweeper will send it again", error)
            return False
        else:
            return True
        finally:
            self._lock.release()

    def reachable(self) -> bool:
        """Whether the broker can be connected to right now, whatever happened before."""
        from playground.celery import app

        try:
            with app.connection_for_write(**_options()) as connection:
                connection.default_channel  # noqa: B018  # connects, unlike connect() without another try
        except Exception:  # whatever a transport raises, the answer is no
            return False
        return True

    def forget(self) -> None:
        """Close the connection and forget failures: for tests and after a fork."""
        with self._lock:
            self._close()
            self._down_until = 0.0

    def _publish(self, task: TaskName, argument: str) -> None:
        from playground.celery import app

        if self._producer is None:
            connection: Connection = app.connection_for_write(**_options())
            self._producer = app.amqp.Producer(connection)
        app.send_task(task, args=[argument], producer=self._producer, retry=False, ignore_result=True)

    def _close(self) -> None:
        producer, self._producer = self._producer, None
        connection = producer and producer.__connection__
        if connection is not None:
            try:
                connection.release()
            except Exception:
                logger.debug("the broker's connection could not be closed", exc_info=True)


publisher = Publisher()


def enqueue(task_name: TaskName, id: UUID) -> None:  # noqa: A002  # the interface's own word
    """Wake a worker for this row once the transaction has committed."""
    transaction.on_commit(partial(publisher.send, task_name, str(id)))


def broker_reachable() -> bool:
    return publisher.reachable()


def _options() -> dict[str, Any]:
    return {
        "connect_timeout": TIMEOUT,
        "transport_options": {**settings.CELERY["broker_transport_options"], **QUICK},
    }
