"""Programs as text: literals that nothing breaks out of, lines that fit, and what is tinted."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.code import LANGUAGES, Language, Program, Run, literals, pretty, tinted
from playground.code.layout import WIDTH, Group, Style
from playground.providers.base import ImageRequest, Message, Part

NASTY = (
    'it\'s "quoted" \\ back\\slash\nnext line\ttab $(touch owned) `touch owned` ${HOME} !! %s '
    "</script> ''' \"\"\" \u2028 \u202eright to left \u200b 香蕉 🍌 👩‍🚀 e\u0301 \x07 \x1b[31m "
    "FILE ADDRESS JSON RUNS"
)


def request(*messages: Message, **options: Any) -> ImageRequest:
    said = messages or (Message("user", (Part(text="a red cup"),)),)
    return ImageRequest("gemini-3.1-flash-image", said, **options)


def program(*messages: Message, **options: Any) -> Program:
    return Program(request(*messages, **options), [Run("1.1.png")])


@given(st.text())
def test_python_reads_its_literal_back(text: str) -> None:
    assert ast.literal_eval(literals.python(text)) == text


@given(st.text())
def test_json_reads_its_literal_back(text: str) -> None:
    assert json.loads(literals.json(text)) == text
    assert json.loads(literals.json_in_shell(text)) == text


@given(st.text())
def test_a_literal_is_one_line_of_what_can_be_seen(text: str) -> None:
    for literal in (literals.python(text), literals.json(text), literals.json_in_shell(text)):
        assert literal.isprintable()
    assert "'" not in literals.json_in_shell(text)


def test_what_can_be_read_is_not_escaped() -> None:
    assert literals.python("香蕉 🍌 é") == literals.json("香蕉 🍌 é") == '"香蕉 🍌 é"'


def test_a_shell_prints_the_body_as_it_is(tmp_path: Path) -> None:
    text = literals.json_in_shell(NASTY)
    printed = subprocess.run(
        ["bash", "-c", f"printf '%s' '{text}'"], capture_output=True, check=True, cwd=tmp_path
    )
    assert json.loads(printed.stdout) == NASTY


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_the_smallest_program(language: Language) -> None:
    text = language.write(program())
    assert "GEMINI_API_KEY" in text.splitlines()[0]
    assert '"a red cup"' in text
    assert "1.1.png" in text
    assert "seed" not in text
    assert "readFile" not in text
    assert "file64" not in text


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_calls_that_differ_in_their_seed_are_a_loop(language: Language) -> None:
    runs = [Run("2.1.png", 41), Run("2.2.png", 42)]
    text = language.write(Program(request(), runs))
    assert text.count("a red cup") == 1
    for word in ("2.1.png", "2.2.png", "41", "42"):
        assert text.count(word) == 1


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_thoughts_are_not_sent_back(language: Language) -> None:
    answer = Message(
        "model", (Part(text="a secret thought", thought=True), Part(text="here", signature=b"s"))
    )
    said = Message("user", (Part(text="a red cup"),))
    text = language.write(program(said, answer, said))
    assert "secret" not in text
    assert '"cw=="' in text


def test_pictures_are_files_where_they_are_named() -> None:
    said = Message("user", (Part(text="a"), Part(data=b"bytes", mime_type="image/png")))
    named = Program(request(said), [Run("1.1.png")], {b"bytes": "reference-1.png"})
    for language in LANGUAGES:
        assert "Ynl0ZXM=" not in language.write(named)
        assert "Ynl0ZXM=" in language.write(Program(request(said), [Run("1.1.png")]))


def test_what_fits_stays_on_its_line() -> None:
    style = Style("  ", padded=True)
    small = Group("{", ["1", "2"], "}", ["a: ", "b: "])
    assert style.write(small) == "{ a: 1, b: 2 }"
    assert style.write(Group("{", [], "}")) == "{}"
    wide = style.write(Group("[", ["x" * 50, small, "y" * 50], "]"))
    assert wide.splitlines() == ["[", f"  {'x' * 50},", "  { a: 1, b: 2 },", f"  {'y' * 50},", "]"]
    assert max(map(len, wide.splitlines())) <= WIDTH


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_a_tinted_program_is_the_program(language: Language) -> None:
    text = language.write(program(Message("user", (Part(text=NASTY),)), seed=1, system=NASTY))
    pieces = list(tinted(text, language.id))
    assert "".join(piece for _kind, piece in pieces) == text
    strings = [piece for kind, piece in pieces if kind == "text"]
    assert sum("香蕉" in piece for piece in strings) == 2


def test_json_to_be_read() -> None:
    body = {
        "parts": [{"text": 'a "b"'}, {"inlineData": {"data": "⟨picture 1.1, 5.8 MB⟩"}}],
        "n": 1.5,
        "ok": None,
    }
    text = pretty(body)
    assert json.loads(text) == body
    kinds = {piece: kind for kind, piece in tinted(text, "json")}
    assert kinds['"parts"'] == "word"
    assert kinds['"a \\"b\\""'] == "text"
    assert kinds["⟨picture 1.1, 5.8 MB⟩"] == "aside"
