"""The sweeper's own decisions: what no person has to decide, and the nightly audit."""

from __future__ import annotations

import datetime
import importlib
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground.models import Attempt, DaySpend, EntryKind, Exchange, Job, LedgerEntry, Team, User
from playground.models.base import first_id
from playground.providers.base import Fault
from playground.services import claims, exchanges, ledger, sweeper
from tests import making

pytestmark = pytest.mark.django_db
# What of an id does not say when it was made.
RANDOM = (1 << 80) - 1


def lost(user: User) -> Attempt:
    """A call to which no answer came, and which is not made again."""
    claim = making.claimed(making.turn(user).jobs.get())
    attempt = making.begun(claim)
    with transaction.atomic():
        claims.lose(claims.hold(claim), attempt, Fault.TIMED_OUT, "", rerun=False)
    return attempt


def spend() -> tuple[int, int, int]:
    row = DaySpend.objects.get()
    return row.reserved, row.unknown, row.charged


def test_the_emulator_has_billed_nobody(alice: User) -> None:
    attempt = lost(alice)
    assert spend()[1] == attempt.job.ceiling

    sweeper.sweep()

    attempt.refresh_from_db()
    assert (attempt.billed, attempt.resolved_by, attempt.cost) == (False, None, 0)
    assert spend() == (0, 0, 0)
    kinds = list(LedgerEntry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [EntryKind.RESERVE, EntryKind.UNKNOWN, EntryKind.RELEASE]
    assert ledger.audit(making.team_of(alice)) == []


def test_what_google_may_have_billed_waits_for_a_person_and_then_counts(
    alice: User, settings: Settings
) -> None:
    settings.GEMINI_API_KEY = "a-key"
    attempt = lost(alice)

    sweeper.sweep()
    attempt.refresh_from_db()
    assert attempt.resolved_at is None

    long_ago = timezone.now() - datetime.timedelta(days=settings.UNKNOWN_DAYS, seconds=1)
    Attempt.objects.update(started_at=long_ago)
    sweeper.sweep()
    attempt.refresh_from_db()
    assert (attempt.billed, attempt.estimated, attempt.cost) == (True, True, attempt.job.estimate)


def test_counters_that_differ_from_their_entries_are_told_once_a_day(
    alice: User, charlie: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.turn(alice)
    making.turn(charlie)
    DaySpend.objects.filter(team=making.team_of(alice)).update(charged=1)

    def told() -> list[str]:
        caplog.clear()
        for _ in range(Team.objects.count() + 2):
            sweeper.sweep()
        return [record.getMessage() for record in caplog.records]

    [line] = told()
    assert f"the ledger of team {making.team_of(alice).pk} does not add up" in line
    assert told() == []
    tomorrow = ledger.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(ledger, "today", lambda: tomorrow)
    assert len(told()) == 1


def test_a_team_that_could_not_be_audited_has_its_turn_again(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.turn(alice)
    DaySpend.objects.update(charged=1)
    failing = iter([True])

    def audit(team: Team, since: datetime.date) -> list[str]:
        if next(failing, False):
            raise RuntimeError("the database went away")
        return original(team, since)

    original = ledger.audit
    monkeypatch.setattr(ledger, "audit", audit)

    with pytest.raises(RuntimeError):
        sweeper.audit_next()
    assert len(sweeper.audit_next()) == 1
    assert sweeper.audit_next() == []


def test_entries_of_a_day_without_counters_are_a_difference(alice: User) -> None:
    making.turn(alice)
    DaySpend.objects.all().delete()

    [problem] = ledger.audit(making.team_of(alice))

    assert f"counters None, entries ({Job.objects.get().ceiling}, 0, 0)" in problem


def test_days_that_cannot_change_any_more_are_left_alone(alice: User, settings: Settings) -> None:
    making.turn(alice)
    old = ledger.today() - datetime.timedelta(days=settings.UNKNOWN_DAYS + 3)
    DaySpend.objects.update(charged=1, day=old)
    LedgerEntry.objects.filter(pk__isnull=False).update(day=old)

    assert len(ledger.audit(making.team_of(alice))) == 1
    assert sweeper.audit_next() == []


def test_a_sweeper_that_starts_anew_does_not_audit_again(alice: User) -> None:
    making.turn(alice)
    DaySpend.objects.update(charged=1)
    assert len(sweeper.audit_next()) == 1

    importlib.reload(sweeper)

    assert sweeper.audit_next() == []


def test_what_went_over_the_wire_goes_after_a_while_a_batch_at_a_time(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "BATCH", 2)
    long_ago = timezone.now() - datetime.timedelta(days=settings.EXCHANGE_DAYS, seconds=1)
    for moment in (long_ago, long_ago, long_ago, timezone.now()):
        attempt = lost(alice)
        pk = UUID(int=first_id(moment).int | attempt.pk.int & RANDOM)
        Exchange.objects.create(pk=pk, team_id=attempt.team_id, attempt=attempt)

    assert exchanges.forget_old() == 2
    sweeper.sweep()

    assert Exchange.objects.get().attempt == attempt
