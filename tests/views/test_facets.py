"""The gallery's search: what it finds, what stands on the buttons, how many there would be."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from playground.models import Image, User
from playground.queries import gallery
from playground.queries.gallery import Facet, Search
from tests import making
from tests.views import asking
from tests.views.tiles import GALLERY, PRO, TILE, heads, ids, page, picture, tiles

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(alice: User, bob: User) -> dict[str, Image]:
    return {
        "cup": picture(alice, prompt="A red Cup at dusk"),
        "boat": picture(bob, prompt="A boat", model=PRO, aspect_ratio="16:9", size="2K", seed=4711),
        "old": picture(alice, days=10, prompt="An old cup"),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?words=cup", ["cup", "old"]),
        ("?words=cup+dusk", ["cup"]),
        ("?words=cup+boat", []),
        ("?words=4711", ["boat"]),
        ("?words=471", []),
        (f"?model={PRO}", ["boat"]),
        (f"?model={PRO}&model=gemini-nano-banana-2.1", ["boat", "cup", "old"]),
        ("?ratio=16:9", ["boat"]),
        ("?ratio=16:9&ratio=1:1&size=1K", ["cup", "old"]),
        ("?size=2K", ["boat"]),
        ("?date=today", ["boat", "cup"]),
        ("?date=week", ["boat", "cup"]),
        ("?date=month", ["boat", "cup", "old"]),
        ("?model=nonsense&ratio=x&size=", ["boat", "cup", "old"]),
        ("?show=mine&words=boat", []),
    ],
)
def test_filters(as_alice: Client, shelf: dict[str, Image], query: str, found: list[str]) -> None:
    assert tiles(as_alice, query) == ids(*(shelf[name] for name in found))


def test_filters_by_author_and_days(as_alice: Client, shelf: dict[str, Image], bob: User) -> None:
    day = timezone.localdate() - datetime.timedelta(days=10)

    assert tiles(as_alice, f"?author={bob.pk}") == ids(shelf["boat"])
    assert tiles(as_alice, f"?since={day}&until={day}") == ids(shelf["old"])
    assert tiles(as_alice, f"?until={day}") == ids(shelf["old"])
    assert tiles(as_alice, f"?date=own&since={day + datetime.timedelta(days=1)}") == ids(
        shelf["boat"], shelf["cup"]
    )


def test_what_is_chosen_stands_on_the_button_and_can_be_cleared(
    as_alice: Client, shelf: dict[str, Image]
) -> None:
    shown = page(as_alice, f"?model={PRO}&model=gemini-nano-banana-2.1&ratio=1:1&date=week")

    assert '<span id="label-model">Model: Nano Banana 2.1 +1</span>' in shown
    assert '<span id="label-date">Date: 7 days</span>' in shown
    assert 'href="/gallery/?ratio=1%3A1&amp;date=week" data-clear' in shown
    assert re.search(r'id="clear-filters" href="/gallery/">', shown)
    assert re.search(r'id="clear-filters" href="/gallery/" hidden>', page(as_alice))


def test_a_new_search_brings_the_rows_and_the_labels(as_alice: Client, shelf: dict[str, Image]) -> None:
    response = as_alice.get(f"{GALLERY}?words=&model={PRO}&date=&sort=", headers=asking.HTMX)
    shown = response.content.decode()

    assert TILE.findall(shown) == ids(shelf["boat"])
    assert '<form class="gallery-bar' not in shown
    assert '<span id="label-model" hx-swap-oob="true">Model: Nano Banana Pro</span>' in shown
    assert ">1 picture</p>" in shown
    assert heads(shown) == ["Today 1 picture, $0.034 demo"]
    assert not re.search(r"<h2[^>]*hx-swap-oob", shown)
    assert response["HX-Push-Url"] == f"{GALLERY}?model={PRO}"


def test_typing_does_not_fill_the_history(as_alice: Client, shelf: dict[str, Image]) -> None:
    headers = {**asking.HTMX, "HX-Trigger-Name": "words"}

    response = as_alice.get(f"{GALLERY}?words=cu", headers=headers)

    assert response["HX-Replace-Url"] == f"{GALLERY}?words=cu"
    assert not response.has_header("HX-Push-Url")


def test_options_tell_how_many_they_would_show(as_alice: Client, shelf: dict[str, Image]) -> None:
    def counted(query: str) -> list[str]:
        response = as_alice.get(f"{reverse('gallery_counts')}?{query}", headers=asking.HTMX)
        assert response.status_code == 200
        return re.findall(r">([^<]*)</span>", response.content.decode())

    assert counted("of=size&words=cup")[:4] == ["0", "2", "0", "0"]
    # What is chosen in the filter itself does not count.
    assert counted("of=size&size=4K")[:4] == ["0", "2", "1", "0"]
    assert counted("of=author") == ["2", "1"]
    assert counted("of=date") == ["", "2", "2", "3", ""]
    assert "data-none" in as_alice.get(f"{reverse('gallery_counts')}?of=size").content.decode()


def test_options_of_a_large_gallery_say_at_least(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(alice, model=PRO)
    asking.pictures(alice, count=3)
    monkeypatch.setattr(gallery, "SCAN", 3)

    found = gallery.tally(making.team_of(alice), alice, Search(), Facet.MODEL)

    assert (found.counts, found.partial) == ({"gemini-nano-banana-2.1": 3}, True)


def test_a_team_of_one_has_no_authors_to_choose(as_alice: Client, alice: User) -> None:
    picture(alice)

    assert 'name="author"' not in page(as_alice)


@pytest.mark.parametrize(
    "query",
    [
        "?last=x", "?upto=x", "?day=x", "?words=%00", "?model=x&last=", "?show=secrets", "?sort=x", "?date=x",
        "?since=0001-01-01&until=9999-12-31", "?author=me", "?density=huge", "?since=2026-13-45",
        "?words=99999999999999999999999999", "?words=٣", "?words=" + "a+" * 99,
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_ignored(as_alice: Client, alice: User, query: str) -> None:
    picture(alice)

    page(as_alice, query)
