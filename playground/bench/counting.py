"""`python -m playground.bench.counting FILE ...`: the emulator, with a line in FILE for each call.

A call counts when it has arrived whole, which is when a provider might charge for it. The line is JSON:
the last prompt, the seed, and the time in seconds since 1970.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.emulator.app import create_app
from playground.emulator.server import HOST, Server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 128


class Counting:
    """A WSGI application around the emulator's. Each line is one write, so lines never mix."""

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self._app = app
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            os.write(self._file, json.dumps(_described(body)).encode() + b"\n")
        return self._app(environ, start_response)


def _described(body: bytes) -> dict[str, object]:
    request = json.loads(body)
    parts = request["contents"][-1]["parts"]
    return {
        "prompt": next(part["text"] for part in parts if "text" in part),
        "seed": request.get("generationConfig", {}).get("seed"),
        "pictures": sum("inlineData" in part for part in parts),
        "bytes": len(body),
        "at": time.time(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--ready-made", action="store_true")
    parser.add_argument("--ready-made-bytes", type=int)
    parser.add_argument("--exit-with-parent", action="store_true")
    given = parser.parse_args()
    app = create_app(
        latency=given.latency, ready_made=given.ready_made, ready_made_bytes=given.ready_made_bytes
    )
    with Server(Counting(app, given.file), HOST, 0, THREADS, threading.Event()) as server:
        server.start()
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
