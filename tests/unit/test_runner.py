"""One job from claim to settle, through the real SDK and the real emulator."""

from __future__ import annotations

import pytest

from playground import runner, storage
from playground.models import (
    AttemptState,
    Connection,
    DaySpend,
    Image,
    Job,
    JobState,
    Part,
    User,
)
from playground.providers.base import Fault, Verdict
from playground.services import jobs, ledger
from tests import making, pictures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]

SEEDED = "gemini-3-pro-image"


def only(user: User) -> Job:
    return Job.objects.get(team=making.team_of(user))


def test_a_picture_arrives_is_kept_byte_for_byte_and_is_charged(alice: User) -> None:
    (image,) = making.finished(making.turn(alice))

    job = only(alice)
    attempt = job.attempts.get()
    assert (job.state, job.outcome) == (JobState.DONE, Verdict.PICTURES)
    assert (image.width, image.height, image.mismatch) == (1024, 1024, False)
    assert len(storage.read(image.key)) == image.size
    assert storage.exists(storage.thumbnail_key(image.key, "tile"))
    assert image.frame == "1.1"
    assert attempt.cost > 33_600
    assert not attempt.estimated
    spend = DaySpend.objects.get()
    assert (spend.reserved, spend.charged, spend.simulated) == (0, attempt.cost, True)
    assert ledger.audit(job.team) == []


def test_raw_parts_are_kept_in_order_with_their_signatures(alice: User) -> None:
    (image,) = making.finished(making.turn(alice))

    parts = list(Part.objects.filter(attempt=image.part.attempt))
    assert [bool(part.key) for part in parts] == [False, True]
    assert all(part.signature for part in parts)


def test_a_picture_can_be_continued_twice(alice: User) -> None:
    (first,) = making.finished(making.turn(alice))
    second_turn = making.turn(
        alice, prompt="Make it night", continues_from=first, conversation=first.turn.conversation
    )
    (second,) = making.finished(second_turn)
    third_turn = making.turn(
        alice, prompt="Black and white", continues_from=second, conversation=first.turn.conversation
    )
    (third,) = making.finished(third_turn)

    assert (second.frame, third.frame) == ("2.1", "3.1")
    assert not third.turn.flattened
    assert Job.objects.filter(state=JobState.DONE).count() == 3


def test_another_model_gets_the_picture_as_a_reference(alice: User) -> None:
    (first,) = making.finished(making.turn(alice))
    turn = making.turn(
        alice,
        model=SEEDED,
        prompt="Make it night",
        continues_from=first,
        conversation=first.turn.conversation,
    )

    (second,) = making.finished(turn)

    assert second.turn.flattened


def test_a_model_that_takes_a_seed_is_sent_one_more_per_picture(alice: User) -> None:
    turn = making.turn(alice, model=SEEDED, seed=7, count=2)
    images = making.finished(turn)

    assert [image.part.attempt.seed_sent for image in images] == [7, 8]
    again = making.finished(making.turn(alice, model=SEEDED, seed=7))
    assert again[0].digest == images[0].digest


def test_references_go_along(alice: User) -> None:
    reference = making.ready_reference(alice, pictures.photograph("coffee.png"))
    turn = making.turn(alice, prompt="Make it dusk", references=[reference])

    (image,) = making.finished(turn)

    assert image.part.attempt.usage["promptTokenCount"] > 1000


@pytest.mark.parametrize(
    ("prompt", "outcome", "charged"),
    [
        ("[emulate: blocked prompt] a castle", Verdict.BLOCKED_PROMPT, False),
        ("[emulate: blocked picture] a castle", Verdict.BLOCKED_PICTURE, False),
        ("[emulate: no picture] a castle", Verdict.NO_PICTURE, True),
        ("[emulate: text only] a castle", Verdict.TEXT_ONLY, True),
    ],
)
def test_an_answer_without_a_picture_has_its_own_outcome(
    alice: User, prompt: str, outcome: Verdict, charged: bool
) -> None:
    making.finished(making.turn(alice, prompt=prompt))

    job = only(alice)
    assert (job.state, job.outcome) == (JobState.FAILED, outcome)
    assert bool(DaySpend.objects.get().charged) is charged
    assert DaySpend.objects.get().reserved == 0
    assert not Image.objects.exists()


@pytest.mark.parametrize(("fault", "outcome"), [("400", Fault.BAD_REQUEST), ("403", Fault.FORBIDDEN)])
def test_what_another_try_cannot_mend_is_not_tried_again(alice: User, fault: str, outcome: Fault) -> None:
    making.finished(making.turn(alice, prompt=f"[emulate: {fault}] a castle"))

    job = only(alice)
    assert (job.state, job.outcome, job.attempts.count()) == (JobState.FAILED, outcome, 1)
    assert DaySpend.objects.get().taken == 0


def test_a_busy_provider_is_asked_again_later(alice: User) -> None:
    making.finished(making.turn(alice, prompt="[emulate: 503 once] a castle"))

    job = only(alice)
    assert (job.state, job.outcome, job.tries) == (JobState.QUEUED, Fault.OVERLOADED, 1)
    assert job.not_before is not None
    assert DaySpend.objects.get().reserved == job.ceiling

    Job.objects.update(not_before=None)
    runner.execute(job.id)
    job.refresh_from_db()
    assert (job.state, job.attempts.count()) == (JobState.DONE, 2)


def test_a_rate_limit_pauses_the_connection_for_as_long_as_google_said(alice: User) -> None:
    making.finished(making.turn(alice, prompt="[emulate: 429 37s once] a castle"))

    job, connection = only(alice), Connection.objects.get()
    assert connection.paused_until is not None
    assert job.not_before is not None
    assert (connection.paused_until - job.attempts.get().started_at).total_seconds() >= 37
    assert job.not_before >= connection.paused_until


def test_a_damaged_answer_is_possibly_billed_and_run_once_more(alice: User) -> None:
    making.finished(making.turn(alice, prompt="[emulate: truncated json once] a castle"))

    job = only(alice)
    states = list(job.attempts.values_list("state", flat=True))
    assert states == [AttemptState.UNKNOWN, AttemptState.ANSWERED]
    assert (job.state, job.reruns) == (JobState.DONE, 1)
    assert DaySpend.objects.get().unknown == job.ceiling
    assert ledger.audit(job.team) == []


def test_a_picture_of_another_size_than_asked_is_flagged(alice: User) -> None:
    (image,) = making.finished(making.turn(alice, prompt="[emulate: wrong size] a castle"))

    assert image.mismatch


def test_missing_usage_is_charged_as_estimated_and_says_so(alice: User) -> None:
    (image,) = making.finished(making.turn(alice, prompt="[emulate: no usage] a castle"))

    attempt = image.part.attempt
    assert attempt.estimated
    assert attempt.cost == image.job.estimate


def test_pictures_that_nobody_asked_for_are_kept_behind_the_others(alice: User) -> None:
    images = making.finished(making.turn(alice, prompt="[emulate: several pictures] a castle"))

    assert len(images) > 1
    assert [image.number for image in images] == list(range(1, len(images) + 1))


def test_a_delivery_after_the_end_does_nothing(alice: User) -> None:
    making.finished(making.turn(alice))
    for _delivery in range(5):
        runner.execute(only(alice).id)

    assert only(alice).attempts.count() == 1


def test_a_retry_has_a_reservation_of_its_own(alice: User) -> None:
    making.finished(making.turn(alice, prompt="[emulate: no picture once] a castle"))

    jobs.retry(Job.objects.all())
    runner.execute(only(alice).id)

    job = only(alice)
    assert (job.state, job.attempts.count()) == (JobState.DONE, 2)
    assert sorted(job.entries.values_list("reservation", "kind")) == [
        (1, "reserve"),
        (1, "settle"),
        (2, "reserve"),
        (2, "settle"),
    ]
