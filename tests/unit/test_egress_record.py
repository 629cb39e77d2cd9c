"""What is kept of a body: no secret, no picture, never large, and whatever came."""

from __future__ import annotations

import base64
import json
import os
from typing import Any, NoReturn

import pytest

from playground import code, egress
from playground.egress import record

KEY = "AIzaCANARY_0123456789-abcdefghijklmnopq"


def shown(value: object, **pictures: int) -> Any:
    return record.shown(value, egress.redact, pictures)


def weight(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False))


def test_ordinary_values_stay_as_they_are() -> None:
    value = {"a": [1, 2.5, True, None, "Äpfel 🍎"], "b": {"c": ""}}
    assert shown(value) == value


def test_stand_ins_are_sizes() -> None:
    value = {"inlineData": {"mimeType": "image/png", "data": "abc"}}
    assert shown(value, abc=5_812_345)["inlineData"]["data"] == "⟨picture, 5.8 MB⟩"
    assert shown(value, abc=999_999)["inlineData"]["data"] == "⟨picture, 1.0 MB⟩"


def test_a_picture_that_was_not_taken_out_is_a_size() -> None:
    data = base64.b64encode(os.urandom(30_000)).decode()
    assert shown({"data": data}) == {"data": "⟨picture, 30.0 kB⟩"}
    assert shown({"b64_json": data}) == {"b64_json": "⟨30.0 kB⟩"}


@pytest.mark.parametrize("name", ["thoughtSignature", "thought_signature"])
def test_signatures_are_shortened(name: str) -> None:
    data = base64.b64encode(bytes(901)).decode()
    assert shown({name: data}) == {name: "AAAAAAAAAAAAAAAA… ⟨0.9 kB⟩"}


def test_secrets_are_hidden_wherever_they_stand() -> None:
    value = {
        "note": f"your key {KEY} is bad",
        "list": [KEY],
        KEY: 1,
        "x-goog-api-key": "short",
        "thoughtSignature": f"{KEY}{KEY}",
        "long": "x y " * 10_000 + KEY + " z" * 60_000,
    }
    assert "CANARY" not in json.dumps(shown(value))
    assert "short" not in json.dumps(shown(value))


@pytest.mark.parametrize(
    "value",
    [
        "word " * 100_000,
        ["word " * 100] * 2_000,
        [[n] for n in range(200_000)],
        {f"name {n}": n for n in range(100_000)},
        {"deep": [{"text": "é" * 60_000}, {"text": "b " * 60_000}]},
    ],
)
def test_whatever_is_large_is_cut_with_a_note(value: object) -> None:
    kept = shown(value)
    assert weight(kept) < record.MAX_CHARACTERS * 1.3
    assert "more" in json.dumps(kept)


def test_what_comes_after_a_long_text_is_still_there() -> None:
    kept = shown({"texts": ["word " * 30_000] * 3, "usage": {"total": 7}})
    assert kept["usage"] == {"total": 7}


def test_what_no_database_holds_is_replaced() -> None:
    kept = shown({"nul": "a\0b", "half": "\ud83d!", "none": float("nan"), "k\0": 1})
    assert kept == {"nul": "a␀b", "half": "\ufffd!", "none": "nan", "k␀": 1}


@pytest.mark.parametrize("levels", [300, 450, 100_000])
def test_what_lies_deep_is_cut_so_that_a_page_can_be_written_of_it(levels: int) -> None:
    deep: list[object] = []
    for _ in range(levels):
        deep = [deep]
    written = code.pretty(shown({"answer": [deep], "usage": {"total": 7}}))
    assert written.count("[") < 150
    assert "⟨more⟩" in written
    assert '"total": 7' in written


def test_what_cannot_be_shown_is_left_out() -> None:
    class Broken(dict[str, object]):
        def items(self) -> NoReturn:
            raise RuntimeError

    assert shown({"answer": Broken(text="a cup")}) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", None),
        (b'{"error": {"code": 503}}', {"error": {"code": 503}}),
        (b"<html>busy</html>", "<html>busy</html>"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 100_000, None),
    ],
)
def test_a_body_is_read_as_far_as_it_can_be(body: bytes, expected: object) -> None:
    kept = record.shown_text(body, egress.redact)
    assert kept == expected or (isinstance(kept, str) and kept.startswith("["))


def test_a_json_that_broke_off_keeps_its_words_and_not_its_picture() -> None:
    data = base64.b64encode(os.urandom(3_000)).decode()
    body = f'{{"text": "here you are", "data": "{data}'.encode()
    assert record.shown_text(body, egress.redact) == '{"text": "here you are", "data": "⟨3.0 kB⟩'
