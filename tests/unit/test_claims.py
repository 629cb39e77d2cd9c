"""Claims: one owner at a time, and nothing lost or paid twice when a worker dies."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground.models import (
    AttemptState,
    DaySpend,
    EntryKind,
    Job,
    JobState,
    LedgerEntry,
    User,
)
from playground.providers.base import Fault
from playground.services import claims, jobs, ledger
from playground.services.claims import LostClaim
from tests import making

pytestmark = pytest.mark.django_db


def test_a_job_is_claimed_once_however_often_it_is_delivered(alice: User) -> None:
    job = making.turn(alice).jobs.get()

    taken = [claims.claim(job.id, f"worker-{n}") for n in range(5)]

    assert [claim is not None for claim in taken] == [True, False, False, False, False]


def test_a_worker_that_lost_its_claim_writes_nothing(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    claim = making.claimed(job)
    claims.expire_leases("worker-1")
    making.claimed(job, "worker-2")

    with pytest.raises(LostClaim):
        making.begun(claim)
    with pytest.raises(LostClaim), transaction.atomic():
        claims.hold(claim)


def test_a_claim_without_a_call_goes_back_to_the_queue_at_no_cost(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    making.claimed(job)

    claims.expire_leases("worker-1")

    job.refresh_from_db()
    assert (job.state, job.reruns, job.attempts.count()) == (JobState.QUEUED, 0, 0)
    assert LedgerEntry.objects.count() == 1


def test_only_leases_that_ran_out_expire(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    making.claimed(job)

    assert claims.expire_leases() == 0
    Job.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert claims.expire_leases() == 1


def test_a_call_that_was_in_flight_is_unknown_and_runs_again_under_its_own_reservation(
    alice: User,
) -> None:
    job = making.turn(alice).jobs.get()
    making.begun(making.claimed(job))

    claims.expire_leases("worker-1")

    job.refresh_from_db()
    spend = DaySpend.objects.get()
    assert (job.state, job.reruns, job.reservation) == (JobState.QUEUED, 1, 2)
    assert job.attempts.get().state == AttemptState.UNKNOWN
    assert (spend.unknown, spend.reserved) == (job.ceiling, job.ceiling)
    assert ledger.audit(job.team) == []


def test_the_second_unknown_outcome_waits_for_a_person(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    for _round in range(2):
        making.begun(making.claimed(job))
        claims.expire_leases("worker-1")

    job.refresh_from_db()
    assert (job.state, job.reservation) == (JobState.HELD, 0)
    assert DaySpend.objects.get().reserved == 0

    jobs.retry(Job.objects.filter(pk=job.pk))
    job.refresh_from_db()
    assert (job.state, job.reservation, job.reruns) == (JobState.QUEUED, 3, 0)


def test_a_rerun_that_does_not_fit_the_limit_waits_for_a_person(alice: User, settings: Settings) -> None:
    job = making.turn(alice).jobs.get()
    making.begun(making.claimed(job))
    settings.DAILY_LIMIT_MICROS = job.ceiling

    claims.expire_leases("worker-1")

    job.refresh_from_db()
    assert job.state == JobState.HELD
    assert DaySpend.objects.get().taken == job.ceiling


def test_a_person_decides_once_what_was_billed(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    attempt = making.begun(making.claimed(job))
    claims.expire_leases("worker-1")

    assert jobs.decide(attempt, alice, billed=True)
    assert not jobs.decide(attempt, alice, billed=False)

    spend = DaySpend.objects.get()
    assert (spend.unknown, spend.charged) == (0, job.estimate)
    assert ledger.audit(job.team) == []


def test_cancel_ends_what_is_queued_and_asks_for_what_runs(alice: User) -> None:
    turn = making.turn(alice, count=3)
    first = turn.jobs.get(number=1)
    making.begun(making.claimed(first))

    assert jobs.cancel(turn.jobs.all()) == 3

    states = list(turn.jobs.order_by("number").values_list("state", flat=True))
    assert states == [JobState.RUNNING, JobState.CANCELLED, JobState.CANCELLED]
    assert LedgerEntry.objects.filter(kind=EntryKind.RELEASE).count() == 2

    claims.expire_leases("worker-1")
    first.refresh_from_db()
    assert (first.state, first.outcome) == (JobState.CANCELLED, Fault.CANCELLED)


def test_a_pause_holds_the_whole_connection(alice: User) -> None:
    first, second = making.turn(alice, count=2).jobs.order_by("number")
    claims.pause(first.connection, 37)

    assert claims.claim(second.id, "worker-1") is None
    assert claims.claim_next("worker-1") is None
    later = timezone.now() + datetime.timedelta(seconds=38)
    assert claims.due(later).count() == 2


def test_the_same_key_is_one_turn(alice: User) -> None:
    key = jobs.new_key()

    first = making.turn(alice, idempotency_key=key)
    second = making.turn(alice, idempotency_key=key)

    assert first == second
    assert Job.objects.count() == 1


def test_another_team_may_use_the_same_key(alice: User, charlie: User) -> None:
    key = jobs.new_key()

    assert making.turn(alice, idempotency_key=key) != making.turn(charlie, idempotency_key=key)
