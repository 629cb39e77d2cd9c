"""One's own settings: what is kept, what is refused in words, and what follows from them."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from playground import shortcuts
from playground.middleware import Preferences
from playground.models import Image, Membership, Role, User
from playground.services import ledger
from tests.views import asking

pytestmark = pytest.mark.django_db

PROFILE = "/settings/profile/"
KIRITIMATI = "Pacific/Kiritimati"  # fourteen hours before UTC


def fields(**changes: str) -> dict[str, str]:
    """The form as it is sent; a switch that is off is not sent at all."""
    return {"name": "Alice", "theme": "auto", "language": "", "time_zone": "", "single_keys": "on", **changes}


def test_the_settings_begin_with_the_profile(as_alice: Client) -> None:
    assert as_alice.get("/settings/")["Location"] == PROFILE


def save(client: Client, **changes: str) -> str:
    response = client.post(PROFILE, fields(**changes), follow=True)
    assert response.status_code == 200
    return response.content.decode()


# --- The form -------------------------------------------------------------------------------------
def test_everything_is_kept_and_the_page_says_so(as_alice: Client, alice: User) -> None:
    page = save(as_alice, name=" Alice Liddell ", theme="dark", language="en", time_zone=KIRITIMATI)

    alice.refresh_from_db()
    kept = (alice.name, alice.theme, alice.language, alice.time_zone, alice.single_keys)
    assert kept == ("Alice Liddell", "dark", "en", KIRITIMATI, True)
    assert 'data-now="Profile saved"' in page
    assert 'data-theme="dark"' in page
    assert f'value="{KIRITIMATI}"' in page


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", "x" * 101, "at most 100 characters"),
        ("name", "a\x00b", "Null characters are not allowed"),
        ("theme", "neon", "Choose one of the three themes."),
        ("language", "tlh", "Proofsheet does not speak this language."),
        ("time_zone", "Mars/Olympus", "There is no time zone “Mars/Olympus”. Write it as Europe/Berlin."),
        ("time_zone", "../../etc/passwd", "There is no time zone"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    as_alice: Client, alice: User, name: str, value: str, sentence: str
) -> None:
    typed = fields(**{"name": "Somebody else", "time_zone": "Europe/Paris", name: value})

    response = as_alice.post(PROFILE, typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'id="{name}-error"' in page
    for other in {"name", "time_zone"} - {name}:
        assert f'value="{typed[other]}"' in page
    # The page around the form is still about the person as they are.
    assert "<strong>Alice</strong>" in page
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone) == ("Alice", "")


@pytest.mark.parametrize("typed", ["europe/berlin", "Europe/Berlin ", "EUROPE/BERLIN"])
def test_a_time_zone_however_it_is_written(as_alice: Client, alice: User, typed: str) -> None:
    save(as_alice, time_zone=typed)

    alice.refresh_from_db()
    assert alice.time_zone == "Europe/Berlin"


def test_a_viewer_has_settings_too(bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    save(as_bob, name="Bobby")

    bob.refresh_from_db()
    assert bob.name == "Bobby"


def test_one_changes_only_oneself(as_bob: Client, alice: User) -> None:
    save(as_bob, name="Mallory")

    alice.refresh_from_db()
    assert alice.name == "Alice"


# --- The theme ------------------------------------------------------------------------------------
def test_the_switch_is_kept_for_the_person(as_alice: Client, alice: User) -> None:
    assert as_alice.post(reverse("settings_theme"), {"theme": "light"}).status_code == 204

    alice.refresh_from_db()
    assert alice.theme == "light"
    assert 'data-theme="light"' in asking.client_of(alice).get(PROFILE).content.decode()


def test_a_theme_that_does_not_exist_is_refused(as_alice: Client, alice: User) -> None:
    assert as_alice.post(reverse("settings_theme"), {"theme": "neon"}).status_code == 400
    alice.refresh_from_db()
    assert alice.theme == "auto"


@pytest.mark.parametrize(("cookie", "worn"), [("dark", "dark"), ("neon", "auto"), ("", "auto")])
def test_a_browser_remembers_while_the_person_chose_nothing(
    as_alice: Client, client: Client, cookie: str, worn: str
) -> None:
    for somebody in (as_alice, client):
        somebody.cookies["proofsheet_theme"] = cookie
        page = somebody.get(PROFILE if somebody is as_alice else reverse("sign_in")).content.decode()
        assert f'data-theme="{worn}"' in page


# --- Keys -----------------------------------------------------------------------------------------
def test_single_keys_off_is_told_to_the_browser(as_alice: Client) -> None:
    assert 'data-single-keys="on"' in as_alice.get(PROFILE).content.decode()

    assert 'data-single-keys="off"' in save(as_alice, single_keys="")


def test_the_list_of_keys_as_page_and_as_dialog(as_alice: Client) -> None:
    address = reverse("settings_keyboard")
    whole, dialog = as_alice.get(address), as_alice.get(address, headers=asking.HTMX)

    for page in (whole.content.decode(), dialog.content.decode()):
        for shortcut in shortcuts.every():
            assert f"<dd>{shortcut.does}" in page
    assert b"<html" in whole.content
    assert dialog.content.strip().startswith(b"<dialog")


@pytest.mark.parametrize(
    ("agent", "cap"), [("Mozilla (Macintosh; x)", "⌘"), ("Mozilla (X11; Linux)", "Ctrl")]
)
def test_the_keys_are_those_of_the_machine(as_alice: Client, agent: str, cap: str) -> None:
    page = as_alice.get(reverse("settings_keyboard"), headers={"user-agent": agent}).content.decode()

    assert f"<kbd>{cap}</kbd><kbd>K</kbd>" in page


# --- Language and time zone -----------------------------------------------------------------------
def test_times_are_shown_in_the_zone_of_the_person(as_alice: Client, as_bob: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice)
    moment = datetime.datetime(2026, 3, 14, 22, 30, tzinfo=datetime.UTC)
    Image.objects.update(created_at=moment)
    User.objects.filter(pk=alice.pk).update(time_zone=KIRITIMATI)
    address = reverse("image", args=[images[0].pk])

    assert "15 Mar" in as_alice.get(address).content.decode()
    assert "12:30" in as_alice.get(address).content.decode()
    assert "14 Mar, 22:30" in as_bob.get(address).content.decode()


def test_the_day_of_the_ledger_stays_the_installations() -> None:
    """Kiritimati and Pago Pago are never on the same day."""
    days = set()
    for name in (KIRITIMATI, "Pacific/Pago_Pago"):
        with timezone.override(zoneinfo.ZoneInfo(name)):
            days.add(ledger.today())
    assert len(days) == 1


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "\x00"])
def test_a_zone_that_the_machine_does_not_know_is_the_installations(
    as_alice: Client, alice: User, name: str
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone=name.replace("\x00", "/"))

    assert as_alice.get(PROFILE).status_code == 200


def test_a_request_leaves_no_zone_and_no_language_behind(
    rf: RequestFactory, alice: User, settings: Settings
) -> None:
    settings.LANGUAGES = settings.ALL_LANGUAGES
    alice.time_zone, alice.language = KIRITIMATI, "zh-hans"
    seen: list[tuple[str, str]] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append((timezone.get_current_timezone_name(), translation.get_language()))
        return HttpResponse()

    request = rf.get("/")
    request.user = alice
    before = (timezone.get_current_timezone_name(), translation.get_language())

    response = Preferences(view)(request)

    assert seen == [(KIRITIMATI, "zh-hans")]
    assert response["Content-Language"] == "zh-hans"
    assert (timezone.get_current_timezone_name(), translation.get_language()) == before
