"""Money: reserved under the limit, closed exactly once, and always summing up."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from playground.models import DaySpend, EntryKind, LedgerEntry, User
from playground.services import ledger
from playground.services.ledger import OverLimit
from tests import making

pytestmark = pytest.mark.django_db


def spend(user: User) -> DaySpend:
    return DaySpend.objects.get(team=making.team_of(user))


def test_a_submit_reserves_the_ceiling_of_every_picture(alice: User) -> None:
    turn = making.turn(alice, count=3)

    ceiling = turn.jobs.all()[0].ceiling
    assert spend(alice).reserved == 3 * ceiling
    assert LedgerEntry.objects.filter(kind=EntryKind.RESERVE).count() == 3
    assert ledger.audit(making.team_of(alice)) == []


def test_settling_charges_the_actual_cost_and_frees_the_rest(alice: User) -> None:
    job = making.turn(alice).jobs.get()

    with transaction.atomic():
        ledger.settle(job, job.reservation, 33_600)

    assert (spend(alice).reserved, spend(alice).charged) == (0, 33_600)
    assert ledger.audit(making.team_of(alice)) == []


def test_a_reservation_is_closed_only_once(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    with transaction.atomic():
        ledger.settle(job, job.reservation, 33_600)

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.release(job, job.reservation)

    assert spend(alice).charged == 33_600
    assert ledger.audit(making.team_of(alice)) == []


def test_an_unknown_outcome_keeps_its_reservation_until_it_is_decided(alice: User) -> None:
    job = making.turn(alice).jobs.get()

    with transaction.atomic():
        ledger.hold_unknown(job, 1)
    assert (spend(alice).reserved, spend(alice).unknown) == (0, job.ceiling)
    assert ledger.audit(making.team_of(alice)) == []

    with transaction.atomic():
        ledger.settle(job, 1, 33_600, estimated=True)
    assert (spend(alice).unknown, spend(alice).charged) == (0, 33_600)
    assert ledger.audit(making.team_of(alice)) == []


def test_what_does_not_fit_under_the_limit_is_refused_whole(alice: User, settings: Settings) -> None:
    job = making.turn(alice).jobs.get()
    settings.DAILY_LIMIT_MICROS = spend(alice).taken + 2 * job.ceiling

    with pytest.raises(OverLimit) as refused:
        making.turn(alice, count=3)

    assert refused.value.amount == 3 * job.ceiling
    assert refused.value.free == 2 * job.ceiling
    assert spend(alice).reserved == job.ceiling


def test_entries_are_never_changed_or_deleted(alice: User) -> None:
    entry = making.turn(alice).jobs.get().entries.get()

    entry.amount = 0
    with pytest.raises(RuntimeError, match="append-only"):
        entry.save()
    with pytest.raises(RuntimeError, match="append-only"):
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_money_is_written_only_inside_a_transaction(alice: User) -> None:
    job = making.turn(alice).jobs.get()

    with pytest.raises(RuntimeError, match="transaction"):
        ledger.release(job, job.reservation)


def test_teams_have_counters_of_their_own(alice: User, charlie: User) -> None:
    making.turn(alice)
    making.turn(charlie)

    assert spend(alice).reserved == spend(charlie).reserved > 0
