"""What the threads of one worker process share."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.conf import settings

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
        started.stop()
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert turn.images.count() == 2


def test_a_stop_waits_no_longer_than_it_is_told_for_work_that_hangs() -> None:
    go_on, own = threading.Event(), Finishers()
    own.start()
    own.finish(partial(_wait, go_on))
    own.stop(0.1)
    assert not go_on.is_set()
    go_on.set()
    own.stop()


def test_who_brings_more_than_may_wait_waits_with_it() -> None:
    go_on, done, own = threading.Event(), threading.Event(), Finishers()
    own.start()
    try:
        for _ in range(FINISHERS + settings.CONCURRENCY):
            own.finish(partial(_wait, go_on))
        caller = threading.Thread(target=own.finish, args=[done.set])
        caller.start()
        caller.join(0.2)
        assert caller.is_alive()
    finally:
        go_on.set()
    caller.join(30)
    own.stop()
    assert done.is_set()
