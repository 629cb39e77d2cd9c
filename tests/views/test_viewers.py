"""Members who may only look: they see everything, and nothing that they could not do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground.models import Attempt, AttemptState, Job, JobState, Membership, Role, Turn, User
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

SENTENCE = "You may look at what this team makes, but not change it."
CHANGES = re.compile(r'(?:hx-post|(?<!\w)(?:form)?action)="(?!/sign-out/)[^"]*"')


@pytest.fixture
def as_viewer(bob: User) -> Client:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    return asking.client_of(bob)


@pytest.fixture
def turn(alice: User, settings: Settings) -> Turn:
    """A conversation with a picture, a living turn, a failure, a cancelled job and one undecided."""
    settings.GEMINI_API_KEY = "a-key"
    done, _images = asking.pictures(alice)
    making.turn(alice, conversation=done.conversation)
    failed, cancelled, held = making.turn(alice, conversation=done.conversation, count=3).jobs.all()
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, outcome="blocked_prompt")
    Job.objects.filter(pk=cancelled.pk).update(state=JobState.CANCELLED)
    Job.objects.filter(pk=held.pk).update(state=JobState.HELD, outcome="timed_out")
    Attempt.objects.create(
        team_id=held.team_id,
        job=held,
        number=1,
        reservation=1,
        owner="gone",
        state=AttemptState.UNKNOWN,
        outcome="timed_out",
        started_at=held.created_at,
    )
    return done


def addresses(turn: Turn) -> list[str]:
    pages = [
        reverse("studio"),
        reverse("gallery"),
        reverse("conversation", args=[turn.conversation_id]),
        reverse("image", args=[turn.images.get().pk]),
    ]
    return pages + [reverse("turn", args=[row.pk]) for row in turn.conversation.turns.all()]


def offered(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [found for found in CHANGES.findall(page) if found != f'action="{reverse("gallery")}"']


def test_nothing_that_changes_anything_is_offered(as_viewer: Client, turn: Turn) -> None:
    for address in addresses(turn):
        assert offered(as_viewer, address) == [], address


def test_who_may_write_is_offered_all_of_it(as_alice: Client, turn: Turn) -> None:
    """The same pages, so that the test above cannot pass by looking in the wrong place."""
    found = " ".join(" ".join(offered(as_alice, address)) for address in addresses(turn))

    for word in ("generate/", "/cancel/", "/retry/", "/delete/", "/billed/", "/not-billed/", "/selection/"):
        assert word in found, word


def test_one_sentence_stands_where_the_composer_would(as_viewer: Client, turn: Turn) -> None:
    for address in addresses(turn)[0], addresses(turn)[2]:
        page = as_viewer.get(address).content.decode()
        assert page.count(SENTENCE) == 1
        assert "<textarea" not in page
        assert "data-example" not in page


def test_what_is_there_can_be_looked_at(as_viewer: Client, turn: Turn) -> None:
    page = as_viewer.get(reverse("conversation", args=[turn.conversation_id])).content.decode()

    assert "<b>1.1</b>" in page
    assert "was possibly billed" in page
    assert "Copy prompt" in page
    assert "?download" in page
    assert "?again=" not in page
    assert "?from=" not in page


def test_an_empty_gallery_sends_nobody_to_a_studio_without_a_button(as_viewer: Client) -> None:
    page = as_viewer.get(reverse("gallery")).content.decode()

    assert "No pictures yet" in page
    assert "Open Studio" not in page
