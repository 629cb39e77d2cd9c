"""The palette: what it finds, for whom, in how many queries, and running a turn again."""

from __future__ import annotations

import datetime
import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from playground.models import Image, Membership, Role, Turn, User
from playground.queries import palette
from playground.services import again, jobs
from playground.views import palette_rows
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db


def ask(client: Client, typed: str | None = None, conversation: object = "") -> str:
    query = {"conversation": str(conversation), **({"q": typed} if typed is not None else {})}
    response = client.get(f"{reverse('palette')}?{urlencode(query)}", headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def texts(page: str) -> list[str]:
    """Every row's text, its bold words as plain ones."""
    found = re.findall(r'<span class="palette-text">(.*?)</span>', page, re.S)
    return [re.sub(r"</?b>", "", text) for text in found]


def count(page: str, group: str) -> str:
    found = re.search(rf'>{group}<span class="mono">([^<]*)<', page)
    assert found, page
    return found[1]


# --- Finding --------------------------------------------------------------------------------------
def test_all_words_in_any_order(as_alice: Client, alice: User) -> None:
    asking.pictures(alice, prompt="Reeds at dusk, violet sky")
    asking.pictures(alice, prompt="Reeds at noon")

    page = ask(as_alice, "sky reeds")

    assert any("Reeds at dusk, violet sky" in text for text in texts(page))
    assert not any("noon" in text for text in texts(page))
    assert "violet <b>sky</b>" in page


def test_a_row_of_today_tells_the_time_others_the_day(as_alice: Client, alice: User) -> None:
    _turn, (image,) = asking.pictures(alice, prompt="Reeds at dusk")

    assert re.search(r'class="palette-end">\d\d:\d\d<', ask(as_alice, "reeds"))
    Image.objects.filter(pk=image.pk).update(created_at=image.created_at - datetime.timedelta(days=1))
    assert 'class="palette-end">Yesterday<' in ask(as_alice, "reeds")


def test_two_chinese_characters_are_a_word(as_alice: Client, alice: User) -> None:
    asking.pictures(alice, prompt="一只黄昏的猫，水彩画")

    assert "一只<b>黄昏</b>的猫，水彩画" in ask(as_alice, "黄昏")


def test_at_most_three_a_group_with_the_count_of_all(as_alice: Client, alice: User) -> None:
    for number in range(5):
        asking.pictures(alice, prompt=f"A quay, number {number}")

    page = ask(as_alice, "quay")

    assert count(page, "Pictures") == count(page, "Conversations") == "5"
    pictures = page.split('aria-label="Pictures"')[1].split('role="group"')[0]
    assert pictures.count('role="option"') == palette.ROWS


def test_what_is_deleted_is_not_found(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, prompt="A quay to be gone")
    Image.objects.filter(pk=images[0].pk).update(deleted_at=timezone.now())

    assert 'aria-label="Pictures"' not in ask(as_alice, "quay")
    Turn.objects.filter(pk=turn.pk).update(deleted_at=timezone.now())
    assert not any(text.startswith("Run again") for text in texts(ask(as_alice, "quay")))


def test_a_stranger_finds_nothing_of_another_team(as_charlie: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, prompt="A quay at dusk")

    for typed in ("quay", "#1.1", None):
        assert "quay" not in ask(as_charlie, typed, turn.conversation_id).replace("“quay”", "")


def test_frame_numbers_of_the_conversation_that_is_open(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2, prompt="Two cups")
    asking.pictures(alice, prompt="Elsewhere")

    assert reverse("image", args=[images[1].pk]) in ask(as_alice, "#1.2", turn.conversation_id)
    assert "Continue from 1.2" in texts(ask(as_alice, "#1.2", turn.conversation_id))
    assert ask(as_alice, "#1", turn.conversation_id).count('src="') == 2
    assert "Nothing found" in ask(as_alice, "#7.1", turn.conversation_id)
    assert "Nothing found" in ask(as_alice, "#1.1")


@pytest.mark.parametrize(
    "typed", ["#", ">", "#x", "#1.1.1", "#٣", "\x00", "%", "_", "<b>", ">" * 300, "#" + "9" * 40]
)
def test_no_text_breaks_it(as_alice: Client, alice: User, typed: str) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")

    page = ask(as_alice, typed, turn.conversation_id)

    assert "A cup" not in page or typed in (">", "\x00")
    assert "<b></b>" not in page


def test_a_long_prompt_is_shown_from_where_the_word_stands() -> None:
    text = "word " * 60 + "violet dusk over reeds"

    shown = palette_rows.excerpt(text, ["dusk"])

    assert "violet dusk over reeds" in shown
    assert len(shown) <= palette_rows.LONG
    assert shown.startswith("…")


def test_without_words_the_latest_conversations_and_what_can_be_done(as_alice: Client, alice: User) -> None:
    for number in range(4):
        asking.pictures(alice, prompt=f"Conversation {number}")

    page = ask(as_alice)

    assert "<dialog" not in page
    assert "Recent conversations" in page
    assert [text for text in texts(page) if text.startswith("Conversation")] == [
        "Conversation 3", "Conversation 2", "Conversation 1",
    ]  # fmt: skip
    assert {"New conversation", "Studio", "Gallery"} <= set(texts(page))


def test_commands_only(as_alice: Client, alice: User) -> None:
    asking.pictures(alice, prompt="A dark quay")

    page = ask(as_alice, ">dark")

    assert "Theme: dark" in texts(page)
    assert 'aria-label="Pictures"' not in page
    assert len(texts(ask(as_alice, ">"))) == len(palette_rows.DO)


def test_every_row_does_something(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, prompt="A quay at dusk")

    for typed in (None, "", "quay", ">", "#1", "settings", "gallery"):
        page = ask(as_alice, typed, turn.conversation_id)
        rows = re.findall(r'<(?:a|button)[^>]*class="palette-row"[^>]*>', page)
        assert rows
        for row in rows:
            assert re.search(r'href="/|data-press="|data-theme-choice="|data-post="/', row), row


def test_who_may_only_look_is_offered_no_change(bob: User, alice: User) -> None:
    asking.pictures(alice, prompt="A quay")
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    page = ask(asking.client_of(bob), "quay") + ask(asking.client_of(bob))

    assert "data-post" not in page
    assert "?from=" not in page
    assert "?again=" not in page
    assert "New conversation" not in page
    assert "A <b>quay</b>" in page


def test_as_many_queries_for_many_as_for_few(
    as_alice: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    turn, _images = asking.pictures(alice, prompt="A quay")
    with django_assert_max_num_queries(16):
        ask(as_alice, "quay", turn.conversation_id)
    for _number in range(12):
        asking.pictures(alice, prompt="A quay")
    with django_assert_max_num_queries(16):
        ask(as_alice, "quay", turn.conversation_id)


# --- Running again --------------------------------------------------------------------------------
def click(turn: Turn, **changes: object) -> dict[str, object]:
    price = again.price(turn.team, turn)
    return {"idempotency_key": jobs.new_key(), "shown": str(price), **changes}


def test_run_again_asks_for_the_same(as_alice: Client, alice: User) -> None:
    reference = asking.reference(alice)
    turn, _images = asking.pictures(
        alice, prompt="A cup", count=2, aspect_ratio="3:2", size="2K", references=[reference], thinking="high"
    )

    response = as_alice.post(reverse("turn_again", args=[turn.pk]), click(turn), headers=asking.HTMX)

    made = Turn.objects.latest("id")
    assert made.number == 2
    assert made.pk != turn.pk
    for name in again.SAME:
        assert getattr(made, name) == getattr(turn, name), name
    assert [use.reference_id for use in made.turn_references.all()] == [reference.pk]
    assert response["HX-Redirect"].endswith(f"#turn-{made.pk}")


def test_its_card_comes_into_the_thread_that_is_open(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")
    fields = click(turn, conversation=str(turn.conversation_id))

    response = as_alice.post(reverse("turn_again", args=[turn.pk]), fields, headers=asking.HTMX)

    made = Turn.objects.latest("id")
    assert response["HX-Retarget"] == "#turns"
    assert response["HX-Reswap"].startswith("beforeend")
    assert f'id="turn-{made.pk}"' in response.content.decode()


def test_a_double_press_runs_once(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")
    fields = click(turn)

    for _press in range(2):
        as_alice.post(reverse("turn_again", args=[turn.pk]), fields, headers=asking.HTMX)

    assert turn.conversation.turns.count() == 2


def test_a_key_is_a_text_that_every_database_takes(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")
    fields = click(turn, idempotency_key="a\0b")

    as_alice.post(reverse("turn_again", args=[turn.pk]), fields, headers=asking.HTMX)

    assert Turn.objects.latest("id").idempotency_key == "ab"


@pytest.mark.parametrize("shown", ["0", "", "-1", "1e9", "٣"])
def test_nothing_runs_for_more_than_was_shown(as_alice: Client, alice: User, shown: str) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")

    fields = click(turn, shown=shown)
    response = as_alice.post(reverse("turn_again", args=[turn.pk]), fields, headers=asking.HTMX)

    toast = json.loads(response["HX-Trigger"])["toast"]
    assert toast["kind"] == "failed"
    assert toast["words"].startswith("It costs $0.0")
    assert turn.conversation.turns.count() == 1


def test_what_edits_a_deleted_picture_is_not_run_again(as_alice: Client, alice: User) -> None:
    first, images = asking.pictures(alice, prompt="A cup")
    second = making.turn(alice, conversation=first.conversation, continues_from=images[0], prompt="At night")
    fields = click(second)
    Image.objects.filter(pk=images[0].pk).update(deleted_at=timezone.now())

    response = as_alice.post(reverse("turn_again", args=[second.pk]), fields, headers=asking.HTMX)

    assert "in Trash" in json.loads(response["HX-Trigger"])["toast"]["words"]
    assert "Run again" not in ask(as_alice, "night", first.conversation_id)


def test_over_a_dollar_it_asks(as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, _images = asking.pictures(alice, prompt="A cup")
    assert "data-ask" not in ask(as_alice, "cup", turn.conversation_id)

    monkeypatch.setattr(palette_rows, "ASK_FROM", 1)

    assert "Press again to spend it." in ask(as_alice, "cup", turn.conversation_id)
