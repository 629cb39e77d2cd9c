"""The WSGI application: which operation answers which address. No Django, nothing of the rest of the project.

Routes, each under `/v1`, `/v1beta`, `/v1alpha`, `/v1beta1` and without a version:

    GET  models                              the models, 1000 on a page at most
    GET  models/{model}
    POST models/{model}:generateContent
    POST models/{model}:streamGenerateContent
    POST models/{model}:countTokens
    POST models/{model}:batchGenerateContent
    GET  batches, batches/{id}; POST batches/{id}:cancel; DELETE batches/{id}
    POST /upload/{version}/files             resumable; the second leg comes without a key
    GET  files, files/{id}, files/{id}:download, also under /download
    DELETE files/{id}
    GET  /                                   "what is this", for people

`{model}` is an id or an alias. As Vertex AI writes them, `models` may also be `publishers/google/models`,
with or without `projects/{project}/locations/{location}` before it. The key comes by `x-goog-api-key`,
`?key=` or `Authorization: Bearer`; every key is good except an empty one, one that holds white space, and
one that starts with `bad` or `AIzaBAD`: those get Google's API_KEY_INVALID. A fault rule may refuse more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from . import batches, calls, errors, files
from .batches import Batches
from .emulation import Emulation, Retired, good_key
from .errors import Refusal
from .faults import Faults
from .files import Files
from .generate import Latency, Studio
from .http import MAX_BODY, Answer, Asked, Stream, json_answer
from .ready import Shelf
from .rules import ModelRule, index, load

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["MAX_BODY", "Retired", "create_app", "good_key"]
_VERSION: Final = re.compile(r"^(?:/upload|/download)?(/v1|/v1beta|/v1alpha|/v1beta1)(?=/)")
_VERTEX: Final = r"((?:/projects/[^/:]+/locations/[^/:]+)?/publishers/google)?"
Operation = Callable[[Emulation, Asked, str], Answer | Stream]


def _route(method: str, path: str, operation: Operation) -> tuple[str, re.Pattern[str], Operation]:
    return method, re.compile(f"{_VERTEX}{path}"), operation


ROUTES: Final = (
    _route("POST", r"/upload/files()", files.begin_or_take),
    _route("GET", r"/files/?()", files.listed),
    _route("GET", r"(?:/download)?/files/([^/:]+):download", files.downloaded),
    _route("GET", r"/files/([^/:]+)", files.described),
    _route("DELETE", r"/files/([^/:]+)", files.deleted),
    _route("GET", r"/models/?()", calls.listed),
    _route("GET", r"/models/([^:]*)", calls.described),
    _route("POST", r"/models/([^:]*):generateContent", calls.generate),
    _route("POST", r"/models/([^:]*):streamGenerateContent", calls.stream),
    _route("POST", r"/models/([^:]*):countTokens", calls.count),
    _route("POST", r"/models/([^:]*):batchGenerateContent", batches.create),
    _route("GET", r"/batches/?()", batches.listed),
    _route("GET", r"/batches/([^/:]+)", batches.described),
    _route("POST", r"/batches/([^/:]+):cancel", batches.cancel),
    _route("DELETE", r"/batches/([^/:]+)", batches.delete),
)
# It asks for the key itself: where an upload goes on, its address is the permission.
KEYLESS: Final = (files.begin_or_take,)


@dataclass(frozen=True, slots=True)
class Application:
    """The emulator for a WSGI server. Build it with `create_app`."""

    emulation: Emulation

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._answer(environ)
        except Refusal as refusal:
            answer = json_answer(refusal.body(), refusal.code)
        headers = [
            ("Content-Type", answer.content_type),
            *answer.length,
            ("X-Gemini-Service-Tier", "standard"),
            ("X-Emulated-By", "Proofsheet"),
            *answer.headers,
        ]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return answer.chunks(environ) if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: WSGIEnvironment) -> Answer | Stream:
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        if path in ("", "/"):
            return Answer(_ABOUT, content_type="text/plain; charset=UTF-8")
        found = _VERSION.match(path)
        rest = path[: found.start(1)] + path[found.end() :] if found else path
        method = environ["REQUEST_METHOD"]
        started = self.emulation.clock()
        for wanted, pattern, operation in ROUTES:
            if method in (wanted, "HEAD" if wanted == "GET" else "") and (named := pattern.fullmatch(rest)):
                version = found[1].removeprefix("/") if found else ""
                asked = Asked(environ, version, named[1] is not None, started)
                if operation not in KEYLESS and not self.emulation.check_key(asked.key):
                    raise errors.key_not_valid()
                return operation(self.emulation, asked, named[2].removeprefix("models/"))
        raise Refusal(404, f"{method} {path[:200]} is not found.")


def create_app(
    *,
    models: Sequence[ModelRule] | None = None,
    latency: Latency = 0.0,
    faults: Faults | None = None,
    retired: Retired = "serve",
    check_key: Callable[[str], bool] = good_key,
    ready_made: bool = False,
    ready_made_bytes: int | None = None,
    studio: Studio | None = None,
    batch_pending: float = 1.0,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> WSGIApplication:
    """The emulator as a WSGI application.

    `models`: rules, by default those of the catalogue's file. `latency`: seconds an answer takes in all,
    painting included; a (low, high) pair, or "catalogue" for each model's typical range.
    `retired`: whether models past their shutdown day are served (and marked by a header) or answer 404.
    `ready_made`: answer every request of one model, ratio and size with one picture painted beforehand,
    of about `ready_made_bytes` bytes if given; nothing is validated but names and types.
    `batch_pending`: seconds that a batch waits before its first request is answered.
    `studio`: chance and time for tests; it carries its own latency. Raises BadRules.
    """
    rules = load() if models is None else models
    return Application(
        Emulation(
            models=index(rules),
            studio=studio or Studio(latency=latency),
            faults=faults or Faults(),
            retired=retired,
            check_key=check_key,
            now=now,
            files=Files(now),
            batches=Batches(batch_pending),
            shelf=Shelf(ready_made_bytes) if ready_made else None,
        )
    )


_ABOUT: Final = (
    b"Proofsheet emulator: a Gemini API on this machine. Pictures are painted by a program, "
    b"not by a Gemini model.\nPOST /v1/models/{model}:generateContent, GET /v1/models\n"
)
