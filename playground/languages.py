"""In which languages the pages can be had. The settings ask this, so it must not ask them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from django.utils.translation import to_locale

Name = TypeVar("Name")


def translated(
    languages: Iterable[tuple[str, Name]], source: str, folders: Sequence[Path]
) -> list[tuple[str, Name]]:
    """Those of some languages, each as (code, name), that have a catalogue of our own texts.

    `source` is the language in which the texts are written: it needs none.
    """
    return [(code, name) for code, name in languages if code == source or has_catalogue(code, folders)]


def has_catalogue(code: str, folders: Iterable[Path]) -> bool:
    file = Path(to_locale(code)) / "LC_MESSAGES" / "django.mo"
    return any((folder / file).exists() for folder in folders)
