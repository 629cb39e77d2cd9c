"""Static files under an address that changes with them, so that browsers keep them for good.

Nothing is built: the version is a folder that is not there. The style sheets that a page names go out as
one file, and so do its modules with all that they import: forty small files would have a telephone ask seven
times in a row before anything answers a touch.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

JOINED: Final = re.compile(
    r"css/([a-z_]{1,40}(?:~[a-z_]{1,40}){1,9})\.css|js/([a-z-]{1,40}(?:~[a-z-]{1,40}){1,39})\.js"
)
FOREVER: Final = {"Cache-Control": "max-age=315360000, public, immutable"}
# All the ways in which modules here import and export; a test holds them to these.
IMPORT: Final = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+) from )?"\./([a-z-]+)\.js";$', re.MULTILINE)
EXPORT: Final = re.compile(r"^export ((?:async )?function|class) (\w+)", re.MULTILINE)
# What explains a file is for those who read it, not for the wire: a quarter of its length.
REMARK: Final = re.compile(r"^ *//.*\n", re.MULTILINE)
NOTE: Final = re.compile(r" */\*.*?\*/\n?", re.DOTALL)
# Each module keeps its names to itself; one that fails takes no other along.
HEAD: Final = """const modules = {};
function load(name, make) {
  modules[name] = {};
  try {
    modules[name] = make();
  } catch (error) {
    reportError(error);
  }
}
"""


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


def style_sheets(names: Sequence[str]) -> str | None:
    """The style sheets of these names in this order as one; None where there is none of some name."""
    sheets = [_text("css", f"{name}.css") for name in names]
    return None if None in sheets else NOTE.sub("", "".join(filter(None, sheets)))


def modules(names: Sequence[str]) -> str | None:
    """The modules of these names as one, each once and after what it imports; None where one is missing."""
    found: dict[str, str | None] = {}

    def visit(name: str) -> None:
        if name in found:
            return
        text = found[name] = _text("js", f"{name}.js")
        for _what, imported in IMPORT.findall(text or ""):
            visit(imported)
        found[name] = found.pop(name)

    for name in names:
        visit(name)
    if None in found.values():
        return None
    return HEAD + "".join(_wrapped(name, text) for name, text in found.items() if text)


def _wrapped(name: str, text: str) -> str:
    exported = ", ".join(found[2] for found in EXPORT.finditer(text))
    text = EXPORT.sub(r"\1 \2", IMPORT.sub(_constants, REMARK.sub("", text)))
    return f'load("{name}", () => {{\n{text}\nreturn {{ {exported} }};\n}});\n'


def _constants(found: re.Match[str]) -> str:
    what, name = found.groups()
    return f'const {what.removeprefix("* as ")} = modules["{name}"];' if what else ""


def _text(folder: str, file: str) -> str | None:
    path = finders.find(f"{folder}/{file}")
    return Path(path).read_text("utf-8") if isinstance(path, str) else None


def _asked(address: str) -> str | None:
    """What a joined address stands for; None where it is none, or where a file of it is not there."""
    found = JOINED.fullmatch(address.removeprefix(settings.STATIC_URL))
    join = _join if not settings.DEBUG else _join.__wrapped__
    return join(*found.groups()) if found else None


@lru_cache(maxsize=16)
def _join(sheets: str | None, scripts: str | None) -> str | None:
    return style_sheets(sheets.split("~")) if sheets else modules((scripts or "").split("~"))


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them, joined where several are asked for; a page of an earlier version gets today's."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase | None = None
        if request.method in ("GET", "HEAD") and request.path_info.startswith("/static/"):
            response = self._joined(request.path_info) or self._moved(request.path_info)
        return response or super().__call__(request)

    def _joined(self, address: str) -> HttpResponse | None:
        text = _asked(address)
        if text is None:
            return None
        kind = "text/css" if address.endswith(".css") else "text/javascript"
        kept = {"Cache-Control": "max-age=0"} if settings.DEBUG else FOREVER
        return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=kept)

    def _moved(self, address: str) -> HttpResponseRedirect | None:
        """A page that was open while Proofsheet was updated asks for files of its own version."""
        if address.startswith(settings.STATIC_URL):
            return None
        here = settings.STATIC_URL + address.removeprefix("/static/").partition("/")[2]
        if here not in self.files and _asked(here) is None:
            return None
        return HttpResponseRedirect(here, headers={"Cache-Control": "no-store"})
