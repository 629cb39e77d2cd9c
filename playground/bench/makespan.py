"""Many jobs at once: how long until the last is done, and what a job costs beyond the bare call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground.bench import bare, processes, sampling
from playground.bench.processes import Installation, Provider
from playground.bench.table import Row, middle
from playground.catalogue import DEFAULT_MODEL

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Dose:
    """How much is run: jobs, calls at once, seconds a call takes, and rounds to take the median of."""

    turns: int = 25
    count: int = 8
    at_once: int = 64
    latency: float = 5.0
    rounds: int = 5

    @property
    def jobs(self) -> int:
        return self.turns * self.count


# Bytes of a realistic picture of each size (1.2 to 1.5 a pixel), and how many times longer than the
# bare script we may take.
PICTURES = {"1K": 1_500_000, "4K": 20_000_000}
TARGETS = {"1K": 1.15, "4K": 1.3}
# What a worker may hold for 64 answers of 4K at once; the bare script takes 5 to 10 GB for them.
WORKER_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Ours:
    """One run of ours. Seconds; processor seconds; bytes."""

    seconds: float
    worker_cpu: float
    web_cpu: float
    worker_peak: int
    web_peak: int
    stages: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bare:
    seconds: float
    call: float
    cpu: float
    peak: float
    way: str


def makespan(dose: Dose, sizes: list[str], say: Say) -> list[Row]:
    """A row a size, and one for the memory that it took."""
    rows: list[Row] = []
    for size in sizes:
        limits: list[Bare] = []
        ours: list[Ours] = []
        with processes.provider(dose.latency, ready_made_bytes=PICTURES[size]) as provider:
            warm(provider, size)
            for number in range(dose.rounds):
                limits.append(best(provider, dose, size))
                ours.append(measure(provider, dose, size))
                say(_told(size, number, ours[-1], limits[-1]))
        rows += _rows(size, ours, limits)
    return rows


def overhead(dose: Dose, say: Say) -> list[Row]:
    """Processor and wall milliseconds a job at 1K, and the peaks of memory."""
    size, calls, ours = "1K", [], []
    limits: list[Bare] = []
    with processes.provider(dose.latency, ready_made_bytes=PICTURES[size]) as provider:
        warm(provider, size)
        for number in range(dose.rounds):
            calls.append(run_bare(provider, dose, size, "threads", keep=False))
            limits.append(run_bare(provider, dose, size, "threads"))
            ours.append(measure(provider, dose, size))
            say(_told(size, number, ours[-1], limits[-1]))
    alone = [_alone(say) for _ in range(dose.rounds)]

    def a_job(seconds: Iterable[float]) -> float:
        return middle(seconds) / dose.jobs * 1000

    cpu = a_job(run.worker_cpu for run in ours)
    return [
        Row("cpu a job, beside the call alone", "ms", cpu, a_job(run.cpu for run in calls)),
        Row("cpu a job, beside call, file, thumbnails", "ms", cpu, a_job(run.cpu for run in limits)),
        Row("cpu of the web process a job", "ms", a_job(run.web_cpu for run in ours)),
        Row(
            "wall a job, one at a time",
            "ms",
            middle(job for job, _call in alone) * 1000,
            middle(call for _job, call in alone) * 1000,
            note="of which the provider takes 200 ms",
        ),
        _memory("peak memory of the worker", (run.worker_peak for run in ours), limits),
        _memory("peak memory of the web process", (run.web_peak for run in ours), []),
    ]


def measure(provider: Provider, dose: Dose, size: str) -> Ours:
    """One run of all jobs on a fresh installation."""
    with running(provider, dose.at_once) as up:
        web, worker = up.child("web"), up.child("worker")
        assert web is not None and worker is not None  # noqa: S101, PT018  # it has just become ready
        before = sampling.cpu_seconds(worker), sampling.cpu_seconds(web)
        with sampling.Peak({"web": lambda: web, "worker": lambda: worker}) as peak:
            found = up.run(
                "run", "--turns", str(dose.turns), "--count", str(dose.count), "--size", size, seconds=600
            )
        if found["states"] != {"done": dose.jobs}:
            raise processes.Broken(f"not all jobs were done: {found['states']}\n{up.tail()}")
        return Ours(
            found["seconds"],
            sampling.cpu_seconds(worker) - before[0],
            sampling.cpu_seconds(web) - before[1],
            peak.highest["worker"],
            peak.highest["web"],
            {"submitting": found["submitting"], **found["stages"]},
        )


@contextmanager
def running(provider: Provider, at_once: int) -> Iterator[Installation]:
    """An installation whose worker has room for this many calls at once."""
    os.sync()
    megabytes = int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * WORKER_SHARE / 1e6)
    with processes.installation(
        PROOFSHEET_EMULATOR_URL=provider.base_url,
        PROOFSHEET_CONCURRENCY=str(at_once),
        PROOFSHEET_WORKER_MEGABYTES=str(max(megabytes, 600)),
        PROOFSHEET_DAILY_LIMIT="100000",
    ) as up:
        yield up


def best(provider: Provider, dose: Dose, size: str) -> Bare:
    """The faster of the two ways to write the script."""
    return min((run_bare(provider, dose, size, way) for way in bare.WAYS), key=lambda run: run.seconds)


def run_bare(provider: Provider, dose: Dose, size: str, way: str, *, keep: bool = True) -> Bare:
    os.sync()
    with processes.folder("bare") as place:
        found = _bare(provider, dose.jobs, dose.at_once, size, way, place if keep else None)
    return Bare(found["seconds"], found["call"], found["cpu"], found["peak"], way)


def warm(provider: Provider, size: str) -> None:
    """Have the provider paint its picture before anything is measured."""
    _bare(provider, 1, 1, size, "threads", None)


def _alone(say: Say) -> tuple[float, float]:
    """Median seconds of a job and of a bare call, one at a time, at a provider that takes 0.2 s."""
    with processes.provider(0.2, ready_made_bytes=PICTURES["1K"]) as provider:
        warm(provider, "1K")
        call = _bare(provider, 15, 1, "1K", "threads", None)["call"]
        with running(provider, 12) as up:
            found = up.run("one-by-one", "--turns", "15")
    times = f"job {found['job'] * 1000:.0f} ms, bare call {call * 1000:.0f} ms"
    say(f"one at a time: {times}, {_stages(found['stages'])}")
    return found["job"], call


def _bare(
    provider: Provider, calls: int, at_once: int, size: str, way: str, place: Path | None
) -> Mapping[str, float]:
    arguments = ["--url", provider.base_url, "--calls", str(calls), "--at-once", str(at_once)]
    arguments += ["--model", DEFAULT_MODEL, "--size", size, "--way", way]
    arguments += ["--folder", str(place)] if place else []
    return processes.run_module("playground.bench.bare", arguments)


def _rows(size: str, ours: list[Ours], limits: list[Bare]) -> list[Row]:
    ways = ", ".join(sorted({run.way for run in limits}))
    return [
        Row(
            f"makespan {size}",
            "s",
            middle(run.seconds for run in ours),
            middle(run.seconds for run in limits),
            TARGETS[size],
            note=f"bare script: {ways}",
        ),
        _memory(f"worker's peak memory {size}", (run.worker_peak for run in ours), limits),
    ]


def _memory(name: str, peaks: Iterable[int], limits: list[Bare]) -> Row:
    """The worst round, in MB; the bare script without its pool beside it."""
    limit = max((run.peak for run in limits), default=0) / sampling.MEGABYTE
    return Row(name, "MB", max(peaks) / sampling.MEGABYTE, limit or None)


def _told(size: str, number: int, ours: Ours, limit: Bare) -> str:
    return (
        f"{size} round {number + 1}: ours {ours.seconds:.2f} s, bare {limit.seconds:.2f} s ({limit.way}),"
        f" worker cpu {ours.worker_cpu:.1f} s, bare cpu {limit.cpu:.1f} s, {_stages(ours.stages)}"
    )


def _stages(stages: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in stages.items())
