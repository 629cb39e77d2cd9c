"""kombu's folder transport, made safe for a folder that several processes share.

kombu writes a message in place, so that a reader may take it half written, and moves what it reads
to the machine's temporary folder, where others might look. Here a message appears whole, by a
rename, and stays inside the data folder.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages are files `<time>_<random>.<queue>.msg`, read in the order of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(self.transport_options["data_folder_in"])
        for folder in (self.folder, self.control_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What the last look at the folder found, to be taken one by one before the next look.
        self._found: dict[str, deque[Path]] = {}

    # The two classes above, as typed, disagree about the second name.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}"
        draft = self.folder / f"{name}.draft"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(self.folder / f"{name}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        found = self._found.setdefault(queue, deque())
        if not found:
            found.extend(sorted(self.folder.glob(f"*.{queue}.msg")))
        while found:
            file = found.popleft()
            taken = file.with_suffix(".taken")
            try:
                file.rename(taken)
            except FileNotFoundError:
                continue  # another reader was faster
            try:
                return loads(taken.read_text(encoding="utf-8"))
            finally:
                taken.unlink()
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
