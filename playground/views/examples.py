"""Prompts for whoever has none yet, each with the picture that the emulator paints from it.

`manage.py draw_examples` paints the pictures again, from the English words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

NANO_BANANA, PRO, LITE = "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image"


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    prompt: str
    model: str
    ratio: str
    size: str = "1K"

    @property
    def picture(self) -> str:
        """Its picture's path below static/."""
        return f"examples/{self.name}.webp"


def examples() -> list[Example]:
    """In the reader's language; all of them are things that the emulator can paint too."""
    return [
        Example("cup", _("A red cup on a warm oak table, soft window light"), NANO_BANANA, "3:2"),
        Example("sea", _("A sailing boat on a calm sea, early morning, far hills"), LITE, "3:2"),
        Example("city", _("A city skyline at night, a crescent moon over the river"), PRO, "3:2", "2K"),
        Example("forest", _("A pine forest in autumn, low sun between the trees"), NANO_BANANA, "3:2"),
    ]
