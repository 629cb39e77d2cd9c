"""The built-in connection: the emulator as a child process on loopback, asked like Google itself.

The child starts with the first call, is started again when it has died, and goes with its parent: its
standard input is a pipe that the parent holds, so that even `kill -9` of the parent ends it.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from playground.egress import Call

from . import gemini
from .base import Endpoint, Fault, ImageRequest, Outcome, ProviderError

# So that the states of a turn can be seen: what "demo" stands for, as the emulator's command line
# takes it.
_DEMO_LATENCY: Final = "2-4"
_START_SECONDS: Final = 30.0
# The child gets these and no other variables: it has no use for keys and passwords.
_PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT", "VIRTUAL_ENV")
_ROOT: Final = Path(__file__).resolve().parents[2]


class Provider:
    """Safe for threads. An endpoint with an address uses that one instead of a child."""

    def __init__(self, emulator: Emulator | None = None) -> None:
        self._emulator = emulator or _emulator
        self._gemini = gemini.Provider()

    def generate(self, endpoint: Endpoint, request: ImageRequest, call: Call) -> Outcome:
        """One call of the emulator. Raises ProviderError and nothing else."""
        url = endpoint.base_url or os.environ.get("PROOFSHEET_EMULATOR_URL", "")
        if not url:
            url = self._emulator.base_url()
        there = replace(endpoint, base_url=url, api_key=endpoint.api_key or "built-in", allow_private=True)
        return self._gemini.generate(there, request, call)


class Emulator:
    """The child. `latency` as `--latency` takes it or "demo"; `faults` is the path of a rules file.

    What is not given comes from PROOFSHEET_EMULATOR_LATENCY and PROOFSHEET_EMULATOR_FAULTS when the
    child starts.
    """

    def __init__(self, latency: str | None = None, faults: str | None = None) -> None:
        self._latency = latency
        self._faults = faults
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""

    def base_url(self) -> str:
        """Where the running child listens; starts it if none runs. Raises ProviderError."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._end()
                self._start()
            return self._url

    def close(self) -> None:
        """End the child. The next `base_url()` starts another."""
        with self._lock:
            self._end()

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                self._command(),
                cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A Ctrl-C in the terminal is for the parent, which may be waiting for pictures.
                start_new_session=True,
            )
            self._url = _first_line(self._process)
        except OSError as error:
            raise _not_started(error.strerror or "") from None
        if not self._url.startswith("http://"):
            self._end()
            raise _not_started("its own words are in the log")

    def _command(self) -> list[str]:
        latency = self._latency or os.environ.get("PROOFSHEET_EMULATOR_LATENCY") or "demo"
        faults = self._faults or os.environ.get("PROOFSHEET_EMULATOR_FAULTS")
        command = [sys.executable, "-m", "playground.emulator", "--port", "0", "--exit-with-parent"]
        command += ["--latency", _DEMO_LATENCY if latency == "demo" else latency]
        return [*command, "--faults", str(Path(faults).resolve())] if faults else command

    def _end(self) -> None:
        process, self._process, self._url = self._process, None, ""
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _not_started(why: str) -> ProviderError:
    detail = f"the built-in emulator did not start: {why}"
    return ProviderError(Fault.NO_NETWORK, detail, retryable=True)


def _first_line(process: subprocess.Popen[bytes]) -> str:
    """The child's first line, "" if it ends or stays silent for too long."""
    assert process.stdout is not None  # noqa: S101 - it was asked for above
    ends, line, number = time.monotonic() + _START_SECONDS, b"", process.stdout.fileno()
    poll = select.poll()
    poll.register(number, select.POLLIN | select.POLLHUP)
    while not line.endswith(b"\n"):
        left = ends - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return ""
        piece = os.read(number, 4096)
        if not piece:
            return ""
        line += piece
    return line.split(b"\n")[0].decode("ascii", "replace").strip()


_emulator = Emulator()
atexit.register(_emulator.close)
