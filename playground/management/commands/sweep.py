"""The sweeper alone, for installations where a process manager starts the parts."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from playground import launcher


class Command(BaseCommand):
    help = "Recover what dead workers and lost messages left, each second, until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round only")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        rounds = launcher.Rounds()
        while True:
            rounds.next()
            if options["once"] or stop.wait(launcher.SWEEP_SECONDS):
                return
