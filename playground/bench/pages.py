"""How long pages take, idle and while many jobs run: one request at a time, at a steady pace."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.bench import makespan, processes, sampling
from playground.bench.browser import Visitor
from playground.bench.makespan import PICTURES, Dose, Say
from playground.bench.processes import Installation
from playground.bench.table import Row, middle, percentile

TARGET = 100.0
# Seconds between the starts of two requests: three people who click without pause.
PACE = 0.1
GALLERY = 400
TURNS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """How the pages of one situation did: milliseconds a request, by page, and of processor time each."""

    times: dict[str, list[float]]
    cpu: float

    def all(self) -> list[float]:
        return [time for times in self.times.values() for time in times]


def pages(dose: Dose, sizes: list[str], seconds: float, say: Say) -> list[Row]:
    """Rows for idle pages, then for each size of picture that the running jobs bring.

    All rounds of a size visit one installation, whose gallery grows by each round's pictures.
    """
    idle: list[Visit] = []
    busy: dict[str, list[Visit]] = {size: [] for size in sizes}
    for size in sizes:
        with _furnished(dose, size) as (up, visitor, paths):
            for number in range(dose.rounds):
                if size == sizes[0]:
                    idle.append(visit(up, visitor, paths, _for_seconds(seconds)))
                with _working(up, dose, size) as still:
                    busy[size].append(visit(up, visitor, paths, still))
                say(f"pages round {number + 1}, {size}: {_told(busy[size][-1])}; idle: {_told(idle[-1])}")
    rows = [_row("pages, idle", idle)]
    rows.append(Row("processor time of a page", "ms", middle(one.cpu for one in idle)))
    return rows + [_row(f"pages while {dose.at_once} jobs run at {size}", busy[size]) for size in sizes]


def visit(up: Installation, visitor: Visitor, paths: list[str], go_on: Callable[[], bool]) -> Visit:
    """Ask for the pages in turn, each PACE seconds or when the last has answered."""
    times: dict[str, list[float]] = {path: [] for path in paths}
    web = up.child("web")
    assert web is not None  # noqa: S101  # it has just answered
    before, pause, due = sampling.cpu_seconds(web), threading.Event(), time.monotonic()
    for path in itertools.cycle(paths):
        if not go_on():
            break
        times[path].append(visitor.timed(path))
        due = max(due + PACE, time.monotonic())
        pause.wait(due - time.monotonic())
    count = sum(map(len, times.values()))
    return Visit(times, (sampling.cpu_seconds(web) - before) * 1000 / max(count, 1))


@contextmanager
def _furnished(dose: Dose, size: str) -> Iterator[tuple[Installation, Visitor, list[str]]]:
    """An installation with a gallery, somebody signed in, and a conversation to look at."""
    with (
        processes.provider(dose.latency, ready_made_bytes=PICTURES[size]) as provider,
        makespan.running(provider, dose.at_once) as up,
    ):
        makespan.warm(provider, size)
        conversation = _fill(up)
        visitor = Visitor(up.url)
        visitor.sign_in(up.run("link"))
        paths = ["/studio/", f"/c/{conversation}/", "/gallery/"]
        for path in paths:
            visitor.get(path)  # the first one compiles templates
        try:
            yield up, visitor, paths
        finally:
            visitor.close()


def _fill(up: Installation) -> str:
    """Some hundred pictures, and a conversation of many turns; returns its id."""
    up.manage("seed_demo", "--images", str(GALLERY))
    found = up.run("submit", "--turns", str(TURNS), "--count", "2", "--together")
    up.run("wait", seconds=300)
    return str(found["conversations"][-1])


@contextmanager
def _working(up: Installation, dose: Dose, size: str) -> Iterator[Callable[[], bool]]:
    """Jobs that are running while the context is open; the value says whether they still are."""
    with up.inside("run", "--turns", str(dose.turns), "--count", str(dose.count), "--size", size) as jobs:
        yield lambda: jobs.poll() is None
        if jobs.returncode:
            raise processes.Broken(f"the jobs failed\n{up.tail()}")


def _for_seconds(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() < ends


def _row(name: str, visits: list[Visit]) -> Row:
    high = middle(percentile(one.all(), 0.95) for one in visits)
    worst = max(max(one.all()) for one in visits)
    count = sum(len(one.all()) for one in visits)
    return Row(
        f"{name}: 95th percentile", "ms", high, None, TARGET, f"max {worst:.0f} ms of {count} requests"
    )


def _told(one: Visit) -> str:
    figures = [
        f"{path[:9]} {percentile(times, 0.5):.0f}/{percentile(times, 0.95):.0f}/{max(times):.0f}"
        for path, times in one.times.items()
        if times
    ]
    return f"{', '.join(figures)} ms (median/95th/max)"
