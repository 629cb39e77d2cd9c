"""Two pictures beside each other: who may, and what is said about them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import Image, User
from playground.views import pairs
from tests.views import asking

pytestmark = pytest.mark.django_db


def ask(client: Client, a: object, b: object, status: int = 200) -> str:
    response = client.get(reverse("image_pair"), {"a": str(a), "b": str(b)}, headers=asking.HTMX)
    assert response.status_code == status
    return response.content.decode()


def test_the_team_compares_and_nobody_else(
    as_alice: Client, as_bob: Client, as_charlie: Client, alice: User, charlie: User
) -> None:
    _turn, (a, b) = asking.pictures(alice, count=2)
    _theirs, (other,) = asking.pictures(charlie)

    for client in (as_alice, as_bob):
        assert "1.1 beside 1.2" in ask(client, a.pk, b.pk)
    ask(as_charlie, a.pk, b.pk, status=404)
    ask(as_alice, a.pk, other.pk, status=404)
    ask(as_charlie, other.pk, a.pk, status=404)


@pytest.mark.parametrize("other", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_picture_is_404(other: str, as_alice: Client, alice: User) -> None:
    _turn, (a,) = asking.pictures(alice)

    ask(as_alice, a.pk, other, status=404)
    ask(as_alice, other, a.pk, status=404)


def test_a_deleted_picture_is_not_compared(as_alice: Client, alice: User) -> None:
    _turn, (a, b) = asking.pictures(alice, count=2)
    as_alice.post(reverse("image_delete", args=[b.pk]), headers=asking.HTMX)

    ask(as_alice, a.pk, b.pk, status=404)


def test_settings_say_which_of_them_differ(as_alice: Client, alice: User) -> None:
    _first, (a,) = asking.pictures(alice)
    _second, (b,) = asking.pictures(alice, size="2K", aspect_ratio="16:9")

    differing = {row.name for row in pairs.settings(a, b) if row.differs}

    assert differing == {"Size", "Ratio"}
    assert "2 of 11 differ" in ask(as_alice, a.pk, b.pk)


def test_only_pictures_of_one_shape_lie_under_a_slider(as_alice: Client, alice: User) -> None:
    _turn, (a, b) = asking.pictures(alice, count=2)
    assert "<before-after" in ask(as_alice, a.pk, b.pk)

    Image.objects.filter(pk=b.pk).update(width=512)
    assert "<before-after" not in ask(as_alice, a.pk, b.pk)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("A cup", "A cup", [("same", "A cup")]),
        ("A red cup", "A blue cup", [("same", "A "), ("del", "red"), ("ins", "blue"), ("same", " cup")]),
        ("A  cup", "A\ncup", [("same", "A\ncup")]),
        ("A cup on oak", "Dusk, in the rain", [("del", "A cup on oak"), ("ins", "Dusk, in the rain")]),
        ("", "cup", [("ins", "cup")]),
        ("cup", "", [("del", "cup")]),
    ],
)
def test_prompts_are_compared_word_by_word(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in pairs.difference(before, after)] == pieces


def test_long_prompts_are_compared_as_a_whole() -> None:
    long = " ".join(str(number) for number in range(5_000))
    changed = " ".join(str(number) for number in range(5_000, 0, -1))

    assert [piece.kind for piece in pairs.difference(long, changed)] == ["del", "ins"]
    assert [piece.kind for piece in pairs.difference(long, long)] == ["same"]


def test_a_picture_that_came_with_others_shows_its_share_of_the_cost(as_alice: Client, alice: User) -> None:
    _turn, (a, b) = asking.pictures(alice, count=2)
    b.part.attempt, b.part.position = a.part.attempt, 1
    b.part.save()

    assert ask(as_alice, a.pk, b.pk).count("$0.017 demo") == 2
