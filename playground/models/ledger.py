"""Money: an append-only ledger, and the day's counters by which a limit holds exactly.

Everything is in integer micro-dollars. Demo money (`simulated`) and real money never share a row.
"""

from __future__ import annotations

from typing import NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from playground.models.base import Row, TeamRow
from playground.models.jobs import Job
from playground.models.teams import Team


class EntryKind(models.TextChoices):
    RESERVE = "reserve", _("reserved")
    SETTLE = "settle", _("charged")
    RELEASE = "release", _("released")
    UNKNOWN = "unknown", _("possibly billed")


class LedgerEntry(TeamRow):
    """One line of the ledger; never changed, never deleted.

    A reservation is (job, reservation). It opens with RESERVE (amount = ceiling), may become UNKNOWN
    (amount = ceiling), and closes exactly once: with SETTLE (amount = the charge) or RELEASE (amount
    = ceiling). `day` is the day of the reservation, on which all its entries count.
    """

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="entries")
    reservation = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount = models.BigIntegerField()
    day = models.DateField()
    simulated = models.BooleanField()
    estimated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "reservation", "kind"], name="entry_kind_once_per_reservation"
            ),
            models.UniqueConstraint(
                fields=["job", "reservation"],
                condition=models.Q(kind__in=["settle", "release"]),
                name="reservation_closed_once",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="entry_not_negative"),
        ]
        indexes = [models.Index(fields=["team", "day", "simulated"], name="entry_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise RuntimeError("The ledger is append-only: write a new entry instead.")


class DaySpend(Row):
    """One team's counters for one day: what is held, what may have been billed, what was charged.

    Kept by conditional UPDATEs in the same transaction as the entries they sum up.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="day_spends")
    day = models.DateField()
    simulated = models.BooleanField()
    reserved = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)
    charged = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "day", "simulated"], name="day_spend_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.charged}"

    @property
    def taken(self) -> int:
        """What counts against the limit."""
        return self.reserved + self.unknown + self.charged
