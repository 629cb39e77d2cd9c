"""Which rows of a list run, as a page asks that is open somewhere; and as nobody's page would ask."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from playground.models import Membership, Role, User
from playground.services import conversations
from tests import making
from tests.views import asking
from tests.views.listing import started

pytestmark = pytest.mark.django_db

ADDRESS = "/c/running/"


def running(client: Client, query: str = "") -> list[str]:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    found: list[str] = response.json()
    return found


def test_a_word_is_no_conversation() -> None:
    assert reverse("conversations_running") == ADDRESS


@pytest.mark.parametrize(
    "query",
    [
        "?scope=x",
        "?scope=",
        "?scope=team&scope=x",
        "?words=%00",
        "?words=%ff%fe",
        "?words=" + "a" * 5000,
        "?words=" + "+".join("abcdefghijklmnopqrstuvwxyz"),
        "?before=2026-01-01&id=x",
        "?before=%00&id=%00",
        "?id=00000000-0000-0000-0000-000000000000",
        "?author=1&team=2&pk=3",
        "?[]&=&&%",
    ],
)
def test_nonsense_is_no_defect(query: str, as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")

    assert running(as_alice, query) in ([], [str(found.pk)])


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", '"', "(", "*", "<b>"])
def test_a_sign_is_a_sign(word: str, as_alice: Client, alice: User) -> None:
    started(alice, "A boat on a lake")
    found = started(alice, f"A cup {word} plate")

    response = as_alice.get(ADDRESS, {"words": word})

    assert response.json() == [str(found.pk)]


def test_a_cursor_asks_for_older_ones_alone(as_alice: Client, alice: User) -> None:
    new, old = started(alice, "A boat"), started(alice, "A red cup", days_ago=3)
    query = {"before": new.active_at.isoformat(), "id": str(new.pk)}

    assert as_alice.get(ADDRESS, query).json() == [str(old.pk)]


def test_an_archived_one_that_still_runs_is_in_its_own_list(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    conversations.archive(found)

    assert running(as_alice) == []
    assert running(as_alice, "?scope=archived") == [str(found.pk)]


def test_who_may_only_look_is_told_as_well(as_bob: Client, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    found = started(alice, "A red cup on oak")

    assert running(as_bob) == [str(found.pk)]


@pytest.mark.parametrize("query", ["", "?scope=team", "?scope=mine", "?scope=archived", "?words=cup"])
def test_a_stranger_is_told_nothing(query: str, as_charlie: Client, alice: User) -> None:
    started(alice, "A red cup on oak")
    conversations.archive(started(alice, "A boat, and a cup"))

    assert running(as_charlie, query) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(method: str, as_alice: Client, alice: User) -> None:
    started(alice, "A red cup on oak")

    response = getattr(as_alice, method)(ADDRESS)

    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_question_of_nobody(client: Client) -> None:
    response = client.get(ADDRESS, headers=asking.HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("sign_in"))
    assert client.get(ADDRESS, headers={"Sec-Fetch-Dest": "empty"}).status_code == 404


def test_as_many_queries_for_many_as_for_few(
    as_alice: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 12):
        for _number in range(count):
            making.turn(alice, prompt="A cup")
        with django_assert_max_num_queries(6):
            found = running(as_alice, "?words=cup")
    assert len(found) == 13
