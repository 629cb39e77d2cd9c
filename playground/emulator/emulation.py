"""What every operation of the emulator works with: models, faults, time, and who may call."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from . import errors
from .batches import Batches
from .errors import HangUp
from .faults import Fault, Faults
from .files import Files
from .generate import Studio
from .ready import Shelf
from .rules import ModelRule

Retired = Literal["serve", "404"]
_GOOD_KEY: Final = re.compile(r"^(?!bad|AIzaBAD)\S{1,512}$")


def good_key(key: str) -> bool:
    """The built-in judgement of an API key: neither empty, nor with white space, nor a bad one by name."""
    return bool(_GOOD_KEY.match(key))


@dataclass(slots=True)
class Emulation:
    """One emulator's parts; `app.create_app` puts them together."""

    models: Mapping[str, ModelRule]
    studio: Studio
    faults: Faults
    retired: Retired
    check_key: Callable[[str], bool]
    now: Callable[[], dt.datetime]
    files: Files
    batches: Batches
    shelf: Shelf | None = None
    clock: Callable[[], float] = field(default=time.monotonic)

    def model(self, name: str, version: str) -> ModelRule:
        """The rules of a model by id or alias. Raises Refusal (404)."""
        rule = self.models.get(name)
        if rule is None or (self.retired == "404" and rule.retired(name, self.now().date())):
            raise errors.unknown_model(name[:100], version)
        return rule

    def served(self) -> list[ModelRule]:
        """The models that answer, each once, in the catalogue's order."""
        rules = dict.fromkeys(rule.id for rule in self.models.values())
        hidden = self.retired == "404"
        return [
            self.models[r] for r in rules if not (hidden and self.models[r].retired(r, self.now().date()))
        ]

    def marks(self, rule: ModelRule, name: str) -> tuple[tuple[str, str], ...]:
        """Headers that say what an answer's body cannot."""
        return (("X-Emulator-Retired", "true"),) if rule.retired(name, self.now().date()) else ()

    def fail(self, fault: Fault | None, rule: ModelRule) -> None:
        """Carry out what needs no answer: wait, hang up or refuse. Raises Refusal, HangUp."""
        if fault is None:
            return
        if fault.kind in ("timeout", "slow", "504"):
            self.wait(fault.seconds)
        if fault.kind == "cut before":
            raise HangUp("the emulator was told to hang up")
        if refusal := fault.refusal(rule.id):
            raise refusal

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self.studio.sleep(seconds)

    def wait_until(self, started: float, seconds: float) -> None:
        """Until so many seconds after `started`, a reading of the clock."""
        self.wait(seconds - (self.clock() - started))
