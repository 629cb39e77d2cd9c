"""Prompts for whoever has none yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Example:
    prompt: str
    ratio: str


def examples() -> list[Example]:
    """In the reader's language; all of them are things that the emulator can paint too."""
    return [
        Example(_("A red cup on a warm oak table at dusk, soft window light, watercolour"), "3:2"),
        Example(_("A sailing boat on a calm sea below green hills, early morning, poster"), "4:3"),
        Example(_("A city skyline at night with a full moon over the river, noir"), "16:9"),
        Example(_("A cat asleep under a tree in autumn, low sun, ink drawing"), "1:1"),
    ]
