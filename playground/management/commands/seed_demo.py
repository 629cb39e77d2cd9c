"""A realistic gallery, quickly: rows by the million, over a few dozen real pictures."""

from __future__ import annotations

import argparse
import os
import random
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from playground import launcher
from playground.models import Team
from playground.services import demo, teams

# How often it says how far it is.
TELL_SECONDS = 3


class Command(BaseCommand):
    help = "Fill galleries with demo pictures."
    _told = 0.0

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--images", type=int, default=200, help="pictures a team (default: 200)")
        parser.add_argument("--teams", type=int, default=1, help="how many galleries (default: 1)")
        parser.add_argument("--seed", type=int, default=1, help="another number draws another choice")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["images"] < 1 or options["teams"] < 1:
            raise CommandError(_("Ask for at least one picture and one team."))
        # Nobody watches these being made.
        os.environ["PROOFSHEET_EMULATOR_LATENCY"] = "0"
        launcher.prepare()
        owner = teams.bootstrap()
        chance = random.Random(options["seed"])  # noqa: S311 - a gallery to look at, not a secret
        existing = list(Team.objects.filter(members=owner).order_by("id"))
        while len(existing) < options["teams"]:
            name = _("Team %(number)d") % {"number": len(existing) + 1}
            existing.append(teams.create(name, owner))
        for team in existing[: options["teams"]]:
            made = demo.seed(team, owner, options["images"], chance, self._tell)
            self.stdout.write(_("%(team)s: %(count)d pictures") % {"team": team, "count": made})
        self.stdout.write(_("Data: %(folder)s") % {"folder": settings.DATA})

    def _tell(self, what: demo.What, done: int, total: int) -> None:
        """A line now and then, for whoever sits before it."""
        if not self.stdout.isatty() or time.monotonic() < self._told + TELL_SECONDS:
            return
        self._told = time.monotonic()
        words = _("%(done)d of %(total)d originals painted ...")
        if what == "written":
            words = _("%(done)d of %(total)d pictures filled in ...")
        self.stdout.write(words % {"done": done, "total": total})
