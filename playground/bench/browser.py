"""A signed-in visitor over plain HTTP: one kept connection, cookies, the CSRF token of the last page."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TIMEOUT: Final = 60.0
_BLOCK: Final = 1 << 18


class Visitor:
    """One person's browser, as far as a measurement needs one. Used by one thread."""

    def __init__(self, base_url: str) -> None:
        self.origin = base_url
        parts = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT, blocksize=_BLOCK
        )
        self._cookies: dict[str, str] = {}
        self._token = ""

    def sign_in(self, path: str) -> None:
        """Use up a one-time link. Raises RuntimeError when the link or its button does not work."""
        status, body = self.get(path)
        if status != 200:
            raise RuntimeError(f"the sign-in link answers {status}")
        status, body = self._send(
            "POST", path, urlencode({"csrfmiddlewaretoken": self._token}).encode(), _FORM
        )
        if status != 302:
            raise RuntimeError(f"the sign-in button answers {status}: {body[:300]!r}")
        self.get("/studio/")

    def get(self, path: str) -> tuple[int, bytes]:
        """A page, whole: status and body. Remembers the CSRF token that it holds."""
        status, body = self._send("GET", path)
        found = _TOKEN.search(body.decode("utf-8", "replace"))
        self._token = found[1] if found else self._token
        return status, body

    def timed(self, path: str) -> float:
        """Milliseconds until the last byte of a page. Raises RuntimeError unless it answers 200."""
        started = time.perf_counter()
        status, _body = self._send("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return (time.perf_counter() - started) * 1000

    def upload(self, path: str, file: Path) -> tuple[int, str]:
        """Post one file as the tray does, in blocks: status and what was answered."""
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        foot = f"\r\n--{boundary}--\r\n".encode()
        length = len(head) + file.stat().st_size + len(foot)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        with file.open("rb") as content:
            blocks = iter(lambda: content.read(_BLOCK), b"")
            status, body = self._send("POST", path, _multipart(head, blocks, foot), headers)
        return status, body.decode("utf-8", "replace")

    def close(self) -> None:
        self._connection.close()

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        every = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method == "POST":
            every |= {"X-CSRFToken": self._token, "Origin": self.origin, "Referer": f"{self.origin}/"}
        with suppress(BrokenPipeError, ConnectionResetError):
            # A server may refuse a body halfway; as in a browser, what it said about it is read.
            self._connection.request(method, path, body, {**every, **(headers or {})})
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, content


_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def _multipart(head: bytes, blocks: Iterator[bytes], foot: bytes) -> Iterator[bytes]:
    yield head
    yield from blocks
    yield foot
