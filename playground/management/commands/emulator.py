"""The emulator alone, for any client of the Gemini API."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.emulator.faults import BadFault
from playground.emulator.rules import BadRules
from playground.emulator.server import HOST, read_latency, serve


class Command(BaseCommand):
    help = "Serve a Gemini API on this machine, and print its base URL. Needs no key: any will do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default=HOST, help="address to listen on (default: this machine)")
        parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
        parser.add_argument(
            "--latency", type=read_latency, default=0.0, help="seconds, a range such as 1-4, or catalogue"
        )
        parser.add_argument(
            "--faults", default=settings.EMULATOR_FAULTS or None, metavar="FILE", help="rules in TOML or JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve(
                options["host"],
                options["port"],
                options["latency"],
                options["faults"],
                announce=self._announce,
            )
        except (BadFault, BadRules, OSError, OverflowError) as error:
            raise CommandError(str(error)) from error

    def _announce(self, url: str) -> None:
        self.stdout.write(url)
        self.stdout.flush()
