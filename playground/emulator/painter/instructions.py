"""From the words of an edit to a list of things to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from . import words
from .colour import NAMED, Colour
from .words import Wish

_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_IMAGE: Final = re.compile(
    r"\b(?:image|picture|photo|photograph|img)\s*#?\s*(\d{1,2}|one|two|three|four|five|six|seven)\b"
    r"|\b(first|second|third|fourth|fifth)\s+(?:image|picture|photo|photograph|one)\b"
)
# What is on the pictures already is not to be drawn: "the cup of image 1", "keep the saucer and spoon".
_THERE: Final = re.compile(
    r"\b(?:the|a|an|my|this|that)\s+(?:[\w-]+\s+){1,3}(?:of|from|in|on)\s+(?=(?:image|picture|photo|img)\b)"
    r"|\b(?:keep|leave|move|shift|preserve)\s+(?:the|every|all|my)\s+[\w-]+(?:(?:\s+and|,)\s+[\w-]+)?",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"\b(?:place|put|insert|paste|add|combine|merge|blend|hang|set|compose)\b")
_GREY: Final = (
    r"\b(black[- ]and[- ]white|monochrome|gr[ae]y-?scale|b ?& ?w|b/w|desaturate"
    r"|(remove|drain|without|no)( all| the)? colou?rs?)\b"
)
_WHOLE: Final = r"(?: (?:it|this|that|everything|them|the (?:picture|image|photo|whole thing)))+"
# Each deed and the words that ask for it; the first that matches of each is done, in this order.
_DEEDS: Final = tuple(
    (deed, re.compile(pattern))
    for deed, pattern in (
        ("mirror", r"\b(mirror|flip|flipped|reverse)\b"),
        ("out", r"\b(zoom(ed)? out|outpaint|extend|expand|wider view|uncrop|pull back)\b"),
        ("in", r"\b(zoom(ed)? in|crop|close-?up|closer|tighter)\b"),
        ("blur", r"\b(blur|bokeh|out of focus|shallow depth|soften)\b"),
        ("cutout", r"\b(remove|delete|erase|white|plain|no) (the )?background\b"),
        ("grey", _GREY),
        ("sepia", r"\b(sepia|vintage|old photo|retro|antique)\b"),
        ("warmer", r"\b(warmer|warm it|warm up|more warm|warm)\b"),
        ("cooler", r"\b(cooler|colder|cool it|cool down|cool)\b"),
        ("brighter", r"\b(brighter|brighten|lighter|lighten|more light)\b"),
        ("darker", r"\b(darker|darken|dimmer|moodier|less light)\b"),
        ("vivid", r"\b(vivid|saturate|more colou?r(ful)?|vibrant|punchier|contrast)\b"),
    )
)  # fmt: skip
_WHERE: Final = (
    ("left", r"\b(left)\b"), ("right", r"\b(right)\b"), ("center", r"\b(cent(re|er)|middle)\b"),
)  # fmt: skip
# Words of a scene's hour that, in an edit, name a thing to add and no hour.
_NO_HOUR: Final = frozenset(
    {"moon", "moonlit", "star", "stars", "starry", "galaxy", "aurora", "dark", "bright"}
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to happen to a picture. `images` are the numbers named, from 1, in their order."""

    deeds: tuple[str, ...]
    wish: Wish
    colour: Colour | None
    images: tuple[int, ...]
    placing: bool
    where: str
    text_place: str

    @property
    def style(self) -> str:
        return self.wish.style

    @property
    def time(self) -> str:
        hour = words.hour(tuple(word for word in self.wish.words if word not in _NO_HOUR))
        return hour if "brighter" not in self.deeds and "darker" not in self.deeds else ""

    @property
    def empty(self) -> bool:
        """Nothing in it that an edit could do."""
        wish = self.wish
        return not (
            self.deeds or self.colour or wish.style or wish.text or wish.things or wish.weather or self.time
        )


def read(prompt: str) -> Edit:
    """Understand an edit."""
    text = " ".join(words.unquoted(prompt).lower().split())
    wish = words.read(_THERE.sub(" ", prompt))
    return Edit(
        deeds=tuple(deed for deed, pattern in _DEEDS if pattern.search(text)),
        wish=wish,
        colour=_colour(text),
        images=_images(text),
        placing=bool(_PLACE.search(text)),
        where=next((side for side, pattern in _WHERE if re.search(pattern, text)), ""),
        text_place=_text_place(text),
    )


def _images(text: str) -> tuple[int, ...]:
    found = [match[1] or match[2] for match in _IMAGE.finditer(text)]
    return tuple(dict.fromkeys(_NUMBERS.get(name) or int(name) for name in found))


def _text_place(text: str) -> str:
    if re.search(r"\b(bottom|below|beneath|foot)\b", text):
        return "bottom"
    return "center" if re.search(r"\b(cent(re|er)|middle|across)\b", text) else "top"


def _colour(text: str) -> Colour | None:
    """The colour of "make it blue", "in teal tones", "a red tint"."""
    names = "|".join(NAMED)
    found = re.search(
        rf"\b(?:make|turn|paint|colou?r|dye|tint){_WHOLE}(?: all| more| into| in)? ({names})\b(?! background)"
        rf"|\b({names}) (?:tint|tones?|palette|hues?|duotone|light)\b",
        text,
    )
    if not found:
        return None
    name = found[1] or found[2]
    return None if name in ("black", "white") else NAMED[name]
