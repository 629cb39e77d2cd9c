"""One child process of the launcher: started, looked after, started again, stopped."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

logger = logging.getLogger("playground.launcher")

# Seconds before a child that has just died is started again: doubled each time, up to the last.
FIRST_PAUSE, LAST_PAUSE = 0.2, 10.0
# A child that lived for so many seconds was well: the next pause is the first again.
WELL_AFTER = 30.0


class Child:
    """`on_end` is called with the child's name whenever a process of it has ended."""

    def __init__(
        self,
        role: str,
        arguments: Sequence[str],
        handles: Sequence[int],
        on_end: Callable[[str], None] | None = None,
    ) -> None:
        self.role = role
        self.name = ""
        self._arguments, self._handles, self._on_end = arguments, handles, on_end
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start a process under a name of its own, so that its leases can be told from others'."""
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "playground.launcher_children", self.role, *self._arguments],
            env=self._environment(),
            stdin=subprocess.PIPE,
            # Celery speaks there when it stops. What matters goes to the log, which is standard error.
            stdout=subprocess.DEVNULL,
            pass_fds=self._handles,
            # A Ctrl-C in the terminal is for the launcher, which then stops its children in order. No
            # session of its own: Linux schedules by session first (autogroup, see sched(7)), and then
            # the worker would be nice to nobody, least of all to the web process.
            process_group=0,
        )

    def look(self) -> None:
        """Start the child again if it has died and its pause is over. Never raises."""
        if self._process is None:
            if time.monotonic() >= self._again_at:
                self._start_again()
            return
        code = self._process.poll()
        if code is not None:
            self._ended(code)

    def terminate(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, timeout: float) -> None:
        """Wait for the end that `terminate` asked for; kill what does not come to one."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._forget()

    def _environment(self) -> dict[str, str]:
        """Ours, and what makes the child find the same code, data and temporary folder."""
        root = str(settings.BASE_DIR)
        inherited = os.environ.get("PYTHONPATH")
        return {
            # Each thread would otherwise keep an arena of freed memory to itself.
            "MALLOC_ARENA_MAX": "2",
            # Large pictures go back to the system when they are done with: 18 references of 50 megapixels
            # left 446 MB behind without this (glibc 2.36). What a picture of 1K takes is kept for the
            # next: fetched anew each time it cost a tenth of the worker's processor time.
            "MALLOC_MMAP_THRESHOLD_": "4194304",
            "MALLOC_TRIM_THRESHOLD_": "8388608",
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "playground.settings"),
            "PROOFSHEET_WORKER_ID": self.name,
            "PYTHONPATH": os.pathsep.join([root, inherited] if inherited else [root]),
            "PYTHONSAFEPATH": "1",
            "TMPDIR": str(settings.TEMPORARY),
        }

    def _ended(self, code: int) -> None:
        lived = time.monotonic() - self._started
        self._pause = FIRST_PAUSE if lived > WELL_AFTER else min(2 * self._pause, LAST_PAUSE)
        self._again_at = time.monotonic() + self._pause
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        logger.warning("the %s process ended (%s); starting it again", self.role, how)
        self._forget()

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
        if self._on_end is not None:
            self._on_end(self.name)

    def _start_again(self) -> None:
        try:
            self.start()
        except OSError:
            self._again_at = time.monotonic() + LAST_PAUSE
            logger.exception("the %s process cannot be started; trying again later", self.role)


def tidy(folder: Path) -> None:
    """Remove the uploads that a killed web process left half done. Only under the data folder's lock."""
    for file in folder.glob("*.upload*"):
        file.unlink(missing_ok=True)
