"""What the browser gets from other projects is what was recorded, and no more than is used."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_files_and_icons_are_those_recorded() -> None:
    spec = importlib.util.spec_from_file_location("refresh", ROOT / "static/vendor/refresh.py")
    assert spec is not None
    assert spec.loader is not None
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)

    assert refresh.problems() == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*ROOT.glob("static/**/*.css"), *ROOT.glob("static/js/*.js")]:
        assert not re.search(r"https?://", path.read_text("utf-8")), path
