"""What a provider is asked, what it answers, and how it fails.

A provider is one module with a `Provider` in it plus one line in `registry.py`. It knows no database
row: the runner hands it plain values and gets plain values back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from playground.egress import Call


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, in wire order: a text or a picture, never both.

    `signature` is the thought signature, byte for byte as it was received; it belongs to this very
    part and to no other.
    """

    text: str | None = None
    data: bytes | None = None
    mime_type: str | None = None
    thought: bool = False
    signature: bytes | None = None

    @property
    def is_picture(self) -> bool:
        return self.data is not None


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["user", "model"]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One provider call, which asks for one picture.

    `messages` is the whole conversation, oldest first; the last one is the user's. Options that the
    model does not take are None and are not sent. `size` is the wire string ("1K"), None where the
    model must not be sent one.
    """

    model: str
    messages: tuple[Message, ...]
    aspect_ratio: str | None = None
    size: str | None = None
    seed: int | None = None
    temperature: float | None = None
    thinking: str | None = None
    system: str | None = None
    text_answers: bool = True
    max_output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the provider reported them; `reported` is the untouched mapping."""

    prompt: int = 0
    prompt_images: int = 0
    thoughts: int = 0
    candidates: int = 0
    candidate_images: int | None = None
    total: int = 0
    reported: Mapping[str, object] = field(default_factory=dict)


class Verdict(StrEnum):
    """What an answer that arrived amounts to. Only PICTURES holds a picture."""

    PICTURES = "pictures"
    BLOCKED_PROMPT = "blocked_prompt"
    BLOCKED_PICTURE = "blocked_picture"
    NO_PICTURE = "no_picture"
    TEXT_ONLY = "text_only"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer that arrived whole: parts in order, and why there may be no picture among them.

    `reason` is the provider's own word (finishReason or blockReason), `reason_message` the text that
    came with it. `usage` is None when the provider reported none.
    """

    verdict: Verdict
    parts: tuple[Part, ...]
    usage: Usage | None = None
    reason: str = ""
    reason_message: str = ""
    model_version: str = ""
    response_id: str = ""


class Fault(StrEnum):
    """Why there is no answer. The words for people are in `services/outcomes.py`."""

    BAD_REQUEST = "bad_request"
    BAD_KEY = "bad_key"
    FORBIDDEN = "forbidden"
    NO_CREDIT = "no_credit"
    MODEL_GONE = "model_gone"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server_error"
    NO_NETWORK = "no_network"
    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    DAMAGED = "damaged"
    CANCELLED = "cancelled"
    REFUSED_ADDRESS = "refused_address"


class ProviderError(Exception):
    """The one error that leaves a provider.

    `retryable`: another try of the same request can help. `retry_after`: seconds the provider asked
    everybody on this connection to wait, None when it did not say. `unknown`: the request had gone
    out and nobody knows whether it was carried out (and billed). `detail` is for people who look
    closely and holds no secret.
    """

    def __init__(
        self,
        fault: Fault,
        detail: str = "",
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        unknown: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail
        self.retryable = retryable
        self.retry_after = retry_after
        self.unknown = unknown
        self.status = status


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a connection's calls go and with which key. Never logged, never stored, never sent to a task.

    `allow_private`: the operator has named this address, so it may be a loopback or private one.
    """

    kind: str
    base_url: str
    api_key: str = field(repr=False)
    allow_private: bool = False


class Provider(Protocol):
    def generate(self, endpoint: Endpoint, request: ImageRequest, call: Call) -> Outcome:
        """Make one call. Raises ProviderError; blocks until the answer, the deadline or `call.abort()`."""
        ...
