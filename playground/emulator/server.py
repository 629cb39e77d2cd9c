"""The emulator over a socket: waitress with enough threads for answers that mostly wait."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from waitress.channel import ClientDisconnected
from waitress.server import create_server

from .app import MAX_BODY, Retired, create_app
from .errors import HangUp
from .faults import Faults
from .generate import Latency, Studio

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS: Final = 640
HOST: Final = "127.0.0.1"


def read_latency(text: str) -> Latency:
    """`2`, `1.5-4` or `catalogue`, as given on a command line. Raises ValueError."""
    if text == "catalogue":
        return text
    low, dash, high = text.partition("-")
    span = (float(low), float(high)) if dash else (float(low), float(low))
    if not 0 <= span[0] <= span[1] <= 3600:
        raise ValueError(f"{text!r} is no latency: seconds, a range such as 1-4, or catalogue.")
    return span if dash else span[0]


class Server:
    """A running emulator. `base_url` has no trailing slash; `close()` may be called from any thread."""

    def __init__(
        self, app: WSGIApplication, host: str, port: int, threads: int, stop: threading.Event
    ) -> None:
        self._stop = stop
        # waitress warns of queued tasks and of bodies cut short; the one is wanted, the other was asked for.
        for name in ("waitress", "waitress.queue"):
            logging.getLogger(name).setLevel(logging.ERROR)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=2048)
        self.base_url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        self._map: dict[int, Any] = {}
        # Any: the stubs know neither `trigger` nor `task_dispatcher`.
        self._server: Any = create_server(
            _hanging_up(app),
            map=self._map,
            sockets=[listening],
            threads=threads,
            connection_limit=max(1000, threads * 4),
            channel_timeout=3600,
            max_request_body_size=MAX_BODY + 1_000_000,
            outbuf_overflow=1 << 26,
            outbuf_high_watermark=4 << 20,
            inbuf_overflow=1 << 23,
            ident="proofsheet-emulator",
            clear_untrusted_proxy_headers=True,
        )
        self._thread = threading.Thread(target=self._server.run, name="emulator", daemon=True)

    def start(self) -> Server:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop: whoever is being kept waiting is let go, then every connection closes. Again: nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._server.trigger.pull_trigger(self._leave)
        self._thread.join(5)
        self._server.task_dispatcher.shutdown(timeout=5)

    def _leave(self) -> None:
        # The server's loop runs as long as there is a socket in its map.
        for connection in list(self._map.values()):
            connection.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _hanging_up(app: WSGIApplication) -> WSGIApplication:
    """Turn HangUp into what makes waitress close the connection without a further byte."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = app(environ, start_response)
        except HangUp:
            raise ClientDisconnected from None
        # A file goes out as it is; what is made while it is sent may hang up later.
        return _until_it_hangs_up(answer) if isinstance(answer, Iterator) else answer

    return outer


def _until_it_hangs_up(pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except HangUp:
        raise ClientDisconnected from None


def start(
    *,
    host: str = HOST,
    port: int = 0,
    threads: int = 32,
    latency: Latency = 0.0,
    faults: Faults | str | Path | None = None,
    retired: Retired = "serve",
    **options: Any,
) -> Server:
    """An emulator in threads of this process, for tests and embedding. Close it.

    `options` go to `create_app`. Raises OSError when the port is taken, BadFault, BadRules.
    """
    stop = threading.Event()
    studio = options.pop("studio", None) or Studio(latency=latency, sleep=stop.wait)
    rules = Faults.load(faults) if isinstance(faults, str | Path) else faults
    app = create_app(faults=rules, retired=retired, studio=studio, **options)
    return Server(app, host, port, threads, stop).start()


def serve(
    host: str = HOST,
    port: int = 0,
    latency: Latency | str = 0.0,
    faults: Faults | str | Path | None = None,
    *,
    retired: Retired = "404",
    threads: int = THREADS,
    exit_with_parent: bool = False,
    announce: Callable[[str], object] | None = None,
    **options: Any,
) -> None:
    """Serve until SIGTERM, SIGINT or, with `exit_with_parent`, the end of standard input.

    Prints one line, the base URL, or hands it to `announce`. For the main thread of a process. `latency`
    may be text as on the command line. Raises OSError, ValueError, BadFault, BadRules.
    """
    wanted = read_latency(latency) if isinstance(latency, str) else latency
    done = threading.Event()
    server = start(
        host=host, port=port, threads=threads, latency=wanted, faults=faults, retired=retired, **options
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _setter(done))
    if exit_with_parent:
        threading.Thread(target=_until_eof, args=(done,), name="parent", daemon=True).start()
    (announce or _print)(server.base_url)
    done.wait()
    server.close()


def _setter(done: threading.Event) -> Callable[[int, FrameType | None], None]:
    return lambda _number, _frame: done.set()


def _until_eof(done: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    done.set()


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
