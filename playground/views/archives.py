"""Several files as one ZIP, sent while it is made: no more than a piece of one file is in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header


@dataclass(frozen=True, slots=True)
class Entry:
    """`chunks` opens the file when its turn comes."""

    name: str
    chunks: Callable[[], Iterable[bytes]]


def archive(name: str, entries: Iterable[Entry]) -> StreamingHttpResponse:
    """A download. Whether the files are there is the caller's to know: it is too late for a 404 then."""
    response = StreamingHttpResponse(_zipped(entries), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Sink(io.RawIOBase):
    """Takes what is written until somebody fetches it. Cannot be sought in, so nothing is rewritten."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that comes
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Stored, not packed: pictures are packed already."""
    sink, now = _Sink(), timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as made:
        for entry in entries:
            with made.open(zipfile.ZipInfo(entry.name, now), "w") as file:
                for chunk in entry.chunks():
                    file.write(chunk)
                    yield sink.taken()
    yield sink.taken()
