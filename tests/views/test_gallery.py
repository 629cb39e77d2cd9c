"""The gallery: pages by keyset, days and their sums, lists, filters, counts, and the way back."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from uuid_utils.compat import uuid7

from playground.models import Connection, ConnectionKind, Favourite, Image, Membership, Role, User
from playground.queries import gallery
from playground.queries.gallery import Search, Show
from tests import making
from tests.views import asking
from tests.views.tiles import GALLERY, PRO, TILE, heads, ids, page, picture, tiles

pytestmark = pytest.mark.django_db


MORE = re.compile(r'hx-get="([^"]+last=[^"]+)"')


# --- Pages -------------------------------------------------------------------------------------------
def test_newest_first_under_their_day(as_alice: Client, alice: User) -> None:
    old = picture(alice, days=1)
    _turn, images = asking.pictures(alice, count=2)

    shown = page(as_alice)

    assert TILE.findall(shown) == ids(*reversed(images), old)
    assert heads(shown) == ["Today 2 pictures, $0.068 demo", "Yesterday 1 picture, $0.034 demo"]
    assert tiles(as_alice, "?sort=oldest") == ids(old, *images)


@pytest.mark.parametrize("sort", ["", "oldest"])
def test_it_goes_on_to_the_end_without_a_gap(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    made = [image for _ in range(3) for image in asking.pictures(alice, count=3)[1]]
    monkeypatch.setattr(gallery.page, "__defaults__", (None, 4))

    seen, shown = [], page(as_alice, f"?sort={sort}")
    while True:
        seen += TILE.findall(shown)
        more = MORE.search(shown)
        if more is None:
            break
        shown = page(as_alice, more[1].replace("&amp;", "&").removeprefix(GALLERY), htmx=True)
        assert "<html" not in shown
        assert "gallery-day" not in shown

    assert seen == ids(*(made if sort else reversed(made)))


def test_whoever_comes_back_finds_what_was_loaded(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [image for _ in range(3) for image in asking.pictures(alice, count=3)[1]][::-1]
    monkeypatch.setattr(gallery.page, "__defaults__", (None, 3))
    query = f"?last={made[2].pk}"

    response = as_alice.get(GALLERY + query, headers=asking.HTMX)
    assert TILE.findall(response.content.decode()) == ids(*made[3:6])
    assert response["HX-Replace-Url"] == f"{GALLERY}?upto={made[5].pk}"

    back = page(as_alice, f"?upto={made[5].pk}")
    assert TILE.findall(back) == ids(*made[:6])
    more = MORE.search(back)
    assert more is not None
    assert f"last={made[5].pk}" in more[1]
    assert MORE.search(page(as_alice, f"?upto={made[8].pk}")) is None


def test_coming_back_is_bounded_and_says_so(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [image for _ in range(3) for image in asking.pictures(alice, count=3)[1]][::-1]
    monkeypatch.setattr(gallery.place, "__defaults__", (4,))

    shown = page(as_alice, f"?upto={made[7].pk}")

    assert TILE.findall(shown) == ids(*made[4:8])
    assert "Newer pictures" in shown
    assert "Newer pictures" not in page(as_alice)


def test_a_tile_knows_its_shape_and_its_search(as_alice: Client, alice: User) -> None:
    made = picture(alice, model=PRO, seed=48207)

    shown = page(as_alice, f"?model={PRO}")

    assert f'href="/images/{made.pk}/?model={PRO}&amp;in=gallery" data-lightbox="{made.pk}"' in shown
    assert 'width="1024" height="1024"' in shown
    assert 'data-placeholder="#aabbcc"' in shown
    assert "$0.034 demo" in shown
    assert "seed 48207" in shown


def test_pictures_of_one_answer_share_its_cost(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice, count=2)
    first, second = images
    second.part.attempt, second.part.position = first.part.attempt, 1
    second.part.save()

    shown = page(as_alice)

    assert shown.count("$0.017 demo") == 2
    assert heads(shown) == ["Today 2 pictures, $0.034 demo"]


def test_demo_money_and_money_are_never_summed_up(as_alice: Client, alice: User) -> None:
    real = picture(alice)
    paid = Connection.objects.create(team=making.team_of(alice), kind=ConnectionKind.GEMINI)
    real.job.connection = paid
    real.job.save()
    assert heads(page(as_alice)) == ["Today 1 picture, $0.034"]

    picture(alice)
    assert heads(page(as_alice)) == ["Today 2 pictures, $0.034, $0.034 demo"]


def test_a_day_says_when_it_has_more_than_was_counted(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(alice, days=1)
    asking.pictures(alice, count=3)
    monkeypatch.setattr(gallery, "DAY_CAP", 2)

    assert heads(page(as_alice)) == ["Today 2+ pictures", "Yesterday"]


def test_a_day_is_the_readers_own(alice: User) -> None:
    moment = datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC)
    made = picture(alice)
    Image.objects.filter(pk=made.pk).update(
        id=uuid7(nanoseconds=int(moment.timestamp() * 1e9)), created_at=moment
    )
    asked = Search(since=datetime.date(2026, 3, 2), until=datetime.date(2026, 3, 2))

    with timezone.override("Europe/Berlin"):
        assert gallery.matching(making.team_of(alice), alice, asked).count() == 1
    with timezone.override("UTC"):
        assert gallery.matching(making.team_of(alice), alice, asked).count() == 0


# --- Lists -------------------------------------------------------------------------------------------
def test_lists_with_their_counts(as_alice: Client, as_bob: Client, alice: User, bob: User) -> None:
    mine, _his, starred = picture(alice), picture(bob), picture(bob)
    gone = picture(bob)
    as_alice.post(reverse("image_delete", args=[gone.pk]))
    Favourite.objects.create(team=making.team_of(alice), user=alice, image=starred)

    assert tiles(as_alice, "?show=mine") == ids(mine)
    assert tiles(as_alice, "?show=favourites") == ids(starred)
    assert tiles(as_bob, "?show=favourites") == []
    assert tiles(as_alice, "?show=trash") == ids(gone)
    assert "deleted by Alice" in page(as_alice, "?show=trash")
    assert gallery.totals(making.team_of(alice), alice) == {"ALL": 3, "MINE": 1, "FAVOURITES": 1, "TRASH": 1}


def test_counts_stop_somewhere(as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.pictures(alice, count=4)
    monkeypatch.setattr(gallery, "CAP", 3)

    assert gallery.totals(making.team_of(alice), alice)["ALL"] == 4
    assert '<span class="mono">3+</span>' in page(as_alice)


def test_the_trash_says_how_long_things_stay_and_how_they_come_back(
    as_alice: Client, as_bob: Client, alice: User, bob: User
) -> None:
    gone = picture(alice)
    as_alice.post(reverse("image_delete", args=[gone.pk]))
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert "nothing is removed for good" in page(as_alice, "?show=trash")
    assert "press Restore" in page(as_alice, "?show=trash")
    # Who may only look is told of nothing to press.
    assert "nothing is removed for good" in page(as_bob, "?show=trash")
    assert "press Restore" not in page(as_bob, "?show=trash")
    assert "removed for good" not in page(as_alice)


def test_a_picture_in_the_trash_is_still_to_be_seen_there(as_alice: Client, alice: User) -> None:
    gone = picture(alice)
    as_alice.post(reverse("image_delete", args=[gone.pk]))

    response, _body = asking.fetch(as_alice, reverse("image_thumbnail", args=[gone.pk, "tile"]))

    assert response.status_code == 200


def test_other_teams_and_the_trash_are_not_shown(as_alice: Client, alice: User, charlie: User) -> None:
    picture(charlie)
    mine = picture(alice)
    as_alice.post(reverse("image_delete", args=[mine.pk]))

    for show in ("", "mine", "favourites"):
        assert tiles(as_alice, f"?show={show}") == []


def test_how_large_pictures_are_holds_in_a_browser(as_alice: Client, alice: User) -> None:
    picture(alice)
    assert 'data-density="medium"' in page(as_alice)
    assert 'data-density="large"' in page(as_alice, "?density=large")

    as_alice.cookies["proofsheet_density"] = "small"
    assert 'data-density="small"' in page(as_alice)
    as_alice.cookies["proofsheet_density"] = '"><script>'
    assert 'data-density="medium"' in page(as_alice)


# --- Nothing to show ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No pictures yet"),
        ("?show=mine", "No pictures of yours yet"),
        ("?show=favourites", "No favourites yet"),
        ("?show=trash", "Trash is empty"),
        ("?words=zebra", "No pictures match."),
    ],
)
def test_nothing_there_says_why(as_alice: Client, query: str, words: str) -> None:
    assert words in page(as_alice, query)


def test_an_empty_gallery_leads_to_the_studio_whoever_may_use_it(
    as_alice: Client, as_bob: Client, bob: User
) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert "Open Studio" in page(as_alice)
    assert "Open Studio" not in page(as_bob)


# --- Speed -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query", ["", f"?model={PRO}&words=cup&date=month", "?show=favourites", "?show=trash"]
)
def test_twenty_pictures_take_no_more_queries_than_ten(
    as_alice: Client, alice: User, settings: Settings, query: str
) -> None:
    settings.DAILY_LIMIT_MICROS = 10**9
    team = making.team_of(alice)

    def grow(to: int) -> int:
        for number in range(to - Image.objects.count()):
            made = picture(alice, prompt="A cup", model=PRO, days=number % 3)
            if "trash" in query:
                Image.objects.filter(pk=made.pk).update(deleted_at=timezone.now())
            Favourite.objects.create(team=team, user=alice, image=made)
        with CaptureQueriesContext(connection) as queries:
            assert len(tiles(as_alice, query)) == to
        return len(queries)

    assert grow(10) == grow(20) <= 14


PLANS = {
    "all": (Search(), "image_by_team"),
    "model": (Search(model=(PRO,)), "image_by_team_and_model"),
    "favourites": (Search(show=Show.FAVOURITES), "favourite_by_person"),
    "trash": (Search(show=Show.TRASH), "image_in_trash"),
    "days": (Search(since=datetime.date(2026, 1, 1), until=datetime.date(2026, 1, 2)), "image_by_team"),
}


@pytest.mark.parametrize("name", PLANS)
def test_pages_are_found_by_an_index(alice: User, name: str) -> None:
    search, index = PLANS[name]
    images = gallery.matching(making.team_of(alice), alice, search).order_by("-id")[: gallery.PAGE + 1]
    if connection.vendor == "postgresql":
        # A table without rows is sorted in no time, whatever indexes it has: let sorting have its price.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
        # Of two indexes that have the order, an empty table takes either.
        index = index.removesuffix("_and_model")

    plan = images.explain()

    # Between two ids, a planner that knows of few rows may as well take the ids' own index.
    by_id = name == "days" and "playground_image_pkey" in plan
    assert index in plan or by_id, plan
    assert "SCAN playground_image" not in plan, plan
    if name != "favourites":
        assert "TEMP B-TREE FOR ORDER BY" not in plan.upper(), plan
