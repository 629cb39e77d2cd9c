"""The table of keys against the pages, the modules and the README: none of them tells another story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from playground import shortcuts
from playground.shortcuts import Shortcut

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r'data-(?:key|go|focus-key)="[^"{]+"')
PAGES = {path: path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")}
MODULES = {path.name for path in (ROOT / "static" / "js").glob("*.js")}


def _marks() -> set[str]:
    return {mark for page in PAGES.values() for mark in MARK.findall(page)}


def _named(shortcut: Shortcut) -> str:
    return " ".join(shortcut.keys)


@pytest.mark.parametrize("shortcut", list(shortcuts.every()), ids=_named)
def test_every_key_of_the_table_works_somewhere(shortcut: Shortcut) -> None:
    assert shortcut.mark in _marks() | MODULES


def test_every_marked_key_is_in_the_table() -> None:
    """A new mark in a template needs its line in playground/shortcuts.py."""
    assert _marks() - {shortcut.mark for shortcut in shortcuts.every()} == set()


def test_no_key_stands_there_twice() -> None:
    for group in shortcuts.GROUPS:
        keys = [shortcut.keys for shortcut in group.shortcuts]
        assert len(keys) == len(set(keys))


def test_characters_alone_are_what_can_be_switched_off() -> None:
    for shortcut in shortcuts.every():
        alone = all(len(key.removeprefix("Shift+")) == 1 for key in shortcut.keys)
        assert shortcut.single == alone, shortcut


def test_the_readme_has_the_same_table() -> None:
    """Made with: manage.py shell -c "from playground import shortcuts; print(shortcuts.markdown())"."""
    assert shortcuts.markdown() in (ROOT / "README.md").read_text("utf-8")


def test_caps() -> None:
    assert shortcuts.caps("Mod+Enter") == ["Mod", "↵"]
    assert shortcuts.caps("+") == ["+"]
    assert shortcuts.caps("?") == ["?"]
