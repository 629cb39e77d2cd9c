"""What the threads of one worker process share: its name, gates, keeper, finishers and patience."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections, connections

from playground.egress import Call
from playground.services import claims
from playground.services.claims import Claim

T = TypeVar("T")
logger = logging.getLogger(__name__)
FINISHERS = min(4 * (os.cpu_count() or 1), settings.CONCURRENCY)
# Seconds after the first failure of storage or database; doubled each time, up to the second figure.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# So long what fails is tried again: before a call, and once there is an answer, which is paid for.
BRIEFLY, LONG = 4.0, 600.0
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

    Looks each second, because a person waits for a cancel; renews each third of a lease, by the clock on
    the wall as leases go: after a computer's sleep, or when the database is back, at the first look.
    """

    def __init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        self._running: dict[Claim, Running] = {}
        self._lock = threading.Lock()
        self._renewed_at = 0.0

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
                close_old_connections()
            except Exception:
                logger.exception("the keeper could not reach the database")

    def beat(self) -> None:
        with self._lock:
            running = list(self._running.values())
        now = time.time()
        if not 0 <= now - self._renewed_at < settings.LEASE_SECONDS / 3:
            claims.worker_seen(OWNER)
            if running:
                claims.renew(OWNER, [entry.claim for entry in running])
            self._renewed_at = now
        if running:
            dropped = claims.cancelled([entry.claim for entry in running])
            for entry in running:
                if entry.claim.job_id in dropped and entry.call is not None:
                    entry.call.abort()


class Finishers:
    """A few threads that keep what the calls brought, so that a free call is given to the next job at once.

    Few, because many answers that come together would take the processor from the calls that could be
    under way meanwhile, and meet at the database's one lock for writers. More than there are processors,
    because a storage may be far away; `gates.decodes` sees to the processors. As many answers wait for a
    finisher as calls may be open; then calls wait with theirs, and nothing more is sent: what waits is
    lost, and paid for twice, when the process is killed.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Callable[[], None] | None] | None = None
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(FINISHERS + settings.CONCURRENCY)

    def start(self) -> None:
        """From now on work is handed over; before, and in any other process, it is done on the spot."""
        self._waiting = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, args=[self._waiting], name=f"finisher-{number}", daemon=True)
            for number in range(FINISHERS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float | None = None) -> None:
        """Return when all that was handed over is done, or after so many seconds."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                for _thread in self._threads:
                    waiting.put(None)
        ends = None if seconds is None else time.monotonic() + seconds
        for thread in self._threads:
            thread.join(None if ends is None else max(ends - time.monotonic(), 0))

    def finish(self, work: Callable[[], None]) -> None:
        """Have this done, also when the process is ending: what it keeps is paid for."""
        waiting = self._waiting
        if waiting is None:
            work()
            return
        self._places.acquire()
        with self._lock:
            waiting = self._waiting
            if waiting is not None:
                waiting.put(work)
        if waiting is None:
            self._finish(work)

    def _serve(self, waiting: SimpleQueue[Callable[[], None] | None]) -> None:
        while (work := waiting.get()) is not None:
            self._finish(work)
        connections.close_all()

    def _finish(self, work: Callable[[], None]) -> None:
        try:
            close_old_connections()
            work()
        except Exception:
            # The lease is no longer renewed, so the sweeper takes the job up.
            logger.exception("an answer could not be kept")
        finally:
            self._places.release()


keeper = Keeper()
finishers = Finishers()
# Set when this process has been told to stop: what runs may end, nothing more is claimed.
stopping = threading.Event()


def patiently(action: Callable[[], T], *errors: type[Exception], seconds: float = BRIEFLY) -> T:
    """Try again, for so many seconds, what fails for a moment: a picture may be paid for already.

    Briefly once the process is ending: then there is time left to write down what could not be kept.
    """
    ends, pause, hurried = time.monotonic() + seconds, FIRST_PAUSE, False
    while True:
        try:
            return action()
        except errors:
            close_old_connections()
            if time.monotonic() + pause > ends:
                raise
        if not stopping.wait(0 if hurried else pause):
            pause = min(2 * pause, LONGEST_PAUSE)
            continue
        if not hurried:
            ends, pause, hurried = min(ends, time.monotonic() + BRIEFLY), FIRST_PAUSE, True
        time.sleep(pause)
