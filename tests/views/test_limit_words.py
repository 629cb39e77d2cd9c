"""The sentence below a button that is stopped by the day's limit: until when, in the reader's time."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground.forms import limit
from playground.models import DaySpend, User
from playground.services import ledger
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _late(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """22:30 on the clock of an installation that has the zone UTC."""
    settings.TIME_ZONE = "UTC"
    settings.DAILY_LIMIT_MICROS = 10_000_000
    moment = timezone.now().replace(hour=22, minute=30)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def said(client: Client, user: User, taken: int, **changes: str) -> str:
    """The reason that the composer gives for its button."""
    day = {"team": making.team_of(user), "day": ledger.today(), "simulated": True}
    DaySpend.objects.create(**day, charged=taken)
    response = client.post(reverse("generate_options"), asking.click(**changes), headers=asking.HTMX)
    page = response.content.decode()
    return page[page.index('<p class="reason"') :].partition("</p>")[0]


@pytest.mark.parametrize(
    ("zone", "time"),
    [("", "00:00"), ("UTC", "00:00"), ("Asia/Shanghai", "08:00"), ("Pacific/Honolulu", "14:00")],
)
def test_a_day_that_is_spent_ends_at_the_readers_time(
    as_alice: Client, alice: User, zone: str, time: str
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone=zone)

    words = said(as_alice, alice, 10_000_000)

    assert words.endswith(f"Your daily limit of $10.00 is spent or held. Wait until {time}.")


def test_the_other_day_is_named_where_it_is_another(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = timezone.now() - datetime.timedelta(hours=20)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Shanghai")

    assert said(as_alice, alice, 10_000_000).endswith("Wait until 08:00 tomorrow.")


def test_what_still_fits_or_a_smaller_size(as_alice: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Shanghai")
    ceiling = making.turn(alice).jobs.get().ceiling
    DaySpend.objects.all().delete()

    fits = said(as_alice, alice, 10_000_000 - 2 * ceiling, count="3")
    DaySpend.objects.all().delete()
    none = said(as_alice, alice, 10_000_000 - 1)

    assert fits.endswith("Make 2 images, or wait until 08:00.")
    assert none.endswith("Wait until 08:00, or choose a smaller size.")


def test_amounts_that_differ_by_less_than_is_shown_do_not_look_the_same() -> None:
    """240.2 thousandths are asked where 240.1 are left."""
    words = limit.refusal(240_200, 240_100)

    assert words == (
        "This run may cost up to $0.241, and $0.24 of your daily limit of $10.00 is left. Wait until 00:00."
    )
