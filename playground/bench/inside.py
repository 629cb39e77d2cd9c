"""`python -m playground.bench.inside WORD ...`: what is done and looked up inside an installation.

A process of its own, within the settings of the installation that is measured. It goes through the same
services as a person does and prints one JSON value.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
django.setup()

# Only after setup() can tables be imported.
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from playground import catalogue, storage  # noqa: E402
from playground.bench.polling import wait_until  # noqa: E402
from playground.models import (  # noqa: E402
    ALIVE,
    Attempt,
    AttemptState,
    Connection,
    ConnectionKind,
    DaySpend,
    Image,
    Job,
    LedgerEntry,
    Reference,
    ReferenceState,
    Team,
    Turn,
    User,
)
from playground.services import jobs, ledger, sign_in, teams  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MODEL = catalogue.DEFAULT_MODEL


def submission(given: argparse.Namespace, number: int, key: str = "") -> jobs.Submission:
    """A click on Generate as the command line describes it. Its prompt names its number."""
    references = list(Reference.objects.filter(state=ReferenceState.READY)) if given.references else []
    return jobs.Submission(
        prompt=f"hills and a lake at dusk, number {number:03}",
        model=given.model,
        aspect_ratio="1:1",
        size=given.size,
        idempotency_key=key or jobs.new_key(),
        count=given.count,
        seed=1 if catalogue.get(given.model).takes_seed else None,
        references=references,
    )


def price(given: argparse.Namespace) -> dict[str, int]:
    """What one picture holds at most, in micro-dollars."""
    quote = jobs.price(_team(), submission(given, 0)).quote
    return {"estimate": quote.estimate, "ceiling": quote.ceiling}


def submit(given: argparse.Namespace) -> dict[str, Any]:
    owner, team = teams.bootstrap(), _team()
    made: list[Turn] = []
    for number in range(given.turns):
        asked = submission(given, number)
        if given.together and made:
            asked = replace(asked, conversation=made[0].conversation)
        made.append(jobs.submit(team, owner, asked))
    return {
        "turns": [str(turn.id) for turn in made],
        "conversations": [str(turn.conversation_id) for turn in made],
    }


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Submit all turns, wait for all jobs; seconds from the first submit to the last job's end."""
    started = timezone.now()
    submit(given)
    submitted = timezone.now()
    wait(given)
    done = Job.objects.filter(created_at__gte=started)
    last = max(when for when in done.values_list("finished_at", flat=True) if when)
    return {
        "seconds": (last - started).total_seconds(),
        "submitting": (submitted - started).total_seconds(),
        "states": dict(Counter(done.values_list("state", flat=True))),
        "stages": stages(Attempt.objects.filter(job__in=done, state=AttemptState.ANSWERED)),
    }


def one_by_one(given: argparse.Namespace) -> dict[str, Any]:
    """One job after the other; median seconds from submit to the job's end."""
    owner, team, times = teams.bootstrap(), _team(), []
    for number in range(given.turns):
        started = timezone.now()
        turn = jobs.submit(team, owner, submission(given, number))
        wait(given)
        finished = turn.jobs.get().finished_at or timezone.now()
        times.append((finished - started).total_seconds())
    done = Attempt.objects.filter(state=AttemptState.ANSWERED)
    return {"job": statistics.median(times), "stages": stages(done)}


def wait(given: argparse.Namespace) -> dict[str, int]:
    """Wait until no job is alive and no reference is waiting to be prepared."""

    def ended() -> bool:
        alive = Job.objects.filter(state__in=ALIVE).exists()
        return not alive and not Reference.objects.filter(state=ReferenceState.RECEIVED).exists()

    wait_until(ended, given.seconds, "all jobs to end", pause=0.25)
    return dict(Counter(Job.objects.values_list("state", flat=True)))


def stages(attempts: Iterable[Attempt]) -> dict[str, float]:
    """Medians in seconds: from the job's row to its first call, the call, from the answer to the end."""
    spans: dict[str, list[float]] = {"waiting": [], "call": [], "keeping": []}
    for row in attempts:
        if row.number > 1 or row.answered_at is None or row.job.finished_at is None:
            continue
        moments = [row.job.created_at, row.started_at, row.answered_at, row.job.finished_at]
        for name, start, end in zip(spans, moments, moments[1:], strict=False):
            spans[name].append((end - start).total_seconds())
    return {name: statistics.median(times) for name, times in spans.items() if times}


def state(_given: argparse.Namespace) -> dict[str, Any]:
    """Everything that the tests of dying processes ask about, a row a job."""
    return {
        "jobs": [_job(job) for job in Job.objects.select_related("turn").order_by("id")],
        "unclosed": _unclosed(),
        "audit": [problem for team in Team.objects.all() for problem in ledger.audit(team)],
        "missing": [key for key in Image.objects.values_list("key", flat=True) if not storage.exists(key)],
        "spend": list(DaySpend.objects.values("reserved", "unknown", "charged", "simulated")),
        "conversations": Turn.objects.values("conversation").distinct().count(),
    }


def references(_given: argparse.Namespace) -> list[dict[str, Any]]:
    rows = Reference.objects.order_by("id")
    return [{"name": row.name, "state": row.state, "problem": row.problem, "size": row.size} for row in rows]


def link(_given: argparse.Namespace) -> str:
    """The path of a fresh sign-in link for the owner."""
    return sign_in.issue_link(teams.bootstrap())


def prepare(_given: argparse.Namespace) -> dict[str, str]:
    """What the first submit would make, so that a race is about money and not about first rows."""
    owner = teams.bootstrap()
    Connection.objects.get_or_create(team=_team(), kind=ConnectionKind.BUILTIN)
    return {"owner": str(owner.id), "vendor": connection.vendor}


def race(given: argparse.Namespace) -> dict[str, Any]:
    """Submit from many threads at one moment: when a line comes in. `key` makes all clicks one."""
    owner, team = teams.bootstrap(), _team()
    started = threading.Barrier(given.threads + 1)
    with ThreadPoolExecutor(given.threads) as threads:
        clicks = [
            threads.submit(_click, given, number, started, owner, team) for number in range(given.threads)
        ]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        started.wait()
        outcomes = [click.result() for click in clicks]
    turns = [outcome for outcome in outcomes if outcome != "refused"]
    return {"turns": turns, "refused": len(outcomes) - len(turns)}


def _click(
    given: argparse.Namespace, number: int, started: threading.Barrier, owner: User, team: Team
) -> str:
    # With a key all clicks are one click, which asks for one thing.
    wanted = submission(given, 0 if given.key else number, given.key)
    connection.ensure_connection()
    started.wait()
    try:
        return str(jobs.submit(team, owner, wanted).id)
    except jobs.OverLimit:
        return "refused"
    finally:
        connections.close_all()


def _team() -> Team:
    return teams.bootstrap().teams.get()


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "prompt": job.turn.prompt,
        "seed": job.seed,
        "state": job.state,
        "outcome": job.outcome,
        "detail": job.detail,
        "reruns": job.reruns,
        "images": job.images.count(),
        "attempts": list(job.attempts.values("number", "reservation", "state", "outcome", "detail")),
        "entries": list(job.entries.order_by("id").values("reservation", "kind", "amount")),
    }


def _unclosed() -> int:
    """Reservations that are neither closed nor marked as possibly billed."""
    open_ones: set[tuple[Any, int]] = set()
    for job_id, reservation, kind in LedgerEntry.objects.order_by("id").values_list(
        "job_id", "reservation", "kind"
    ):
        (open_ones.add if kind == "reserve" else open_ones.discard)((job_id, reservation))
    return len(open_ones)


WORDS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "price": price, "submit": submit, "run": run, "one-by-one": one_by_one, "wait": wait,
    "state": state, "references": references, "link": link, "prepare": prepare, "race": race,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", choices=WORDS)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--size", default="1K")
    parser.add_argument("--together", action="store_true", help="all turns in one conversation")
    parser.add_argument("--references", action="store_true", help="send every reference that is ready")
    parser.add_argument("--seconds", type=float, default=600, help="how long to wait")
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--key", default="")
    given = parser.parse_args()
    sys.stdout.write(json.dumps(WORDS[given.word](given)) + "\n")


if __name__ == "__main__":
    main()
