"""The SDK in Vertex mode, by an API key or by a project's address."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest
from google import genai
from google.auth import credentials
from google.genai import errors, types

from playground.emulator.app import create_app
from playground.emulator.server import Server

from .conftest import SEEDED, ask, opened, picture

JPEG = types.ImageConfig(
    aspect_ratio="16:9",
    image_size="512",
    person_generation="ALLOW_NONE",
    output_mime_type="image/jpeg",
    output_compression_quality=80,
)
ADDRESS = f"http://emulator/v1beta1/projects/p/locations/global/publishers/google/models/{SEEDED}"


class Anybody(credentials.Credentials):
    """Credentials that need no network."""

    def refresh(self, request: object) -> None:
        self.token = "ya29.anybody"


def express(server: Server) -> genai.Client:
    options = types.HttpOptions(base_url=server.base_url)
    return genai.Client(vertexai=True, api_key="AQ.express", http_options=options)


def project(server: Server) -> genai.Client:
    options = types.HttpOptions(base_url=server.base_url)
    return genai.Client(
        vertexai=True,
        project="p",
        location="global",
        credentials=Anybody(),  # type: ignore[no-untyped-call]
        http_options=options,
    )


@pytest.mark.parametrize("connected", [express, project])
def test_pictures_come_in_the_form_that_was_asked(
    served: Callable[..., Server], connected: Callable[[Server], genai.Client]
) -> None:
    client = connected(served())
    made = opened(picture(ask(client, "a boat", image_config=JPEG)))
    assert (made.format, made.size) == ("JPEG", (688, 384))


@pytest.mark.parametrize("connected", [express, project])
def test_vertex_streams_and_counts(
    served: Callable[..., Server], connected: Callable[[Server], genai.Client]
) -> None:
    client = connected(served())
    chunks = list(client.models.generate_content_stream(model=SEEDED, contents="a boat"))
    assert chunks[-1].candidates
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    counted = client.models.count_tokens(
        model=SEEDED, contents="a boat", config=types.CountTokensConfig(system_instruction="Paint at night.")
    )
    assert counted.total_tokens
    assert counted.total_tokens > 2


def test_what_vertex_does_not_write_is_refused(served: Callable[..., Server]) -> None:
    with pytest.raises(errors.ClientError, match="MIME type"):
        ask(express(served()), "a boat", image_config=types.ImageConfig(output_mime_type="image/gif"))


def test_the_developer_api_knows_none_of_it() -> None:
    raw = httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-goog-api-key": "k"})
    body = {
        "contents": [{"parts": [{"text": "a boat"}]}],
        "generationConfig": {
            "imageConfig": {"imageSize": "512", "imageOutputOptions": {"mimeType": "image/jpeg"}}
        },
    }
    assert raw.post(f"{ADDRESS}:generateContent", json=body).status_code == 200
    refused = raw.post(f"http://emulator/v1/models/{SEEDED}:generateContent", json=body)
    assert refused.status_code == 400
    assert "imageOutputOptions" in refused.json()["error"]["message"]
