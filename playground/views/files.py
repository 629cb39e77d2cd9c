"""Stored bytes over HTTP: to the team only, never as anything but what they are, in ranges if asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from werkzeug.http import parse_range_header

from playground import storage
from playground.http import AppRequest

CHUNK = 64 * 1024
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def serve(
    request: AppRequest, key: str, mime_type: str, etag: str, *, name: str = "", size: int | None = None
) -> HttpResponseBase:
    """The file under `key`. With `name` it is a download. What an id names never changes: keep it."""
    etag = f'"{etag}"'
    response: HttpResponseBase
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = _content(request, _opened(key), mime_type, etag, size)
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Vary"] = "Cookie"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _opened(key: str) -> File[bytes]:
    try:
        return storage.open(key)
    except storage.StorageError:
        raise Http404 from None


def _content(
    request: AppRequest, file: File[bytes], mime_type: str, etag: str, size: int | None
) -> HttpResponseBase:
    length = file.size if size is None else size
    wanted = _range(request, etag, length)
    if wanted is None:
        whole = FileResponse(file, content_type=mime_type)
        whole["Content-Length"] = str(length)
        return whole
    if wanted == (0, 0):
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, stop = wanted
    part = StreamingHttpResponse(Slice(file, start, stop), status=206, content_type=mime_type)
    part["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
    part["Content-Length"] = str(stop - start)
    return part


def _range(request: AppRequest, etag: str, length: int) -> tuple[int, int] | None:
    """The one range asked for as (start, stop); None for the whole file, (0, 0) when it lies outside."""
    asked = request.headers.get("Range")
    if not asked or request.headers.get("If-Range", etag) != etag:
        return None
    parsed = parse_range_header(asked)
    if parsed is None or parsed.units != "bytes" or len(parsed.ranges) != 1:
        return None
    found = parsed.range_for_length(length)
    return (0, 0) if found is None else (found[0], found[1])


class Slice:
    """Bytes `start` to `stop` of an open file, which is closed with the response, read or not."""

    def __init__(self, file: File[bytes], start: int, stop: int) -> None:
        self.file, self.start, self.stop = file, start, stop
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.stop - self.start
        while left and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
