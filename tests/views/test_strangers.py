"""Addresses without an id answer a stranger with what is theirs: not a word of another team's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import User
from tests import making
from tests.views import asking
from tests.views.test_access import ASKED, OF_ALL, WITHOUT_ID

pytestmark = pytest.mark.django_db

WORD = "zanzibar"


@pytest.fixture
def alices(alice: User) -> Mapping[str, object]:
    """What somebody might send who has seen the ids of Alice's things."""
    reference = asking.reference(alice, f"{WORD}.jpg")
    turn, images = asking.pictures(alice, prompt=f"A {WORD} cup", references=[reference])
    running = making.turn(alice, prompt=f"Another {WORD} cup", conversation=turn.conversation)
    return {
        "conversation": turn.conversation_id,
        "turn": turn.pk,
        "running": running.pk,
        "image": images[0].pk,
        "reference": reference.pk,
    }


def told(page: str, alices: Mapping[str, object]) -> list[str]:
    """Which of Alice's things an answer speaks of."""
    return [name for name, pk in alices.items() if str(pk) in page]


@pytest.mark.parametrize("name", sorted(OF_ALL))
def test_a_page_of_all(name: str, as_charlie: Client, alices: Mapping[str, object]) -> None:
    for query in ({}, {"scope": "team", "show": "all", "words": "cup", "q": "cup"}):
        response = as_charlie.get(reverse(name), query)

        assert response.status_code == 200
        page = response.content.decode()
        assert WORD not in page
        assert told(page, alices) == []


@pytest.mark.parametrize("query", ["", "?scope=team", "?words=cup", "?scope=mine"])
def test_alice_herself_gets_an_answer(query: str, as_alice: Client, alices: Mapping[str, object]) -> None:
    """So that the test above cannot pass by asking for nothing."""
    assert WORD in as_alice.get(reverse("conversations") + query).content.decode()


@pytest.mark.parametrize("name", sorted(ASKED & WITHOUT_ID))
def test_a_form_with_ids_of_others(name: str, as_charlie: Client, alices: Mapping[str, object]) -> None:
    fields = asking.click(
        conversation=alices["conversation"],
        continues_from=alices["image"],
        references=[alices["reference"]],
    )

    page = as_charlie.post(reverse(name), fields, headers=asking.HTMX).content.decode()

    assert told(page, alices) == []
    assert WORD not in page


def test_a_palette_that_is_opened_over_a_thread_of_others(
    as_charlie: Client, alices: Mapping[str, object]
) -> None:
    for typed in ("", "#1", "#1.1", ">", "cup", WORD[:4]):
        query = {"q": typed, "conversation": str(alices["conversation"])}
        page = as_charlie.get(reverse("palette"), query, headers=asking.HTMX).content.decode()

        assert WORD not in page
        assert told(page, alices) == []
