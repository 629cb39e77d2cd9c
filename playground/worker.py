"""What the threads of one worker process share: its name, gates, keeper, finishers and patience."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections

from playground.egress import Call
from playground.services import claims
from playground.services.claims import Claim

T = TypeVar("T")
logger = logging.getLogger(__name__)
FINISHERS = 4 * (os.cpu_count() or 1)
# Tries and seconds between them when storage or database fail: they may be back in a moment.
PATIENT_TRIES = 3
PATIENT_PAUSE = 2.0
OWNER = os.environ.get("PROOFSHEET_WORKER_ID") or f"{socket.gethostname()}:{os.getpid()}"


class Budget:
    """Bytes that may be in use at once; a larger wish than the whole waits for all of it."""

    def __init__(self, total: int) -> None:
        self.total = self._free = total
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def share(self) -> Iterator[Callable[[int], None]]:
        """Lends a function that takes bytes, once, and waits until they are there."""
        taken: list[int] = []

        def take(wanted: int) -> None:
            taken.append(self._take(wanted))

        try:
            yield take
        finally:
            with self._changed:
                self._free += sum(taken)
                self._changed.notify_all()

    def _take(self, wanted: int) -> int:
        """In order of arrival, so that a large wish is not overtaken for ever by small ones."""
        amount = min(wanted, self.total)
        with self._changed:
            ticket = object()
            self._waiting.append(ticket)
            self._changed.wait_for(lambda: self._waiting[0] is ticket and self._free >= amount)
            self._waiting.popleft()
            self._free -= amount
            self._changed.notify_all()
        return amount


class Gates:
    """What one worker process lets through at once."""

    def __init__(self) -> None:
        self.calls = threading.BoundedSemaphore(settings.CONCURRENCY)
        total = settings.WORKER_MEGABYTES * 1_000_000
        # Apart, because a call holds its request's share while it waits for room for its answer.
        self.requests = Budget(total // 3)
        self.answers = Budget(total - total // 3)
        self.decodes = threading.BoundedSemaphore(max(os.cpu_count() or 1, 1))
        self.preparations = threading.Lock()
        self.claims = threading.Lock()


gates = Gates()


@dataclass(slots=True)
class Running:
    """A claim that is being worked on, and its call once there is one."""

    claim: Claim
    call: Call | None = None


class Keeper(threading.Thread):
    """Renews this process's leases, and aborts calls that somebody has cancelled.

    Looks each second, because a person waits for a cancel; renews each third of a lease.
    """

    def __init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        self._running: dict[Claim, Running] = {}
        self._lock = threading.Lock()
        self._beats = 0

    @contextmanager
    def watch(self, claim: Claim) -> Iterator[Running]:
        """Keep this claim's lease for as long as it is worked on."""
        running = Running(claim)
        with self._lock:
            self._running[claim] = running
        try:
            yield running
        finally:
            with self._lock:
                self._running.pop(claim, None)

    def run(self) -> None:
        pause = threading.Event()
        while not pause.wait(1.0):
            try:
                self.beat()
            except Exception:
                logger.exception("the keeper could not reach the database")
            close_old_connections()

    def beat(self) -> None:
        with self._lock:
            running = list(self._running.values())
        every = max(settings.LEASE_SECONDS // 3, 1)
        if self._beats % every == 0:
            claims.worker_seen(OWNER)
            if running:
                claims.renew(OWNER, [entry.claim for entry in running])
        self._beats += 1
        if running:
            dropped = claims.cancelled([entry.claim for entry in running])
            for entry in running:
                if entry.claim.job_id in dropped and entry.call is not None:
                    entry.call.abort()


class Finishers:
    """A few threads that keep what the calls brought, so that a free call is given to the next job at once.

    Few, because many answers that come together would take the processor from the calls that could be
    under way meanwhile, and meet at the database's one lock for writers. More than there are processors,
    because a storage may be far away; `gates.decodes` sees to the processors. No more wait for a finisher
    than calls may be open: what waits is lost, and paid for twice, when the process is killed.
    """

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._places = threading.BoundedSemaphore(FINISHERS + settings.CONCURRENCY)

    def start(self) -> None:
        """From now on work is handed over; before, and in any other process, it is done on the spot."""
        self._threads = ThreadPoolExecutor(FINISHERS, thread_name_prefix="finisher")

    def stop(self) -> None:
        """Return when all that was handed over is done."""
        threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown()

    def finish(self, work: Callable[[], None]) -> None:
        """Have this done, also when the process is ending: what it keeps is paid for."""
        threads = self._threads
        if threads is None:
            work()
            return
        self._places.acquire()
        try:
            threads.submit(self._finish, work)
        except RuntimeError:
            self._finish(work)

    def _finish(self, work: Callable[[], None]) -> None:
        close_old_connections()
        try:
            work()
        except Exception:
            # The database cannot be reached; the lease is no longer renewed, so the sweeper takes the job up.
            logger.exception("an answer could not be kept")
        finally:
            self._places.release()


keeper = Keeper()
finishers = Finishers()
# Set when this process has been told to stop: what runs may end, nothing more is claimed.
stopping = threading.Event()


def patiently(action: Callable[[], T], *errors: type[Exception]) -> T:
    """What fails for a moment is tried again: a picture may be paid for already."""
    for _try in range(PATIENT_TRIES - 1):
        try:
            return action()
        except errors:
            close_old_connections()
            stopping.wait(PATIENT_PAUSE)
    return action()
