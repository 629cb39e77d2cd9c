"""The Gemini API (generateContent), through google-genai.

One SDK client is kept per address and key: building one takes 50 to 100 ms. All of them share the
connections of `transport.client()`. The SDK neither tries again nor follows anything on its own here.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import OrderedDict
from typing import Final

from google import genai
from google.genai import types

from playground import egress
from playground.egress import Call, transport

from . import gemini_answers as answers
from . import gemini_faults as faults
from .base import Endpoint, Fault, ImageRequest, Outcome, Part, ProviderError

# Keys change seldom; this many (address, key) pairs are in use in one process at most.
KEPT_CLIENTS: Final = 64
# The SDK tells the server its time limit (X-Server-Timeout), and the API refuses less than this with
# 400 "Manually set deadline 5s is too short" (livekit/agents #3723, 2025-10-27; seen again 2026-08).
# The call's own deadline holds all the same.
_LEAST_SERVER_SECONDS: Final = 10

# What the SDK has to say (both keys in the environment, a part without text) is for other users of it.
logging.getLogger("google_genai").setLevel(logging.ERROR)


class Provider:
    """Safe for threads: it keeps nothing of a call."""

    def generate(self, endpoint: Endpoint, request: ImageRequest, call: Call) -> Outcome:
        """One generateContent call. Raises ProviderError and nothing else."""
        call.keep_secret(endpoint.api_key)
        try:
            with call:
                return _generate(endpoint, request, call)
        except Exception as error:  # the last net: see `faults.explain`
            failure = faults.explain(error, call)
        # Outside of the `except`: the foreign exception, and through its frames the request and
        # the key, would stay attached to the failure.
        raise failure


def _generate(endpoint: Endpoint, request: ImageRequest, call: Call) -> Outcome:
    call.remaining()
    client = _client(endpoint)
    response = client.models.generate_content(
        model=request.model,
        contents=_contents(request, call),
        config=_config(request, call.remaining()),
    )
    text = response.sdk_http_response.body if response.sdk_http_response else None
    # The text of a 4K picture is 27 MB: let go of it before the picture is decoded.
    del response
    answer = answers.read(text)
    del text
    try:
        return answers.outcome(answer)
    finally:
        call.heard(answer)


# --- The request ----------------------------------------------------------------------------------


def _contents(request: ImageRequest, call: Call) -> list[types.Content]:
    """The turns. The model's thoughts are not sent back (fact sheet, section 10)."""
    kept = (
        (message.role, [part for part in message.parts if not part.thought]) for message in request.messages
    )
    return [
        types.Content(role=role, parts=[_part(part, call) for part in parts]) for role, parts in kept if parts
    ]


def _part(part: Part, call: Call) -> types.Part:
    """Pictures travel as stand-ins through the SDK; egress writes the real bytes in their place."""
    if part.data is None:
        return types.Part(text=part.text or "", thought_signature=part.signature)
    blob = types.Blob(data=call.attach(part.data), mime_type=part.mime_type)
    return types.Part(inline_data=blob, thought_signature=part.signature)


def _config(request: ImageRequest, seconds: float) -> types.GenerateContentConfig:
    """Options that are None are not sent at all."""
    server_seconds = max(math.ceil(seconds), _LEAST_SERVER_SECONDS)
    return types.GenerateContentConfig(
        http_options=types.HttpOptions(timeout=server_seconds * 1000),
        should_return_http_response=True,
        automatic_continuation=False,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        response_modalities=["TEXT", "IMAGE"] if request.text_answers else ["IMAGE"],
        image_config=_image_config(request),
        thinking_config=_thinking_config(request),
        seed=request.seed,
        temperature=request.temperature,
        system_instruction=request.system,
        max_output_tokens=request.max_output_tokens,
    )


def _image_config(request: ImageRequest) -> types.ImageConfig | None:
    if request.aspect_ratio is None and request.size is None:
        return None
    return types.ImageConfig(aspect_ratio=request.aspect_ratio, image_size=request.size)


def _thinking_config(request: ImageRequest) -> types.ThinkingConfig | None:
    if request.thinking is None:
        return None
    return types.ThinkingConfig(thinking_level=types.ThinkingLevel(request.thinking.upper()))


# --- Clients --------------------------------------------------------------------------------------

_clients: OrderedDict[Endpoint, genai.Client] = OrderedDict()
_clients_lock = threading.Lock()


def _client(endpoint: Endpoint) -> genai.Client:
    """The process's SDK client for this address and key. Raises RefusedAddress, ProviderError."""
    with _clients_lock:
        if endpoint not in _clients:
            _clients[endpoint] = _new_client(endpoint)
            if len(_clients) > KEPT_CLIENTS:
                _clients.popitem(last=False)
        _clients.move_to_end(endpoint)
        return _clients[endpoint]


def _new_client(endpoint: Endpoint) -> genai.Client:
    egress.check_url(endpoint.base_url)
    key = endpoint.api_key
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ProviderError(Fault.BAD_KEY, "the key is empty or has characters that no key has")
    return genai.Client(
        # Named, so that no variable of the environment turns this into something else.
        vertexai=False,
        api_key=key,
        http_options=types.HttpOptions(
            base_url=endpoint.base_url,
            api_version="v1",
            httpx_client=transport.client(allow_private=endpoint.allow_private),
            httpx_async_client=transport.no_async_client(),
            # For the SDK's websockets, which are not used: else it builds a context for them.
            async_client_args={"ssl": transport.tls_context()},
        ),
    )
