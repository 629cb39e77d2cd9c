"""streamGenerateContent and countTokens, as the SDK sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types

from playground.emulator.app import create_app
from playground.emulator.generate import Studio
from playground.emulator.server import Server

from .conftest import SEEDED, ask, in_process, opened, over_socket, picture, png

PROMPT = {"contents": [{"parts": [{"text": "a cup"}]}]}
BODY = {**PROMPT, "generationConfig": {"imageConfig": {"imageSize": "512"}}}


def streamed(client: genai.Client, contents: Any, **config: Any) -> list[types.GenerateContentResponse]:
    wanted = types.GenerateContentConfig(image_config=types.ImageConfig(image_size="512"), **config)
    return list(client.models.generate_content_stream(model=SEEDED, contents=contents, config=wanted))


def parts(chunks: list[types.GenerateContentResponse]) -> list[types.Part]:
    return [part for chunk in chunks for part in chunk.parts or []]


def test_thoughts_come_first_then_words_then_one_whole_picture(client: genai.Client) -> None:
    chunks = streamed(client, "a cup", thinking_config=types.ThinkingConfig(include_thoughts=True))
    kinds = [
        ("thought " if part.thought else "") + ("picture" if part.inline_data else "text")
        for part in parts(chunks)
    ]
    assert kinds == ["thought text", "thought picture", "text", "picture", "text"]
    final = parts(chunks)[3].inline_data
    assert final
    assert final.data
    assert opened(final.data).size == (512, 512)


def test_the_reason_of_the_end_and_the_usage_come_last(client: genai.Client) -> None:
    *before, last = streamed(client, "a cup", seed=7)
    assert all(chunk.candidates and chunk.candidates[0].finish_reason is None for chunk in before)
    assert last.candidates
    assert last.candidates[0].finish_reason == types.FinishReason.STOP
    whole = ask(client, "a cup", seed=7, size="512")
    assert last.usage_metadata == whole.usage_metadata
    assert len({chunk.response_id for chunk in [*before, last]}) == 1


def test_a_stream_brings_what_the_whole_answer_would(client: genai.Client) -> None:
    made = [part.inline_data for part in parts(streamed(client, "a cup", seed=7)) if part.inline_data]
    assert [blob.data for blob in made] == [picture(ask(client, "a cup", seed=7, size="512"))]


def test_what_streams_can_be_continued(client: genai.Client) -> None:
    chat = client.chats.create(
        model=SEEDED, config=types.GenerateContentConfig(image_config=types.ImageConfig(image_size="512"))
    )
    for words in ("a cup", "make it blue", "now at night"):
        assert any(part.inline_data for part in parts(list(chat.send_message_stream(words))))


def test_chunks_come_as_they_are_made() -> None:
    waited: list[float] = []
    client = in_process(studio=Studio(latency=10.0, sleep=waited.append))
    chunks = client.models.generate_content_stream(
        model=SEEDED,
        contents="a cup",
        config=types.GenerateContentConfig(
            image_config=types.ImageConfig(image_size="512"),
            thinking_config=types.ThinkingConfig(include_thoughts=True),
        ),
    )
    next(chunks)
    assert len(waited) == 1
    assert waited[0] < 7 / 3
    list(chunks)
    assert len(waited) > 3


def test_the_asynchronous_client_streams_over_a_socket(served: Callable[..., Server]) -> None:
    client = over_socket(served())

    async def run() -> list[types.GenerateContentResponse]:
        config = types.GenerateContentConfig(image_config=types.ImageConfig(image_size="512"))
        stream = await client.aio.models.generate_content_stream(
            model=SEEDED, contents="a cup", config=config
        )
        return [chunk async for chunk in stream]

    assert any(part.inline_data for part in parts(asyncio.run(run())))


def test_an_error_in_the_middle_of_a_stream_is_an_error_for_the_client(client: genai.Client) -> None:
    chunks = client.models.generate_content_stream(model=SEEDED, contents="a cup [emulate: error in stream]")
    assert next(chunks).candidates
    with pytest.raises(errors.ServerError, match="overloaded"):
        list(chunks)


def test_a_stream_that_is_cut_is_a_broken_connection(served: Callable[..., Server]) -> None:
    client = over_socket(served())
    chunks = client.models.generate_content_stream(model=SEEDED, contents="a cup [emulate: cut]")
    with pytest.raises(httpx2.RemoteProtocolError):
        list(chunks)


def test_a_blocked_prompt_is_one_chunk_without_candidates(client: genai.Client) -> None:
    (only,) = streamed(client, "a cup [emulate: blocked prompt]")
    assert only.prompt_feedback
    assert only.candidates is None


def test_a_held_back_picture_is_its_reason_alone(client: genai.Client) -> None:
    (only,) = streamed(client, "a cup [emulate: blocked picture]")
    assert only.candidates
    assert only.candidates[0].finish_reason == types.FinishReason.IMAGE_SAFETY
    assert only.parts is None


@pytest.mark.parametrize("fault", ["truncated json", "html"])
def test_what_is_no_event_is_no_answer(client: genai.Client, fault: str) -> None:
    with pytest.raises((errors.APIError, ValueError)):
        streamed(client, f"a cup [emulate: {fault}]")


def test_without_sse_the_chunks_are_one_list() -> None:
    raw = httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-goog-api-key": "k"})
    answer = raw.post(f"http://emulator/v1/models/{SEEDED}:streamGenerateContent", json=BODY)
    assert answer.headers["content-type"].startswith("application/json")
    assert [chunk["candidates"][0].get("finishReason") for chunk in answer.json()][-1] == "STOP"
    events = raw.post(f"http://emulator/v1/models/{SEEDED}:streamGenerateContent?alt=sse", json=BODY)
    assert events.headers["content-type"] == "text/event-stream"
    assert events.text.count("data: ") == len(answer.json())


def test_tokens_are_counted_as_they_are_charged(client: genai.Client) -> None:
    contents: Any = [png(), png(), "put image 1 on image 2"]
    counted = client.models.count_tokens(model=SEEDED, contents=contents).total_tokens
    assert counted == ask(client, contents, size="512").usage_metadata.prompt_token_count


def test_a_whole_request_can_be_counted() -> None:
    raw = httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-goog-api-key": "k"})
    address = f"http://emulator/v1/models/{SEEDED}:countTokens"
    alone = raw.post(address, json=PROMPT).json()
    system = {"systemInstruction": {"parts": [{"text": "Paint as the Dutch did, in oil."}]}}
    whole = raw.post(address, json={"generateContentRequest": {**BODY, **system}}).json()
    assert whole["totalTokens"] > alone["totalTokens"] > 0
    assert raw.post(address, json={"unknown": 1}).status_code == 400
