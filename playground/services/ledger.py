"""The only code that writes money.

A reservation is numbered within its job. `reserve` opens it under the day's limit; `settle`,
`release` or (until somebody knows) `hold_unknown` follow. Every function writes entries and the
day's counters together and must run inside the caller's transaction, beside the rows it pays for.
All amounts are integer micro-dollars.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet, Sum
from django.utils import timezone

from playground import catalogue
from playground.models import DaySpend, EntryKind, Job, LedgerEntry, Team


class OverLimit(Exception):
    """`amount` does not fit under the day's limit, of which `free` is left; both in micro-dollars."""

    def __init__(self, amount: int, free: int) -> None:
        super().__init__(f"over the daily limit by {amount - free} micro-dollars")
        self.amount = amount
        self.free = max(free, 0)


def today() -> datetime.date:
    """The day money counts on: the installation's, whatever the reader's time zone."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def next_day() -> datetime.datetime:
    """The moment at which the next day of money begins."""
    tomorrow = today() + datetime.timedelta(days=1)
    return datetime.datetime.combine(tomorrow, datetime.time(), timezone.get_default_timezone())


def reserve(jobs: Sequence[Job]) -> None:
    """Hold each job's ceiling, all or none; sets `job.reservation`. Raises OverLimit.

    The jobs are new, perhaps not even written yet, or hold no reservation; they are of one team and one
    connection.
    """
    _in_transaction()
    team, simulated = jobs[0].team, jobs[0].connection.simulated
    amount, day = sum(job.ceiling for job in jobs), today()
    _take(team, day, simulated, amount)
    last = dict(
        LedgerEntry.objects.filter(job__in=[job.pk for job in jobs])
        .order_by()
        .values_list("job")
        .annotate(last=Max("reservation"))
    )
    for job in jobs:
        job.reservation = last.get(job.pk, 0) + 1
    LedgerEntry.objects.bulk_create(
        _entry(job, EntryKind.RESERVE, job.ceiling, day, simulated) for job in jobs
    )


def settle(job: Job, reservation: int, amount: int, *, estimated: bool = False) -> None:
    """Close a reservation (held or unknown) with what was charged."""
    _close(job, reservation, EntryKind.SETTLE, amount, estimated=estimated)


def release(job: Job, reservation: int) -> None:
    """Close a reservation (held or unknown) with no charge."""
    _close(job, reservation, EntryKind.RELEASE, None)


def hold_unknown(job: Job, reservation: int) -> None:
    """Nobody knows whether it was billed: what was reserved stays taken, as "possibly billed"."""
    _in_transaction()
    opened = LedgerEntry.objects.get(job=job, reservation=reservation, kind=EntryKind.RESERVE)
    _entry(
        job,
        EntryKind.UNKNOWN,
        opened.amount,
        opened.day,
        opened.simulated,
        reservation=reservation,
    ).save(force_insert=True)
    _day(opened).update(reserved=F("reserved") - opened.amount, unknown=F("unknown") + opened.amount)


def as_rows(lines: Iterable[catalogue.Line]) -> list[dict[str, str | int]]:
    """What a cost is made of, as an attempt keeps it."""
    return [{"what": line.what, "tokens": line.tokens, "micros": line.micros} for line in lines]


def audit(team: Team, since: datetime.date = datetime.date.min) -> list[str]:
    """Compare the counters of every day with the entries; one sentence per difference."""
    days = LedgerEntry.objects.filter(team=team, day__gte=since).values_list("day", "simulated")
    counted = DaySpend.objects.filter(team=team, day__gte=since).values_list("day", "simulated")
    compared = (_audit_day(team, *day) for day in sorted({*days.distinct(), *counted}))
    return [problem for problem in compared if problem]


@transaction.atomic
def _audit_day(team: Team, day: datetime.date, simulated: bool) -> str:
    """The difference in words, "" for none. Locks the counters, with which every write goes along."""
    counters = DaySpend.objects.filter(team=team, day=day, simulated=simulated)
    spend = counters.select_for_update().first()
    entries = _totals(spend or DaySpend(team=team, day=day, simulated=simulated))
    actual = (spend.reserved, spend.unknown, spend.charged) if spend else None
    return "" if entries == actual else f"{day}: counters {actual}, entries {entries}"


def _take(team: Team, day: datetime.date, simulated: bool, amount: int) -> None:
    """One conditional UPDATE: of any number of simultaneous calls, exactly those that fit succeed."""
    spend, _new = DaySpend.objects.get_or_create(team=team, day=day, simulated=simulated)
    fits = DaySpend.objects.filter(
        pk=spend.pk,
        reserved__lte=settings.DAILY_LIMIT_MICROS - amount - F("unknown") - F("charged"),
    )
    if not fits.update(reserved=F("reserved") + amount):
        spend.refresh_from_db()
        raise OverLimit(amount, settings.DAILY_LIMIT_MICROS - spend.taken)


def _close(
    job: Job, reservation: int, kind: EntryKind, amount: int | None, *, estimated: bool = False
) -> None:
    _in_transaction()
    entries = LedgerEntry.objects.filter(job=job, reservation=reservation)
    written = {entry.kind: entry for entry in entries}
    opened = written[EntryKind.RESERVE]
    held = "unknown" if EntryKind.UNKNOWN in written else "reserved"
    _entry(
        job,
        kind,
        opened.amount if amount is None else amount,
        opened.day,
        opened.simulated,
        reservation=reservation,
        estimated=estimated,
    ).save(force_insert=True)
    _day(opened).update(**{held: F(held) - opened.amount, "charged": F("charged") + (amount or 0)})


def _entry(
    job: Job,
    kind: EntryKind,
    amount: int,
    day: datetime.date,
    simulated: bool,
    *,
    reservation: int | None = None,
    estimated: bool = False,
) -> LedgerEntry:
    return LedgerEntry(
        team_id=job.team_id,
        job_id=job.pk,
        reservation=job.reservation if reservation is None else reservation,
        kind=kind,
        amount=amount,
        day=day,
        simulated=simulated,
        estimated=estimated,
    )


def _day(entry: LedgerEntry) -> QuerySet[DaySpend]:
    return DaySpend.objects.filter(team_id=entry.team_id, day=entry.day, simulated=entry.simulated)


def _totals(spend: DaySpend) -> tuple[int, int, int]:
    entries = LedgerEntry.objects.filter(team=spend.team, day=spend.day, simulated=spend.simulated)
    closed = entries.filter(kind__in=[EntryKind.SETTLE, EntryKind.RELEASE])
    closed_keys = set(closed.values_list("job_id", "reservation"))
    unknown_keys = set(entries.filter(kind=EntryKind.UNKNOWN).values_list("job_id", "reservation"))
    reserved = unknown = 0
    for job_id, reservation, amount in entries.filter(kind=EntryKind.RESERVE).values_list(
        "job_id", "reservation", "amount"
    ):
        if (job_id, reservation) in closed_keys:
            continue
        if (job_id, reservation) in unknown_keys:
            unknown += amount
        else:
            reserved += amount
    charged = entries.filter(kind=EntryKind.SETTLE).aggregate(total=Sum("amount"))["total"]
    return reserved, unknown, charged or 0


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Money is written only beside the rows it pays for: open a transaction.")
