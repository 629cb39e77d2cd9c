"""The whole of Proofsheet in one command."""

from __future__ import annotations

import argparse
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from playground import launcher
from playground.models import Job, JobState
from playground.services import sign_in, teams


class Command(BaseCommand):
    help = "Start pages, worker and sweeper, and print a one-time sign-in link for the owner."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: this machine)"
        )
        parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
        parser.add_argument("--workers", type=_workers, default=1, help="worker processes, 1 to 16")

    def handle(self, *args: Any, **options: Any) -> None:
        runtime = launcher.Runtime(host=options["host"], port=options["port"], workers=options["workers"])
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: runtime.stop.set())
        with runtime:
            link = sign_in.issue_link(teams.bootstrap())
            self.stdout.write(_banner(runtime.url, link))
            self.stdout.flush()
            connection.close()  # not asked for hours, perhaps
            runtime.wait()
            if _working():
                self.stdout.write(
                    _("Stopping: pictures that are being made may still come for %(seconds)s s.")
                    % {"seconds": settings.STOP_SECONDS}
                )
                self.stdout.flush()
        self.stdout.write(_("Stopped."))


def _working() -> bool:
    """Whether a call runs that the worker is given time for."""
    try:
        return Job.objects.filter(state=JobState.RUNNING).exists()
    except DatabaseError:
        return True


def _banner(url: str, link: str) -> str:
    lines = [
        _("Proofsheet runs on %(url)s/") % {"url": url},
        _("Sign in, once and within an hour: %(url)s") % {"url": url + link},
        _("Pictures come from Google's Gemini API and cost money.")
        if settings.GEMINI_API_KEY
        else _("Demo: the built-in emulator makes the pictures; set GEMINI_API_KEY for real ones."),
        _("Data: %(folder)s") % {"folder": settings.DATA},
        _("Stop with Ctrl-C."),
    ]
    return "\n" + "\n".join(f"  {line}" for line in lines) + "\n"


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 16")
    return int(text)
