"""Cards: what they say in every state, and what can be done to a turn."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground import catalogue
from playground.models import Attempt, AttemptState, Connection, DaySpend, Job, JobState, Turn, User
from playground.providers.base import Fault
from playground.queries import timing
from playground.services import claims
from playground.views.cards import Card
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db


def card(client: Client, turn: Turn) -> str:
    response = client.get(reverse("turn", args=[turn.pk]), headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, pk: object, status: int = 200, job: Sequence[str] = ()) -> str:
    response = client.post(reverse(name, args=[pk]), {"job": list(job)}, headers=asking.HTMX)
    assert response.status_code == status
    return response.content.decode()


def again(page: str) -> list[str]:
    """The jobs that the first button of a card for running again stands for."""
    form = re.search(r"<form hx-post=.*?</form>", page, re.DOTALL)
    return re.findall(r'name="job" value="([^"]+)"', form[0]) if form else []


def fail(job: Job, outcome: str, reason: str = "", detail: str = "") -> None:
    job.state, job.outcome, job.reason, job.detail = JobState.FAILED, outcome, reason, detail
    job.save()


def test_a_living_turn_polls_and_an_unchanged_one_answers_204(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    page = card(as_alice, turn)
    poll = re.search(r'hx-get="([^"]+seen=[^"]+)"\s+hx-trigger="every 1s"', page)
    assert poll is not None

    assert as_alice.get(poll[1], headers=asking.HTMX).status_code == 204
    making.claimed(turn.jobs.get())
    assert as_alice.get(poll[1], headers=asking.HTMX).status_code == 200


def test_a_finished_turn_stops_polling(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)

    page = card(as_alice, turn)

    article = page[page.index("<article") : page.index("</article>")]
    assert "every 1s" not in article
    assert [f"<b>{image.frame}</b>" in page for image in images] == [True, True]
    assert "$0.068</span> demo" in page


def test_the_steps_follow_the_job(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    assert re.search(
        r'data-state="now">\s*<span class="spinner"></span>\s*<span role="status">Queued',
        card(as_alice, turn),
    )

    claims.begin(making.claimed(turn.jobs.get()), None)

    assert re.search(
        r'data-state="now">\s*<span class="spinner"></span>\s*<span role="status">Calling',
        card(as_alice, turn),
    )


def test_a_pause_of_the_connection_is_said_before_the_first_try(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    seen = Card(turn, {}).version
    soon = timezone.now() + datetime.timedelta(seconds=40)
    Connection.objects.filter(pk=turn.connection_id).update(paused_until=soon)

    page = as_alice.get(reverse("turn", args=[turn.pk]) + f"?seen={seen}", headers=asking.HTMX)

    words = page.content.decode()
    assert "Trying again in" in words
    assert "Google is busy. Attempt 1 of" in words
    over = timezone.now() - datetime.timedelta(seconds=1)
    Connection.objects.filter(pk=turn.connection_id).update(paused_until=over)
    assert "Google is busy" not in card(as_alice, turn)


def test_only_calls_of_this_week_say_how_long_it_takes(alice: User) -> None:
    asking.pictures(alice, count=timing.ENOUGH)
    waiting = making.turn(alice)
    Attempt.objects.update(started_at=F("answered_at") - datetime.timedelta(seconds=99))
    assert timing.usual(waiting) == (99.0, 99.0)

    Attempt.objects.update(started_at=timezone.now() - timing.RECENT - datetime.timedelta(hours=1))

    low, high = catalogue.get(waiting.model).latency_seconds
    assert timing.usual(waiting) == (low, high)


def test_a_blocked_prompt_is_one_row_with_its_reason(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    fail(turn.jobs.get(), "blocked_prompt", "PROHIBITED_CONTENT")

    page = card(as_alice, turn)

    assert "Google’s safety filter blocked this prompt" in page
    assert "PROHIBITED_CONTENT" in page
    assert "<figure" not in page
    assert f"?again={turn.pk}" in page


def test_partly_done_says_what_arrived_and_what_it_cost(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=3)
    first, *others = turn.jobs.order_by("number")
    asking.picture(first)
    for job in others:
        fail(job, "blocked_picture", "IMAGE_SAFETY")

    page = card(as_alice, turn)

    assert "2 of 3 pictures: Google’s safety filter held this picture back" in page
    assert "You were charged for the 1 that arrived, $0.034." in page
    assert page.count("<figure") == 3


def test_a_call_that_may_be_billed_waits_for_a_person(
    as_alice: Client, alice: User, settings: Settings
) -> None:
    settings.RERUNS = 0
    turn = making.turn(alice)
    claim = making.claimed(turn.jobs.get())
    attempt = claims.begin(claim, None)
    with transaction.atomic():
        claims.lose(claims.hold(claim), attempt, Fault.TIMED_OUT, "")

    assert "1.1 was possibly billed" in card(as_alice, turn)
    page = post(as_alice, "attempt_billed", attempt.pk)

    attempt.refresh_from_db()
    assert (attempt.billed, attempt.resolved_by, attempt.state) == (True, alice, AttemptState.UNKNOWN)
    assert DaySpend.objects.get().charged == attempt.job.estimate
    assert "possibly billed" not in page


def test_not_billed_gives_the_reservation_back(as_alice: Client, alice: User, settings: Settings) -> None:
    settings.RERUNS = 0
    turn = making.turn(alice)
    claim = making.claimed(turn.jobs.get())
    attempt = claims.begin(claim, None)
    with transaction.atomic():
        claims.lose(claims.hold(claim), attempt, Fault.TIMED_OUT, "")

    post(as_alice, "attempt_not_billed", attempt.pk)

    assert DaySpend.objects.get().taken == 0


def test_cancel_ends_what_is_queued_and_can_run_again(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)

    page = post(as_alice, "turn_cancel", turn.pk)
    assert "2 pictures were cancelled." in page
    assert "hx-trigger" in post(as_alice, "turn_retry", turn.pk, job=again(page))
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

    assert "This run would pass your daily limit by $" in page


def test_a_deleted_turn_comes_back_by_undo(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice)
    response = as_alice.post(reverse("turn_delete", args=[turn.pk]), headers=asking.HTMX)
    toast = json.loads(response["HX-Trigger"])["toast"]
    conversation = reverse("conversation", args=[turn.conversation_id])
    assert str(turn.pk) not in as_alice.get(conversation).content.decode()

    assert toast["words"] == "Turn 1 moved to the trash."
    as_alice.post(toast["undo"]["url"], headers=asking.HTMX)

    assert str(turn.pk) in as_alice.get(conversation).content.decode()


def test_what_a_model_said_is_shown_once(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)
    for image in images:
        image.part.attempt.parts.create(position=1, text="Here <you> are.")

    assert card(as_alice, turn).count("Here &lt;you&gt; are.") == 1


def test_what_runs_is_counted_and_then_no_more(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)
    assert "2 running" in as_alice.get(reverse("running")).content.decode()

    post(as_alice, "turn_cancel", turn.pk)

    page = as_alice.get(reverse("running")).content.decode()
    assert "running</span>" not in page
    assert "hx-get" not in page
