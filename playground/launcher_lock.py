"""The lock of the data folder: one launcher at a time (hostile case C16).

The system lets go of it when the last process that inherited it ends, whatever way that went.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


class Taken(Exception):
    """Somebody else runs on this data folder. `pid` is empty when it is just stopping."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


class FolderLock:
    def __init__(self, data: Path) -> None:
        self.path = data / "lock"
        self.handle = -1

    def acquire(self, patience: float = 1.5) -> None:
        """Take it, after up to `patience` seconds for one that is just stopping. Raises Taken."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        ends = time.monotonic() + patience
        while not _try(handle):
            if time.monotonic() > ends:
                pid = os.pread(handle, 20, 0).decode(errors="replace").strip()
                os.close(handle)
                raise Taken(pid if _lives(pid) else "")
            time.sleep(0.1)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self.handle = handle

    def release(self) -> None:
        os.close(self.handle)
        self.handle = -1

    def is_taken(self) -> bool:
        """Whether somebody holds it; leaves no trace."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            return not _try(handle)
        finally:
            os.close(handle)


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
