"""An emulator and the real SDK, in process and over a socket."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import types
from PIL import Image

from playground.emulator.app import create_app
from playground.emulator.server import Server, start

SEEDED = "gemini-3.1-flash-image"
DEFAULT = "gemini-nano-banana-2.1"


def in_process(**options: Any) -> genai.Client:
    """An SDK client that calls an emulator of its own without a socket."""
    transport = httpx2.WSGITransport(app=create_app(**options))
    http = httpx2.Client(transport=transport)
    return genai.Client(api_key="any-key", http_options=types.HttpOptions(httpx_client=http))


def over_socket(server: Server, key: str = "any-key") -> genai.Client:
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=server.base_url, timeout=20_000))


def ask(client: genai.Client, contents: Any, model: str = SEEDED, **config: Any) -> Any:
    """generate_content; `ratio` and `size` go into the image config."""
    ratio, size = config.pop("ratio", None), config.pop("size", None)
    if ratio or size:
        config["image_config"] = types.ImageConfig(aspect_ratio=ratio, image_size=size)
    return client.models.generate_content(
        model=model, contents=contents, config=types.GenerateContentConfig(**config)
    )


def picture(response: Any) -> bytes:
    """The bytes of an answer's first picture that is no thought."""
    for part in response.parts:
        if part.inline_data and not part.thought:
            assert isinstance(part.inline_data.data, bytes)
            return part.inline_data.data
    raise AssertionError("no picture")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def png(width: int = 64, height: int = 48, colour: str = "#b5472f") -> types.Part:
    return types.Part.from_bytes(
        data=encoded(Image.new("RGB", (width, height), colour)), mime_type="image/png"
    )


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.fixture(scope="session")
def client() -> genai.Client:
    return in_process()


@pytest.fixture
def served() -> Iterator[Callable[..., Server]]:
    """Start emulators; they are closed at the end."""
    servers: list[Server] = []

    def begin(**options: Any) -> Server:
        servers.append(start(threads=8, **options))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()
