"""What the Gemini provider sends, as a server receives it."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from playground.providers.base import Message, Part
from tests.providers.asking import KEY, ask, new_call, request, user
from tests.providers.recorder import Recorder, answer
from tests.providers.samples import SIGNATURE, WHOLE


@pytest.fixture(autouse=True)
def _answers(recorder: Recorder) -> None:
    recorder.play(answer(WHOLE))


def decoded(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)


def test_the_smallest_request(recorder: Recorder) -> None:
    ask(recorder.url)
    [seen] = recorder.seen
    assert (seen.method, seen.target) == (
        "POST",
        "/v1/models/gemini-3.1-flash-image:generateContent",
    )
    assert seen.headers["x-goog-api-key"] == KEY
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["user-agent"].startswith("google-genai-sdk/3.")
    assert seen.headers["x-server-timeout"] == "10"
    assert "authorization" not in seen.headers
    assert seen.json == {
        "contents": [{"parts": [{"text": "a red banana"}], "role": "user"}],
        "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]},
    }


def test_every_option(recorder: Recorder) -> None:
    options: dict[str, Any] = {
        "aspect_ratio": "16:9",
        "size": "4K",
        "seed": 42,
        "temperature": 0.7,
        "thinking": "high",
        "system": "be terse",
        "text_answers": False,
        "max_output_tokens": 8192,
    }
    ask(recorder.url, request(**options))
    assert recorder.seen[0].json == {
        "contents": [{"parts": [{"text": "a red banana"}], "role": "user"}],
        "systemInstruction": {"parts": [{"text": "be terse"}], "role": "user"},
        "generationConfig": {
            "temperature": 0.7,
            "maxOutputTokens": 8192,
            "seed": 42,
            "responseModalities": ["IMAGE"],
            "thinkingConfig": {"thinking_level": "HIGH"},
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "4K"},
        },
    }


def test_a_model_without_sizes_is_sent_none(recorder: Recorder) -> None:
    ask(recorder.url, request(aspect_ratio="1:1"))
    assert recorder.seen[0].json["generationConfig"]["imageConfig"] == {"aspectRatio": "1:1"}


def test_fourteen_references_keep_their_order_and_their_bytes(recorder: Recorder) -> None:
    pictures = [bytes([number]) * 1000 + bytes(range(256)) for number in range(14)]
    parts = [Part(data=data, mime_type="image/jpeg") for data in pictures]
    ask(recorder.url, request(user(*parts, "put them together")))
    [content] = recorder.seen[0].json["contents"]
    assert [decoded(part["inlineData"]["data"]) for part in content["parts"][:14]] == pictures
    assert {part["inlineData"]["mime_type"] for part in content["parts"][:14]} == {"image/jpeg"}
    assert content["parts"][14] == {"text": "put them together"}


def test_history_goes_back_as_it_came(recorder: Recorder) -> None:
    """Signatures byte for byte, each on its own part; thoughts stay at home."""
    answered = ask(recorder.url)
    ask(
        recorder.url,
        request(user("a red banana"), Message("model", answered.parts), user("now green")),
    )
    contents = recorder.seen[1].json["contents"]
    assert [content["role"] for content in contents] == ["user", "model", "user"]
    text, picture = contents[1]["parts"]
    assert text["text"] == "Here is your image."
    assert decoded(text["thoughtSignature"]) == b"text signature"
    assert decoded(picture["thoughtSignature"]) == SIGNATURE
    assert decoded(picture["inlineData"]["data"]) == answered.parts[3].data


def test_an_answer_of_thoughts_only_is_no_turn(recorder: Recorder) -> None:
    thoughts = Message("model", (Part(text="hm", thought=True),))
    ask(recorder.url, request(user("a"), thoughts, user("b")))
    assert [content["role"] for content in recorder.seen[0].json["contents"]] == ["user", "user"]


def test_any_text_survives(recorder: Recorder) -> None:
    text = 'quotes " \\ \n newline, 香蕉, \U0001f34c, e\u0301, \u202eRTL, <script>'
    ask(recorder.url, request(user(text)))
    assert recorder.seen[0].json["contents"][0]["parts"] == [{"text": text}]


def test_the_server_is_told_the_time_that_is_left(recorder: Recorder) -> None:
    ask(recorder.url, call=new_call(seconds=299.5))
    assert recorder.seen[0].headers["x-server-timeout"] == "300"


def test_the_base_url_may_have_a_path(recorder: Recorder) -> None:
    ask(f"{recorder.url}/relay/")
    assert recorder.seen[0].target.startswith("/relay/v1/models/")


def test_the_environment_changes_nothing(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "GOOGLE_GENAI_USE_VERTEXAI": "true",
        "GOOGLE_GENAI_USE_ENTERPRISE": "true",
        "GOOGLE_GENAI_API_VERSION": "beta",
        "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:9",
        "GOOGLE_API_KEY": "another",
        "GEMINI_API_KEY": "a third",
        "GOOGLE_CLOUD_PROJECT": "p",
    }.items():
        monkeypatch.setenv(name, value)
    ask(recorder.url, key="fresh-key-for-a-fresh-client")
    [seen] = recorder.seen
    assert seen.headers["x-goog-api-key"] == "fresh-key-for-a-fresh-client"
    assert seen.target.startswith("/v1/models/")


def test_one_connection_serves_many_calls_and_keys_do_not_mix(recorder: Recorder) -> None:
    for key in ("key-one", "key-two", "key-one"):
        ask(recorder.url, key=key)
    assert [seen.headers["x-goog-api-key"] for seen in recorder.seen] == [
        "key-one",
        "key-two",
        "key-one",
    ]
    assert recorder.connections == 1
