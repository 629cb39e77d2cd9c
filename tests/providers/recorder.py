"""A server on a real socket that plays what a test tells it and keeps what it was sent."""

from __future__ import annotations

import json
import queue
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Headers = Sequence[tuple[str, str]]
# Nothing in a test takes this long unless it is broken.
PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One request. `connection` counts the connections from 1."""

    connection: int
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self.sock = sock
        self.over = over
        self.open = True

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def head(self, length: int | None, status: int = 200, headers: Headers = ()) -> None:
        """The head of an answer; without a length the body lasts until the connection closes."""
        lines = [f"HTTP/1.1 {status} Reason", "Content-Type: application/json; charset=UTF-8"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines += ["Connection: close"] if length is None else [f"Content-Length: {length}"]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def close(self) -> None:
        self.open = False
        self.sock.close()

    def reset(self) -> None:
        """Break the connection off, without the goodbye of TCP."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


Play = Callable[[Line, Seen], None]


def answer(body: object, status: int = 200, headers: Headers = ()) -> Play:
    """An answer with this JSON (or these bytes) as its body; the connection stays open."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(line: Line, _seen: Seen) -> None:
        line.head(len(data), status, headers)
        line.send(data)

    return play


def silence(line: Line, _seen: Seen) -> None:
    """Not a byte, until the test is over."""
    line.over.wait(PATIENCE)
    line.close()


def half(body: bytes) -> Play:
    """The head, half of the body, then silence."""

    def play(line: Line, seen: Seen) -> None:
        line.head(len(body))
        line.send(body[: len(body) // 2])
        silence(line, seen)

    return play


def drip(line: Line, _seen: Seen) -> None:
    """One byte after the other, without end."""
    line.head(1_000_000)
    while not line.over.wait(0.01):
        line.send(b" ")
    line.close()


def endless(line: Line, _seen: Seen) -> None:
    """A body without a length that never ends."""
    line.head(None)
    while not line.over.is_set():
        line.send(b" " * 65536)
    line.close()


@dataclass
class Recorder:
    """Plays `plays` one after the other, the last one for good. A context; `url` is where it is."""

    plays: list[Play] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self.connections = 0
        self._arrivals: queue.Queue[Seen] = queue.Queue()
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._threads: list[threading.Thread] = []
        self._server = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Recorder:
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for line in self._lines:
            try:
                line.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed before
        for thread in self._threads:
            thread.join(PATIENCE)

    def play(self, *plays: Play) -> None:
        with self._lock:
            self.plays[:] = plays

    def arrival(self) -> Seen:
        """The next request that has arrived whole and is being answered."""
        return self._arrivals.get(timeout=PATIENCE)

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            line = Line(sock, self.over)
            self._lines.append(line)
            self._begin(self._serve, line, self.connections)

    def _serve(self, line: Line, number: int) -> None:
        try:
            while line.open and (seen := _read(line.sock, number)):
                with self._lock:
                    self.seen.append(seen)
                    play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
                self._arrivals.put(seen)
                play(line, seen)
        except OSError:
            pass  # the other side left: what a client that aborts does
        finally:
            line.close()


def _read(sock: socket.socket, number: int) -> Seen | None:
    """One request, None at the end of the connection."""
    with sock.makefile("rb") as stream:
        first = stream.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers: dict[str, str] = {}
        while (line := stream.readline().decode("latin-1").strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
    return Seen(number, first[0], first[1], headers, body)
