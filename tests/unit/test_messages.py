"""What is known of a call before anything is read for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.models import Image, User
from playground.services import messages
from tests.views import asking

pytestmark = pytest.mark.django_db


def branch(alice: User, length: int) -> list[Image]:
    """Pictures each of which was made from the one before."""
    reference = asking.reference(alice)
    going_on: dict[str, Any] = {}
    made: list[Image] = []
    for number in range(1, length + 1):
        _turn, [image] = asking.pictures(alice, prompt=f"{number}", references=[reference], **going_on)
        going_on = {"continues_from": image, "conversation": image.turn.conversation}
        made.append(image)
    return made


def test_a_branch_goes_back_to_where_its_history_begins(alice: User) -> None:
    first, second, third, fourth = branch(alice, 4)
    assert messages.branch(fourth) == [first, second, third, fourth]

    second.turn.flattened = True
    second.turn.save()

    assert messages.branch(Image.objects.get(pk=fourth.pk)) == [second, third, fourth]
    assert messages.branch(None) == []


def test_a_long_branch_takes_no_more_queries_than_a_short_one(alice: User) -> None:
    asked = []
    for image in (branch(alice, 2)[-1], branch(alice, 5)[-1]):
        with CaptureQueriesContext(connection) as queries:
            load = messages.load("On", [], Image.objects.get(pk=image.pk), flattened=False)
        asked.append((load.pictures, len(queries)))

    [(few, queries_of_few), (many, queries_of_many)] = asked
    assert (few, many) == (4, 10)
    assert queries_of_few == queries_of_many
