"""Jobs go on while their processes are killed with -9, and afterwards every call is accounted for."""

from __future__ import annotations

import datetime
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psutil

from playground import catalogue
from playground.bench import processes
from playground.bench.polling import NotInTime, wait_until
from playground.bench.processes import START_SECONDS, Installation, Provider
from playground.bench.table import Row

COUNT = 4
AT_ONCE = 12
LATENCY = 0.8
WHOLE_SECONDS = 600.0
# How long a child may outlive its launcher.
ORPHAN_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Kill:
    """Who is killed, once the provider has had `after` further calls and `wait` seconds have passed."""

    roles: tuple[str, ...]
    after: int
    wait: float


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. `problems` are sentences, none when every promise was kept."""

    seconds: float
    jobs: int
    kills: tuple[Kill, ...]
    calls: int
    unknown: int
    unsent: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.jobs} jobs, {len(self.kills)} kills, {self.seconds:.0f} s: {self.calls} calls,"
            f" {self.unknown} attempts possibly billed, {self.unsent} of them died before they were sent"
        )


def plan(jobs: int, kills: int, seed: int) -> tuple[Kill, ...]:
    """Seeded moments, spread over the whole run, each role at least once where there are four kills."""
    chance = random.Random(seed)  # noqa: S311  # it decides moments, not secrets
    roles: list[tuple[str, ...]] = [("worker",), ("launcher",), ("worker", "web"), ("web",)]
    others = [chance.choice([roles[0], *roles[2:]]) for _ in range(kills)]
    chosen = (roles + others)[:kills]
    chance.shuffle(chosen)
    share = jobs / kills
    return tuple(
        Kill(who, round(share * chance.uniform(0.8, 0.95)), chance.uniform(0, LATENCY)) for who in chosen
    )


def run(jobs: int, kills: int, seed: int) -> Report:
    """Run it all in folders and processes of its own; takes a minute or several."""
    started, planned, problems = time.monotonic(), plan(jobs, kills, seed), []
    with (
        processes.folder("calls") as place,
        processes.provider(LATENCY, calls_file=place / "calls") as provider,
        processes.installation(
            PROOFSHEET_EMULATOR_URL=provider.base_url,
            PROOFSHEET_CONCURRENCY=str(AT_ONCE),
            # A job that is met more often than it may be rerun waits for a person, as it should.
            PROOFSHEET_RERUNS=str(kills),
            PROOFSHEET_DAILY_LIMIT="100000",
        ) as up,
    ):
        model = seeded_model()
        up.run("submit", "--turns", str(jobs // COUNT), "--count", str(COUNT), "--model", model)
        for kill in planned:
            problems += carry_out(kill, up, provider)
        left = WHOLE_SECONDS - (time.monotonic() - started)
        up.run("wait", "--seconds", str(left), seconds=left + 30)
        state, calls = up.run("state"), provider.calls()
    return report(time.monotonic() - started, planned, state, calls, problems)


def seeded_model() -> str:
    """A model that is sent a seed, so that each call names its job."""
    today = datetime.datetime.now(datetime.UTC).date()
    models = catalogue.models()
    return next(model.id for model in models if model.takes_seed and not model.retired_on(today))


def carry_out(kill: Kill, up: Installation, provider: Provider) -> list[str]:
    """Kill at the planned moment and wait until everybody is back; returns what went wrong."""
    wanted = len(provider.calls()) + kill.after
    wait_until(lambda: len(provider.calls()) >= wanted, WHOLE_SECONDS, f"{wanted} calls")
    threading.Event().wait(kill.wait)
    before = {role: up.child(role) for role in ("web", "worker")}
    gone = [up.kill(role) for role in kill.roles]
    problems = _orphans(before) if "launcher" in kill.roles else []
    if "launcher" in kill.roles:
        up.start()
    up.wait_ready()
    wait_until(lambda: _replaced(up, gone), START_SECONDS, "the killed processes' successors")
    return problems


def _orphans(before: dict[str, psutil.Process | None]) -> list[str]:
    """Children whose launcher died must go by themselves."""
    children = [process for process in before.values() if process is not None]
    try:
        wait_until(lambda: not any(map(_lives, children)), ORPHAN_SECONDS, "the orphans' end")
    except NotInTime:
        return [f"a child outlived its launcher by more than {ORPHAN_SECONDS:g} s"]
    return []


def _lives(process: psutil.Process) -> bool:
    """An ended child whose new parent has not asked after it yet does not count."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _replaced(up: Installation, gone: list[int]) -> bool:
    children = [up.child(role) for role in ("web", "worker")]
    return all(child is not None and child.pid not in gone for child in children)


def report(
    seconds: float, planned: tuple[Kill, ...], state: dict[str, Any], calls: list[dict[str, Any]],
    problems: list[str],
) -> Report:  # fmt: skip
    made = Counter((call["prompt"], call["seed"]) for call in calls)
    attempts = [attempt for job in state["jobs"] for attempt in job["attempts"]]
    for job in state["jobs"]:
        problems += job_problems(job, made.pop((job["prompt"], job["seed"]), 0))
    problems += [f"a call that belongs to no job: {name}" for name in made]
    problems += [f"ledger: {sentence}" for sentence in state["audit"]]
    problems += [f"no file in storage: {key}" for key in state["missing"]]
    if state["unclosed"]:
        problems.append(f"{state['unclosed']} reservations are neither closed nor possibly billed")
    return Report(
        seconds=seconds,
        jobs=len(state["jobs"]),
        kills=planned,
        calls=len(calls),
        unknown=sum(attempt["state"] == "unknown" for attempt in attempts),
        unsent=len(attempts) - len(calls),
        problems=tuple(problems),
    )


def job_problems(job: dict[str, Any], calls: int) -> list[str]:
    """What is wrong with one finished job whose provider had this many calls; sentences."""
    states = Counter(attempt["state"] for attempt in job["attempts"])
    name, found = f"job {job['prompt'][-12:]}/{job['seed']}", []
    if job["state"] != "done":
        found.append(f"{name} is {job['state']} ({job['outcome']}: {job['detail']})")
    if job["images"] != 1:
        found.append(f"{name} has {job['images']} pictures")
    if states["answered"] != 1 or set(states) - {"answered", "unknown"}:
        found.append(f"{name} has attempts {dict(states)}")
    # A worker may die between writing the attempt and sending its request: never the other way round.
    if not 1 <= calls <= sum(states.values()):
        found.append(f"{name}: {calls} calls for attempts {dict(states)}")
    return found + _entry_problems(name, job)


def _entry_problems(name: str, job: dict[str, Any]) -> list[str]:
    """Each reservation closed exactly once, or possibly billed when its attempt is.

    The sweeper decides about those by itself, since the emulator bills nobody: it may have been there.
    """
    kinds: dict[int, list[str]] = {}
    for entry in job["entries"]:
        kinds.setdefault(entry["reservation"], []).append(entry["kind"])
    expected = {"answered": ["reserve", "settle"], "unknown": ["reserve", "unknown"]}
    wanted = {attempt["reservation"]: expected.get(attempt["state"], []) for attempt in job["attempts"]}
    return [
        f"{name}: reservation {number} has entries {found}, its attempt wants {wanted.get(number)}"
        for number, found in kinds.items()
        if found != wanted.get(number)
        and not (found[-1] == "release" and found[:-1] == wanted.get(number) == expected["unknown"])
    ]


def rows(outcome: Report) -> list[Row]:
    """The figures for the table."""
    return [
        Row("kills: broken promises", "", len(outcome.problems), None, 0, str(outcome)),
        Row("kills: until all jobs were done", "s", outcome.seconds, None, WHOLE_SECONDS),
    ]
