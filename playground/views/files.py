"""Stored bytes over HTTP: to the team only, never as anything but what they are, in ranges if asked."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from werkzeug.http import parse_range_header

from playground import storage
from playground.http import AppRequest

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def serve(request: AppRequest, key: str, mime_type: str, etag: str, *, name: str = "") -> HttpResponseBase:
    """The file under `key`. With `name` it is a download. What an id names never changes: keep it.

    Only the bytes that go out are read. No such file is 404, a storage that fails 503.
    """
    etag = f'"{etag}"'
    response: HttpResponseBase
    try:
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponse(status=304)
        else:
            response = _content(request, key, mime_type, etag)
    except storage.StorageMissing:
        raise Http404 from None
    except storage.StorageError:
        words = _("The storage of pictures cannot be reached. Nothing is lost: try again in a minute.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Vary"] = "Cookie"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _content(request: AppRequest, key: str, mime_type: str, etag: str) -> HttpResponseBase:
    length = storage.size(key)
    if request.method == "HEAD":
        return HttpResponse(content_type=mime_type, headers={"Content-Length": str(length)})
    wanted = _range(request, etag, length)
    if wanted is None:
        return _stream(key, 0, length, 200, mime_type)
    if wanted == (0, 0):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, end = wanted
    part = _stream(key, start, end, 206, mime_type)
    part["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    return part


def _stream(key: str, start: int, end: int, status: int, mime_type: str) -> StreamingHttpResponse:
    """The bytes from `start` up to but not with `end`; what they come from is closed with the response."""
    response = StreamingHttpResponse(
        storage.read_range(key, start, end), status=status, content_type=mime_type
    )
    response["Content-Length"] = str(end - start)
    return response


def _range(request: AppRequest, etag: str, length: int) -> tuple[int, int] | None:
    """The one range asked for as (start, stop); None for the whole file, (0, 0) when it lies outside."""
    asked = request.headers.get("Range")
    if not asked or request.headers.get("If-Range", etag) != etag:
        return None
    parsed = parse_range_header(asked)
    if parsed is None or parsed.units != "bytes" or len(parsed.ranges) != 1:
        return None
    first, _last = parsed.ranges[0]
    if first is not None and first < -length:
        return (0, length)  # the last bytes, more of them than there are: RFC 9110, 14.1.2
    found = parsed.range_for_length(length)
    return (0, 0) if found is None else (found[0], found[1])
