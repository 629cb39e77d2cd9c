"""Thought signatures: issued by one process, demanded back by another."""

from __future__ import annotations

from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from .conftest import DEFAULT, ask, in_process, picture

MISSING = (
    "{} part is missing a thought_signature in content position 2, part position {}. Please refer to "
    "https://ai.google.dev/gemini-api/docs/thought-signatures#model-behavior for more details."
)


def conversation(answer: Any, **changes: Any) -> list[types.Content]:
    """The answer's parts as history, the picture's changed, and a second prompt."""
    text, image = answer.parts
    second = image.model_copy(update=changes)
    return [
        types.UserContent("a cat"),
        types.Content(role="model", parts=[text, second]),
        types.UserContent("make it night"),
    ]


@pytest.fixture(scope="module")
def answer() -> Any:
    return ask(in_process(), "a cat", DEFAULT)


def told(contents: list[types.Content]) -> str | None:
    with pytest.raises(errors.ClientError) as caught:
        ask(in_process(), contents, DEFAULT)
    assert caught.value.code == 400
    return caught.value.message


def test_another_process_takes_the_signatures_back(answer: Any) -> None:
    assert picture(ask(in_process(), conversation(answer), DEFAULT))


def test_the_sdks_own_chat_works_over_three_turns(client: genai.Client) -> None:
    chat = client.chats.create(model=DEFAULT)
    for prompt in ("a cat", "make it night", 'add text "hello"'):
        assert picture(chat.send_message(prompt))


def test_chats_replay_thoughts_too(client: genai.Client) -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(include_thoughts=True))
    chat = client.chats.create(model=DEFAULT, config=config)
    assert chat.send_message("a cat").parts
    assert chat.send_message("warmer").parts


def test_a_missing_signature_gets_googles_words(answer: Any) -> None:
    assert told(conversation(answer, thought_signature=None)) == MISSING.format("Image", 2)


def test_a_signature_of_another_part_counts_as_missing(answer: Any) -> None:
    other = answer.parts[0].thought_signature
    assert told(conversation(answer, thought_signature=other)) == MISSING.format("Image", 2)


def test_altered_picture_bytes_break_the_signature(answer: Any) -> None:
    blob = types.Blob(data=picture(answer) + b"\0", mime_type="image/png")
    assert told(conversation(answer, inline_data=blob)) == MISSING.format("Image", 2)


def test_the_first_text_needs_its_signature_too(answer: Any) -> None:
    contents = conversation(answer)
    assert contents[1].parts
    contents[1].parts[0] = types.Part(text=answer.parts[0].text)
    assert told(contents) == MISSING.format("Text", 1)


def test_googles_escape_value_is_taken(answer: Any) -> None:
    assert picture(
        ask(
            in_process(), conversation(answer, thought_signature=b"skip_thought_signature_validator"), DEFAULT
        )
    )


def test_models_without_signatures_demand_none() -> None:
    client = in_process()
    first = ask(client, "a cat", "gemini-2.5-flash-image")
    assert picture(ask(client, conversation(first), "gemini-2.5-flash-image"))
