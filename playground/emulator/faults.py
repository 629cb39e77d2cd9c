"""Failures on demand: by a rules file, by words in the prompt, by a request header.

**In a prompt**: `a cat [emulate: 429 3s once]`. **As a header**: `x-emulate: blocked picture`. Both hold
one or more wishes, separated by `;`, and the first that still applies is carried out:

    <outcome> [<seconds>s] [once | twice | <n> times]

A count holds per process and prompt, so that a retry of the same prompt goes through. The bracket is
taken out before the prompt is painted or counted.

**Rules file** (TOML, or JSON of the same shape), `--faults rules.toml`:

    seed = 7                     # for `rate`, optional

    [[rule]]
    outcome = "429 3s"           # outcome and seconds as above
    prompt = "banana"            # substring of the prompt, any case; or
    prompt_regex = "ba(na)+"     # a regular expression, searched for
    model = "gemini-3*"          # shell pattern on the model id
    key = "AIzaSlow"             # this API key only
    skip = 2                     # let so many matching calls pass first
    every = 3                    # then every third matching call
    count = 5                    # at most so often
    rate = 0.1                   # this share of the matching calls, by chance under the seed
    message = "..."              # instead of the usual text

Rules are tried in order, the first that fires decides. Outcomes (hyphen, underscore or space;
"image" = "picture"):

    400, 403, 404, 500, 502, 503, 504    Google's error body; 504 waits <seconds> first if given
    400 key        API_KEY_INVALID           403 leaked     the text for a leaked key
    400 country    FAILED_PRECONDITION       402            prepaid balance empty
    429            RetryInfo of <seconds> (default 7)
    429 day        a PerDay quota with limit 0: no wait cures it
    blocked prompt        promptFeedback PROHIBITED_CONTENT, no candidates
    blocked picture       finishReason IMAGE_SAFETY with finishMessage
    prohibited picture    finishReason IMAGE_PROHIBITED_CONTENT with finishMessage
    recited picture       finishReason IMAGE_RECITATION with finishMessage
    no picture            finishReason NO_IMAGE
    text only             an answer in words, STOP
    several pictures      three pictures; `5 pictures` for another number (2 to 8)
    wrong size            a picture of other pixels than asked
    no usage              usageMetadata missing
    truncated data        the picture's bytes end early       bad base64   not decodable at all
    truncated json        the body ends early, whole by its Content-Length
    html                  200 with a page                     error body   200 with an error in it
    timeout               answers after <seconds> (default 600)
    slow                  answers after <seconds> (default 5)
    cut                   the connection closes in the middle of the body
    cut before            the connection closes before any answer (in process: ConnectionResetError)
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from . import errors
from .errors import Refusal

_IN_PROMPT = re.compile(r"\[\s*emulate\s*:\s*([^\]\n]{1,200})\]", re.IGNORECASE)
_SECONDS = re.compile(r"\b(\d{1,4}(?:\.\d{1,3})?)\s*(?:s|sec|seconds?)\b")
_TIMES = re.compile(r"\b(once|twice|(\d{1,4}) times)\b")
_MANY = re.compile(r"^([2-8]) pictures$")
STATUSES: Final = (400, 402, 403, 404, 500, 502, 503, 504)
KINDS: Final = (
    *(str(status) for status in STATUSES),
    *("400 key", "400 country", "403 leaked", "429", "429 day"),
    *("blocked prompt", "blocked picture", "prohibited picture", "recited picture", "no picture"),
    *("text only", "several pictures", "wrong size", "no usage", "truncated data", "bad base64"),
    *("truncated json", "html", "error body", "timeout", "slow", "cut", "cut before", "error in stream"),
    *("batch failed", "batch expired"),
)
_DEFAULT_SECONDS: Final = {"timeout": 600.0, "slow": 5.0, "429": 7.0, "429 day": 34.074824224}
_REMEMBERED: Final = 10_000


class BadFault(ValueError):
    """A fault that cannot be understood; the text says which and what would be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure to carry out: `kind` is one of KINDS, `seconds` and `number` where they mean something."""

    kind: str
    seconds: float = 0.0
    number: int = 3
    message: str = ""
    times: int | None = None

    def refusal(self, model: str) -> Refusal | None:
        """The error answer this fault asks for, None when it asks for something else."""
        if self.kind in ("429", "429 day"):
            return errors.quota(model, self.seconds, daily=self.kind == "429 day")
        if self.kind == "400 key":
            return errors.key_not_valid()
        if self.kind == "400 country":
            return _FailedPrecondition(400, self.message or _COUNTRY)
        if self.kind == "404" and not self.message:
            return errors.unknown_model(model, "v1")
        if not self.kind[:3].isdigit():
            return None
        return Refusal(int(self.kind[:3]), self.message or _MESSAGES[self.kind])


_COUNTRY = (
    "Gemini API free tier is not available in your country. "
    "Please enable billing on your project in Google AI Studio."
)
_MESSAGES: Final = {
    "400": "Request contains an invalid argument.",
    "402": "Your prepaid balance is empty.",
    "403": errors.NO_PERMISSION,
    "403 leaked": errors.LEAKED,
    "500": errors.INTERNAL,
    "502": errors.OVERLOADED,
    "503": errors.OVERLOADED,
    "504": errors.DEADLINE,
}


class _FailedPrecondition(Refusal):
    def body(self) -> dict[str, object]:
        return {"error": {"code": 400, "message": self.message, "status": "FAILED_PRECONDITION"}}


def parse(text: str, message: str = "") -> Fault:
    """A fault from words such as `429 3s once`. Raises BadFault."""
    words = " ".join(re.sub(r"[-_]", " ", text.lower()).replace("image", "picture").split())
    times, seconds = _TIMES.search(words), _SECONDS.search(words)
    name = " ".join(_TIMES.sub("", _SECONDS.sub("", words)).split())
    number, many = 3, _MANY.match(name)
    if many:
        name, number = "several pictures", int(many[1])
    if name not in KINDS:
        raise BadFault(f"There is no fault {text!r}. Known: {', '.join(KINDS)}.")
    delay = float(seconds[1]) if seconds else _DEFAULT_SECONDS.get(name, 0.0)
    count = {"once": 1, "twice": 2}.get(times[1], int(times[2] or 0)) if times else None
    return Fault(name, delay, number, message, count)


def strip(prompt: str) -> str:
    """The prompt without its wishes."""
    return " ".join(_IN_PROMPT.sub(" ", prompt).split()) if "[" in prompt else prompt


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[rule]]` of a rules file."""

    fault: Fault
    prompt: str = ""
    prompt_regex: re.Pattern[str] | None = None
    model: str = "*"
    key: str = ""
    skip: int = 0
    every: int = 1
    count: int | None = None
    rate: float = 1.0

    def matches(self, prompt: str, model: str, key: str) -> bool:
        return (
            self.prompt.lower() in prompt.lower()
            and (self.prompt_regex is None or bool(self.prompt_regex.search(prompt)))
            and fnmatch.fnmatchcase(model, self.model)
            and self.key in ("", key)
        )


_FIELDS = {"outcome", "prompt", "prompt_regex", "model", "key", "skip", "every", "count", "rate", "message"}


def _rule(raw: Mapping[str, Any]) -> Rule:
    if unknown := set(raw) - _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise BadFault(f"A fault rule has no field {sorted(unknown)[0]!r}. Known: {known}.")
    fault = parse(str(raw.get("outcome", "")), str(raw.get("message", "")))
    try:
        pattern = re.compile(raw["prompt_regex"]) if raw.get("prompt_regex") else None
        count = int(raw["count"]) if "count" in raw else fault.times
        return Rule(
            fault=fault,
            prompt=str(raw.get("prompt", "")),
            prompt_regex=pattern,
            model=str(raw.get("model", "*")),
            key=str(raw.get("key", "")),
            skip=int(raw.get("skip", 0)),
            every=max(1, int(raw.get("every", 1))),
            count=count,
            rate=float(raw.get("rate", 1.0)),
        )
    except (TypeError, ValueError, re.error) as error:
        raise BadFault(f"A fault rule cannot be read: {error}.") from error


class Faults:
    """The rules of one process and what has already happened under them. Safe for threads."""

    def __init__(self, rules: Sequence[Rule] = (), seed: int = 0) -> None:
        self._rules = tuple(rules)
        self._seed = seed
        self._seen = [0] * len(self._rules)
        self._fired = [0] * len(self._rules)
        self._wishes: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Faults:
        """From the mapping a rules file holds. Raises BadFault."""
        if unknown := set(raw) - {"seed", "rule"}:
            raise BadFault(f"A fault rules file has no {sorted(unknown)[0]!r}. Known: rule, seed.")
        rules = raw.get("rule", [])
        if not isinstance(rules, list) or not all(isinstance(rule, Mapping) for rule in rules):
            raise BadFault("`rule` has to be a list of tables: [[rule]].")
        return cls([_rule(rule) for rule in rules], int(raw.get("seed", 0)))

    @classmethod
    def load(cls, path: Path | str) -> Faults:
        """From a TOML or JSON file. Raises BadFault, OSError."""
        text = Path(path).read_text(encoding="utf-8")
        try:
            return cls.of(json.loads(text) if str(path).endswith(".json") else tomllib.loads(text))
        except (json.JSONDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
            raise BadFault(f"{path} cannot be read: {error}") from error

    def pick(self, prompt: str, model: str, key: str = "", header: str = "") -> Fault | None:
        """The fault for this call, None for an honest answer. A wish that nobody understands is a 400."""
        wishes = [*header.split(";"), *(w for m in _IN_PROMPT.finditer(prompt) for w in m[1].split(";"))]
        with self._lock:
            return self._wished([w for w in wishes if w.strip()], prompt) or self._ruled(prompt, model, key)

    def _wished(self, wishes: Sequence[str], prompt: str) -> Fault | None:
        for place, wish in enumerate(wishes):
            try:
                fault = parse(wish)
            except BadFault as error:
                return Fault("400", message=str(error))
            if fault.times is None or self._take(f"{place}\0{wish}\0{prompt}", fault.times):
                return fault
        return None

    def _take(self, wish: str, times: int) -> bool:
        name = hashlib.sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()
        used = self._wishes.get(name, 0)
        self._wishes[name] = used + 1
        self._wishes.move_to_end(name)
        if len(self._wishes) > _REMEMBERED:
            self._wishes.popitem(last=False)
        return used < times

    def _ruled(self, prompt: str, model: str, key: str) -> Fault | None:
        for place, rule in enumerate(self._rules):
            if rule.matches(prompt, model, key) and self._fires(place, rule):
                return rule.fault
        return None

    def _fires(self, place: int, rule: Rule) -> bool:
        self._seen[place] += 1
        number = self._seen[place] - rule.skip
        if number < 1 or number % rule.every or (rule.count is not None and self._fired[place] >= rule.count):
            return False
        if rule.rate < 1 and self._chance(place, number) >= rule.rate:
            return False
        self._fired[place] += 1
        return True

    def _chance(self, place: int, number: int) -> float:
        digest = hashlib.sha256(f"{self._seed}:{place}:{number}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48
