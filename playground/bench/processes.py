"""Real processes for measurements and end-to-end tests: a provider, and an installation.

Both end with the context that started them, whatever happened inside it. The provider also ends with
this process, since it reads our pipe.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from playground.bench import sampling
from playground.bench.polling import wait_until

ROOT = Path(__file__).resolve().parents[2]
# What an installation under test must not take over from whoever runs the test.
_OURS = ("PROOFSHEET_", "GEMINI_", "GOOGLE_")
_OURS_WHOLE = ("DATABASE_URL", "BROKER_URL", "STORAGE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONWARNINGS")
START_SECONDS = 180.0
STOP_SECONDS = 30.0


class Broken(RuntimeError):
    """A process did not do what it was started for; the text holds the end of what it printed."""


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of Proofsheet, plus the given ones."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_OURS) and name not in _OURS_WHOLE
    }
    return {**kept, **settings}


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix=f"proofsheet-{prefix}-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Provider:
    """A running emulator. `calls_file`, if asked for, gets a line of JSON for each call that arrived."""

    def __init__(self, process: subprocess.Popen[bytes], base_url: str, calls_file: Path | None) -> None:
        self.process = process
        self.base_url = base_url
        self.calls_file = calls_file

    def calls(self) -> list[dict[str, Any]]:
        """Every call that arrived whole: its prompt and its seed."""
        if self.calls_file is None or not self.calls_file.exists():
            return []
        lines = self.calls_file.read_bytes().split(b"\n")
        return [json.loads(line) for line in lines[:-1]]


@contextmanager
def provider(
    latency: float, *, ready_made_bytes: int | None = None, calls_file: Path | None = None
) -> Iterator[Provider]:
    """An emulator with ready-made answers on a free port of loopback."""
    command = [sys.executable, "-m"]
    command += ["playground.bench.counting", str(calls_file)] if calls_file else ["playground.emulator"]
    command += ["--latency", str(latency), "--ready-made", "--exit-with-parent"]
    if ready_made_bytes is not None:
        command += ["--ready-made-bytes", str(ready_made_bytes)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None  # noqa: S101  # it was asked for above
        line = process.stdout.readline().decode().strip()
        if not line.startswith("http://"):
            raise Broken("the provider did not start")
        yield Provider(process, line, calls_file)
    finally:
        _end(process)


class Installation:
    """A data folder of its own, `manage.py up` on it, and programs run inside its settings."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.settings = {"PROOFSHEET_DATA": str(data), **settings}
        self.log = data.parent / "up.log"
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._started: list[psutil.Process] = []

    def start(self, seconds: float = START_SECONDS) -> None:
        """Start `up` and wait until it serves pages and its worker is ready."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--host", "127.0.0.1", "--port", str(port)],
                cwd=ROOT, env=environment(**self.settings), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.wait_ready(seconds)

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        try:
            wait_until(self._is_ready, seconds, "web and worker")
        except AssertionError as error:
            raise Broken(f"{error}\n{self.tail()}") from error
        self._remember()

    def child(self, role: str) -> psutil.Process | None:
        """The living process of a role: "launcher", "web" or "worker"."""
        launcher = self._process
        if launcher is None or launcher.poll() is not None:
            return None
        top = psutil.Process(launcher.pid)
        if role == "launcher":
            return top
        return next((child for child in sampling.family(top)[1:] if _role(child) == role), None)

    def kill(self, role: str) -> int:
        """SIGKILL a role's process; returns its id."""
        process = wait_until(lambda: self.child(role), START_SECONDS, f"a living {role}")
        self._remember()
        process.kill()
        if role == "launcher" and self._process is not None:
            self._process.wait()
        return int(process.pid)

    def stop(self) -> None:
        """Stop as Ctrl-C would, then make sure of everything that was ever seen of it."""
        if self._process is not None:
            with suppress(psutil.Error, ProcessLookupError):
                self._remember()
            _end(self._process, signal.SIGINT)
        _kill_all(self._started)

    def run(self, *arguments: str, seconds: float = 120) -> Any:
        """Run `playground.bench.inside` within this installation's settings; returns what it found."""
        with self.inside(*arguments) as process:
            output, _ = process.communicate(timeout=seconds)
        if process.returncode:
            raise Broken(f"inside {' '.join(arguments)} failed\n{output[-3000:].decode()}\n{self.tail()}")
        return json.loads(output)

    @contextmanager
    def inside(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """The same as a process that the caller talks to; it is ended with the context."""
        process = subprocess.Popen(
            [sys.executable, "-m", "playground.bench.inside", *arguments],
            cwd=ROOT, env=environment(**self.settings), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            _end(process)

    def manage(self, *arguments: str, seconds: float = 300) -> None:
        """Run a management command. Raises Broken."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(**self.settings),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise Broken(f"{arguments[0]} failed\n{done.stdout[-3000:].decode()}")

    def tail(self, count: int = 4000) -> str:
        """The end of what `up` printed."""
        text = self.log.read_bytes() if self.log.exists() else b""
        return text[-count:].decode("utf-8", "replace")

    def _is_ready(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise Broken(f"up ended by itself\n{self.tail()}")
        return bool(self.child("worker")) and answers(f"{self.url}/readyz")

    def _remember(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        known = {process.pid for process in self._started}
        everybody = sampling.family(psutil.Process(self._process.pid))
        self._started += [process for process in everybody if process.pid not in known]


@contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    """A running installation in a folder of its own; both are gone afterwards."""
    with folder("up") as place:
        made = Installation(place / "data", **settings)
        try:
            made.start()
            yield made
        finally:
            made.stop()


def answers(url: str, seconds: float = 5) -> bool:
    """Whether a page answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:  # noqa: S310  # our own http address
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def run_module(module: str, arguments: Sequence[str], seconds: float = 900) -> Mapping[str, Any]:
    """Run a module as a process of its own; returns the JSON that it printed. Raises Broken."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(timeout=seconds)
    finally:
        _end(process)
    if process.returncode:
        raise Broken(f"{module} failed\n{errors[-3000:].decode()}")
    found: Mapping[str, Any] = json.loads(output)
    return found


def _role(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    return next((role for role in ("worker", "web") if role in words), "")


def _end(process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM) -> None:
    """End a process and whatever descends from it, politely first."""
    pipes: list[IO[bytes] | None] = [process.stdin, process.stdout, process.stderr]
    for pipe in pipes:
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    if process.poll() is not None:
        return
    everybody = sampling.family(psutil.Process(process.pid))
    process.send_signal(sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    _kill_all(everybody)
    process.wait()


def _kill_all(processes: Sequence[psutil.Process]) -> None:
    """`psutil` compares the time of start as well, so that a number used again is left alone."""
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
