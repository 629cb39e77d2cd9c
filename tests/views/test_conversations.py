"""The list of conversations, their names, and the archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from playground.models import Conversation, Job, JobState, Membership, Role, Turn, User
from playground.queries import conversations
from playground.queries.conversations import Scope, Search
from tests import making
from tests.views import asking
from tests.views.listing import DRAWER, NAME, listing, names, post, started

pytestmark = pytest.mark.django_db


# --- The list ------------------------------------------------------------------------------------
def test_most_recently_active_first(as_alice: Client, alice: User) -> None:
    old = started(alice, "A boat on a lake", days_ago=3)
    started(alice, "A red cup on oak", days_ago=1)
    assert names(listing(as_alice)) == ["A red cup on oak", "A boat on a lake"]

    making.turn(alice, conversation=old)

    assert names(listing(as_alice)) == ["A boat on a lake", "A red cup on oak"]


def test_a_row_says_what_there_is_to_say(as_bob: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)
    making.turn(alice, conversation=turn.conversation)

    page = " ".join(listing(as_bob, "?scope=team").split())

    assert f'src="{reverse("image_thumbnail", args=[images[1].pk, "tile"])}"' in page
    assert '2 turns · <span class="mono">$0.068</span> demo · Alice</span>' in page
    assert '<span class="conversation-running">running</span>' in page


def test_a_row_looks_whether_it_still_runs_and_is_then_drawn_anew(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, prompt="A red cup on oak")
    query = "?in=team&running&words=oak"
    asks = reverse("conversation_title", args=[turn.conversation_id]) + query

    assert f"{asks.removesuffix('&words=oak').replace('&', '&amp;')}" in listing(as_alice)
    assert as_alice.get(asks, headers=asking.HTMX).status_code == 204

    making.finished(turn)

    page = as_alice.get(asks, headers=asking.HTMX).content.decode()
    assert "conversation-running" not in page
    assert "&amp;running" not in page
    assert "<b>oak</b>" in page


def test_which_of_a_list_run_the_newest_last(as_alice: Client, alice: User, bob: User, charlie: User) -> None:
    cup = started(alice, "A red cup on oak")
    boat = started(bob, "A boat on a lake", days_ago=1)
    started(charlie, "Of a stranger")
    done = making.turn(alice, prompt="A quay")
    Job.objects.filter(turn=done).update(state=JobState.DONE)

    def run(query: str) -> list[str]:
        found: list[str] = as_alice.get(reverse("conversations_running") + query).json()
        return found

    assert run("?scope=team") == [str(boat.pk), str(cup.pk)]
    assert run("?scope=mine") == [str(cup.pk)]
    assert run("?scope=team&words=boat") == [str(boat.pk)]
    assert run("?scope=archived") == []


def test_mine_bears_no_author_and_no_dot_when_nothing_runs(as_alice: Client, alice: User) -> None:
    asking.pictures(alice)

    page = listing(as_alice)

    assert "conversation-running" not in page
    assert "· Alice" not in page


def test_the_day_is_that_of_the_reader(as_alice: Client, alice: User) -> None:
    for days_ago in (0, 1, 400):
        started(alice, f"A cup of {days_ago} days ago", days_ago=days_ago)
    longest = timezone.localdate(Conversation.objects.order_by("active_at")[0].active_at)
    Job.objects.update(state=JobState.DONE)
    shown = re.findall(r'<time datetime="[^"]+">([^<]+)</time>', listing(as_alice))
    assert re.fullmatch(r"\d\d:\d\d", shown[0])
    assert shown[1:] == ["Yesterday", date_format(longest, "j M Y")]


def test_the_newest_picture_that_is_still_there(as_alice: Client, alice: User) -> None:
    turn, (first,) = asking.pictures(alice)
    _turn, (second,) = asking.pictures(alice, conversation=turn.conversation)
    assert str(second.pk) in listing(as_alice)

    as_alice.post(reverse("image_delete", args=[second.pk]))

    page = listing(as_alice)
    assert str(second.pk) not in page
    assert str(first.pk) in page


def test_scopes(as_alice: Client, alice: User, bob: User) -> None:
    started(alice, "Of Alice herself")
    started(bob, "Of Bob himself", days_ago=1)
    gone = started(alice, "Put away for now", days_ago=2)
    post(as_alice, "conversation_archive", gone)

    assert names(listing(as_alice)) == ["Of Alice herself"]
    assert names(listing(as_alice, "?scope=team")) == ["Of Alice herself", "Of Bob himself"]
    assert names(listing(as_alice, "?scope=archived")) == ["Put away for now"]


def test_who_is_alone_is_not_asked_whose(as_alice: Client, alice: User) -> None:
    page = listing(as_alice)

    assert 'value="team" checked' in page
    assert 'value="mine"' not in page


def test_who_may_only_look_sees_the_teams(alice: User, bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    started(alice, "Of Alice herself")

    page = listing(as_bob)

    assert names(page) == ["Of Alice herself"]
    assert "hx-post" not in page
    assert "rename" not in page
    assert "New conversation" not in page


def test_another_team_is_not_there(as_alice: Client, alice: User, charlie: User) -> None:
    started(charlie, "Of a stranger")

    for scope in Scope.values:
        assert names(listing(as_alice, f"?scope={scope}")) == []


@pytest.mark.parametrize("scope", ["mine", "team"])
def test_an_empty_list_says_how_one_starts(scope: str, as_alice: Client, bob: User) -> None:
    assert "Start with a prompt" in listing(as_alice, f"?scope={scope}")


def test_an_empty_archive_says_what_it_is(as_alice: Client) -> None:
    assert "Nothing is archived" in listing(as_alice, "?scope=archived")


@pytest.mark.parametrize(
    "query",
    [
        "?scope=x",
        "?before=x&id=y",
        "?before=2026-01-01",
        "?words=%00",
        "?id=1",
        f"?before=0001-01-01T00:00:00%2B14:00&id={UUID(int=1)}",
        f"?before=9999-12-31T23:59:59-14:00&id={UUID(int=1)}",
    ],
)
def test_nonsense_in_the_address_is_ignored(query: str, as_alice: Client, alice: User) -> None:
    started(alice, "A red cup on oak")

    assert names(listing(as_alice, query)) == ["A red cup on oak"]


# --- Search --------------------------------------------------------------------------------------
def test_words_of_titles_and_of_prompts(as_alice: Client, alice: User) -> None:
    cup = started(alice, "A red cup on oak")
    making.turn(alice, conversation=cup, prompt="Make it dusk, with a long shadow")
    started(alice, "A boat at dusk", days_ago=1)

    assert names(listing(as_alice, "?words=DUSK")) == ["A red cup on oak", "A boat at dusk"]
    assert names(listing(as_alice, "?words=cup+shadow")) == ["A red cup on oak"]
    assert names(listing(as_alice, "?words=boat+shadow")) == []
    page = listing(as_alice, "?words=shadow")
    assert "with a long <b>shadow</b>" in page


def test_a_deleted_turn_is_not_found(as_alice: Client, alice: User) -> None:
    cup = started(alice, "A red cup on oak")
    making.turn(alice, conversation=cup, prompt="With a zebra")
    Turn.objects.filter(prompt="With a zebra").update(deleted_at=timezone.now())

    page = listing(as_alice, "?words=zebra")

    assert "No conversations match" in page
    assert "Clear search" in page


@pytest.mark.parametrize(
    ("prompt", "word"), [("Закат над морем", "закат"), ("Eine Ärztin im Bild", "ÄRZTIN")]
)
def test_letters_beyond_ascii_are_found_in_either_case(
    prompt: str, word: str, as_alice: Client, alice: User
) -> None:
    started(alice, prompt)

    assert names(listing(as_alice, f"?words={word}")) == [prompt]


@pytest.mark.parametrize("word", ["%", "_", "\\", "<b>", "'"])
def test_a_sign_is_a_sign(word: str, as_alice: Client, alice: User) -> None:
    started(alice, f"A cup {word} plate")
    started(alice, "A boat on a lake")

    response = as_alice.get(reverse("conversations"), {"words": word})

    page = response.content.decode()
    assert len(NAME.findall(page)) == 1
    assert "A cup <b> plate" not in page


# --- Pages and fragments -------------------------------------------------------------------------
def walk(client: Client, page: str) -> list[str]:
    """All names, page by page, as a list that is scrolled fetches them."""
    seen: list[str] = []
    while True:
        seen += names(page)
        more = re.search(r'hx-get="([^"]+before=[^"]+)"', page)
        if more is None:
            return seen
        page = listing(client, more[1].replace("&amp;", "&").removeprefix("/c/"), **asking.HTMX)
        assert '<form class="conversations-bar' not in page


def test_it_goes_on_to_the_end_without_a_gap(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations.page, "__defaults__", (3,))
    prompts = [f"Cup number {n} on oak" for n in range(8)]
    for prompt in prompts:
        started(alice, prompt)
    # Of one moment: then the id decides, and no page may lose or repeat one.
    Conversation.objects.update(active_at=timezone.now())

    assert walk(as_alice, listing(as_alice)) == prompts[::-1]
    assert walk(as_alice, listing(as_alice, "?words=cup&scope=team")) == prompts[::-1]


def test_beside_a_thread_it_is_a_drawer_that_marks_the_open_one(as_alice: Client, alice: User) -> None:
    started(alice, "A boat on a lake")
    found = started(alice, "A red cup on oak")
    here = reverse("conversation", args=[found.pk])

    page = listing(as_alice, **DRAWER, **{"HX-Current-URL": f"http://testserver{here}?from=x"})

    assert "<dialog" in page
    assert "<html" not in page
    assert page.count('aria-current="page"') == 1
    assert f'href="{here}" aria-current="page"' in page


@pytest.mark.parametrize("page", ["http://[::1", "//", "x", "http://testserver/c/nonsense/"])
def test_beside_what_is_no_thread_it_marks_none(page: str, as_alice: Client, alice: User) -> None:
    started(alice, "A red cup on oak")

    assert "aria-current" not in listing(as_alice, **DRAWER, **{"HX-Current-URL": page})


def test_a_search_answers_with_rows_and_their_number(as_alice: Client, alice: User) -> None:
    started(alice, "A red cup on oak")

    page = listing(as_alice, "?words=cup", **asking.HTMX)

    assert '<form class="conversations-bar' not in page
    assert "1 conversation" in page


def test_twenty_conversations_take_no_more_queries_than_ten(as_alice: Client, alice: User) -> None:
    def grow(to: int) -> int:
        while Conversation.objects.count() < to:
            turn, _images = asking.pictures(alice)
            making.turn(alice, conversation=turn.conversation)
        with CaptureQueriesContext(connection) as queries:
            listing(as_alice, "?words=cup", **DRAWER)
        return len(queries)

    ten = grow(10)
    assert ten == grow(20)
    assert ten <= 10


def plan(team_of: User, **changes: Any) -> str:
    search = Search(**{"scope": Scope.TEAM, "author": team_of, **changes})
    rows = conversations.matching(making.team_of(team_of), search).order_by("-active_at", "-id")
    return rows[: conversations.PAGE + 1].explain()


@pytest.fixture
def hundred_thousand(alice: User) -> Sequence[User]:
    """100,000 conversations of Alice's team, written by the database itself."""
    hexadecimal = {"sqlite": "printf('%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')::uuid"}
    moment = {
        "sqlite": "datetime('2026-01-01', '+' || n || ' seconds')",
        "postgresql": "timestamptz '2026-01-01' + n * interval '1 second'",
    }
    ids = {"sqlite": ("%s", "%s"), "postgresql": ("%s::uuid", "%s::uuid")}[connection.vendor]
    team = making.team_of(alice).pk
    values = [pk.hex if connection.vendor == "sqlite" else str(pk) for pk in (team, alice.pk)]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)"
            " INSERT INTO playground_conversation (id, created_at, team_id, author_id, title, active_at)"
            f" SELECT {hexadecimal[connection.vendor].replace('%', '%%')}, {moment[connection.vendor]},"
            f" {ids[0]}, {ids[1]}, 'A red cup', {moment[connection.vendor]} FROM numbers",
            values,
        )
        cursor.execute("ANALYZE playground_conversation")
    return [alice]


def test_a_page_of_a_hundred_thousand_is_read_along_the_index(
    hundred_thousand: Sequence[User], as_alice: Client
) -> None:
    (alice,) = hundred_thousand
    middle = Conversation.objects.get(pk=f"{50_000:032x}")
    cursor = (middle.active_at, middle.pk)

    for shown in (plan(alice), plan(alice, before=cursor), plan(alice, scope=Scope.MINE, before=cursor)):
        assert "conversation_by_activity" in shown
        assert "TEMP B-TREE" not in shown
        assert "Sort" not in shown
    assert "active_at<" in plan(alice, before=cursor).replace(" ", "") or connection.vendor != "sqlite"
    assert len(names(listing(as_alice))) == conversations.PAGE
