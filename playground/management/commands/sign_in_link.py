"""A fresh one-time sign-in link, printed for whoever can run commands here."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from playground import launcher
from playground.models import User
from playground.services import sign_in, teams


class Command(BaseCommand):
    help = "Print a fresh one-time sign-in link, for the owner or for --user."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--user", metavar="EMAIL", help="whose link (default: the first owner's)")
        parser.add_argument(
            "--base",
            metavar="URL",
            default=settings.SITE_URL or "http://127.0.0.1:8000",
            help="where Proofsheet runs (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        launcher.check_installed()
        launcher.prepare()
        user = _person(options["user"]) if options["user"] else teams.bootstrap()
        self.stdout.write(options["base"].rstrip("/") + sign_in.issue_link(user))


def _person(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email, is_active=True)
    except User.DoesNotExist:
        raise CommandError(_("Nobody here has the address %(email)s.") % {"email": email}) from None
