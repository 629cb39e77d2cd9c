"""Every fault, seen by the SDK's client."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

from playground.emulator.app import create_app
from playground.emulator.faults import KINDS, BadFault, Faults, parse, strip
from playground.emulator.generate import Studio

from .conftest import SEEDED, ask, in_process, opened, over_socket, picture


def wish(client: genai.Client, fault: str, **config: Any) -> Any:
    return ask(client, f"a cup [emulate: {fault}]", size="512", **config)


def failure(client: genai.Client, fault: str) -> errors.APIError:
    with pytest.raises(errors.APIError) as caught:
        wish(client, fault)
    return caught.value


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ("400", 400, "INVALID_ARGUMENT"),
        ("400 country", 400, "FAILED_PRECONDITION"),
        ("402", 402, "PAYMENT_REQUIRED"),
        ("403", 403, "PERMISSION_DENIED"),
        ("403 leaked", 403, "PERMISSION_DENIED"),
        ("404", 404, "NOT_FOUND"),
        ("500", 500, "INTERNAL"),
        ("502", 502, "UNAVAILABLE"),
        ("503", 503, "UNAVAILABLE"),
        ("504", 504, "DEADLINE_EXCEEDED"),
    ],
)
def test_error_answers(client: genai.Client, fault: str, code: int, status: str) -> None:
    error = failure(client, fault)
    assert (error.code, error.status) == (code, status)
    assert error.message


def test_an_invalid_key(client: genai.Client) -> None:
    assert failure(client, "400 key").details["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_429_says_when_to_come_back(client: genai.Client) -> None:
    error = failure(client, "429 3.5s")
    help_, quota, retry = error.details["error"]["details"]
    assert retry == {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}
    assert "PerMinute" in quota["violations"][0]["quotaId"]
    assert help_["links"]


def test_429_day_is_a_quota_without_hope(client: genai.Client) -> None:
    error = failure(client, "429 day")
    assert "PerDay" in error.details["error"]["details"][1]["violations"][0]["quotaId"]
    assert "limit: 0" in str(error.message)


def test_a_blocked_prompt(client: genai.Client) -> None:
    answer = wish(client, "blocked prompt")
    assert answer.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    assert not answer.candidates


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("blocked picture", "IMAGE_SAFETY"),
        ("blocked image", "IMAGE_SAFETY"),
        ("prohibited picture", "IMAGE_PROHIBITED_CONTENT"),
        ("recited picture", "IMAGE_RECITATION"),
        ("no picture", "NO_IMAGE"),
    ],
)
def test_a_picture_that_did_not_come(client: genai.Client, fault: str, reason: str) -> None:
    answer = wish(client, fault)
    assert answer.candidates[0].finish_reason.name == reason
    assert answer.parts is None
    assert answer.usage_metadata.thoughts_token_count


def test_a_finish_message_stands_in_the_raw_answer(client: genai.Client) -> None:
    options = types.HttpOptions()
    answer = client.models.generate_content(
        model=SEEDED,
        contents="x [emulate: blocked picture]",
        config=types.GenerateContentConfig(should_return_http_response=True, http_options=options),
    )
    assert answer.sdk_http_response
    assert "Support code" in json.loads(answer.sdk_http_response.body or "")["candidates"][0]["finishMessage"]


def test_text_only(client: genai.Client) -> None:
    (only,) = wish(client, "text only").parts
    assert only.text


@pytest.mark.parametrize(("fault", "number"), [("several pictures", 3), ("2 pictures", 2)])
def test_several_pictures(client: genai.Client, fault: str, number: int) -> None:
    answer = wish(client, fault)
    pictures = [part.inline_data.data for part in answer.parts if part.inline_data]
    assert len(set(pictures)) == number
    assert answer.usage_metadata.candidates_tokens_details[0].token_count == 747 * number


def test_wrong_size(client: genai.Client) -> None:
    assert opened(picture(wish(client, "wrong size"))).size != (512, 512)


def test_no_usage(client: genai.Client) -> None:
    assert wish(client, "no usage").usage_metadata is None


def test_truncated_data_cannot_be_decoded(client: genai.Client) -> None:
    image = opened(picture(wish(client, "truncated data")))
    with pytest.raises(OSError, match="truncated"):
        image.load()
    assert Image.MIME["PNG"] == "image/png"


def test_bad_base64(client: genai.Client) -> None:
    with pytest.raises(ValueError):
        wish(client, "bad base64")


@pytest.mark.parametrize("fault", ["truncated json", "html"])
def test_bodies_that_are_no_json(client: genai.Client, fault: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        wish(client, fault)


def test_an_error_body_with_status_200_looks_empty_to_the_sdk(client: genai.Client) -> None:
    assert wish(client, "error body").candidates is None


@pytest.mark.parametrize("fault", ["cut", "cut before"])
def test_a_cut_connection(served: Any, fault: str) -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        wish(over_socket(served()), fault)


def test_a_cut_before_any_answer_in_process(client: genai.Client) -> None:
    with pytest.raises(ConnectionResetError):
        wish(client, "cut before")


def test_a_timeout_is_seen_by_the_client_that_set_one(served: Any) -> None:
    client = genai.Client(
        api_key="k", http_options=types.HttpOptions(base_url=served().base_url, timeout=100)
    )
    with pytest.raises(httpx2.ReadTimeout):
        wish(client, "timeout")


@pytest.mark.parametrize(("fault", "seconds"), [("timeout", 600), ("timeout 0.2s", 0.2), ("slow", 5)])
def test_slow_answers_arrive_in_the_end(fault: str, seconds: float) -> None:
    waited: list[float] = []
    assert wish(in_process(studio=Studio(sleep=waited.append)), fault).parts
    assert waited == [seconds]


def test_once_lets_the_retry_of_the_same_prompt_through(client: genai.Client) -> None:
    failure(client, "503 once")
    assert wish(client, "503 once").parts


def test_wishes_in_a_row(client: genai.Client) -> None:
    codes = [failure(client, "503 twice; 429 1s once").code for _ in range(3)]
    assert codes == [503, 503, 429]
    assert wish(client, "503 twice; 429 1s once").parts


def test_a_header_asks_as_well() -> None:
    http = httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-emulate": "503 once"})
    client = genai.Client(api_key="k", http_options=types.HttpOptions(httpx_client=http))
    with pytest.raises(errors.ServerError):
        ask(client, "a cup", size="512")
    assert ask(client, "a cup", size="512").parts


def test_a_wish_nobody_understands_is_said_so(client: genai.Client) -> None:
    assert "There is no fault 'banana'" in str(failure(client, "banana").message)


def test_an_earlier_turns_wish_does_not_come_back(client: genai.Client) -> None:
    chat = client.chats.create(model=SEEDED)
    chat.send_message("a cat [emulate: text only]")
    assert picture(chat.send_message("now draw it"))


def test_wishes_leave_no_trace_in_the_picture(client: genai.Client) -> None:
    assert strip("a cup [emulate: 503 once] of tea") == "a cup of tea"
    assert strip("a [cup] of tea") == "a [cup] of tea"


def rules(*raw: dict[str, Any], **more: Any) -> Faults:
    return Faults.of({"rule": list(raw), **more})


def fired(faults: Faults, calls: int, prompt: str = "x", model: str = "m", key: str = "") -> list[bool]:
    return [faults.pick(prompt, model, key) is not None for _ in range(calls)]


def test_rules_match_by_prompt_model_and_key() -> None:
    faults = rules({"outcome": "500", "prompt": "Banana", "model": "gemini-3*", "key": "k"})
    assert faults.pick("a banana", "gemini-3-pro-image", "k")
    assert not faults.pick("a pear", "gemini-3-pro-image", "k")
    assert not faults.pick("a banana", "gemini-2.5-flash-image", "k")
    assert not faults.pick("a banana", "gemini-3-pro-image", "other")
    assert rules({"outcome": "500", "prompt_regex": "b.*a$"}).pick("banana", "m")


def test_rules_count_skip_and_repeat() -> None:
    assert fired(rules({"outcome": "500", "count": 2}), 4) == [True, True, False, False]
    assert fired(rules({"outcome": "500 once"}), 2) == [True, False]
    assert fired(rules({"outcome": "500", "every": 3}), 6) == [False, False, True, False, False, True]
    assert fired(rules({"outcome": "500", "skip": 2, "count": 1}), 4) == [False, False, True, False]


def test_rates_are_the_same_under_the_same_seed() -> None:
    one, again = (fired(rules({"outcome": "500", "rate": 0.3}, seed=4), 200) for _ in range(2))
    assert one == again
    assert 30 < sum(one) < 90


def test_rules_come_from_toml_and_json(tmp_path: Path) -> None:
    toml, plain = tmp_path / "r.toml", tmp_path / "r.json"
    toml.write_text('[[rule]]\noutcome = "429 2s"\nmessage = "later"\n', encoding="utf-8")
    plain.write_text('{"rule": [{"outcome": "no_image"}]}', encoding="utf-8")
    fault = Faults.load(toml).pick("x", "m")
    assert fault
    assert (fault.kind, fault.seconds, fault.message) == ("429", 2.0, "later")
    other = Faults.load(plain).pick("x", "m")
    assert other
    assert other.kind == "no picture"


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\noutcome='9'",
        "[[rule]]\noutcome='500'\nfoo=1",
        "x=1",
        "rule=3",
        "[[rule",
        "[[rule]]\noutcome='500'\nprompt_regex='('",
    ],
)
def test_files_that_make_no_sense_are_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFault):
        Faults.load(path)


def test_every_kind_can_be_written() -> None:
    for kind in KINDS:
        assert parse(kind).kind == kind
        assert parse(f"{kind} 2s once").times == 1


def test_the_readme_names_every_outcome_and_its_example_is_read() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    part = readme.partition("**Try what happens when a call fails.**")[2].partition("\n**")[0]
    example, named = part.split("```")[1:3]

    assert set(re.findall(r"`([^`]+)`", named)) - {"slow 20s"} == set(KINDS)
    assert Faults.of(tomllib.loads(example)).pick("a harbour", "gemini-3-pro-image") is None
