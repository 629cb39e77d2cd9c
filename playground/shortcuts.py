"""Every key that does something, once: the dialog, the settings page and the README are made from this.

A key is listed when it works. `mark` is how a template or a module names it, so that a test can hold
the table against the pages: `data-key`, `data-go`, `data-focus-key`, or the module that listens itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`keys` are pressed one after the other, arrows one of them, and at once where they are joined by "+".

    `single`: it is a character key on its own, which a person can switch off (WCAG 2.1.4).
    """

    keys: tuple[str, ...]
    does: Any
    mark: str
    single: bool = True

    @property
    def then(self) -> bool:
        """Whether the keys are pressed one after the other; of arrows any one is meant."""
        return len(self.keys) > 1 and not set(self.keys) <= CAPS.keys()


@dataclass(frozen=True, slots=True)
class Group:
    title: Any
    shortcuts: Sequence[Shortcut]


GROUPS: Sequence[Group] = (
    Group(
        _("Everywhere"),
        (
            Shortcut(("Mod+K",), _("search or jump"), "palette.js", single=False),
            Shortcut(("?",), _("list of shortcuts"), 'data-key="?"'),
            Shortcut(("/",), _("focus the prompt or the search"), 'data-focus-key="/"'),
            Shortcut(("G", "S"), _("go to the studio"), 'data-go="s"'),
            Shortcut(("G", "G"), _("go to the gallery"), 'data-go="g"'),
            Shortcut(("Esc",), _("close what is open; leave a picture"), 'data-key="Escape"', single=False),
            Shortcut(("F6",), _("to the newest notice, and back"), "toast.js", single=False),
        ),
    ),
    Group(
        _("Studio"),
        (
            Shortcut(("Mod+Enter",), _("generate"), "composer.js", single=False),
            Shortcut(("Mod+V",), _("paste a reference"), "reference-tray.js", single=False),
            Shortcut(("Alt+Up",), _("earlier prompt, in the prompt"), "prompt-history.js", single=False),
            Shortcut(("Alt+Down",), _("later prompt"), "prompt-history.js", single=False),
            Shortcut(("F2",), _("rename the conversation"), "conversations.js", single=False),
            Shortcut(
                ("Esc",),
                _("cancel what runs, after a question; else leave the field"),
                "cancel.js",
                single=False,
            ),
            Shortcut(("J",), _("next turn"), "shortcuts.js"),
            Shortcut(("K",), _("previous turn"), "shortcuts.js"),
        ),
    ),
    Group(
        _("The turn or picture that is focused, pointed at, or newest"),
        (
            Shortcut(("R",), _("use as reference"), 'data-key="r"'),
            Shortcut(("E",), _("edit this picture"), 'data-key="e"'),
            Shortcut(("X",), _("remix: prompt and settings without the seed"), 'data-key="x"'),
            Shortcut(("C",), _("compare with another picture"), 'data-key="c"'),
            Shortcut(("Y",), _("copy the prompt"), 'data-key="y"'),
            Shortcut(("D",), _("download; with a selection, all of it"), 'data-key="d"'),
            Shortcut(("F",), _("favourite; with a selection, all of it"), 'data-key="f"'),
            Shortcut(("S",), _("select, or take out of the selection"), "frames.js"),
            Shortcut(("Shift+S",), _("select all up to this picture"), "frames.js"),
            Shortcut(
                ("Space",), _("quick look, where one is focused or pointed at"), "frames.js", single=False
            ),
            Shortcut(("Left",), _("previous picture"), "frames.js", single=False),
            Shortcut(("Right",), _("next picture"), "frames.js", single=False),
            Shortcut(("Up",), _("picture above"), "frames.js", single=False),
            Shortcut(("Down",), _("picture below"), "frames.js", single=False),
        ),
    ),
    Group(
        _("Two pictures"),
        (
            Shortcut(("V", "S"), _("one over the other, with a slider"), "pair-view.js"),
            Shortcut(("V", "D"), _("side by side"), "pair-view.js"),
            Shortcut(("+",), _("zoom in"), "pair-view.js"),
            Shortcut(("-",), _("zoom out"), "pair-view.js"),
            Shortcut(("0",), _("fit"), "pair-view.js"),
        ),
    ),
    Group(
        _("One picture, large"),
        (
            Shortcut(("Space",), _("back to where the quick look began"), "lightbox.js", single=False),
            Shortcut(
                ("Left",), _("previous picture; to the left when zoomed"), "picture-viewer.js", single=False
            ),
            Shortcut(
                ("Right",), _("next picture; to the right when zoomed"), "picture-viewer.js", single=False
            ),
            Shortcut(("K",), _("previous picture"), 'data-key="k"'),
            Shortcut(("J",), _("next picture"), 'data-key="j"'),
            Shortcut(("+",), _("zoom in"), 'data-key="+"'),
            Shortcut(("-",), _("zoom out"), 'data-key="-"'),
            Shortcut(("0",), _("fit"), 'data-key="0"'),
            Shortcut(("R",), _("use as reference"), 'data-key="r"'),
            Shortcut(("E",), _("edit this picture"), 'data-key="e"'),
            Shortcut(("X",), _("remix: prompt and settings without the seed"), 'data-key="x"'),
            Shortcut(("C",), _("compare with the picture before it"), 'data-key="c"'),
            Shortcut(("Y",), _("copy the prompt"), 'data-key="y"'),
            Shortcut(("D",), _("download"), 'data-key="d"'),
            Shortcut(("F",), _("favourite"), 'data-key="f"'),
            Shortcut(("Delete",), _("to Trash"), 'data-key="Delete"', single=False),
        ),
    ),
    Group(
        _("Gallery"),
        (
            Shortcut(("Left", "Right", "Up", "Down"), _("to the next picture"), "selection.js", single=False),
            Shortcut(("Space",), _("quick look"), "lightbox.js", single=False),
            Shortcut(("S",), _("select"), "selection.js"),
            Shortcut(("Shift+S",), _("select up to here"), "selection.js"),
            Shortcut(("F",), _("favourite; with a selection, all of it"), "selection.js"),
            Shortcut(("D",), _("download the selection"), "selection.js"),
        ),
    ),
)
# What stands on the key, where that is shorter than its name.
CAPS = {"Enter": "↵", "Shift": "⇧", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def every() -> Iterator[Shortcut]:
    for group in GROUPS:
        yield from group.shortcuts


def caps(key: str) -> list[str]:
    """The caps of keys that are pressed at once: "Mod+Enter" is Ctrl and ↵ (⌘ and ↵ on a Mac)."""
    return [CAPS.get(part, part) for part in (key.split("+") if len(key) > 1 else [key])]


def markdown() -> str:
    """The tables of the README, in English, one per place: the same key does there what it does there."""
    tables = []
    for group in GROUPS:
        lines = [f"| {group.title} | |", "|---|---|"]
        for shortcut in group.shortcuts:
            between = " then " if shortcut.then else " "
            pressed = between.join(" ".join(f"`{cap}`" for cap in caps(key)) for key in shortcut.keys)
            lines.append(f"| {pressed.replace('`Mod`', '`Ctrl`/`⌘`')} | {shortcut.does} |")
        tables.append("\n".join(lines))
    return "\n\n".join(tables)
