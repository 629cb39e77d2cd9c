"""A model that shuts down soon: one line says when, and what there is instead."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from playground import catalogue
from playground.services import ledger

pytestmark = pytest.mark.django_db

LITE = "gemini-3.1-flash-lite-image"


def studio(client: Client, monkeypatch: pytest.MonkeyPatch, days: int | None, successor: str | None) -> str:
    """The studio, on one line, when one of its models has so many days left."""
    last = None if days is None else ledger.today() + datetime.timedelta(days=days)
    models = [
        replace(model, shut_down=last, successor=successor) if model.id == LITE else model
        for model in catalogue.models()
    ]
    monkeypatch.setattr(catalogue, "models", lambda: models)
    return " ".join(client.get(reverse("studio")).content.decode().split())


def price(page: str, model: str) -> str:
    """What the list of models says of one."""
    found = re.search(rf'value="{model}".*?model-price mono">([^<]+)<', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("days", "left"), [(30, "30 days"), (12, "12 days"), (1, "1 day")])
def test_it_is_said_in_its_last_month(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch, days: int, left: str
) -> None:
    page = studio(as_alice, monkeypatch, days, "gemini-3-pro-image")

    last = ledger.today() + datetime.timedelta(days=days)
    fact = f"Nano Banana 2 Lite shuts down in {left}, on {last.day} {last:%B}."
    successor, lite = price(page, "gemini-3-pro-image"), price(page, LITE)
    following = f"Successor: Nano Banana Pro, {successor} instead of {lite} an image."
    assert page.count(f"<strong>{fact}</strong> {following}<") == 1


@pytest.mark.parametrize("days", [None, 31, 0, -1])
def test_not_before_and_not_after(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch, days: int | None
) -> None:
    assert "shuts down" not in studio(as_alice, monkeypatch, days, "gemini-3-pro-image")


def test_without_a_successor_it_says_no_more_than_it_knows(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = studio(as_alice, monkeypatch, 3, None)

    assert "shuts down in 3 days" in page
    assert "Successor" not in page


def test_of_the_models_as_they_are(as_alice: Client) -> None:
    """Whatever the catalogue says on this day."""
    page = " ".join(as_alice.get(reverse("studio")).content.decode().split())

    for model in catalogue.models():
        left = (model.shut_down - ledger.today()).days if model.shut_down else 0
        assert (escape(f"{model.name} shuts down in") in page) == (0 < left <= 30)
