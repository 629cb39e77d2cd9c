"""What somebody asked before, for the keys that bring it back into the prompt."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from playground.models import Turn, User
from playground.queries import prompts
from tests import making

pytestmark = pytest.mark.django_db


def history(client: Client) -> list[str]:
    found: list[str] = client.get(reverse("generate_history")).json()
    return found


def test_prompts_come_newest_first_and_once(as_alice: Client, alice: User) -> None:
    for prompt in ("a cup", "a <b> & ü", "a cup", "a boat"):
        making.turn(alice, prompt=prompt)

    assert history(as_alice) == ["a boat", "a cup", "a <b> & ü"]


def test_only_ones_own_of_this_team(as_alice: Client, alice: User, bob: User, charlie: User) -> None:
    for user in (alice, bob, charlie):
        making.turn(user, prompt=f"of {user.email}")

    assert history(as_alice) == ["of alice@example.org"]


def test_what_was_deleted_does_not_come_back(as_alice: Client, alice: User) -> None:
    making.turn(alice)
    Turn.objects.update(deleted_at=timezone.now())

    assert history(as_alice) == []


def test_a_hundred_of_them_are_enough(
    alice: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(prompts, "LAST", 3)
    for number in range(5):
        making.turn(alice, prompt=f"prompt {number}")

    team = making.team_of(alice)
    with django_assert_num_queries(1):
        assert prompts.recent(team, alice) == ["prompt 4", "prompt 3", "prompt 2"]
