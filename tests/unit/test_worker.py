"""What the threads of one worker process share."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connections

from playground import runner
from playground.models import Job, JobState, User
from playground.worker import FINISHERS, Finishers, finishers, gates
from tests import making


@pytest.fixture
def started() -> Iterator[Finishers]:
    """The process's finishers, as in a worker."""
    finishers.start()
    yield finishers
    finishers.stop()


def _fail() -> None:
    raise ValueError("broken")


def _wait(event: threading.Event) -> None:
    event.wait(30)


def _end(own: Finishers) -> None:
    """Have every thread close its connection, which PostgreSQL minds, once all is done."""
    together = threading.Barrier(FINISHERS)
    for _ in range(FINISHERS):
        own.finish(partial(_leave, together))
    own.stop()


def _leave(together: threading.Barrier) -> None:
    together.wait(30)
    connections.close_all()


def test_outside_of_a_worker_work_is_done_on_the_spot() -> None:
    done: list[int] = []
    Finishers().finish(lambda: done.append(threading.get_ident()))
    assert done == [threading.get_ident()]


def test_a_worker_hands_work_over_and_waits_for_it_at_the_end() -> None:
    done: list[int] = []
    own = Finishers()
    own.start()
    for _ in range(20):
        own.finish(lambda: done.append(threading.get_ident()))
    own.stop()
    assert len(done) == 20
    assert threading.get_ident() not in done
    own.finish(lambda: done.append(threading.get_ident()))
    assert done[-1] == threading.get_ident()


def test_work_that_fails_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    own = Finishers()
    own.start()
    with caplog.at_level(logging.ERROR):
        for _ in range(FINISHERS):
            own.finish(_fail)
        own.finish(done.set)
        own.stop()
    assert done.is_set()
    assert {record.getMessage() for record in caplog.records} == {"an answer could not be kept"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emulator")
def test_a_call_is_free_again_before_its_picture_is_kept(alice: User, started: Finishers) -> None:
    """Two jobs have their answers while every finisher is busy; then both pictures are kept."""
    turn, go_on = making.turn(alice, count=2), threading.Event()
    try:
        for _ in range(FINISHERS):
            started.finish(partial(_wait, go_on))
        for job in turn.jobs.all():
            runner.execute(job.id)
        assert set(Job.objects.values_list("state", flat=True)) == {JobState.RUNNING}
        assert gates.calls.acquire(blocking=False)
        gates.calls.release()
    finally:
        go_on.set()
        _end(started)
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert turn.images.count() == 2
