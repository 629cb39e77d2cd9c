"""The gallery: pages by keyset, days, words, models."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from playground.models import Image, User
from playground.queries import gallery
from tests.views import asking

pytestmark = pytest.mark.django_db

TILE = re.compile(r'class="gallery-tile" href="/images/([0-9a-f-]+)/"')


def page(client: Client, address: str = "", *, htmx: bool = False) -> str:
    response = client.get(address or reverse("gallery"), headers=asking.HTMX if htmx else {})
    assert response.status_code == 200
    return response.content.decode()


def test_newest_first_under_their_day(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice, count=3)
    old = images[0]
    Image.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=1))

    shown = page(as_alice)

    assert TILE.findall(shown) == [str(image.pk) for image in reversed(images)]
    assert shown.index("Today") < shown.index("Yesterday") < shown.index(str(old.pk))


def test_it_goes_on_to_the_end_without_a_gap(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [image for _ in range(3) for image in asking.pictures(alice, count=3)[1]]
    monkeypatch.setattr(gallery.page, "__defaults__", (4,))

    seen, shown = [], page(as_alice)
    while True:
        seen += TILE.findall(shown)
        more = re.search(r'hx-get="([^"]+before=[^"]+)"', shown)
        if more is None:
            break
        shown = page(as_alice, more[1].replace("&amp;", "&"), htmx=True)
        assert "<html" not in shown
        assert "Today" not in shown

    assert seen == [str(image.pk) for image in reversed(made)]


def test_words_and_model_narrow_it(as_alice: Client, alice: User) -> None:
    asking.pictures(alice, prompt="A red Cup at dusk")
    _turn, (boat,) = asking.pictures(alice, prompt="A boat", model="gemini-3-pro-image")

    assert len(TILE.findall(page(as_alice, reverse("gallery") + "?words=cup+dusk"))) == 1
    assert len(TILE.findall(page(as_alice, reverse("gallery") + "?words=cup+boat"))) == 0
    found = page(as_alice, reverse("gallery") + "?model=gemini-3-pro-image", htmx=True)
    assert TILE.findall(found) == [str(boat.pk)]
    assert "<form" not in found


def test_nothing_found_offers_a_way_out(as_alice: Client, alice: User) -> None:
    asking.pictures(alice)

    assert "No pictures match" in page(as_alice, reverse("gallery") + "?words=zebra")


def test_nothing_there_says_where_pictures_come_from(as_alice: Client) -> None:
    assert "No pictures yet" in page(as_alice)


@pytest.mark.parametrize("query", ["?before=x", "?day=x", "?words=%00", "?model=x&before="])
def test_nonsense_in_the_address_is_ignored(as_alice: Client, query: str) -> None:
    page(as_alice, reverse("gallery") + query)


def test_other_teams_and_the_trash_are_not_shown(as_alice: Client, alice: User, charlie: User) -> None:
    asking.pictures(charlie)
    _turn, (mine,) = asking.pictures(alice)
    as_alice.post(reverse("image_delete", args=[mine.pk]))

    assert TILE.findall(page(as_alice)) == []


def test_twenty_pictures_take_no_more_queries_than_ten(as_alice: Client, alice: User) -> None:
    def grow(to: int) -> int:
        while Image.objects.count() < to:
            asking.pictures(alice)
        with CaptureQueriesContext(connection) as queries:
            page(as_alice)
        return len(queries)

    assert grow(10) == grow(20)
