"""Waiting for something to become true, with a deadline and no guessed pauses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Between two looks. Looking costs the machine that is being measured, so not too often.
LOOK = 0.05


class NotInTime(AssertionError):
    """What was waited for did not come about."""


def wait_until(look: Callable[[], T | None], seconds: float, what: str, pause: float = LOOK) -> T:
    """The first true thing that `look` returns. Raises NotInTime after `seconds`."""
    ends, waiting = time.monotonic() + seconds, threading.Event()
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends:
            raise NotInTime(f"{what}: not within {seconds:g} s")
        waiting.wait(pause)
