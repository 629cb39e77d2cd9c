"""One call: its time, its size, its stop button, and what it learnt on the way."""

from __future__ import annotations

import base64
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Final

from . import record
from .errors import Aborted, DeadlinePassed, TooLarge
from .redaction import redact

BODY_HEAD_BYTES: Final = 1 << 20
_CUT_HEAD_BYTES: Final = 4096


class Call:
    """The handle of one provider call: its time, its size and its stop button.

    `deadline_seconds` count from here to the last byte of the answer; `max_response_bytes` are those
    of its body, unpacked. `sent`: bytes of the request have begun to go out. `delivered`: all of
    them have; a request that was not delivered whole cannot have been carried out or billed.
    `status`: the answer's HTTP status, once there is one. `admit` is asked before the body of an
    answer is read, with its length where that is known, and may wait for room: many large answers at
    once would not fit into memory, while on the wire they cost nothing. A call is used once, by one
    thread, as a context; `abort()` may come from any thread at any time, also before or after.
    """

    def __init__(
        self,
        deadline_seconds: float,
        max_response_bytes: int,
        admit: Callable[[int | None], None] | None = None,
    ) -> None:
        self.max_response_bytes = max_response_bytes
        self._admit = admit
        self.sent = False
        self.delivered = False
        self.status: int | None = None
        self.received_bytes = 0
        self._ends = time.monotonic() + deadline_seconds
        self._lock = threading.Lock()
        self._aborted = False
        self._line: socket.socket | None = None
        self._attached: dict[bytes, bytes] = {}
        self._record: record.Record | None = None
        self._secrets: tuple[str, ...] = ()
        self._head = bytearray()
        self._token: Token[Call | None] | None = None

    def __enter__(self) -> Call:
        self._token = _current.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _current.reset(self._token)
        self._attached.clear()
        self.hang_up()

    def abort(self) -> None:
        """Close the connection under the call, if there is one, and let no other begin."""
        with self._lock:
            self._aborted = True
            if self._line is not None:
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises Aborted, DeadlinePassed."""
        if self._aborted:
            raise Aborted("the call was cancelled")
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise DeadlinePassed("the call took longer than it may")
        return seconds

    def keep_secret(self, *values: str) -> None:
        """Values that `body_head` and the provider's messages must not show."""
        self._secrets += values

    def redact(self, text: str) -> str:
        return redact(text, *self._secrets)

    @property
    def body_head(self) -> bytes:
        """The answer's body, redacted, if it was at most 1 MiB; else its first 4 KiB."""
        return self.redact(self._head.decode("latin-1")).encode("latin-1", "replace")

    def attach(self, data: bytes) -> bytes:
        """A stand-in for `data`, to be put into a JSON body wherever `data` is to stand as base64.

        The body goes out with the URL-safe base64 of `data` in the place of the stand-in's, written
        in slices: 14 references of 4 MiB cost an SDK 230 MiB more memory, held until the answer.
        """
        stand_in = secrets.token_bytes(30)
        self._attached[base64.urlsafe_b64encode(stand_in)] = data
        return stand_in

    def heard(self, answer: object) -> None:
        """The answer's JSON, once whoever asked has read it and taken what is large out of it."""
        if self._record is not None:
            self._record.answer = record.shown(answer, self.redact)

    def exchange(self) -> record.Record | None:
        """What went over the wire so far, as it may be shown; None when nothing was to be sent."""
        if self._record is not None and self._record.answer is None and self._head:
            missing = self.received_bytes - len(self._head)
            note = f"… ⟨{missing} more bytes⟩".encode() if missing else b""
            self._record.answer = record.shown_text(self.body_head + note, self.redact)
        return self._record

    # From here on: for the transport only.

    def asking(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """What is about to go out; `body` has stand-ins for what is attached."""
        attached = {name.decode("ascii"): len(data) for name, data in self._attached.items()}
        self._record = record.Record(
            url=self.redact(url),
            request=record.shown_text(body, self.redact, attached),
            request_headers=record.request_headers(headers, self.redact),
            request_size=len(body) + sum((size + 2) // 3 * 4 - 40 for size in attached.values()),
        )

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        if self._record is not None:
            self._record.status = status
            self._record.answer_headers = record.answer_headers(headers, self.redact)

    def pick_up(self, line: socket.socket) -> None:
        """From now on `abort()` closes this connection."""
        with self._lock:
            self._line = line
        self.remaining()

    def arriving(self, length: int | None) -> None:
        """The answer's head is here. What `admit` waits for is not taken from the provider's time."""
        if self._admit is not None:
            began = time.monotonic()
            self._admit(length)
            self._ends += time.monotonic() - began

    def hang_up(self, line: socket.socket | None = None) -> None:
        """The connection (or the given one) is no longer ours: the next call may be using it."""
        with self._lock:
            if line is None or line is self._line:
                self._line = None

    def count(self, data: bytes) -> None:
        self.received_bytes += len(data)
        if self.received_bytes > self.max_response_bytes:
            raise TooLarge(f"the answer is larger than {self.max_response_bytes} bytes")
        if self.received_bytes <= BODY_HEAD_BYTES:
            self._head += data
        elif len(self._head) != _CUT_HEAD_BYTES:
            self._head = (self._head + data[:_CUT_HEAD_BYTES])[:_CUT_HEAD_BYTES]

    def splice(self, body: bytes) -> list[bytes | memoryview]:
        """The body in pieces: bytes go out as they are, views as base64."""
        pieces: list[bytes | memoryview] = []
        while self._attached:
            found = [(body.find(name), name) for name in self._attached]
            place, name = min(found)
            if place < 0:
                raise ValueError("an attachment is not mentioned in the body")
            pieces += [body[:place], memoryview(self._attached.pop(name))]
            body = body[place + len(name) :]
        return [*pieces, body]


_current: ContextVar[Call | None] = ContextVar("egress_call", default=None)


def release(line: socket.socket) -> None:
    """This connection is about to be closed: no call may touch its descriptor from now on."""
    call = _current.get()
    if call is not None:
        call.hang_up(line)


def current() -> Call:
    """The call that this thread is in. Raises RuntimeError outside of one."""
    call = _current.get()
    if call is None:
        raise RuntimeError("nothing goes out to the network outside of a Call")
    return call
