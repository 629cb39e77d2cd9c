"""Django's `migrate`, also for a data folder that is not there yet; what goes wrong is one sentence."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from playground import env, launcher
from playground.egress import redact


class Command(migrate.Command):
    # Not `handle`: the checks that come before it ask the database too.
    def execute(self, *args: Any, **options: Any) -> str | None:
        # A database elsewhere needs no folder, and where it is set up there may be no place for one.
        if env.read("DATABASE_URL") is None:
            launcher.make_folders()
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            # Its other kinds are mistakes of a migration: there the traceback is wanted.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            raise CommandError(
                _("The database cannot be used: %(why)s") % {"why": redact(str(error).strip())}
            ) from error
