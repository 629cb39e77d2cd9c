"""What the Gemini provider makes of an answer."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from playground.providers.base import Fault, Part, Usage, Verdict
from tests.providers.asking import ask, fails
from tests.providers.recorder import Recorder, answer
from tests.providers.samples import (
    GROUNDED,
    PICTURE,
    SIGNATURE,
    USAGE,
    WHOLE,
    candidate,
    encoded,
    picture,
    reply,
)

BLOCKED = (
    *("SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "RECITATION"),
    *("IMAGE_RECITATION", "BLOCKLIST", "SPII", "MODEL_ARMOR", "LANGUAGE", "IMAGE_SAFETY_V2"),
)
NOTHING_MADE = (
    *("NO_IMAGE", "IMAGE_OTHER", "OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"),
    *("TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "ESCALATION"),
    *("PUP_LIMITED_DISABLED", "CONTINUATION", "A_WORD_FROM_NEXT_YEAR"),
)
BLOCK_REASONS = (
    *("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR"),
    *("JAILBREAK", "A_WORD_FROM_NEXT_YEAR"),
)


def test_parts_keep_their_order_their_thoughts_and_their_signatures(recorder: Recorder) -> None:
    recorder.play(answer(WHOLE))
    outcome = ask(recorder.url)
    assert outcome.verdict is Verdict.PICTURES
    assert outcome.parts == (
        Part(text="Composing...", thought=True),
        Part(data=b"interim", mime_type="image/png", thought=True),
        Part(text="Here is your image.", signature=b"text signature"),
        Part(data=PICTURE, mime_type="image/png", signature=SIGNATURE),
    )
    assert (outcome.reason, outcome.reason_message) == ("STOP", "")
    assert (outcome.model_version, outcome.response_id) == ("m-001", "r1")


def test_usage(recorder: Recorder) -> None:
    recorder.play(answer(WHOLE))
    assert ask(recorder.url).usage == Usage(
        prompt=1129,
        prompt_images=1120,
        thoughts=240,
        candidates=1128,
        candidate_images=1120,
        total=2497,
        reported=USAGE,
    )


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        (None, None),
        ({}, None),
        ("x", None),
        ({"promptTokenCount": -5}, Usage(prompt=-5, reported={"promptTokenCount": -5})),
        ({"totalTokenCount": "12"}, Usage(total=12, reported={"totalTokenCount": "12"})),
        ({"totalTokenCount": True}, Usage(reported={"totalTokenCount": True})),
        (
            {"candidatesTokensDetails": [7]},
            Usage(candidate_images=0, reported={"candidatesTokensDetails": [7]}),
        ),
    ],
)
def test_strange_usage(recorder: Recorder, reported: object, expected: Usage | None) -> None:
    body = reply(candidate(picture()))
    if reported is not None:
        body["usageMetadata"] = reported
    recorder.play(answer(body))
    assert ask(recorder.url).usage == expected


@pytest.mark.parametrize("reason", BLOCKED)
def test_a_withheld_picture_says_why(recorder: Recorder, reason: str) -> None:
    message = "Unable to show the generated image. Support code: 42876398."
    recorder.play(answer(reply(candidate(reason=reason, finishMessage=message), usageMetadata=USAGE)))
    outcome = ask(recorder.url)
    assert outcome.verdict is Verdict.BLOCKED_PICTURE
    assert (outcome.reason, outcome.reason_message) == (reason, message)
    assert outcome.usage is not None
    assert outcome.parts == ()


@pytest.mark.parametrize("reason", NOTHING_MADE)
@pytest.mark.parametrize("parts", [(), ({"text": "Sorry."},)])
def test_no_picture(recorder: Recorder, reason: str, parts: tuple[object, ...]) -> None:
    recorder.play(answer(reply(candidate(*parts, reason=reason))))
    outcome = ask(recorder.url)
    assert (outcome.verdict, outcome.reason) == (Verdict.NO_PICTURE, reason)


@pytest.mark.parametrize("reason", BLOCK_REASONS)
def test_a_blocked_prompt(recorder: Recorder, reason: str) -> None:
    recorder.play(answer({"promptFeedback": {"blockReason": reason}, "usageMetadata": USAGE}))
    outcome = ask(recorder.url)
    assert (outcome.verdict, outcome.reason) == (Verdict.BLOCKED_PROMPT, reason)
    assert outcome.usage is not None


@pytest.mark.parametrize("reason", ["STOP", "MAX_TOKENS", None])
def test_text_only(recorder: Recorder, reason: str | None) -> None:
    recorder.play(answer(reply(candidate({"text": "I can't draw that."}, reason=reason))))
    outcome = ask(recorder.url)
    assert outcome.verdict is Verdict.TEXT_ONLY
    assert outcome.parts == (Part(text="I can't draw that."),)


@pytest.mark.parametrize(
    "body",
    [
        reply(candidate()),
        reply(),
        reply(candidate({"text": " \n"})),
        reply(candidate({"text": "thinking", "thought": True})),
        reply(candidate(picture(thought=True))),
        reply({}),
        reply(None, "x"),
        reply(candidate({"functionCall": {"name": "f"}})),
        {"candidates": "x", "usageMetadata": {}},
    ],
)
def test_neither_picture_nor_text(recorder: Recorder, body: object) -> None:
    recorder.play(answer(body))
    assert ask(recorder.url).verdict is Verdict.NO_PICTURE


@pytest.mark.parametrize("reason", ["MAX_TOKENS", "IMAGE_SAFETY", "A_WORD_FROM_NEXT_YEAR"])
def test_a_picture_beats_every_reason(recorder: Recorder, reason: str) -> None:
    recorder.play(answer(reply(candidate(picture(), reason=reason))))
    outcome = ask(recorder.url)
    assert (outcome.verdict, outcome.reason) == (Verdict.PICTURES, reason)


def test_several_pictures_all_count(recorder: Recorder) -> None:
    recorder.play(answer(reply(candidate(picture(b"1"), picture(b"2")), candidate(picture(b"3")))))
    assert [part.data for part in ask(recorder.url).parts] == [b"1", b"2", b"3"]


def test_fields_of_tomorrow_do_not_cost_a_picture(recorder: Recorder) -> None:
    """The SDK's own reading refuses the whole answer when one of these has a new shape."""
    strange: dict[str, Any] = {
        "safetyRatings": "none",
        "citationMetadata": 7,
        "groundingMetadata": [],
        "tokenCount": "many",
    }
    recorder.play(answer(reply(candidate(picture(), **strange), usageMetadata=USAGE)))
    assert ask(recorder.url).verdict is Verdict.PICTURES


def test_a_grounded_answer(recorder: Recorder) -> None:
    recorder.play(answer(GROUNDED))
    outcome = ask(recorder.url)
    assert outcome.verdict is Verdict.PICTURES
    assert outcome.usage is not None
    assert outcome.usage.candidate_images is None
    assert outcome.usage.reported["toolUsePromptTokenCount"] == 50


@pytest.mark.parametrize("pad", [True, False])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_both_base64_alphabets(recorder: Recorder, encode: Any, pad: bool) -> None:
    text = encode(SIGNATURE).decode()
    blob = {"mimeType": "image/png", "data": text if pad else text.rstrip("=")}
    recorder.play(answer(reply(candidate({"inlineData": blob}))))
    assert ask(recorder.url).parts[0].data == SIGNATURE


def test_a_signature_alone_keeps_its_place(recorder: Recorder) -> None:
    recorder.play(answer(reply(candidate({"thoughtSignature": encoded(b"s")}, picture()))))
    assert ask(recorder.url).parts[0] == Part(text="", signature=b"s")


def test_half_a_surrogate_pair_does_not_cost_a_picture(recorder: Recorder) -> None:
    text = json.dumps(reply(candidate({"text": "@"}, picture()))).replace("@", "cut \\ud83c")
    recorder.play(answer(text.encode()))
    outcome = ask(recorder.url)
    assert outcome.parts[0].text == "cut \ufffd"
    assert outcome.verdict is Verdict.PICTURES


def test_a_large_picture(recorder: Recorder) -> None:
    data = SIGNATURE * 60_000
    recorder.play(answer(reply(candidate(picture(data)))))
    assert ask(recorder.url).parts[0].data == data


DAMAGED = {
    "empty": b"",
    "cut JSON": json.dumps(WHOLE).encode()[:-40],
    "HTML": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "a list": b"[1, 2]",
    "null": b"null",
    "a word": b'"ok"',
    "an empty object": b"{}",
    "another API's answer": b'{"choices": [{"message": {"content": "hi"}}]}',
    "deeply nested": b"[" * 200_000,
    "a number that never ends": b'{"candidates": ' + b"9" * 6000 + b"}",
    "not UTF-8": b'{"candidates": [{"content": "\xff\xfe"}],' + b"\xff",
    "broken base64": json.dumps(WHOLE).encode().replace(b"iVBORw0KGgo", b"iVBOR!0KGgo"),
    "cut base64": json.dumps(WHOLE).encode().replace(b"CYII=", b"CYII"[:3].ljust(3, b"C")),
    "no data": json.dumps(reply(candidate({"inlineData": {"mimeType": "image/png"}}))).encode(),
    "empty data": json.dumps(reply(candidate(picture(b"")))).encode(),
    "data of another type": json.dumps(reply(candidate({"inlineData": {"data": 7}}))).encode(),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_answer_may_have_been_billed(recorder: Recorder, name: str) -> None:
    recorder.play(answer(DAMAGED[name]))
    error = fails(recorder.url)
    assert (error.fault, error.retryable, error.unknown) == (Fault.DAMAGED, True, True)
    assert error.detail
