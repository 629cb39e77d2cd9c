"""What is said where a run does not fit under the day's limit: on the page and in the shell alike."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.services import ledger
from playground.templatetags.proofsheet import ahead, money

# Micro-dollars of the last decimal that a price shows.
LAST_PLACE = 1_000


def refusal(amount: int, free: int, count: int = 0) -> str:
    """Why a run that may cost `amount` does not start while `free` is left, and what to do.

    With `count`, the number of its pictures, fewer are suggested if they fit.
    """
    limit, again = money(settings.DAILY_LIMIT_MICROS), ahead(ledger.next_day())
    if not free:
        return _("Your daily limit of %(limit)s is spent or held. Wait until %(time)s.") % {
            "limit": limit,
            "time": again,
        }
    # Rounded apart, so that two amounts that differ by less than is shown never look the same.
    words = _("This run may cost up to %(cost)s, and %(free)s of your daily limit of %(limit)s is left.") % {
        "cost": money(amount + -amount % LAST_PLACE),
        "free": money(free - free % LAST_PLACE),
        "limit": limit,
    }
    return f"{words} {_advice(free * count // amount, again) if count else _wait(again)}"


def _advice(fits: int, again: str) -> str:
    if not fits:
        return _("Wait until %(time)s, or choose a smaller size.") % {"time": again}
    make = ngettext(
        "Make %(count)d image, or wait until %(time)s.",
        "Make %(count)d images, or wait until %(time)s.",
        fits,
    )
    return make % {"count": fits, "time": again}


def _wait(again: str) -> str:
    return _("Wait until %(time)s.") % {"time": again}
