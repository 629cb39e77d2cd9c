#!/usr/bin/env python3
"""Proofsheet's command line: `python manage.py help` lists the commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Proofsheet's packages are not installed here: run `make install` first.")
    from django.core.exceptions import ImproperlyConfigured

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Proofsheet cannot start. {error}")


if __name__ == "__main__":
    main()
