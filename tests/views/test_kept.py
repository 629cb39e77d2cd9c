"""Rendered cards and tiles are kept, and are never older than what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from playground.models import Favourite, Image, Membership, Role, Turn, User
from playground.views.cards import cards
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db
CARD, TILE = "turns/card.html", "gallery/tile.html"


@pytest.fixture(autouse=True)
def _empty() -> None:
    cache.clear()


@pytest.fixture
def made(alice: User) -> tuple[Turn, Image]:
    turn, (image,) = asking.pictures(alice)
    return turn, image


def address(template: str, turn: Turn) -> str:
    return reverse("conversation", args=[turn.conversation_id]) if template == CARD else reverse("gallery")


def rendered(client: Client, template: str, turn: Turn) -> int:
    """How many cards or tiles a visit renders anew."""
    response = client.get(address(template, turn))
    assert response.status_code == 200
    inner = "turns/meta.html" if template == CARD else "gallery/meta.html"
    return [one.name for one in response.templates].count(inner)


@pytest.mark.parametrize("template", [CARD, TILE])
def test_a_second_visit_renders_none(template: str, as_alice: Client, made: tuple[Turn, Image]) -> None:
    assert rendered(as_alice, template, made[0]) == 1
    assert rendered(as_alice, template, made[0]) == 0
    assert str(made[1].pk) in as_alice.get(address(template, made[0])).content.decode()


def _star(client: Client, image: Image) -> None:
    client.post(reverse("image_favourite", args=[image.pk]), headers=asking.HTMX)


def _speak(client: Client, _image: Image) -> None:
    User.objects.filter(memberships__role=Role.OWNER).update(time_zone="Asia/Tokyo")


def _read_only(client: Client, _image: Image) -> None:
    Membership.objects.update(role=Role.VIEWER)


@pytest.mark.parametrize("template", [CARD, TILE])
@pytest.mark.parametrize("change", [_star, _speak, _read_only])
def test_what_changed_is_seen_at_once(
    template: str, change: Callable[[Client, Image], None], as_alice: Client, made: tuple[Turn, Image]
) -> None:
    rendered(as_alice, template, made[0])
    change(as_alice, made[1])
    assert rendered(as_alice, template, made[0]) == 1


def test_a_new_name_is_seen_at_once(as_alice: Client, alice: User, made: tuple[Turn, Image]) -> None:
    rendered(as_alice, CARD, made[0])
    User.objects.filter(pk=alice.pk).update(name="Alicia Example")
    assert "Alicia Example," in as_alice.get(address(CARD, made[0])).content.decode()


def test_nobody_sees_the_star_of_another(as_alice: Client, as_bob: Client, made: tuple[Turn, Image]) -> None:
    _star(as_alice, made[1])
    assert 'aria-pressed="true"' in as_alice.get(reverse("gallery")).content.decode()
    assert 'aria-pressed="true"' not in as_bob.get(reverse("gallery")).content.decode()


def test_a_running_turn_is_never_kept(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    for _ in range(2):
        response = as_alice.get(address(CARD, turn))
        assert "turns/progress.html" in [one.name for one in response.templates]


def test_what_changes_while_it_is_written_is_not_kept_under_what_was_before(
    as_alice: Client, alice: User, made: tuple[Turn, Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A star comes between version and card, and goes: the version before is back, the star must not be."""
    star = {"team": making.team_of(alice), "user": alice, "image": made[1]}

    def late(*given: Any) -> Any:
        Favourite.objects.create(**star)
        return cards(*given)

    monkeypatch.setattr("playground.views.thread.cards", late)
    assert "data-starred" in as_alice.get(address(CARD, made[0])).content.decode()
    monkeypatch.undo()
    Favourite.objects.all().delete()
    assert "data-starred" not in as_alice.get(address(CARD, made[0])).content.decode()
