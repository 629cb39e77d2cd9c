"""What went over the wire is kept beside each attempt, and never costs it anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from playground import runner
from playground.egress import Call
from playground.models import Attempt, AttemptState, Exchange, Job, User
from playground.services import exchanges
from tests import making, pictures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]


def only() -> Any:
    """The only exchange. Its JSON has whatever shape the wire had."""
    return Exchange.objects.select_related("attempt").get()


def test_a_picture_leaves_its_request_and_its_answer(alice: User) -> None:
    (image,) = making.finished(making.turn(alice, thinking="high"))

    kept = only()
    assert kept.attempt == image.part.attempt
    assert kept.team == making.team_of(alice)
    assert kept.url.endswith("/v1/models/gemini-nano-banana-2.1:generateContent")
    assert kept.status == 200
    assert kept.request["contents"][0]["parts"] == [{"text": image.turn.prompt}]
    assert kept.request["generationConfig"]["thinkingConfig"] == {"thinking_level": "HIGH"}
    words, drawn = kept.answer["candidates"][0]["content"]["parts"]
    assert words["text"]
    assert drawn["inlineData"]["data"].startswith("⟨picture, ")
    assert "… ⟨" in drawn["thoughtSignature"]
    assert kept.answer["usageMetadata"] == image.part.attempt.usage
    assert kept.request_headers["content-type"] == "application/json"
    assert kept.answer_headers["x-emulated-by"] == "Proofsheet"
    assert kept.answer_size > image.size
    assert "built-in" not in json.dumps([kept.request, kept.request_headers])


def test_references_and_history_are_sizes(alice: User) -> None:
    (first,) = making.finished(making.turn(alice))
    Exchange.objects.all().delete()
    reference = making.ready_reference(alice, pictures.photograph("coffee.png"))
    going_on = {"continues_from": first, "conversation": first.turn.conversation}

    making.finished(making.turn(alice, references=[reference], **going_on))

    kept = only()
    sent = [part for message in kept.request["contents"] for part in message["parts"] if "inlineData" in part]
    assert [part["inlineData"]["data"][:9] for part in sent] == ["⟨picture,", "⟨picture,"]
    assert kept.request_size > first.size + reference.size
    assert len(json.dumps(kept.request)) < 3_000


@pytest.mark.parametrize(
    ("prompt", "status", "state", "said"),
    [
        ("[emulate: 400] a cat", 400, AttemptState.FAILED, '"code": 400'),
        ("[emulate: html] a cat", 200, AttemptState.UNKNOWN, "<html>"),
        ("[emulate: cut] a cat", 200, AttemptState.UNKNOWN, "more characters"),
        ("[emulate: bad base64] a cat", 200, AttemptState.UNKNOWN, "inlineData"),
        ("[emulate: blocked prompt] a cat", 200, AttemptState.ANSWERED, "PROHIBITED_CONTENT"),
    ],
)
def test_a_failure_keeps_what_was_said(alice: User, prompt: str, status: int, state: str, said: str) -> None:
    making.finished(making.turn(alice, prompt=prompt))

    kept: Any = Exchange.objects.select_related("attempt").order_by("pk")[0]
    assert (kept.status, kept.attempt.state) == (status, state)
    assert said in json.dumps(kept.answer)
    assert kept.request["contents"][0]["parts"][0]["text"] == prompt
    assert len(json.dumps(kept.answer)) < 20_000


def test_a_call_that_did_not_get_out_keeps_its_request(alice: User, settings: Settings) -> None:
    making.turn(alice)
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    settings.MAX_ATTEMPTS = 1

    runner.execute(Job.objects.get().id)

    kept = only()
    assert (kept.status, kept.answer, kept.answer_size) == (None, None, 0)
    assert kept.request["contents"]


def test_an_exchange_that_cannot_be_written_costs_nothing(
    alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    (image,) = making.finished(making.turn(alice))
    call = Call(1, 1)
    call.asking("http://127.0.0.1/", {}, b"{}")

    with transaction.atomic():
        exchanges.keep(image.part.attempt, call)  # there is one already
        Attempt.objects.update(detail="written")

    assert Attempt.objects.get().detail == "written"
    assert "could not be kept" in caplog.text


def test_a_call_that_never_began_leaves_none(alice: User) -> None:
    (image,) = making.finished(making.turn(alice))
    Exchange.objects.all().delete()

    exchanges.keep(image.part.attempt, Call(1, 1))

    assert not Exchange.objects.exists()
