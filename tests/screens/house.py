"""An installation to look at: empty at first, then furnished, with two people signed in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext

from playground.bench.processes import ROOT, Broken, Installation, environment, folder
from tests.e2e.journey import sign_in

PICTURES = 500
# Milliseconds. A page that is late is pictured all the same: the machine may have something else to do.
PATIENCE = 60_000
# The owner, and Anna, who has a team, a limit and a connection of her own.
Who = Literal["owner", "anna"]
# What the prompts of `furnish.py` meet. The last one is still running when it is looked at.
FAULTS = """
[[rule]]
prompt = "famous footballer"
outcome = "blocked prompt"

[[rule]]
prompt = "held back harbour"
outcome = "blocked picture"
count = 1

[[rule]]
prompt = "only told about"
outcome = "text only"

[[rule]]
prompt = "line is cut"
outcome = "cut"

[[rule]]
prompt = "does not accept"
outcome = "400"

[[rule]]
prompt = "called off"
outcome = "slow 600s"

[[rule]]
prompt = "whole table"
outcome = "slow 3000s"

[[rule]]
prompt = "everybody wants"
outcome = "429 1800s"
"""


@dataclass
class House:
    """`cookies` holds a file for each person; `ids` name what `furnish.py` made, once that is done."""

    up: Installation
    browser: Browser
    cookies: Path
    ids: dict[str, str] = field(default_factory=dict)

    def furnish(self, pictures: int = PICTURES) -> None:
        """Fill the gallery, then have conversations. Takes a minute or two. Once only."""
        if self.ids:
            return
        self.up.manage("seed_demo", "--images", str(pictures))
        done = subprocess.run(
            [sys.executable, "-m", "tests.screens.furnish"], cwd=ROOT, check=False, timeout=900,
            env=environment(**self.up.settings), stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        if done.returncode:
            raise Broken(f"furnishing failed\n{done.stderr[-3000:].decode()}\n{self.up.tail()}")
        self.ids = json.loads(done.stdout)
        sign_in(self.browser, self.up, self.cookies_of("anna"), self.ids.pop("link"))

    def cookies_of(self, who: Who) -> Path:
        return self.cookies / f"{who}.json"

    def window(
        self, browser: Browser, size: tuple[int, int], theme: str, who: Who | None = "owner"
    ) -> BrowserContext:
        """A window of this size whose system is set to the theme, with somebody or nobody signed in."""
        made = browser.new_context(
            base_url=self.up.url,
            storage_state=self.cookies_of(who) if who else None,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=size[0] < 600,
            is_mobile=size[0] < 600,
            reduced_motion="reduce",
        )
        made.set_default_timeout(PATIENCE)
        return made


@contextmanager
def house(browser: Browser, keep: Path | None = None) -> Iterator[House]:
    """With `keep` the folder stays, and the next house in it is furnished from the start."""
    with nullcontext(keep) if keep else folder("screens") as place:
        place.mkdir(exist_ok=True)
        faults, cookies, ids = place / "faults.toml", place / "cookies", place / "ids.json"
        faults.write_text(FAULTS, "utf-8")
        cookies.mkdir(exist_ok=True)
        up = Installation(
            place / "data",
            PROOFSHEET_EMULATOR_LATENCY="0.2",
            PROOFSHEET_EMULATOR_FAULTS=str(faults),
            PROOFSHEET_RERUNS="0",
            PROOFSHEET_CALL_TIMEOUT="3600",
        )
        try:
            up.start()
            known = json.loads(ids.read_text("utf-8")) if ids.exists() else {}
            made = House(up, browser, cookies, known)
            if not made.cookies_of("owner").exists():
                sign_in(browser, up, made.cookies_of("owner"))
            try:
                yield made
            finally:
                ids.write_text(json.dumps(made.ids), "utf-8")
        finally:
            up.stop()
