"""Measure makespan, overhead, pages, kills and references; print one table."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

try:
    from playground.bench import kills, makespan, pages, references, table
except ModuleNotFoundError as missing:  # psutil comes with the development packages
    if missing.name != "psutil":
        raise
    raise CommandError(_("The benchmarks need psutil: install requirements-dev.txt.")) from missing

ALL = ("makespan", "overhead", "pages")
EXTRA = ("kills", "references")
IDLE_SECONDS = 15.0


class Command(BaseCommand):
    help = "Measure this installation's code against limits measured in the same run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--only", choices=[*ALL, *EXTRA], help=_("one part (default: the first three)"))
        parser.add_argument(
            "--rounds", type=int, default=5, help=_("the table shows the median of this many")
        )
        parser.add_argument("--quick", action="store_true", help=_("one round of 64 jobs of 2 s"))
        parser.add_argument("--size", choices=["1K", "4K"], help=_("only pictures of this size"))
        parser.add_argument("--seed", type=int, default=1, help=_("for the moments of kills"))
        parser.add_argument("--check", action="store_true", help=_("exit 1 when a target is missed"))

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        started, load = time.monotonic(), os.getloadavg()[0]
        rows: list[table.Row] = []
        try:
            for part in [options["only"]] if options["only"] else ALL:
                rows += self._part(part, options)
        except KeyboardInterrupt:
            raise CommandError(_("Stopped; everything that was started is gone.")) from None
        self.stdout.write(f"\n{table.printed(rows)}\n")
        took = time.monotonic() - started
        self.stdout.write(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {took:.0f} s;"
            f" load of the machine before: {load:.1f}"
        )
        if options["check"] and any(row.missed for row in rows):
            raise CommandError(_("A target was missed."))

    def _part(self, name: str, options: dict[str, Any]) -> list[table.Row]:
        dose = makespan.Dose(rounds=max(options["rounds"], 1))
        if options["quick"]:
            dose = replace(dose, turns=8, latency=2.0, rounds=1)
        sizes = [options["size"]] if options["size"] else ["1K", "4K"]
        parts: dict[str, Callable[[], list[table.Row]]] = {
            "makespan": lambda: makespan.makespan(dose, sizes, self._say),
            "overhead": lambda: makespan.overhead(dose, self._say),
            "pages": lambda: pages.pages(dose, sizes, IDLE_SECONDS, self._say),
            "kills": lambda: self._kills(options),
            "references": lambda: references.rows(references.run(3 if options["quick"] else 14)),
        }
        return parts[name]()

    def _kills(self, options: dict[str, Any]) -> list[table.Row]:
        jobs, count = (40, 3) if options["quick"] else (300, 10)
        outcome = kills.run(jobs, count, options["seed"])
        for problem in outcome.problems:
            self._say(problem)
        return kills.rows(outcome)

    def _say(self, line: str) -> None:
        """What a round gave, while the next one runs."""
        self.stderr.write(line)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """A termination cleans up as Ctrl-C does."""
    raise KeyboardInterrupt
