"""Cards: what they say in every state, and what can be done to a turn."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from playground import catalogue
from playground.models import (
    Attempt,
    Connection,
    ConnectionKind,
    Image,
    User,
)
from playground.queries import timing
from tests import making
from tests.views import asking
from tests.views.thread import card, post

pytestmark = pytest.mark.django_db


SEEDED = "gemini-3-pro-image"


def test_a_turn_has_an_address_of_its_own(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)

    response = as_alice.get(reverse("turn", args=[turn.pk]))

    place = reverse("conversation", args=[turn.conversation_id])
    assert response["Location"] == f"{place}?since=1#turn-{turn.pk}"


def test_a_finished_turn_shows_its_pictures(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)

    page = card(as_alice, turn)

    assert "data-alive" not in page
    assert [f"<b>{image.frame}</b>" in page for image in images] == [True, True]
    assert "$0.068</span> demo" in page
    assert 'data-status="Turn 1 finished, 2 pictures, $0.068 demo"' in page


def now_at(page: str) -> str:
    step = re.search(r'data-state="now">\s*<span class="spinner"></span>\s*<span>([^<]+)<', page)
    return step[1] if step else ""


def test_the_steps_follow_the_job(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    page = card(as_alice, turn)
    assert (now_at(page), "queued, 1st" in page) == ("Queued", True)
    assert 'data-status="Turn 1 is queued"' in page

    attempt = making.begun(making.claimed(turn.jobs.get()))
    page = card(as_alice, turn)
    assert (now_at(page), "1:1 · 1K" in page) == ("Calling model", True)
    assert 'data-status="Turn 1 is calling the model"' in page

    Attempt.objects.filter(pk=attempt.pk).update(answered_at=timezone.now())
    assert now_at(card(as_alice, turn)) == "Saving"


def test_queued_frames_say_their_place_in_the_teams_queue(as_bob: Client, alice: User, bob: User) -> None:
    making.turn(alice)
    mine = making.turn(bob, count=2)

    page = card(as_bob, mine)

    assert ["queued, 2nd" in page, "queued, 3rd" in page] == [True, True]


def test_a_pause_of_the_connection_is_said_before_the_first_try(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    soon = timezone.now() + datetime.timedelta(seconds=40)
    Connection.objects.filter(pk=turn.connection_id).update(paused_until=soon)

    words = card(as_alice, turn)

    assert "Google is busy, trying again in" in words
    assert "Attempt 1 of" in words
    over = timezone.now() - datetime.timedelta(seconds=1)
    Connection.objects.filter(pk=turn.connection_id).update(paused_until=over)
    assert "Google is busy" not in card(as_alice, turn)


def test_only_calls_of_this_week_say_how_long_it_takes(alice: User) -> None:
    asking.pictures(alice, count=timing.ENOUGH)
    waiting = making.turn(alice)
    Attempt.objects.update(started_at=F("answered_at") - datetime.timedelta(seconds=99))
    assert timing.usual(waiting) == (99.0, 99.0)

    Attempt.objects.update(started_at=timezone.now() - timing.RECENT - datetime.timedelta(hours=1))

    assert timing.usual(waiting) is None
    waiting.connection.kind = ConnectionKind.GEMINI
    assert timing.usual(waiting) == catalogue.get(waiting.model).latency_seconds


def test_the_usual_time_is_said_in_whole_seconds(as_alice: Client, alice: User) -> None:
    made, _images = asking.pictures(alice, count=timing.ENOUGH)
    waiting = making.turn(alice)
    for taken, words in ((0.2, "usually under 1 s"), (6.2, "usually 6 s")):
        Attempt.objects.update(started_at=F("answered_at") - datetime.timedelta(seconds=taken))
        assert words in card(as_alice, waiting)
    first = made.jobs.order_by("number")[0].attempts.get()
    began = F("answered_at") - datetime.timedelta(seconds=9)
    Attempt.objects.filter(pk=first.pk).update(started_at=began)
    assert "usually 6–9 s" in card(as_alice, waiting)


def test_a_deleted_turn_comes_back_by_undo(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice)
    response = as_alice.post(reverse("turn_delete", args=[turn.pk]), headers=asking.HTMX)
    toast = json.loads(response["HX-Trigger"])["toast"]
    conversation = reverse("conversation", args=[turn.conversation_id])
    assert str(turn.pk) not in as_alice.get(conversation).content.decode()

    assert toast["words"] == "Turn 1 moved to Trash."
    as_alice.post(toast["undo"]["url"], headers=asking.HTMX)

    assert str(turn.pk) in as_alice.get(conversation).content.decode()


def test_what_a_model_said_is_shown_once(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice, count=2)
    for image in images:
        image.part.attempt.parts.create(position=1, text="Here <you> are.")

    assert card(as_alice, turn).count("Here &lt;you&gt; are.") == 1


def test_what_runs_is_counted_and_then_no_more(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)
    assert "1 running" in as_alice.get(reverse("running")).content.decode()

    post(as_alice, "turn_cancel", turn.pk)

    page = as_alice.get(reverse("running")).content.decode()
    assert "running</span>" not in page
    assert "hx-get" not in page


def test_a_deleted_picture_keeps_its_place_and_says_by_whom(
    as_alice: Client, as_bob: Client, alice: User
) -> None:
    turn, images = asking.pictures(alice, count=2)
    as_bob.post(reverse("image_delete", args=[images[0].pk]), headers=asking.HTMX)

    page = card(as_alice, turn)
    assert "Deleted by Bob, " in page
    assert page.count("<figure") == 2
    assert reverse("image_restore", args=[images[0].pk]) in page

    as_alice.post(reverse("image_restore", args=[images[0].pk]), headers=asking.HTMX)
    assert "Deleted by" not in card(as_alice, turn)


def test_an_edit_lies_under_a_slider_with_what_it_was_made_from(as_alice: Client, alice: User) -> None:
    first, images = asking.pictures(alice)
    edit, edited = asking.pictures(alice, conversation=first.conversation, continues_from=images[0], count=2)

    page = card(as_alice, edit)
    assert page.count("<before-after") == 1
    assert ["Before 1.1" in page, "After 2.1" in page, 'data-columns="2"' in page] == [True] * 3
    # The focus is found again by the id of what had it: the slider, and the link to the picture.
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(re.search(r'\sid="', link) for link in re.findall(r'<a class="frame-link"[^>]*>', page))

    Image.objects.filter(pk=edited[0].pk).update(width=512)
    assert "<before-after" not in card(as_alice, edit)


def test_a_waiting_edit_has_the_place_of_its_slider(as_alice: Client, alice: User) -> None:
    first, (source,) = asking.pictures(alice)
    same = making.turn(alice, conversation=first.conversation, continues_from=source)
    wide = making.turn(alice, conversation=first.conversation, continues_from=source, aspect_ratio="21:9")

    assert ["data-compares" in card(as_alice, turn) for turn in (same, wide)] == [True, False]


@pytest.mark.parametrize(
    ("ratio", "count", "columns"),
    [("1:1", 1, 1), ("1:1", 3, 3), ("3:2", 8, 4), ("8:1", 4, 2), ("1:8", 2, 6)],
)
def test_as_many_columns_as_pictures(
    ratio: str, count: int, columns: int, as_alice: Client, alice: User
) -> None:
    turn = making.turn(alice, aspect_ratio=ratio, count=count)

    assert f'data-columns="{columns}"' in card(as_alice, turn)


@pytest.mark.parametrize(("count", "columns"), [(1, 2), (2, 2), (4, 4)])
def test_a_lone_edit_is_no_larger_than_one_of_two(
    count: int, columns: int, as_alice: Client, alice: User
) -> None:
    first, images = asking.pictures(alice)
    edit = making.turn(alice, conversation=first.conversation, continues_from=images[0], count=count)

    assert f'data-columns="{columns}"' in card(as_alice, edit)


def test_mentions_lead_to_their_references_and_a_prompt_stays_text(as_alice: Client, alice: User) -> None:
    references = [asking.reference(alice, name) for name in ("a.jpg", "b.jpg")]
    prompt = "Put <b>image 1</b> on Image 2, not image 3"
    turn = making.turn(alice, prompt=prompt, references=references)

    page = card(as_alice, turn)

    found = re.findall(r'<a class="mention" href="([^"]+)"[^>]*>([^<]+)</a>', page)
    addresses = [reverse("reference_file", args=[reference.pk]) for reference in references]
    assert found == list(zip(addresses, ["image 1", "Image 2"], strict=True))
    assert "&lt;b&gt;" in page
    assert ">image 3<" not in page


def test_options_that_were_set_are_in_the_line_below_the_prompt(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, thinking="high", temperature=Decimal("0.70"))

    page = card(as_alice, turn)

    assert ["Thinking high" in page, "Temperature 0.7<" in page] == [True, True]


@pytest.mark.parametrize(
    ("take", "prompt", "ratio", "seed"),
    [
        ("all", "A quay", "16:9", "77"),
        ("remix", "A quay", "16:9", ""),
        ("settings", "Typed by now", "16:9", "77"),
    ],
)
def test_a_turn_is_taken_into_the_composer(
    take: str, prompt: str, ratio: str, seed: str, as_alice: Client, alice: User
) -> None:
    turn = making.turn(alice, prompt="A quay", model=SEEDED, aspect_ratio=ratio, seed=77)
    typed = asking.click(prompt="Typed by now", take=take)

    page = as_alice.post(reverse("turn_draft", args=[turn.pk]), typed).content.decode()

    assert f">{prompt}</textarea>" in page
    assert re.search(rf'value="{ratio}"[^>]*\schecked', page)
    found = re.search(r'<input[^>]*name="seed"[^>]*>', page)
    assert found
    assert f'value="{seed}"' in found[0]
