"""The language of a page: one that all of its words are in, whatever a browser or a person asks for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground import languages
from playground.models import Image, User

pytestmark = pytest.mark.django_db

PROFILE = "/settings/profile/"
CHINESE = "zh-CN,zh;q=0.9"


@pytest.fixture(autouse=True)
def _untranslated(settings: Settings) -> None:
    """As without any catalogue, also on the day when there is one."""
    settings.LANGUAGES = languages.translated(settings.ALL_LANGUAGES, "en", [])


@pytest.fixture(params=["browser", "person"])
def chinese(request: pytest.FixtureRequest, as_alice: Client, alice: User) -> Client:
    """Alice, who asks for Chinese: by her browser, or by her profile of a time when there was some."""
    if request.param == "person":
        User.objects.filter(pk=alice.pk).update(language="zh-hans")
    else:
        as_alice.defaults["HTTP_ACCEPT_LANGUAGE"] = CHINESE
    return as_alice


@pytest.fixture
def translated(settings: Settings) -> None:
    """As if there were a catalogue of our texts."""
    settings.LANGUAGES = settings.ALL_LANGUAGES


def language(client: Client, address: str) -> str:
    response = client.get(address)
    said: str = response["Content-Language"]
    assert f'<html lang="{said}"' in response.content.decode()
    return said


def test_without_a_catalogue_of_ours_every_page_is_english(chinese: Client, image: Image) -> None:
    for address in ("/studio/", "/gallery/", PROFILE, reverse("image", args=[image.pk]), "/nowhere/"):
        assert language(chinese, address) == "en"


def test_dates_and_djangos_sentences_are_of_the_same_language(chinese: Client, image: Image) -> None:
    month = image.created_at.strftime("%b")

    assert f"{month}, " in chinese.get(reverse("image", args=[image.pk])).content.decode()
    refused = chinese.post(PROFILE, {"name": "x" * 101, "theme": "auto"})
    assert "at most 100 characters" in refused.content.decode()


@pytest.mark.usefixtures("translated")
def test_with_one_it_is_what_was_asked_for(chinese: Client) -> None:
    assert language(chinese, "/studio/") == "zh-hans"


def test_somebody_who_is_not_signed_in(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = CHINESE

    assert language(client, reverse("sign_in")) == "en"


def test_the_next_best_language_of_a_browser(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,de;q=0.8,en;q=0.5"

    assert language(client, reverse("sign_in")) == "de"


def test_the_profile_offers_what_there_is_and_names_what_there_is_not(as_alice: Client) -> None:
    page = as_alice.get(PROFILE).content.decode()

    assert '<option value="en"' in page
    assert '<option value="zh-hans"' not in page
    assert "Simplified Chinese (简体中文): there is no translation yet." in page


@pytest.mark.usefixtures("translated")
def test_the_profile_offers_a_translation(as_alice: Client) -> None:
    page = as_alice.get(PROFILE).content.decode()

    assert '<option value="zh-hans" ' in page
    assert "there is no translation yet" not in page


def test_a_language_that_is_not_there_is_refused(as_alice: Client, alice: User) -> None:
    response = as_alice.post(PROFILE, {"name": "Alice", "theme": "auto", "language": "zh-hans"})

    assert response.status_code == 422
    assert "Proofsheet does not speak this language." in response.content.decode()
    alice.refresh_from_db()
    assert alice.language == ""
