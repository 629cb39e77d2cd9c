"""Text goes out packed; pictures, which are packed already, go as they are.

A packed page must not tell a secret by its length to somebody who can put words into it (BREACH). The
one secret in pages is the CSRF token; it is masked anew in every page, and Django's middleware adds
random bytes to every packed answer besides. Keys are in no page.
"""

from __future__ import annotations

import gzip
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

PACKED_TYPES: Final = {
    "text/html",
    "text/css",
    "text/plain",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
}


class Compression(GZipMiddleware):
    """Packs pages as they come, and each static file once."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._files: dict[tuple[str, str], bytes] = {}

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in PACKED_TYPES or response.status_code == 206:
            return response
        if response.streaming:
            return self._file(request, response)
        return super().process_response(request, response)

    def _file(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A static file; it is known by its path and date, and keeps no ETag, which would be another's."""
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
        if not accepted or request.method != "GET" or response.status_code != 200:
            return response
        known = (request.path, response.get("Last-Modified", ""))
        if known not in self._files:
            content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            self._files[known] = gzip.compress(content, mtime=0)
        response.close()
        packed = HttpResponse(self._files[known], headers=dict(response.items()))
        packed["Content-Length"] = str(len(packed.content))
        packed["Content-Encoding"] = "gzip"
        del packed["ETag"]
        return packed
