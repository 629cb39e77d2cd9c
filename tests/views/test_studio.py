"""The studio's page: what it starts with, and that it grows without more queries."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground.models import Turn, User
from playground.views import studio
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

SHOWN = re.compile(r'class="turn-number" aria-hidden="true">(\d+)<')
INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")


def conversation(client: Client, turn: Turn, query: str = "") -> str:
    response = client.get(reverse("conversation", args=[turn.conversation_id]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_conversation_offers_examples_and_says_that_it_is_a_demo(as_alice: Client) -> None:
    page = as_alice.get(reverse("studio")).content.decode()

    assert "Start with a prompt, or borrow one" in page
    assert "Demo mode." in page
    assert "<textarea" in page


def test_with_a_key_there_is_no_demo(as_alice: Client, settings: Settings) -> None:
    settings.GEMINI_API_KEY = "AIzaTEST"

    page = as_alice.get(reverse("studio")).content.decode()

    assert "Demo mode." not in page
    assert "AIzaTEST" not in page
    assert "demo" not in page[page.index('id="composer-foot"') :][:1500]


def test_settings_of_the_last_turn_are_kept(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, aspect_ratio="16:9", size="2K", count=3)

    page = conversation(as_alice, turn)

    assert re.search(r'value="16:9"[^>]* checked', page)
    assert re.search(r'value="2K"\s+checked', page)
    assert "Generate 3" in page


def test_continue_from_a_picture(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice)

    page = conversation(as_alice, turn, f"?from={images[0].pk}")

    assert f'name="continues_from" value="{images[0].pk}"' in page
    assert "Continues from <strong>1.1</strong>" in page


def test_ask_again_fills_in_the_whole_turn(as_alice: Client, alice: User) -> None:
    reference = asking.reference(alice)
    turn = making.turn(alice, prompt="All of <this>", references=[reference], count=2)

    page = conversation(as_alice, turn, f"?again={turn.pk}")

    assert "All of &lt;this&gt;</textarea>" in page
    assert f'name="references" value="{reference.pk}"' in page


def test_a_remix_leaves_the_seed_out(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, model="gemini-3-pro-image", seed=4815)

    assert 'name="seed" value="4815"' in conversation(as_alice, turn, f"?again={turn.pk}")
    assert 'name="seed" value=""' in conversation(as_alice, turn, f"?again={turn.pk}&take=remix")


@pytest.mark.parametrize("query", ["?from=x", "?again=x", "?from={other}", "?again={other}"])
def test_what_is_not_there_is_404(query: str, as_alice: Client, alice: User, charlie: User) -> None:
    mine = making.turn(alice)
    theirs = making.turn(charlie)

    address = reverse("conversation", args=[mine.conversation_id])
    assert as_alice.get(address + query.format(other=theirs.pk)).status_code == 404


def test_a_prompt_is_text_wherever_it_is_shown(as_alice: Client, alice: User) -> None:
    evil = "<script>alert(1)</script> {{7*7}} {% debug %} \" onload=x hx-get='/x'"
    turn, images = asking.pictures(alice, prompt=evil)

    pages = [
        conversation(as_alice, turn),
        conversation(as_alice, turn, f"?again={turn.pk}"),
        as_alice.get(reverse("gallery")).content.decode(),
        as_alice.get(reverse("image", args=[images[0].pk])).content.decode(),
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} {% debug %}" in page


def test_no_page_has_inline_styles_or_scripts(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)
    making.turn(alice, conversation=turn.conversation)

    for address in (
        reverse("studio"),
        reverse("conversation", args=[turn.conversation_id]),
        reverse("gallery"),
        reverse("image", args=[images[0].pk]),
        reverse("sign_in"),
        "/nowhere/",
    ):
        response = as_alice.get(address)
        assert INLINE.search(response.content.decode()) is None, address
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("cookie", ["dark", "light"])
def test_the_theme_is_in_the_page_before_any_script(as_alice: Client, cookie: str) -> None:
    as_alice.cookies["proofsheet_theme"] = cookie

    assert f'data-theme="{cookie}"' in as_alice.get(reverse("studio")).content.decode()


def test_an_odd_theme_is_ignored(as_alice: Client) -> None:
    as_alice.cookies["proofsheet_theme"] = "x onload=1"

    assert 'data-theme="auto"' in as_alice.get(reverse("studio")).content.decode()


def test_older_turns_come_when_they_are_asked_for(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "TURNS", 3)
    first = making.turn(alice)
    for _ in range(7):
        making.turn(alice, conversation=first.conversation)
    address = reverse("conversation", args=[first.conversation_id])

    seen = [SHOWN.findall(conversation(as_alice, first))]
    for query in ("?before=6", "?before=3"):
        page = as_alice.get(address + query, headers=asking.HTMX).content.decode()
        assert "<html" not in page
        seen.append(SHOWN.findall(page))

    assert seen == [["6", "7", "8"], ["3", "4", "5"], ["1", "2"]]
    assert SHOWN.findall(conversation(as_alice, first, "?since=2")) == [*"2345678"]
    assert SHOWN.findall(conversation(as_alice, first, "?since=x&before=y")) == [*"678"]


def test_twenty_turns_take_no_more_queries_than_ten(as_alice: Client, alice: User) -> None:
    reference = asking.reference(alice)
    first, _images = asking.pictures(alice, count=2, references=[reference])

    def grow(to: int) -> int:
        while first.conversation.turns.count() < to:
            asking.pictures(alice, conversation=first.conversation, references=[reference], count=2)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            conversation(as_alice, first)
        return len(queries)

    assert grow(10) == grow(20)


def test_what_was_unfolded_comes_unfolded(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    as_alice.cookies["proofsheet_unfolded"] = "models-retired.advanced"

    for page in (as_alice.get(reverse("studio")).content.decode(), conversation(as_alice, turn)):
        assert '<details class="advanced" id="advanced" open>' in page
        assert '<details class="models-retired" id="models-retired" open>' in page


def test_nothing_is_unfolded_by_nonsense(as_alice: Client) -> None:
    as_alice.cookies["proofsheet_unfolded"] = "..<b>"

    assert '<details class="advanced" id="advanced">' in as_alice.get(reverse("studio")).content.decode()


@pytest.mark.parametrize(
    ("agent", "cap"), [("Mozilla (Macintosh; x)", "⌘↵"), ("Mozilla (X11; Linux)", "Ctrl ↵")]
)
def test_the_button_names_the_keys_of_the_machine(agent: str, cap: str, as_alice: Client) -> None:
    page = as_alice.get(reverse("studio"), headers={"User-Agent": agent}).content.decode()

    assert f'<kbd aria-hidden="true">{cap}</kbd>' in page
