"""Memory and processor time of processes, seen from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

import psutil

MEGABYTE = 1_000_000
SAMPLE_SECONDS = 0.05


def resident(process: psutil.Process) -> int:
    """Resident bytes of a process; 0 when it is gone."""
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and all that descend from it."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a process so far, ended children included; 0 when it is gone."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


class Peak:
    """The largest resident size of some processes, each on its own, while the context is open.

    Sampled, so that a spike of less than SAMPLE_SECONDS may be missed. `first` is the size at entry,
    both in bytes. A process that dies counts with what it had; its successor is found by its name.
    """

    def __init__(self, find: dict[str, Callable[[], psutil.Process | None]]) -> None:
        self._find = find
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="peak", daemon=True)
        self.first: dict[str, int] = {}
        self.highest: dict[str, int] = {}

    def growth(self, name: str) -> int:
        return self.highest[name] - self.first[name]

    def __enter__(self) -> Peak:
        self.first = self._look()
        self.highest = dict(self.first)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> dict[str, int]:
        found = {name: find() for name, find in self._find.items()}
        return {name: resident(process) if process else 0 for name, process in found.items()}

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            for name, size in self._look().items():
                self.highest[name] = max(self.highest[name], size)
