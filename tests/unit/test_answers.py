"""An answer that arrived is paid for: what is done to keep it when storage, database or lease are gone."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground import launcher, runner, storage, worker
from playground.models import Attempt, AttemptState, DaySpend, Job, JobState, Part, User
from playground.providers.base import Verdict
from playground.services import claims, jobs, ledger
from tests import making

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]


class Reluctant(FileSystemStorage):
    """A disk that is full for as many writes as there are in `failing`; each is told to `failed`."""

    failing: int
    failed: Callable[[], None]

    def _save(self, name: str, content: File[bytes]) -> str:
        if Reluctant.failing:
            Reluctant.failing -= 1
            Reluctant.failed()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return str(super()._save(name, content))  # type: ignore[misc]


@pytest.fixture
def reluctant(settings: Settings, tmp_path: Path) -> Iterator[type[Reluctant]]:
    settings.STORAGES = {
        **settings.STORAGES,
        "pictures": {
            "BACKEND": f"{__name__}.Reluctant",
            "OPTIONS": {"location": str(tmp_path), "allow_overwrite": True},
        },
    }
    Reluctant.failing, Reluctant.failed = 0, staticmethod(lambda: None)
    yield Reluctant
    Reluctant.failing = 0


@pytest.fixture
def ending() -> Iterator[None]:
    """The worker has been told to stop."""
    worker.stopping.set()
    yield
    worker.stopping.clear()


def only(user: User) -> Job:
    return Job.objects.get(team=making.team_of(user))


def failing(times: int, words: str) -> Callable[..., Any]:
    """The database refuses so many statements that hold these words."""
    left = [times]

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if left[0] and words in sql:
            left[0] -= 1
            raise OperationalError("the database is starting up")
        return run(sql, params, many, context)

    return execute


def test_a_picture_waits_in_memory_until_there_is_room(alice: User, reluctant: type[Reluctant]) -> None:
    turn, told = making.turn(alice), []
    reluctant.failing = 2
    reluctant.failed = staticmethod(lambda: told.append(Attempt.objects.values_list("state", "detail").get()))

    (image,) = making.finished(turn)

    assert len(storage.read(image.key)) == image.size
    attempt = only(alice).attempts.get()
    assert (attempt.state, attempt.detail) == (AttemptState.ANSWERED, "")
    # The second time the row said already why the page says "saving" for so long.
    assert [state for state, _detail in told] == [AttemptState.STARTED] * 2
    assert told[0][1] == ""
    assert told[1][1].startswith("full: ")
    assert ledger.audit(making.team_of(alice)) == []


@pytest.mark.usefixtures("ending")
def test_what_cannot_be_kept_before_the_end_is_charged_and_says_so(
    alice: User, reluctant: type[Reluctant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BRIEFLY", 0.0)
    making.turn(alice)
    reluctant.failing = 100

    runner.run(making.claimed(only(alice), worker.OWNER))

    job = only(alice)
    attempt = job.attempts.get()
    assert (job.state, job.outcome) == (JobState.FAILED, "storage")
    assert job.detail.startswith("full: ")
    assert (attempt.state, attempt.estimated) == (AttemptState.ANSWERED, False)
    assert DaySpend.objects.get().charged == attempt.cost > 0


@pytest.mark.parametrize(
    "words",
    [
        'INSERT INTO "playground_attempt"',
        'SET "answered_at"',
        'INSERT INTO "playground_part"',
        'INSERT INTO "playground_ledgerentry"',
    ],
)
def test_a_database_that_is_away_for_a_moment_costs_nothing(alice: User, words: str) -> None:
    making.turn(alice)
    claim = making.claimed(only(alice), worker.OWNER)

    with connection.execute_wrapper(failing(1, words)):
        runner.run(claim)

    job = only(alice)
    assert (job.state, job.attempts.count(), job.turn.images.count()) == (JobState.DONE, 1, 1)
    assert ledger.audit(job.team) == []


def test_an_answer_whose_job_was_given_up_is_charged_exactly(
    alice: User, reluctant: type[Reluctant], caplog: pytest.LogCaptureFixture
) -> None:
    """Its lease ran out while the storage was full: the call's price is known all the same."""
    making.turn(alice)
    claim = making.claimed(only(alice), worker.OWNER)
    reluctant.failing = 1
    reluctant.failed = staticmethod(partial(claims.expire_leases, worker.OWNER))  # type: ignore[assignment]

    runner.run(claim)

    job = only(alice)
    attempt = job.attempts.get()
    assert (job.state, job.reruns) == (JobState.QUEUED, 1)
    assert (attempt.state, attempt.billed, attempt.estimated) == (AttemptState.UNKNOWN, True, False)
    assert attempt.resolved_at is not None
    spend = DaySpend.objects.get()
    assert (spend.charged, spend.unknown, spend.reserved) == (attempt.cost, 0, job.ceiling)
    assert 0 < attempt.cost < job.ceiling
    assert ledger.audit(job.team) == []
    assert f"job {job.pk} was given up before its answer was kept" in caplog.messages
    # Nothing names the file that was written meanwhile.
    assert not Part.objects.exists()
    assert [path for path in Path(storage.pictures().path("")).rglob("*") if path.is_file()] == []


def test_a_commit_whose_end_was_not_heard_keeps_its_files(alice: User) -> None:
    making.turn(alice)
    claim = making.claimed(only(alice), worker.OWNER)
    unheard = [True]

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = run(sql, params, many, context)
        if unheard[0] and sql.startswith("UPDATE") and "playground_connection" in sql:
            unheard[0] = False
            # The last statement of the transaction: it is committed, and only then the line breaks.
            transaction.on_commit(_broken)
        return found

    with connection.execute_wrapper(execute):
        runner.run(claim)

    job = only(alice)
    image = job.turn.images.get()
    assert (job.state, job.attempts.count()) == (JobState.DONE, 1)
    assert len(storage.read(image.key)) == image.size
    assert ledger.audit(job.team) == []


def _broken() -> None:
    raise OperationalError("server closed the connection unexpectedly")


def test_who_cancels_while_a_picture_is_being_kept_gets_it(alice: User, reluctant: type[Reluctant]) -> None:
    turn = making.turn(alice)
    reluctant.failing = 1
    reluctant.failed = staticmethod(partial(jobs.cancel, turn.jobs.all()))  # type: ignore[assignment]

    (image,) = making.finished(turn)

    assert only(alice).outcome == Verdict.PICTURES
    assert image.part.attempt.cost > 0


def test_a_lease_is_kept_while_a_picture_waits_for_room(alice: User, reluctant: type[Reluctant]) -> None:
    turn, leases = making.turn(alice), []

    def look() -> None:
        Job.objects.update(lease_until=timezone.now())
        worker.keeper.beat()
        leases.append(Job.objects.get().lease_until)

    reluctant.failing = 1
    reluctant.failed = staticmethod(look)

    making.finished(turn)

    (lease,) = leases
    assert lease is not None
    assert lease > timezone.now()


def test_after_a_sleep_leases_have_time_to_be_renewed(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer slept: every lease is over by the clock on the wall, and every worker lives."""
    making.turn(alice)
    making.claimed(only(alice))
    Job.objects.update(lease_until=timezone.now())
    rounds, now = launcher.Rounds(), time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3600)

    rounds.next()
    assert only(alice).state == JobState.RUNNING
    rounds.next()
    assert only(alice).state == JobState.RUNNING
    monkeypatch.setattr(time, "monotonic", partial(_later, time.monotonic, settings.LEASE_SECONDS + 1))
    rounds.next()
    assert only(alice).state == JobState.QUEUED


def _later(clock: Callable[[], float], seconds: float) -> float:
    return clock() + seconds


def test_after_an_outage_leases_have_time_to_be_renewed(alice: User) -> None:
    making.turn(alice)
    making.claimed(only(alice))
    rounds = launcher.Rounds()
    with connection.execute_wrapper(failing(100, "playground_")):
        rounds.next()
    Job.objects.update(lease_until=timezone.now())

    rounds.next()
    assert only(alice).state == JobState.RUNNING


def test_without_a_pause_a_dead_worker_is_found_at_once(alice: User) -> None:
    making.turn(alice)
    making.claimed(only(alice))
    Job.objects.update(lease_until=timezone.now())

    launcher.Rounds().next()
    assert only(alice).state == JobState.QUEUED


def test_what_else_fails_keeps_no_dead_workers_job(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    making.turn(alice)
    making.claimed(only(alice))
    monkeypatch.setattr(ledger, "audit", _unwell)
    rounds = launcher.Rounds()
    rounds.next()
    Job.objects.update(lease_until=timezone.now())

    rounds.next()
    assert only(alice).state == JobState.QUEUED


def _unwell(*_given: object) -> list[str]:
    raise RuntimeError("something else")
