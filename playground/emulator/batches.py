"""batchGenerateContent and its long-running operations (fact sheet, 6.1 to 6.3).

Requests come inline or as JSON lines in a file of the Files API; each is answered or refused by itself. A
batch waits, runs when those before it have run, and ends; one that has no results after 48 hours has
expired. Results lie in a file, also those that go out inline.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from . import generate as generating
from . import wire
from .errors import Refusal, invalid
from .files import File
from .generate import Call
from .http import Answer, Asked, json_answer
from .rules import ModelRule

if TYPE_CHECKING:
    from .emulation import Emulation

EXPIRES: Final = dt.timedelta(hours=48)
MAX_INLINE: Final = 20_000_000
MAX_REQUESTS: Final = 10_000
MAX_KEPT: Final = 100
MAX_RESULTS: Final = 200_000_000
TYPE: Final = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch"
# google.rpc.Code of what the envelope says as an HTTP status.
CODES: Final = {400: 3, 401: 16, 403: 7, 404: 5, 429: 8, 499: 1, 500: 13, 503: 14, 504: 4}
_ITEM: Final[wire.Schema] = {"request": wire.REQUEST, "metadata": wire.ANY}
BATCH: Final[wire.Schema] = {
    "batch": {
        "displayName": "string",
        "model": "string",
        "priority": "integer",
        "inputConfig": {"requests": {"requests": [_ITEM]}, "fileName": "string"},
        "webhookConfig": wire.ANY,
    }
}
LINE: Final[wire.Schema] = {"key": "string", "request": wire.REQUEST}
State = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"]
Result = dict[str, Any]


@dataclass(slots=True)
class Batch:
    """One batch. `items`: what names a request (its metadata or key), and the request or why it is none."""

    id: str
    owner: str
    rule: ModelRule
    display_name: str
    created: dt.datetime
    items: list[tuple[dict[str, Any], dict[str, Any] | Refusal]]
    from_file: bool
    fault: str = ""
    count: int = 0
    answered: int = 0
    failed: int = 0
    results: File | None = None
    running: bool = False
    ended: dt.datetime | None = None
    cancelled: bool = False

    @property
    def keeper(self) -> str:
        """Whose the file of results is: where it goes out inline nobody's, as no key has a space."""
        return self.owner if self.from_file else f"batch {self.id}"

    def state(self, now: dt.datetime) -> State:
        if self.cancelled:
            return "CANCELLED"
        if self.fault == "batch expired" or (self.ended is None and now - self.created > EXPIRES):
            return "EXPIRED"
        if self.ended is None:
            return "RUNNING" if self.running else "PENDING"
        return "FAILED" if self.fault == "batch failed" else "SUCCEEDED"


@dataclass(slots=True)
class Batches:
    """The batches of one emulator, the newest MAX_KEPT. Safe for threads.

    `pending`: seconds that each waits before it runs, at least. `turn`: one runs at a time.
    """

    pending: float
    turn: threading.Lock = field(default_factory=threading.Lock)
    _kept: OrderedDict[str, Batch] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, batch: Batch) -> None:
        with self._lock:
            self._kept[batch.id] = batch
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)[1].cancelled = True

    def get(self, owner: str, name: str) -> Batch:
        """Raises Refusal (404)."""
        with self._lock:
            batch = self._kept.get(name)
        if batch is None or batch.owner != owner:
            raise Refusal(404, f"Batch batches/{name[:60]} was not found.")
        return batch

    def remove(self, batch: Batch) -> None:
        batch.cancelled = True
        with self._lock, contextlib.suppress(KeyError):
            del self._kept[batch.id]

    def of(self, owner: str) -> list[Batch]:
        """An owner's batches, newest first."""
        with self._lock:
            return [batch for batch in reversed(self._kept.values()) if batch.owner == owner]


def create(emulation: Emulation, asked: Asked, name: str) -> Answer:
    body = asked.body()
    raw = wire.document(body, BATCH).get("batch", {})
    rule = emulation.model(name, asked.version)
    given = raw.get("inputConfig", {})
    if "fileName" in given:
        items = list(_lines(emulation.files.data(asked.key, given["fileName"])))
    elif len(body) > MAX_INLINE:
        raise invalid(f"Inline requests may take {MAX_INLINE} bytes: give a file.")
    else:
        requests = given.get("requests", {}).get("requests", [])
        items = [({"metadata": item.get("metadata", {})}, item.get("request", {})) for item in requests]
    if not 0 < len(items) <= MAX_REQUESTS:
        raise invalid(f"A batch has 1 to {MAX_REQUESTS} requests.")
    fault = emulation.faults.pick("", rule.id, asked.key, asked.header("x-emulate"))
    kind = fault.kind if fault else ""
    if not kind.startswith("batch "):
        emulation.fail(fault, rule)
    batch = Batch(
        id=secrets.token_hex(12),
        owner=asked.key,
        rule=rule,
        display_name=raw.get("displayName", ""),
        created=emulation.now(),
        items=items,
        from_file="fileName" in given,
        fault=kind,
        count=len(items),
    )
    emulation.batches.add(batch)
    threading.Thread(target=_run, args=(emulation, batch), name=f"batch-{batch.id}", daemon=True).start()
    return json_answer(_described(emulation, batch))


def listed(emulation: Emulation, asked: Asked, _name: str) -> Answer:
    found = [_described(emulation, batch, whole=False) for batch in emulation.batches.of(asked.key)]
    return json_answer(asked.page("operations", found))


def described(emulation: Emulation, asked: Asked, name: str) -> Answer:
    return json_answer(_described(emulation, emulation.batches.get(asked.key, name)))


def cancel(emulation: Emulation, asked: Asked, name: str) -> Answer:
    batch = emulation.batches.get(asked.key, name)
    batch.cancelled = batch.cancelled or batch.ended is None
    return json_answer({})


def delete(emulation: Emulation, asked: Asked, name: str) -> Answer:
    batch = emulation.batches.get(asked.key, name)
    emulation.batches.remove(batch)
    if batch.results and not batch.from_file:
        emulation.files.delete(batch.keeper, batch.results.id)
    return json_answer({})


def _lines(data: bytes) -> Iterator[tuple[dict[str, Any], dict[str, Any] | Refusal]]:
    """The requests of a file, each with its key. What cannot be read is refused in its own place."""
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            raw = wire.document(line, LINE)
        except Refusal as refusal:
            yield {}, refusal
            continue
        yield ({"key": raw["key"]} if "key" in raw else {}), raw.get("request", {})


def _run(emulation: Emulation, batch: Batch) -> None:
    emulation.wait(emulation.batches.pending)
    with emulation.batches.turn:
        batch.running = True
        lines = b"".join(_results(emulation, batch))
        if batch.cancelled or batch.fault == "batch expired":
            return
        try:
            batch.results = emulation.files.keep(batch.keeper, "application/jsonl", "", lines)
        except Refusal:
            batch.fault = "batch failed"
        # The pictures that were sent need not be remembered.
        batch.items = []
        batch.ended = emulation.now()


def _results(emulation: Emulation, batch: Batch) -> Iterator[bytes]:
    """A JSON line for each request in turn, until the batch is cancelled."""
    size = 0
    for named, request in batch.items:
        if batch.cancelled or batch.fault == "batch expired":
            return
        result = _failed(request) if isinstance(request, Refusal) else _answered(emulation, batch, request)
        line = json.dumps(named | result).encode("ascii") + b"\n"
        size += len(line)
        if size > MAX_RESULTS:
            result = _failed(invalid("The results of this batch are too large for this machine."))
            line = json.dumps(named | result).encode("ascii") + b"\n"
        batch.answered += 1
        batch.failed += "error" in result
        yield line


def _answered(emulation: Emulation, batch: Batch, raw: Mapping[str, Any]) -> Result:
    opened: Callable[[str], bytes] = lambda uri: emulation.files.data(batch.owner, uri)  # noqa: E731
    try:
        request = wire.read(raw, opened)
        prompt = request.prompt if request.contents else ""
        fault = emulation.faults.pick(prompt, batch.rule.id, batch.owner)
        if refusal := fault and fault.refusal(batch.rule.id):
            raise refusal
        answer, seconds = generating.run(Call(request, batch.rule, fault, emulation.studio))
    except Refusal as refusal:
        return _failed(refusal)
    emulation.wait(seconds)
    return {"response": answer}


def _failed(refusal: Refusal) -> Result:
    return {"error": {"code": CODES.get(refusal.code, 2), "message": refusal.message}}


def _described(emulation: Emulation, batch: Batch, *, whole: bool = True) -> dict[str, object]:
    """The operation: everything is in `metadata`, where the SDK reads it."""
    state = batch.state(emulation.now())
    done = state not in ("PENDING", "RUNNING")
    changed = batch.ended or batch.created
    metadata: dict[str, object] = {
        "@type": TYPE,
        "name": f"batches/{batch.id}",
        "model": f"models/{batch.rule.id}",
        "displayName": batch.display_name,
        "createTime": wire.moment(batch.created),
        "updateTime": wire.moment(changed),
        "batchStats": _stats(batch),
        "state": f"BATCH_STATE_{state}",
    }
    made: dict[str, object] = {"name": f"batches/{batch.id}", "metadata": metadata}
    if not done:
        return made
    metadata["endTime"] = wire.moment(changed)
    made["done"] = True
    if state == "SUCCEEDED":
        output = _output(batch) if whole else {}
        metadata["output"] = output
        made["response"] = {"@type": f"{TYPE}Output", **output}
    else:
        code = {"FAILED": 13, "CANCELLED": 1, "EXPIRED": 4}[state]
        made["error"] = {"code": code, "message": f"The batch has {state.lower()}."}
    return made


def _output(batch: Batch) -> dict[str, object]:
    if batch.results is None:
        return {}
    if batch.from_file:
        return {"responsesFile": f"files/{batch.results.id}"}
    lines = batch.results.path.read_bytes().splitlines() if batch.results.path.exists() else []
    return {"inlinedResponses": {"inlinedResponses": [json.loads(line) for line in lines]}}


def _stats(batch: Batch) -> dict[str, str]:
    counts = {
        "requestCount": batch.count,
        "successfulRequestCount": batch.answered - batch.failed,
        "failedRequestCount": batch.failed,
        "pendingRequestCount": batch.count - batch.answered,
    }
    return {name: str(count) for name, count in counts.items() if count}
