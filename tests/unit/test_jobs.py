"""Submitting, cancelling and retrying where something else happens at the same moment."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from playground import runner
from playground.models import Connection, DaySpend, Image, Job, JobState, User
from playground.providers.base import Fault
from playground.services import claims, conversations, jobs, ledger, messages, references
from playground.worker import OWNER, Budget, Keeper
from tests import making, pictures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]


def only() -> Job:
    return Job.objects.get()


def test_a_cancel_between_claim_and_call_ends_the_job(alice: User) -> None:
    making.turn(alice)
    claim = making.claimed(only(), OWNER)
    jobs.cancel(Job.objects.all())

    runner.run(claim)

    job = only()
    assert (job.state, job.outcome, job.attempts.count()) == (JobState.CANCELLED, Fault.CANCELLED, 0)
    assert DaySpend.objects.get().taken == 0


def test_a_job_whose_deadline_has_passed_is_not_called(alice: User) -> None:
    making.turn(alice)
    Job.objects.update(deadline=timezone.now() - datetime.timedelta(seconds=1), outcome=Fault.OVERLOADED)

    runner.execute(only().id)

    job = only()
    assert (job.state, job.outcome, job.attempts.count()) == (JobState.FAILED, Fault.OVERLOADED, 0)
    assert DaySpend.objects.get().taken == 0


def test_waiting_before_the_first_call_takes_nothing_from_the_deadline(alice: User) -> None:
    making.turn(alice)
    making.claimed(only())

    assert only().deadline is None


def test_a_job_waits_for_its_references_and_no_longer(alice: User) -> None:
    data = pictures.photograph("coffee.png")
    reference = making.received_reference(alice, data)
    making.turn(alice, references=[reference])

    runner.execute(only().id)
    assert (only().state, only().attempt) == (JobState.QUEUED, 0)

    references.prepare(reference.id)
    runner.execute(only().id)
    assert only().state == JobState.DONE


def test_a_reference_that_cannot_be_used_ends_the_job_without_a_call(alice: User) -> None:
    data = pictures.photograph("coffee.png")
    reference = making.received_reference(alice, data[: len(data) // 2])
    making.turn(alice, references=[reference])
    references.prepare(reference.id)

    runner.execute(only().id)

    assert (only().state, only().outcome) == (JobState.FAILED, "reference_failed")
    assert DaySpend.objects.get().taken == 0


def test_no_job_of_a_paused_connection_is_claimed(alice: User) -> None:
    making.turn(alice)
    Connection.objects.update(paused_until=timezone.now() + datetime.timedelta(seconds=30))

    runner.execute(only().id)

    assert only().state == JobState.QUEUED


def test_a_deleted_turn_is_not_run_again(alice: User) -> None:
    turn = making.turn(alice)
    conversations.delete_turn(turn)

    assert jobs.retry(turn.jobs.all()) == 0
    assert DaySpend.objects.get().taken == 0


def test_a_picture_that_arrives_after_the_turn_was_deleted_comes_back_with_it(alice: User) -> None:
    turn = making.turn(alice)
    type(turn).objects.update(deleted_at=timezone.now())

    making.finished(turn)
    assert not Image.objects.filter(deleted_at=None).exists()

    conversations.restore_turn(turn)
    assert Image.objects.filter(deleted_at=None).count() == 1


def test_a_key_that_comes_with_other_words_is_told_from_a_double_click(alice: User) -> None:
    key = jobs.new_key()
    turn = making.turn(alice, idempotency_key=key)

    with pytest.raises(jobs.KeyReused) as reused:
        making.turn(alice, idempotency_key=key, prompt="Something else")

    assert reused.value.turn == turn
    assert Job.objects.count() == 1


def test_every_picture_that_is_sent_is_counted(alice: User) -> None:
    (first,) = making.finished(making.turn(alice))
    there = first.turn.conversation
    pro = {"model": "gemini-3-pro-image", "conversation": there}
    (second,) = making.finished(making.turn(alice, continues_from=first, **pro))
    turn = making.turn(alice, continues_from=second, **pro)
    sent = messages.build(turn.jobs.get())

    load = messages.load(turn.prompt, [], second, flattened=False)

    assert load.pictures == sum(part.is_picture for message in sent.messages for part in message.parts) == 2


def test_cancelled_jobs_say_so_whatever_happened_before(alice: User) -> None:
    turn = making.turn(alice)
    Job.objects.update(outcome=Fault.RATE_LIMITED)

    jobs.cancel(turn.jobs.all())

    assert (only().state, only().outcome) == (JobState.CANCELLED, Fault.CANCELLED)
    assert ledger.audit(making.team_of(alice)) == []


def test_leases_are_kept_from_the_claim_on(alice: User) -> None:
    making.turn(alice)
    claim = making.claimed(only(), OWNER)
    Job.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    keeper = Keeper()

    with keeper.watch(claim):
        keeper.beat()

    assert claims.expire_leases() == 0


def test_a_large_wish_is_served_in_its_turn() -> None:
    budget = Budget(10)
    with budget.share() as take:
        take(25)
    with budget.share() as first, budget.share() as second:
        first(6)
        second(4)
