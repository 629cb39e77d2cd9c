"""Short ways to ask a provider for a picture."""

from __future__ import annotations

from typing import Any

import pytest

from playground.egress import Call
from playground.providers import registry
from playground.providers.base import (
    Endpoint,
    ImageRequest,
    Message,
    Outcome,
    Part,
    ProviderError,
)

KEY = "AIzaCANARY_0123456789-abcdefghijklmnopq"
MODEL = "gemini-3.1-flash-image"


def user(*parts: Part | str) -> Message:
    return Message("user", tuple(Part(text=p) if isinstance(p, str) else p for p in parts))


def request(*messages: Message, **options: Any) -> ImageRequest:
    return ImageRequest(MODEL, messages or (user("a red banana"),), **options)


def new_call(seconds: float = 10, most: int = 64 << 20) -> Call:
    return Call(seconds, most)


def ask(url: str, wanted: ImageRequest | None = None, call: Call | None = None, key: str = KEY) -> Outcome:
    """One call of the Gemini provider."""
    endpoint = Endpoint("gemini", url, key, allow_private=True)
    return registry.provider("gemini").generate(endpoint, wanted or request(), call or new_call())


def fails(url: str, call: Call | None = None, key: str = KEY) -> ProviderError:
    """The error of one call that must fail; the key is nowhere in it."""
    with pytest.raises(ProviderError) as caught:
        ask(url, call=call, key=key)
    error = caught.value
    assert "CANARY" not in f"{error!r} {error} {error.detail} {vars(error)}"
    assert error.__cause__ is None
    assert error.__context__ is None
    return error
