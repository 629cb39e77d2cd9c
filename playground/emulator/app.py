"""The WSGI application: routes, keys, bodies, answers. No Django, nothing of the rest of the project.

Routes, each under `/v1`, `/v1beta`, `/v1alpha` and without a version:

    GET  models                      the models, 1000 on a page at most
    GET  models/{model}
    POST models/{model}:generateContent
    GET  /                           "what is this", for people

`{model}` is an id or an alias. The key comes by `x-goog-api-key`, `?key=` or `Authorization: Bearer`; every
key is good except an empty one, one that holds white space, and one that starts with `bad` or `AIzaBAD`:
those get Google's API_KEY_INVALID. A fault rule may refuse further ones.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal

from . import errors, generate, reply, wire
from .errors import HangUp, Refusal
from .faults import Fault, Faults
from .generate import Call, Latency, Studio
from .ready import Shelf
from .rules import ModelRule, index, load

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY: Final = 100_000_000
_CHUNK: Final = 1 << 20
_VERSION = re.compile(r"^/(v1|v1beta|v1alpha)(?=/)")
_GOOD_KEY = re.compile(r"^(?!bad|AIzaBAD)\S{1,512}$")
Retired = Literal["serve", "404"]


def good_key(key: str) -> bool:
    """The built-in judgement of an API key, see the module's docstring."""
    return bool(_GOOD_KEY.match(key))


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `sent` is how many bytes really go out before the connection closes (None: all)."""

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    sent: int | None = None

    def chunks(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """The body for a server: as a file where it takes one, else in pieces, so as not to hold it twice."""
        wrapper = environ.get("wsgi.file_wrapper")
        if wrapper is not None and self.sent is None:
            wrapped: Iterable[bytes] = wrapper(io.BytesIO(self.body), _CHUNK)
            return wrapped
        end = len(self.body) if self.sent is None else self.sent
        view = memoryview(self.body)
        return (bytes(view[at : min(at + _CHUNK, end)]) for at in range(0, end, _CHUNK))


@dataclass(slots=True)
class Emulator:
    """The application's parts. Build it with `create_app`."""

    models: Mapping[str, ModelRule]
    studio: Studio
    faults: Faults
    retired: Retired
    check_key: Callable[[str], bool]
    today: Callable[[], dt.date]
    shelf: Shelf | None = None
    clock: Callable[[], float] = field(default=time.monotonic)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._answer(environ)
        except Refusal as refusal:
            answer = _json(refusal.body(), refusal.code)
        headers = [
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(answer.body))),
            ("X-Gemini-Service-Tier", "standard"),
            ("X-Emulated-By", "Proofsheet"),
            *answer.headers,
        ]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return answer.chunks(environ) if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        started = self.clock()
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        method = environ["REQUEST_METHOD"]
        if path in ("", "/"):
            return Answer(_ABOUT, content_type="text/plain; charset=UTF-8")
        found = _VERSION.match(path)
        version = found[1] if found else ""
        rest = path[found.end() :] if found else path
        operation = _operation(rest, method)
        if operation is None:
            return _json(Refusal(404, f"{method} {path[:200]} is not found.").body(), 404)
        key = self._key(environ)
        if operation == "list":
            return self._list()
        name, _, verb = rest.removeprefix("/models/").removeprefix("models/").partition(":")
        if not verb:
            return _json(_described(self._model(name, version)))
        return self._generate(environ, name, version, key, started)

    def _key(self, environ: WSGIEnvironment) -> str:
        """The caller's key. Raises Refusal (400 API_KEY_INVALID)."""
        query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""), errors="replace", max_num_fields=100)
        bearer = environ.get("HTTP_AUTHORIZATION", "")
        key: str = environ.get("HTTP_X_GOOG_API_KEY", "") or query.get("key", [""])[0]
        if not key and bearer[:7].lower() == "bearer ":
            key = bearer[7:].strip()
        if not self.check_key(key):
            raise errors.key_not_valid()
        return key

    def _model(self, name: str, version: str) -> ModelRule:
        rule = self.models.get(name)
        if rule is None or (self.retired == "404" and rule.retired(name, self.today())):
            raise errors.unknown_model(name[:100], version)
        return rule

    def _list(self) -> Answer:
        rules = dict.fromkeys(rule.id for rule in self.models.values())
        hidden = self.retired == "404"
        live = [r for r in rules if not (hidden and self.models[r].retired(r, self.today()))]
        return _json({"models": [_described(self.models[r]) for r in live]})

    def _generate(
        self, environ: WSGIEnvironment, name: str, version: str, key: str, started: float
    ) -> Answer:
        raw = wire.document(read_body(environ))
        rule = self._model(name, version)
        fault = self.faults.pick(_prompt(raw), rule.id, key, environ.get("HTTP_X_EMULATE", ""))
        self._fail(fault, rule)
        if self.shelf is not None:
            made, seconds = self.shelf.answer(rule, raw), self.studio.fixed(rule)
        else:
            answer, seconds = generate.run(Call(wire.read(raw), rule, fault, self.studio))
            made = json.dumps(answer).encode("ascii")
        self._wait(seconds - (self.clock() - started))
        return _spoilt(Answer(made, headers=self._marks(rule, name)), fault)

    def _marks(self, rule: ModelRule, name: str) -> tuple[tuple[str, str], ...]:
        return (("X-Emulator-Retired", "true"),) if rule.retired(name, self.today()) else ()

    def _fail(self, fault: Fault | None, rule: ModelRule) -> None:
        """Carry out what needs no answer: wait, hang up or refuse."""
        if fault is None:
            return
        if fault.kind in ("timeout", "slow", "504"):
            self._wait(fault.seconds)
        if fault.kind == "cut before":
            raise HangUp("the emulator was told to hang up")
        if refusal := fault.refusal(rule.id):
            raise refusal

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.studio.sleep(seconds)


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
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
) -> WSGIApplication:
    """The emulator as a WSGI application.

    `models`: rules, by default those of the catalogue's file. `latency`: seconds an answer takes in all,
    painting included; a (low, high) pair, or "catalogue" for each model's typical range.
    `retired`: whether models past their shutdown day are served (and marked by a header) or answer 404.
    `ready_made`: answer every request of one model, ratio and size with one picture painted beforehand,
    of about `ready_made_bytes` bytes if given; nothing is validated but names and types.
    `studio`: chance and time for tests; it carries its own latency. Raises BadRules.
    """
    rules = load() if models is None else models
    return Emulator(
        models=index(rules),
        studio=studio or Studio(latency=latency),
        faults=faults or Faults(),
        retired=retired,
        check_key=check_key,
        today=today,
        shelf=Shelf(ready_made_bytes) if ready_made else None,
    )


_ABOUT: Final = (
    b"Proofsheet emulator: a Gemini API on this machine. Pictures are painted by a program, "
    b"not by a Gemini model.\nPOST /v1/models/{model}:generateContent, GET /v1/models\n"
)


def _operation(rest: str, method: str) -> str | None:
    if rest in ("/models", "/models/") and method in ("GET", "HEAD"):
        return "list"
    if not rest.startswith("/models/"):
        return None
    verb = rest.removeprefix("/models/").partition(":")[2]
    if verb == "generateContent" and method == "POST":
        return "generate"
    return "get" if not verb and method in ("GET", "HEAD") else None


def read_body(environ: WSGIEnvironment) -> bytes:
    """The request body, at most MAX_BODY bytes. Raises Refusal (400)."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or -1)
    except ValueError:
        raise errors.invalid("Invalid Content-Length.") from None
    if length > MAX_BODY:
        raise _too_large()
    if length < 0 and not environ.get("wsgi.input_terminated"):
        return b""
    body: bytes = environ["wsgi.input"].read(length if length >= 0 else MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise _too_large()
    return body


def _too_large() -> Refusal:
    return errors.invalid(f"Request payload size exceeds the limit: {MAX_BODY} bytes.")


def _json(body: Mapping[str, object], status: int = 200) -> Answer:
    return Answer(json.dumps(body).encode("ascii"), status)


def _described(rule: ModelRule) -> dict[str, object]:
    return {
        "name": f"models/{rule.id}",
        "version": "emulated",
        "displayName": rule.name,
        "description": f"{rule.name}, emulated on this machine.",
        "inputTokenLimit": rule.context_in,
        "outputTokenLimit": rule.context_out,
        "supportedGenerationMethods": ["generateContent"],
        "thinking": bool(rule.thoughts),
    }


def _prompt(raw: Mapping[str, Any]) -> str:
    """The last turn's text, before anything else about the request was checked."""
    contents = raw.get("contents") or [{}]
    return "\n".join(part["text"] for part in contents[-1].get("parts", []) if part.get("text"))


def _spoilt(answer: Answer, fault: Fault | None) -> Answer:
    """The answer as the fault wants it to arrive."""
    kind = fault.kind if fault else ""
    if kind == "truncated json":
        return Answer(answer.body[: len(answer.body) // 2])
    if kind == "html":
        return Answer(reply.HTML, content_type="text/html; charset=UTF-8")
    if kind == "error body":
        return _json(reply.error_body())
    if kind == "cut":
        return Answer(answer.body, sent=len(answer.body) // 2)
    return answer
