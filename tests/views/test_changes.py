"""The one poll of a thread: 204 while it would look the same, else only what looks different."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from playground.models import Conversation, Image, Membership, Role, Turn, User
from playground.services import conversations, favourites, jobs
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

CARD = re.compile(r'data-number="(\d+)" data-version="(\w+)"')
HEAD = re.compile(r'data-head="(\w*)"')


class Page:
    """A thread that is open in a browser: it knows what it shows and asks what became of it."""

    def __init__(self, client: Client, conversation: Conversation) -> None:
        self.client, self.conversation = client, conversation
        body = client.get(reverse("conversation", args=[conversation.pk])).content.decode()
        self.seen: dict[str, str] = dict(CARD.findall(body))
        self.head = HEAD.findall(body)[0]

    def address(self) -> str:
        seen = ",".join(f"{number}.{version}" for number, version in self.seen.items())
        return f"{reverse('conversation_changes', args=[self.conversation.pk])}?head={self.head}&seen={seen}"

    def look(self) -> str:
        """What a poll brings; empty when nothing changed. It is taken over, as a browser does."""
        response = self.client.get(self.address(), headers=asking.HTMX)
        assert response.status_code in (200, 204)
        body = response.content.decode()
        self.seen |= dict(CARD.findall(body))
        self.head = (HEAD.findall(body) or [self.head])[0]
        return body


@pytest.fixture
def turn(alice: User) -> Turn:
    """A finished turn of two pictures, the first of its conversation."""
    made, _images = asking.pictures(alice, count=2)
    return made


@pytest.fixture
def opened(as_alice: Client, turn: Turn) -> Page:
    return Page(as_alice, turn.conversation)


def numbers(body: str) -> list[str]:
    return [number for number, _version in CARD.findall(body)]


def test_nothing_changed_is_an_empty_answer(opened: Page) -> None:
    assert opened.look() == ""
    assert opened.look() == ""


def test_a_turn_of_another_tab_comes_at_the_end(opened: Page, turn: Turn, alice: User) -> None:
    making.turn(alice, conversation=turn.conversation)

    body = opened.look()

    assert numbers(body) == ["2"]
    assert 'hx-swap-oob="beforeend:#turns"' in body
    assert opened.look() == ""


def test_a_deleted_turn_goes_and_comes_back_in_its_place(opened: Page, turn: Turn, alice: User) -> None:
    middle = making.turn(alice, conversation=turn.conversation)
    later = making.turn(alice, conversation=turn.conversation)
    opened.look()

    conversations.delete_turn(middle)
    assert re.search(rf'id="turn-{middle.pk}"[^>]*hidden hx-swap-oob="true"', opened.look())
    assert opened.look() == ""

    conversations.restore_turn(middle)
    assert numbers(opened.look()) == ["2"]
    # A page that was opened while it was deleted has no place for it yet.
    del opened.seen["2"]
    assert f'hx-swap-oob="beforebegin:#turn-{later.pk}"' in opened.look()


CHANGES: Mapping[str, Callable[[Turn, Image, User], object]] = {
    "a picture is deleted": lambda turn, image, user: conversations.delete_image(image, user),
    "a star": lambda turn, image, user: favourites.mark(user, image, wanted=True),
    "a claim": lambda turn, image, user: making.claimed(turn.jobs.get(number=3)),
    "a call": lambda turn, image, user: making.begun(making.claimed(turn.jobs.get(number=3))),
    "a cancel": lambda turn, image, user: jobs.cancel(turn.jobs.filter(number=3)),
    "a pause": lambda turn, image, user: (
        type(turn.connection)
        .objects.filter(pk=turn.connection_id)
        .update(paused_until=timezone.now() + datetime.timedelta(minutes=1))
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_of_a_card_is_seen_once(what: str, as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=3)
    image, _other = [asking.picture(job) for job in turn.jobs.order_by("number")[:2]]
    making.turn(alice, conversation=turn.conversation)
    opened = Page(as_alice, turn.conversation)

    CHANGES[what](turn, image, alice)

    assert "1" in numbers(opened.look())
    assert opened.look() == ""


def test_the_place_in_the_queue_moves_on(as_bob: Client, alice: User, bob: User) -> None:
    ahead, mine = making.turn(alice), making.turn(bob)
    opened = Page(as_bob, mine.conversation)

    making.claimed(ahead.jobs.get())

    assert "queued, 1st" in opened.look()


def test_a_star_of_somebody_else_changes_nothing(opened: Page, turn: Turn, bob: User) -> None:
    favourites.mark(bob, turn.images.all()[0], wanted=True)

    assert opened.look() == ""


def test_a_new_title_appears(opened: Page, turn: Turn) -> None:
    Conversation.objects.filter(pk=turn.conversation_id).update(title="Espresso <on> oak")

    body = opened.look()

    assert "<title>Espresso &lt;on&gt; oak · Proofsheet</title>" in body
    assert numbers(body) == []
    assert opened.look() == ""


def test_only_turns_that_the_page_shows_are_asked_about(opened: Page, turn: Turn, alice: User) -> None:
    making.turn(alice, conversation=turn.conversation)
    opened.look()
    del opened.seen["1"]

    assert opened.look() == ""


@pytest.mark.parametrize("seen", ["", "x", "1", "1.", "99999999999999999999.ab", "1.<b>", "🙂.1"])
def test_an_odd_question_is_answered_with_the_thread(seen: str, as_alice: Client, turn: Turn) -> None:
    address = reverse("conversation_changes", args=[turn.conversation_id])

    response = as_alice.get(address, {"seen": seen, "head": seen}, headers=asking.HTMX)

    assert response.status_code == 200
    assert f'id="turn-{turn.pk}"' in response.content.decode()


def test_a_viewer_sees_changes_and_no_buttons(turn: Turn, alice: User, bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    opened = Page(as_bob, turn.conversation)
    making.turn(alice, conversation=turn.conversation)

    body = opened.look()

    assert numbers(body) == ["2"]
    assert "hx-post" not in body


def test_a_poll_takes_few_queries_however_long_the_thread(as_alice: Client, alice: User) -> None:
    first, _images = asking.pictures(alice, count=2)
    making.turn(alice, conversation=first.conversation)

    def queries(to: int) -> tuple[int, int]:
        while first.conversation.turns.count() < to:
            asking.pictures(alice, conversation=first.conversation, count=2)
        opened = Page(as_alice, first.conversation)
        counted = []
        for number in (0, 1):
            if number:
                making.turn(alice, conversation=first.conversation)
            with CaptureQueriesContext(connection) as caught:
                opened.look()
            counted.append(len(caught))
        return counted[0], counted[1]

    few, many = queries(4), queries(15)
    assert few == many
    assert few[0] <= 12
    assert few[1] <= 40
