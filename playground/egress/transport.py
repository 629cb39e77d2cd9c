"""The client that SDKs get injected: body in slices, body unpacked and counted."""

from __future__ import annotations

import atexit
import binascii
import functools
import logging
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NoReturn

import httpcore2
import httpx2

from .call import Call, current
from .errors import Garbled, RefusedAddress
from .guard import resolve
from .lines import Lines
from .wire import READ_BYTES, Backend, Resolver, as_egress_errors

# Divisible by 3: base64 of the slices, joined, is the base64 of the whole.
_SLICE_BYTES: Final = 3 << 18
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The process's one, because reading the system's certificates takes 50 to 100 ms."""
    return httpx2.create_ssl_context()


class _Transport(httpx2.BaseTransport):
    """What is injected into SDKs, by way of `client()`."""

    def __init__(self, backend: Backend) -> None:
        self._lines = Lines(backend, tls_context())

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        call, url = current(), request.url
        if url.scheme not in ("http", "https") or url.userinfo:
            raise RefusedAddress("only http and https addresses can be called")
        body = request.read()
        call.asking(str(url), request.headers, body)
        pieces = call.splice(body)
        del body
        headers = [entry for entry in request.headers.raw if entry[0].lower() != b"content-length"]
        headers.append((b"Content-Length", str(sum(map(_length, pieces))).encode()))
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        asked = httpcore2.Request(request.method, target, headers=headers, content=_out(call, pieces))
        line = self._lines.lend(target.origin)
        try:
            with as_egress_errors(call):
                answer = line.handle_request(asked)
            return _response(call, answer, give_back=partial(self._lines.give_back, line))
        except BaseException:
            line.close()
            raise

    def close(self) -> None:
        self._lines.close()


def _length(piece: bytes | memoryview) -> int:
    return len(piece) if isinstance(piece, bytes) else (len(piece) + 2) // 3 * 4


def _out(call: Call, pieces: list[bytes | memoryview]) -> Iterator[bytes]:
    """The body as it goes out. Each piece is forgotten as soon as it is written."""
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, bytes):
            yield piece
            continue
        for start in range(0, len(piece), _SLICE_BYTES):
            part = binascii.b2a_base64(piece[start : start + _SLICE_BYTES], newline=False)
            yield part.translate(_URL_SAFE)
    call.delivered = True


def _response(call: Call, answer: httpcore2.Response, give_back: Callable[[], None]) -> httpx2.Response:
    headers = httpx2.Headers(answer.headers)
    call.answered(answer.status, headers)
    length = headers.get("content-length", "")
    call.arriving(int(length) if length.isdecimal() else None)
    body = _Body(call, answer, headers.get("content-encoding", ""), give_back)
    # The client keeps cookies and would send them along with another connection's key; the body is
    # unpacked here, within bounds.
    for name in ("set-cookie", "content-encoding"):
        headers.pop(name, None)
    return _Response(answer.status, headers=headers, stream=body, extensions=answer.extensions)


class _Response(httpx2.Response):
    """One whose text exists once: the original makes two copies, 27 MB each with a 4K picture."""

    @property
    def text(self) -> str:
        """JSON is UTF-8 (RFC 8259)."""
        return self.content.decode("utf-8", "replace")


class _Body(httpx2.SyncByteStream):
    """An answer's body, unpacked and counted. Closing it gives the connection back."""

    def __init__(
        self, call: Call, answer: httpcore2.Response, encoding: str, give_back: Callable[[], None]
    ) -> None:
        self._call = call
        self._answer = answer
        self._encoding = encoding.strip().lower()
        self._give_back: Callable[[], None] | None = give_back

    def __iter__(self) -> Iterator[bytes]:
        with as_egress_errors(self._call):
            for chunk in _unpacked(self._answer.iter_stream(), self._encoding):
                self._call.count(chunk)
                yield chunk

    def close(self) -> None:
        self._call.hang_up()
        self._answer.close()
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back()


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """No step makes more than `READ_BYTES` of a packed body, however well it was packed."""
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Garbled("the body is packed in a way that was not asked for")
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpack.eof:
                yield unpack.decompress(rest, READ_BYTES)
                rest = unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error:
        raise Garbled("the packed body is damaged") from None
    if not unpack.eof:
        raise Garbled("the packed body ends early")


class _NoAsyncTransport(httpx2.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx2.Request) -> NoReturn:
        raise RuntimeError("there is no asynchronous way out")


# These write each request's address, or say of warnings what a `Call` reports anyway.
for _noisy in ("httpx2", "httpcore2"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)

_clients: dict[bool, tuple[httpx2.Client, _Transport]] = {}
_clients_lock = threading.Lock()


def client(*, allow_private: bool = False) -> httpx2.Client:
    """The process's client, to be injected into an SDK. Use it inside a `Call` only.

    `allow_private` also lets it reach loopback and private addresses: for endpoints that the
    operator has named, never for those that a user typed in.
    """
    with _clients_lock:
        if allow_private not in _clients:
            transport = _Transport(Backend(allow_private, resolve))
            _clients[allow_private] = (_client(transport), transport)
        return _clients[allow_private][0]


def new_client(*, allow_private: bool, resolver: Resolver = resolve) -> httpx2.Client:
    """A client with connections of its own, for tests of the guard. The caller closes it."""
    return _client(_Transport(Backend(allow_private, resolver)))


def _client(transport: _Transport) -> httpx2.Client:
    return httpx2.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=None,
        # Base64 of a picture packs to three quarters, which costs more time than it saves.
        headers={"Accept-Encoding": "identity"},
    )


@atexit.register
def close_connections() -> None:
    """Close the connections of `client()`. It stays usable and makes new ones."""
    with _clients_lock:
        transports = [transport for _, transport in _clients.values()]
    for transport in transports:
        transport.close()


def no_async_client() -> httpx2.AsyncClient:
    """For SDKs that insist on an asynchronous client: one that never gets out."""
    return httpx2.AsyncClient(transport=_NoAsyncTransport(), trust_env=False)
