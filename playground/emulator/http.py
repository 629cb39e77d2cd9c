"""What is asked and what is answered over HTTP, for every operation alike."""

from __future__ import annotations

import io
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import errors
from .errors import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_BODY: Final = 100_000_000
_CHUNK: Final = 1 << 20
_COUNT: Final = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `version` is that of the API or empty; `vertex`: it came by an address of Vertex AI."""

    environ: WSGIEnvironment
    version: str
    vertex: bool
    started: float

    @property
    def method(self) -> str:
        return str(self.environ["REQUEST_METHOD"])

    def header(self, name: str) -> str:
        """A header of the request, empty when it was not sent."""
        return str(self.environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))

    def query(self, name: str) -> str:
        """The first value of this name in the query string, empty when there is none."""
        text = self.environ.get("QUERY_STRING", "")
        given = urllib.parse.parse_qs(text, errors="replace", max_num_fields=100)
        return str(given.get(name, [""])[0])

    @property
    def key(self) -> str:
        """The API key, by whichever of the three ways it came; empty when there is none."""
        bearer = self.header("authorization")
        given = self.header("x-goog-api-key") or self.query("key")
        return given or (bearer[7:].strip() if bearer[:7].lower() == "bearer " else "")

    @property
    def base(self) -> str:
        """The address this emulator was called by, without a slash at its end."""
        host = self.environ.get("HTTP_HOST") or self.environ.get("SERVER_NAME", "localhost")
        return f"{self.environ.get('wsgi.url_scheme', 'http')}://{host}"

    def page(self, name: str, items: Sequence[object]) -> dict[str, object]:
        """The page of a list that `pageSize` and `pageToken` ask for. Raises Refusal (400)."""
        size, token = self.query("pageSize") or "100", self.query("pageToken") or "0"
        if not _COUNT.fullmatch(size) or not _COUNT.fullmatch(token):
            raise errors.invalid("pageSize or pageToken is invalid.")
        start = int(token)
        end = start + max(1, min(int(size), 100))
        made: dict[str, object] = {name: items[start:end]} if items[start:end] else {}
        return made | ({"nextPageToken": str(end)} if end < len(items) else {})

    def body(self) -> bytes:
        """The request body, at most MAX_BODY bytes. Raises Refusal (400)."""
        try:
            length = int(self.environ.get("CONTENT_LENGTH") or -1)
        except ValueError:
            raise errors.invalid("Invalid Content-Length.") from None
        if length > MAX_BODY:
            raise _too_large()
        if length < 0 and not self.environ.get("wsgi.input_terminated"):
            return b""
        body: bytes = self.environ["wsgi.input"].read(length if length >= 0 else MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise _too_large()
        return body


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `sent` is how many bytes really go out before the connection closes (None: all)."""

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    sent: int | None = None

    @property
    def length(self) -> tuple[tuple[str, str], ...]:
        return (("Content-Length", str(len(self.body))),)

    def chunks(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """The body for a server: as a file where it takes one, else in pieces, so as not to hold it twice."""
        wrapper = environ.get("wsgi.file_wrapper")
        if wrapper is not None and self.sent is None:
            wrapped: Iterable[bytes] = wrapper(io.BytesIO(self.body), _CHUNK)
            return wrapped
        end = len(self.body) if self.sent is None else self.sent
        view = memoryview(self.body)
        return (bytes(view[at : min(at + _CHUNK, end)]) for at in range(0, end, _CHUNK))


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose length is not known when it begins. `pieces` may wait, and may raise HangUp."""

    pieces: Iterator[bytes]
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def length(self) -> tuple[tuple[str, str], ...]:
        return ()

    def chunks(self, _environ: WSGIEnvironment) -> Iterable[bytes]:
        return self.pieces


def json_answer(body: Mapping[str, object], status: int = 200) -> Answer:
    return Answer(json.dumps(body).encode("ascii"), status)


def _too_large() -> Refusal:
    return errors.invalid(f"Request payload size exceeds the limit: {MAX_BODY} bytes.")
