"""Recalling a turn's settings, by a link: what is typed is the browser's, and stays."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import Turn, User
from tests import making
from tests.views import asking
from tests.views.thread import card

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(alice: User) -> Turn:
    """An edit with a reference and a seed; the last turn of its conversation has other settings."""
    first, images = asking.pictures(alice)
    made = making.turn(
        alice,
        conversation=first.conversation,
        continues_from=images[0],
        prompt="Make it dusk",
        model="gemini-3-pro-image",
        aspect_ratio="16:9",
        seed=77,
        references=[asking.reference(alice)],
    )
    making.turn(alice, conversation=first.conversation)
    return made


def opened(client: Client, turn: Turn, take: str) -> str:
    address = reverse("conversation", args=[turn.conversation_id])
    page = client.get(f"{address}?again={turn.pk}{take}").content.decode()
    return page[page.index("<studio-composer") : page.index("</studio-composer>")]


def value(page: str, name: str) -> str | None:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else None


def test_the_settings_come_and_nothing_that_is_typed(as_alice: Client, turn: Turn) -> None:
    page = opened(as_alice, turn, "&take=settings")

    assert re.search(r'value="16:9"[^>]* checked', page)
    assert value(page, "seed") == "77"
    assert "Make it dusk" not in page
    assert value(page, "references") is None
    assert value(page, "continues_from") == ""
    assert 'data-asked="settings"' in page


def test_the_whole_turn_comes_with_what_it_said(as_alice: Client, turn: Turn) -> None:
    """The same page but for the word, so that the test above cannot pass by looking in the wrong place."""
    page = opened(as_alice, turn, "")

    assert "Make it dusk</textarea>" in page
    assert value(page, "references") == str(turn.turn_references.get().reference_id)
    assert value(page, "continues_from") == str(turn.continues_from_id)
    assert 'data-asked="again"' in page


@pytest.mark.parametrize("take", ["&take=", "&take=x", "&take=settings&take=all"])
def test_another_word_means_the_whole_turn(as_alice: Client, turn: Turn, take: str) -> None:
    assert "Make it dusk</textarea>" in opened(as_alice, turn, take)


def test_what_is_typed_stays_in_the_composer_that_is_open(as_alice: Client, alice: User, turn: Turn) -> None:
    typed = asking.reference(alice, "typed.jpg")
    image = turn.conversation.turns.order_by("number")[0].images.get()
    fields = asking.click(
        prompt="Typed by now", references=[typed.pk], continues_from=image.pk, take="settings"
    )

    page = as_alice.post(reverse("turn_draft", args=[turn.pk]), fields).content.decode()

    assert "Typed by now</textarea>" in page
    assert re.findall(r'name="references" value="([^"]*)"', page) == [str(typed.pk)]
    assert value(page, "continues_from") == str(image.pk)
    assert re.search(r'value="16:9"[^>]* checked', page)


def test_every_way_to_the_settings_says_that_they_are_all(as_alice: Client, turn: Turn) -> None:
    link = f"?again={turn.pk}&amp;take=settings"
    palette = as_alice.get(reverse("palette"), {"q": "Make it"}, headers=asking.HTMX).content.decode()

    row = re.search(r'<a href="([^"]*)" class="palette-row"(?:(?!</a>).)*Recall settings', palette, re.DOTALL)
    assert row
    assert row[1].endswith(link)
    anchor = re.search(rf'id="recall-{turn.pk}" href="([^"]*)"', card(as_alice, turn))
    assert anchor
    assert anchor[1].endswith(link)
