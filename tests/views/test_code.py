"""The dialog with a turn's code, its download, and the drawer with what went over the wire."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from playground.emulator.server import Server
from playground.models import Attempt, AttemptState, Reference, Turn, User
from tests import making, pictures
from tests.views import asking

pytestmark = pytest.mark.django_db


def dialog(client: Client, turn: Turn, **query: str) -> str:
    response = client.get(reverse("turn_code", args=[turn.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def packed(client: Client, turn: Turn, query: str = "") -> zipfile.ZipFile:
    response: Any = client.get(reverse("turn_code_download", args=[turn.pk]) + query)
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response)))


def test_a_prompt_is_text_in_the_page(alice: User, as_alice: Client) -> None:
    turn, _images = asking.pictures(alice, prompt="</script><script>alert(1)</script> {{ 7 }}")

    page = dialog(as_alice, turn)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Get code for turn 1" in page


def test_the_form_brings_the_body_alone(alice: User, as_alice: Client) -> None:
    turn, _images = asking.pictures(alice)

    body = dialog(as_alice, turn, asked="1", language="javascript")

    assert "<dialog" not in body
    assert "@google/genai" in body


def test_an_unknown_language_is_python(alice: User, as_alice: Client) -> None:
    turn, _images = asking.pictures(alice)
    assert "pip install google-genai" in dialog(as_alice, turn, asked="1", language="cobol")


def test_only_switches_that_do_something(alice: User, as_alice: Client) -> None:
    first, [image] = asking.pictures(alice)
    plain = dialog(as_alice, first)
    assert "References as files" not in plain
    assert "Whole conversation" not in plain

    second = making.turn(
        alice, references=[asking.reference(alice)], continues_from=image, conversation=first.conversation
    )
    page = dialog(as_alice, second)
    assert "References as files" in page
    assert "Whole conversation" in page
    assert "reference-1.jpg" in page
    assert "1.1.png" in page


def test_a_reference_that_is_not_ready_is_said(alice: User, as_alice: Client) -> None:
    received = making.received_reference(alice, pictures.photograph("rocket.jpg"))
    turn = making.turn(alice, references=[received])

    assert "is not ready" in dialog(as_alice, turn)
    assert as_alice.get(reverse("turn_code_download", args=[turn.pk])).status_code == 404


def test_a_model_nobody_knows_is_said(alice: User, as_alice: Client) -> None:
    turn, _images = asking.pictures(alice)
    Turn.objects.filter(pk=turn.pk).update(model="gone-1")

    assert "does not know" in dialog(as_alice, turn)


def test_the_download_has_three_programs_and_what_they_read(alice: User, as_alice: Client) -> None:
    first, [image] = asking.pictures(alice)
    second = making.turn(
        alice, references=[asking.reference(alice)], continues_from=image, conversation=first.conversation
    )

    with packed(as_alice, second) as archive:
        assert archive.namelist() == ["turn-2.py", "turn-2.mjs", "turn-2.sh", "1.1.png", "reference-1.jpg"]
        assert archive.read("1.1.png") == asking.PIXELS
    with packed(as_alice, second, "?asked=1") as archive:
        assert "1.1.png" not in archive.namelist()


def test_a_viewer_may_read_it(alice: User, bob: User, as_bob: Client) -> None:
    turn, _images = asking.pictures(alice)
    bob.memberships.update(role="viewer")
    assert "pip install" in dialog(as_bob, turn)


def test_nothing_was_sent_yet(alice: User, as_alice: Client) -> None:
    turn = making.turn(alice)
    page = as_alice.get(reverse("turn_raw", args=[turn.pk])).content.decode()
    assert "Nothing was sent yet." in page


def drawer(client: Client, turn: Turn, **query: str) -> str:
    response = client.get(reverse("turn_raw", args=[turn.pk]), query)
    assert response.status_code == 200
    return html.unescape(re.sub(r"</?span[^>]*>", "", response.content.decode()))


def test_the_answer_as_it_came(alice: User, as_alice: Client, emulator: Server) -> None:
    turn = making.turn(alice, prompt="A red <b>cup</b>", references=[prepared(alice)])
    making.finished(turn)

    page = drawer(as_alice, turn)
    assert re.search(r'"data": ⟨picture 1\.1, [\d.]+ [kM]B⟩', page)
    assert '"finishReason": "STOP"' in page
    assert re.search(r"200 in [\d.]+ s", page)
    assert "Built-in emulator" in page
    assert "built-in" not in page

    request = drawer(as_alice, turn, part="request")
    assert '"text": "A red <b>cup</b>"' in request
    assert "⟨picture, " in request
    assert (
        "<b>" not in as_alice.get(reverse("turn_raw", args=[turn.pk]), {"part": "request"}).content.decode()
    )

    headers = drawer(as_alice, turn, part="headers")
    assert ":generateContent" in headers
    assert "content-type: application/json" in headers
    assert "x-goog-api-key" not in headers


def test_one_attempt_after_the_other(alice: User, as_alice: Client, emulator: Server) -> None:
    turn = making.turn(alice, prompt="A cup [emulate: 400]", count=2)
    making.finished(turn)
    [first, second] = Attempt.objects.filter(job__turn=turn).order_by("job__number")

    page = drawer(as_alice, turn, part="attempts")
    assert page.count('name="attempt"') == 2
    assert f'value="{second.pk}" checked' in page
    page = drawer(as_alice, turn, part="headers", attempt=str(first.pk))
    assert f'name="attempt" value="{first.pk}"' in page
    assert '"code": 400' in drawer(as_alice, turn, attempt=str(first.pk))


@pytest.mark.parametrize(
    ("billed", "words"), [(None, "possibly billed"), (True, "counted as billed"), (False, "not billed")]
)
def test_an_attempt_says_what_was_decided(
    alice: User, as_alice: Client, billed: bool | None, words: str
) -> None:
    _turn, [image] = asking.pictures(alice)
    decided = None if billed is None else timezone.now()
    Attempt.objects.update(state=AttemptState.UNKNOWN, resolved_at=decided, billed=billed)

    page = " ".join(drawer(as_alice, image.turn, part="attempts").split())

    assert f"{words} 0.0 s" in page
    assert page.count("billed") == page.count(words)


def test_what_is_kept_no_longer_is_said(alice: User, as_alice: Client) -> None:
    turn, _images = asking.pictures(alice)

    assert "is deleted after 90 days" in drawer(as_alice, turn)


def test_the_drawer_asks_as_often_for_many_attempts(
    alice: User, as_alice: Client, emulator: Server, django_assert_num_queries: Any
) -> None:
    few, many = making.turn(alice, prompt="one"), making.turn(alice, prompt="eight", count=8)
    for turn in (few, many):
        making.finished(turn)
    address = reverse("turn_raw", args=[few.pk])
    with CaptureQueriesContext(connection) as asked:
        as_alice.get(address, {"part": "attempts"})
    with django_assert_num_queries(len(asked)):
        as_alice.get(reverse("turn_raw", args=[many.pk]), {"part": "attempts"})


def prepared(alice: User) -> Reference:
    return making.ready_reference(alice, pictures.saved(pictures.quadrants(), "PNG"))
