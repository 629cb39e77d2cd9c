"""Stars: each person's own, sent as they are wanted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import Favourite, User
from playground.queries import favourites
from tests.views import asking

pytestmark = pytest.mark.django_db


def star(client: Client, pk: object, wanted: str) -> str:
    response = client.post(reverse("image_favourite", args=[pk]), {"wanted": wanted}, headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def test_a_star_is_put_and_taken_away_as_often_as_it_is_asked(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice)

    for _ in range(2):
        assert 'aria-pressed="true"' in star(as_alice, images[0].pk, "yes")
        assert Favourite.objects.get().team == images[0].team
    for _ in range(2):
        assert 'aria-pressed="false"' in star(as_alice, images[0].pk, "no")
        assert not Favourite.objects.exists()


def test_each_person_has_their_own(as_alice: Client, as_bob: Client, alice: User, bob: User) -> None:
    _turn, images = asking.pictures(alice, count=2)
    star(as_alice, images[0].pk, "yes")
    star(as_bob, images[1].pk, "yes")

    assert favourites.starred(alice, images) == {images[0].pk}
    assert favourites.starred(bob, images) == {images[1].pk}
    assert favourites.starred(bob, []) == set()
