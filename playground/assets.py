"""Static files under an address that changes with them, so that browsers keep them for good.

Nothing is built: the version is a folder that is not there. The style sheets that a page names go out as
one file, and the modules that its modules import are known before the first of them has come.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

JOINED: Final = re.compile(r"css/([a-z_]+(?:~[a-z_]+){0,9})\.css")
FOREVER: Final = {"Cache-Control": "max-age=315360000, public, immutable"}
IMPORT: Final = re.compile(r"""^import\b[^"';]*["']\./([\w-]+)\.js["']""", re.MULTILINE)


def version(*folders: Path) -> str:
    """A short name for all that lies in these folders; another one as soon as anything there changes."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def unchanging(_path: str, url: str) -> bool:
    """Whether a file never changes under its address: where the address has a version."""
    return not settings.DEBUG and url.startswith(settings.STATIC_URL)


def imported(names: Iterable[str]) -> list[str]:
    """What these modules import, and what those import in turn, without themselves."""
    asked = list(names)
    found: dict[str, None] = {}
    waiting = list(asked)
    while waiting:
        for name in _imports(waiting.pop(0)):
            if name not in found and name not in asked:
                found[name] = None
                waiting.append(name)
    return list(found)


def _imports(name: str) -> tuple[str, ...]:
    return _read_imports(name) if not settings.DEBUG else _read_imports.__wrapped__(name)


@cache
def _read_imports(name: str) -> tuple[str, ...]:
    return tuple(IMPORT.findall(_text("js", f"{name}.js") or ""))


def _text(folder: str, file: str) -> str | None:
    path = finders.find(f"{folder}/{file}")
    return Path(path).read_text("utf-8") if isinstance(path, str) else None


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them, joined where several are asked for; a page of an earlier version gets today's."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase | None = None
        if request.method in ("GET", "HEAD") and request.path_info.startswith("/static/"):
            response = self._joined(request.path_info) or self._moved(request.path_info)
        return response or super().__call__(request)

    def _joined(self, address: str) -> HttpResponse | None:
        found = JOINED.fullmatch(address.removeprefix(settings.STATIC_URL))
        if not found or "~" not in found[1]:
            return None
        sheets = [_text("css", f"{name}.css") for name in found[1].split("~")]
        if None in sheets:
            return None
        kept = {"Cache-Control": "max-age=0"} if settings.DEBUG else FOREVER
        return HttpResponse(
            "".join(filter(None, sheets)), content_type="text/css; charset=utf-8", headers=kept
        )

    def _moved(self, address: str) -> HttpResponseRedirect | None:
        """A page that was open while Proofsheet was updated asks for files of its own version."""
        if address.startswith(settings.STATIC_URL):
            return None
        here = settings.STATIC_URL + address.removeprefix("/static/").partition("/")[2]
        if here not in self.files and not JOINED.fullmatch(here.removeprefix(settings.STATIC_URL)):
            return None
        return HttpResponseRedirect(here, headers={"Cache-Control": "no-store"})
