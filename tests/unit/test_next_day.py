"""When the day of money ends, in the time of whoever reads it."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground.services import ledger
from playground.templatetags.proofsheet import ahead

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("installation", "reader", "now", "words"),
    [
        ("UTC", "UTC", "2026-03-14 22:30", "00:00"),
        ("UTC", "Asia/Shanghai", "2026-03-14 22:30", "08:00"),
        ("UTC", "Asia/Shanghai", "2026-03-14 01:00", "08:00 tomorrow"),
        ("UTC", "Asia/Kolkata", "2026-03-14 20:00", "05:30"),
        ("UTC", "America/Los_Angeles", "2026-03-14 22:30", "17:00"),
        ("Europe/Berlin", "UTC", "2026-03-14 22:30", "23:00"),
        ("Europe/Berlin", "UTC", "2026-03-14 23:30", "23:00 tomorrow"),
        ("Europe/Berlin", "Europe/Berlin", "2026-03-14 23:30", "00:00"),
    ],
)
def test_the_next_day_in_the_readers_words(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, installation: str, reader: str, now: str, words: str
) -> None:
    settings.TIME_ZONE = installation
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    with timezone.override(zoneinfo.ZoneInfo(reader)):
        assert ahead(ledger.next_day()) == words


def test_a_day_that_begins_after_midnight(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """In Havana the clocks of 8 March 2026 went from 23:59 to 01:00."""
    settings.TIME_ZONE = "America/Havana"
    noon = datetime.datetime(2026, 3, 7, 17, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)

    begins = ledger.next_day().astimezone(UTC)

    before, today = begins - datetime.timedelta(seconds=1), ledger.today()
    monkeypatch.setattr(timezone, "now", lambda: before)
    assert ledger.today() == today
    monkeypatch.setattr(timezone, "now", lambda: begins)
    assert ledger.today() == today + datetime.timedelta(days=1)
