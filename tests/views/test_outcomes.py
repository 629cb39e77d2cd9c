"""Turns that brought less than was asked for: in words, what it cost, cancelled and run again."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground.models import (
    Attempt,
    AttemptState,
    DaySpend,
    Job,
    JobState,
    Turn,
    User,
)
from playground.providers.base import Fault
from playground.queries import changes
from playground.services import claims
from tests import making
from tests.views import asking
from tests.views.thread import again, card, fail, post

pytestmark = pytest.mark.django_db


def test_a_blocked_prompt_is_one_row_with_its_reason(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    fail(turn.jobs.get(), "blocked_prompt", "PROHIBITED_CONTENT")

    page = card(as_alice, turn)

    assert "Google’s safety filter blocked this prompt" in page
    assert "blockReason: PROHIBITED_CONTENT" in page
    assert "<figure" not in page
    assert f"?again={turn.pk}" in page


def test_partly_done_says_what_arrived_and_what_it_cost(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=3)
    first, *others = turn.jobs.order_by("number")
    asking.picture(first)
    for job in others:
        fail(job, "blocked_picture", "IMAGE_SAFETY")

    page = card(as_alice, turn)

    assert "2 of 3 pictures were held back by Google’s safety filter" in page
    assert "You were charged for the 1 that arrived, $0.034 demo." in page
    assert page.count("<figure") == 3


def lost(turn: Turn) -> Attempt:
    """A call of the turn's only job to which no answer came."""
    claim = making.claimed(turn.jobs.get())
    attempt = making.begun(claim)
    with transaction.atomic():
        claims.lose(claims.hold(claim), attempt, Fault.TIMED_OUT, "")
    return attempt


def test_a_call_that_may_be_billed_waits_for_a_person(
    as_alice: Client, alice: User, settings: Settings
) -> None:
    settings.RERUNS, settings.GEMINI_API_KEY = 0, "a-key"
    turn = making.turn(alice)
    attempt = lost(turn)

    page = card(as_alice, turn)
    assert "1.1 was possibly billed" in page
    assert "its reservation is kept until somebody decides" in page
    page = post(as_alice, "attempt_billed", attempt.pk)

    attempt.refresh_from_db()
    assert (attempt.billed, attempt.resolved_by, attempt.state) == (True, alice, AttemptState.UNKNOWN)
    assert DaySpend.objects.get().charged == attempt.job.estimate
    assert "possibly billed" not in page
    assert "It counts as billed, at the estimated price." in page


def test_not_billed_gives_the_reservation_back(as_alice: Client, alice: User, settings: Settings) -> None:
    settings.RERUNS, settings.GEMINI_API_KEY = 0, "a-key"
    attempt = lost(making.turn(alice))

    page = post(as_alice, "attempt_not_billed", attempt.pk)

    assert DaySpend.objects.get().taken == 0
    assert "Nothing was charged. Retry if you still want the picture." in page


def test_calls_of_one_job_are_told_apart(as_alice: Client, alice: User, settings: Settings) -> None:
    settings.GEMINI_API_KEY = "a-key"
    turn = making.turn(alice)
    for second in (5, 47):
        when = datetime.datetime(2026, 11, 21, 14, 3, second, tzinfo=datetime.UTC)
        Attempt.objects.filter(pk=lost(turn).pk).update(started_at=when)

    page = card(as_alice, turn)

    assert "Call 1, sent at 14:03:05: No answer in time." in page
    assert "Call 2, sent at 14:03:47: No answer in time." in page
    assert page.count("(1.1, call 2)") == 2


def test_nobody_is_asked_what_the_emulator_billed(as_alice: Client, alice: User, settings: Settings) -> None:
    settings.RERUNS = 0
    turn = making.turn(alice)
    lost(turn)

    for page in (card(as_alice, turn), as_alice.get(reverse("conversation", args=[turn.conversation_id]))):
        words = page if isinstance(page, str) else page.content.decode()
        assert "possibly billed" not in words
        assert "until somebody decides" not in words
        assert "The built-in emulator bills nobody." in words


def test_cancel_ends_what_is_queued_and_can_run_again(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)

    page = post(as_alice, "turn_cancel", turn.pk)
    assert "2 pictures were cancelled." in page
    assert "data-alive" in post(as_alice, "turn_retry", turn.pk, job=again(page))
    assert turn.jobs.filter(state=JobState.QUEUED).count() == 2


def test_retry_beside_a_failure_runs_nothing_else(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=4)
    failed, cancelled, held, blocked = turn.jobs.order_by("number")
    post(as_alice, "job_cancel", cancelled.pk)
    fail(failed, "internal")
    fail(blocked, "bad_request")
    Job.objects.filter(pk=held.pk).update(state=JobState.HELD, outcome="timed_out")

    meant = again(card(as_alice, turn))
    assert meant == [str(failed.pk)]
    post(as_alice, "turn_retry", turn.pk, job=meant)

    queued = Job.objects.filter(state=JobState.QUEUED)
    assert list(queued) == [failed]


def test_only_jobs_of_the_turn_that_can_help_are_run_again(as_alice: Client, alice: User) -> None:
    turn, other = making.turn(alice), making.turn(alice)
    hopeless, elsewhere = turn.jobs.get(), other.jobs.get()
    fail(hopeless, "bad_request")
    fail(elsewhere, "internal")

    page = post(as_alice, "turn_retry", turn.pk, job=["x", str(hopeless.pk), str(elsewhere.pk)])
    post(as_alice, "turn_retry", turn.pk)

    assert again(page) == []
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED}


def test_one_job_can_be_cancelled_and_retried(as_alice: Client, alice: User) -> None:
    job = making.turn(alice, count=2).jobs.order_by("number")[0]

    post(as_alice, "job_cancel", job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    post(as_alice, "job_retry", job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_retry_over_the_limit_is_refused_in_words(
    as_alice: Client, alice: User, settings: Settings
) -> None:
    turn = making.turn(alice)
    cancelled = post(as_alice, "turn_cancel", turn.pk)
    settings.DAILY_LIMIT_MICROS = 1

    page = post(as_alice, "turn_retry", turn.pk, status=422, job=again(cancelled))

    assert "This run may cost up to $0." in page
    assert "and $0.00 of your daily limit of &lt;$0.001 is left. Wait until 00:00." in page


def test_a_timeout_says_how_long_it_waited_and_the_frame_is_the_retry(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)
    arrived, late = turn.jobs.order_by("number")
    asking.picture(arrived)
    attempt = making.begun(making.claimed(late))
    ended = attempt.started_at + datetime.timedelta(seconds=120)
    Attempt.objects.filter(pk=attempt.pk).update(
        state=AttemptState.UNKNOWN, outcome="timed_out", finished_at=ended
    )
    Job.objects.filter(pk=late.pk).update(state=JobState.HELD, outcome="timed_out")

    page = card(as_alice, turn)

    assert "1 of 2 pictures: No answer after 120 s" in page
    assert "timed out, retry" in page
    assert f'id="retry-{late.pk}"' in page
    # The emulator bills nobody.
    assert "no charge</span>" in page


def test_a_picture_that_waits_for_room_says_so(alice: User, as_alice: Client) -> None:
    turn = making.turn(alice)
    making.begun(making.claimed(turn.jobs.get()))
    Attempt.objects.update(answered_at=timezone.now())
    turns = Turn.objects.filter(pk=turn.pk)
    before = changes.versions(turns, alice)

    Attempt.objects.update(detail="full: No space left on device")

    assert changes.versions(turns, alice) != before
    words = card(as_alice, turn)
    assert "The storage is full (No space left on device)." in words
    assert "The picture is held in memory" in words
