"""The viewer: a picture among its neighbours, with all that is known of it, and the trash."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from playground.models import Image, Turn, User
from playground.queries import images as queries
from playground.services import conversations
from tests.views import asking

pytestmark = pytest.mark.django_db


def test_the_page_says_everything(as_alice: Client, image: Image) -> None:
    page = as_alice.get(reverse("image", args=[image.pk])).content.decode()

    for words in (
        "A red cup on an oak table",
        "gemini-3-pro-image",
        "1024 × 1024",
        "requested and sent",
        "1,120 tok",
        "$0.0340",
        "demo: nothing is charged",
        "Built-in emulator",
        f"?from={image.pk}",
    ):
        assert words in page


def test_a_mismatch_is_flagged(as_alice: Client, image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(mismatch=True, width=1000)

    page = as_alice.get(reverse("image", args=[image.pk])).content.decode()

    assert "not what was asked for" in page


def test_a_model_without_seeds_is_said(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice)

    page = as_alice.get(reverse("image", args=[images[0].pk])).content.decode()

    assert "not supported by Nano Banana 2.1" in page


def test_deleted_on_its_page_offers_undo_there(as_alice: Client, image: Image) -> None:
    page = as_alice.post(reverse("image_delete", args=[image.pk]), follow=True).content.decode()
    assert "1.1 was moved to Trash." in page
    assert reverse("image_file", args=[image.pk]) not in page

    page = as_alice.post(reverse("image_restore", args=[image.pk]), follow=True).content.decode()
    assert reverse("image_file", args=[image.pk]) in page


STRIP = re.compile(r'<a class="strip-picture" href="/images/([0-9a-f-]+)/[^"]*"')
PLACE = re.compile(r'class="stage-place">, ([^<]+)<')


def conversation(user: User, *counts: int) -> list[Image]:
    """One conversation with so many pictures in each turn; each turn edits the first of all."""
    first, made = asking.pictures(user, count=counts[0])
    found = list(made)
    for count in counts[1:]:
        changes = {"conversation": first.conversation, "continues_from": found[0], "count": count}
        found += asking.pictures(user, **changes)[1]
    return found


def shown(client: Client, image: Image, query: str = "", *, htmx: bool = False) -> str:
    address = reverse("image", args=[image.pk]) + query
    response = client.get(address, headers=asking.HTMX if htmx else {})
    assert response.status_code == 200
    return response.content.decode()


def strip(page: str) -> list[str]:
    return STRIP.findall(page)


def place(page: str) -> str:
    found = PLACE.search(page)
    assert found
    return found[1]


def move(page: str, rel: str) -> str | None:
    found = re.search(rf'href="([^"]+)"[^>]*rel="{rel}"', page)
    return found and found[1].replace("&amp;", "&")


def ids(images: Sequence[Image]) -> list[str]:
    return [str(image.pk) for image in images]


def test_neighbours_in_a_conversation_go_turn_by_turn(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 2, 3)
    asking.pictures(alice)

    page = shown(as_alice, images[2])

    assert strip(page) == ids(images)
    assert place(page) == "3 of 5"
    assert move(page, "prev") == reverse("image", args=[images[1].pk])
    assert move(page, "next") == reverse("image", args=[images[3].pk])
    assert move(shown(as_alice, images[0]), "prev") is None
    assert move(shown(as_alice, images[4]), "next") is None


def test_neighbours_in_the_gallery_follow_its_search_and_order(as_alice: Client, alice: User) -> None:
    cups = [asking.pictures(alice, prompt="A cup")[1][0] for _ in range(3)]
    asking.pictures(alice, prompt="A boat")

    page = shown(as_alice, cups[1], "?in=gallery&words=cup&last=x")

    assert strip(page) == ids(cups[::-1])
    assert place(page) == "2 of 3"
    assert move(page, "next") == reverse("image", args=[cups[0].pk]) + "?words=cup&in=gallery"
    assert strip(shown(as_alice, cups[1], "?in=gallery&words=cup&sort=oldest")) == ids(cups)
    assert reverse("gallery") + "?words=cup&amp;upto=" in page


def test_nonsense_in_the_sequence_is_the_conversation(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 2)

    assert strip(shown(as_alice, images[0], "?in=nowhere&words=x")) == ids(images)


def test_the_strip_and_the_counts_are_bounded(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "STRIP", 2)
    monkeypatch.setattr(queries, "COUNTED", 5)
    images = conversation(alice, 8)

    assert strip(shown(as_alice, images[4])) == ids(images[2:7])
    assert place(shown(as_alice, images[1])) == "2 of 5+"
    assert place(shown(as_alice, images[7])) == "5+"


def test_a_long_conversation_takes_no_more_queries(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 4, 4)

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(as_alice, images[3])
        return len(captured)

    few = counted()
    for _ in range(4):
        turn = images[0].turn
        asking.pictures(alice, conversation=turn.conversation, continues_from=images[1], count=8)
    # Two more, and never more than that: once a side is longer than the strip, it is counted.
    assert counted() <= few + 2
    assert few <= 24


def test_the_lightbox_gets_the_viewer_alone(as_alice: Client, image: Image) -> None:
    part = shown(as_alice, image, htmx=True)

    assert part.lstrip().startswith("<picture-viewer")
    assert "<html" not in part
    restored = as_alice.get(
        reverse("image", args=[image.pk]),
        headers={**asking.HTMX, "HX-History-Restore-Request": "true"},
    )
    assert "<html" in restored.content.decode()


def test_the_browser_can_choose_before_it_lays_out(as_alice: Client, image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(width=1000, height=2000)

    page = shown(as_alice, image)

    tile, view = (reverse("image_thumbnail", args=[image.pk, spec]) for spec in ("tile", "view"))
    assert page.count(f"{tile} 256w, {view} 640w") == 2
    assert 'rel="preload" as="image"' in page
    assert 'fill="#aabbcc"' in page


def test_the_family_of_an_edited_picture_is_drawn(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 1, 2)

    page = shown(as_alice, images[1])

    assert "3 pictures" in page
    assert page.count('<path class="lineage-line"') == 2
    assert page.count('class="lineage-ring"') == 1


def test_options_and_words_of_the_turn_are_shown(as_alice: Client, image: Image) -> None:
    Turn.objects.filter(pk=image.turn_id).update(
        system_instruction="Paint like a child", thinking="high", temperature="0.70"
    )
    image.part.attempt.parts.create(position=1, text="Here is your cup.")
    image.part.attempt.parts.create(position=2, text="I think of cups.", thought=True)

    page = shown(as_alice, image)

    for words in ("Paint like a child", "High", "0.7", "Here is your cup."):
        assert words in page
    assert "I think of cups." not in page


def test_references_are_counted_against_what_the_model_takes(as_alice: Client, alice: User) -> None:
    references = [asking.reference(alice), asking.reference(alice, "dusk.jpg")]
    _turn, images = asking.pictures(alice, references=references, model="gemini-3-pro-image")

    assert "2 of 14" in shown(as_alice, images[0])


def test_deleted_in_the_viewer_the_sequence_goes_on(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 3)
    delete = reverse("image_delete", args=[images[1].pk]) + "?in=conversation"
    headers = {**asking.HTMX, "HX-Target": "picture"}

    response = as_alice.post(delete, headers=headers)
    told = json.loads(response["HX-Trigger"])

    assert f'data-viewer="{images[2].pk}"' in response.content.decode()
    assert told["picture-removed"] == {
        "picture": reverse("image", args=[images[1].pk]),
        "card": reverse("turn", args=[images[1].turn_id]),
    }
    assert told["toast"]["undo"]["target"] == "#picture"
    undone = as_alice.post(told["toast"]["undo"]["url"], headers=headers)
    assert f'data-viewer="{images[1].pk}"' in undone.content.decode()
    assert place(undone.content.decode()) == "2 of 3"
    assert "picture-restored" in json.loads(undone["HX-Trigger"])


def test_undo_after_the_viewer_is_left_only_tells(as_alice: Client, image: Image) -> None:
    conversations.delete_image(image)

    response = as_alice.post(
        reverse("image_restore", args=[image.pk]) + "?in=conversation", headers=asking.HTMX
    )

    assert response.status_code == 204
    assert "picture-restored" in json.loads(response["HX-Trigger"])
    assert Image.objects.filter(pk=image.pk, deleted_at=None).exists()


def test_the_last_one_deleted_leaves_the_one_before_then_the_trash(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 2)

    def delete(image: Image) -> str:
        address = reverse("image_delete", args=[image.pk]) + "?in=conversation"
        return as_alice.post(address, headers=asking.HTMX).content.decode()

    assert f'data-viewer="{images[0].pk}"' in delete(images[1])
    assert "1.1 was moved to Trash." in delete(images[0])


def test_a_removed_picture_says_by_whom_and_keeps_its_neighbours(
    as_alice: Client, alice: User, bob: User
) -> None:
    images = conversation(alice, 3)
    conversations.delete_image(images[1], bob)

    page = shown(as_alice, images[1])

    assert "Deleted by Bob, " in page
    assert move(page, "prev") == reverse("image", args=[images[0].pk])
    assert move(page, "next") == reverse("image", args=[images[2].pk])
    assert reverse("image_file", args=[images[1].pk]) not in page


def test_a_picture_of_a_deleted_turn_brings_the_turn_back(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 2)
    conversations.delete_turn(images[0].turn, alice)
    assert "Its whole turn was deleted" in shown(as_alice, images[0])

    as_alice.post(reverse("image_restore", args=[images[0].pk]) + "?in=conversation", headers=asking.HTMX)

    assert Image.objects.filter(deleted_at=None).count() == 2
    assert place(shown(as_alice, images[0])) == "1 of 2"


def test_a_frame_number_leads_to_its_picture_or_says_which_there_are(as_alice: Client, alice: User) -> None:
    images = conversation(alice, 3)
    thread = images[0].turn.conversation_id

    def ask(turn: int, number: int) -> tuple[int, str]:
        response = as_alice.get(reverse("conversation_frame", args=[thread, turn, number]))
        return response.status_code, response.get("Location", response.content.decode())

    assert ask(1, 2) == (302, reverse("image", args=[images[1].pk]))
    status, missing = ask(1, 9)
    assert status == 404
    for words in ("There is no frame 1.9", "has pictures 1.1 to 1.3.", "Open turn 1"):
        assert words in missing
    assert "has no pictures in turn 7" in ask(7, 1)[1]
