"""From the words of a prompt to what is to be seen."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from .colour import NAMED, PALETTES, Colour, Palette

_TIMES: Final = {
    "dawn": "dawn sunrise morning daybreak early misty",
    "noon": "noon midday day daytime daylight sunny bright afternoon summer spring",
    "dusk": "dusk sunset evening twilight golden-hour autumn fall sundown",
    "night": "night midnight nighttime moonlit starry nocturnal dark stars moon galaxy aurora",
}
_PLACES: Final = {
    "space": "space planet galaxy cosmos orbit nebula",
    "table": "table desk kitchen still-life cafe café breakfast counter shelf windowsill interior room",
    "city": "city skyline town street skyscraper skyscrapers buildings downtown tokyo york london paris",
    "forest": "forest woods woodland jungle pines trees",
    "desert": "desert dune dunes sahara sand mars",
    "mountains": "mountain mountains alps peak peaks summit himalaya glacier cliff cliffs snowy",
    "lake": "lake pond river fjord reflection lagoon",
    "sea": "sea ocean beach coast shore waves harbour harbor bay island seaside surf",
    "hills": "hill hills meadow field fields valley countryside farm landscape grass garden park road path",
}
_THINGS: Final = {
    "cup": "cup mug coffee tea espresso cappuccino latte teacup",
    "cat": "cat kitten kitty cats tabby",
    "dog": "dog puppy dogs hound",
    "boat": "boat sailboat ship sailing yacht boats sail",
    "lighthouse": "lighthouse",
    "house": "house cottage cabin barn hut home houses farmhouse",
    "tree": "tree oak maple birch orchard",
    "pine": "pine fir spruce",
    "palm": "palm palms",
    "flower": "flower flowers tulip tulips rose roses poppy poppies daisy sunflower sunflowers bouquet",
    "rocket": "rocket spaceship spacecraft shuttle",
    "person": "person man woman girl boy figure traveller traveler hiker people silhouette astronaut",
    "apple": "apple apples",
    "banana": "banana bananas",
    "orange fruit": "oranges fruit fruits tangerine clementine",
    "lemon": "lemon lemons",
    "pear": "pear pears",
    "birds": "bird birds gull gulls seagull seagulls swallow",
    "balloon": "balloon balloons",
    "robot": "robot android",
    "cactus": "cactus cacti",
    "mushroom": "mushroom mushrooms",
    "vase": "vase",
    "car": "car van truck",
    "tent": "tent camp camping",
    "windmill": "windmill mill",
}
_STYLES: Final = {
    "watercolour": "watercolour watercolor aquarelle",
    "ink": "ink sketch pencil etching engraving linework hatching",
    "pixel": "pixel pixelart pixel-art 8-bit 8bit 16-bit",
    "poster": "poster screenprint risograph travel-poster linocut",
    "noir": "noir film-noir",
}
_SKY: Final = {
    "rain": "rain rainy storm stormy drizzle rainstorm",
    "snow": "snow snowy snowing snowfall winter blizzard",
    "fog": "fog foggy mist misty haze hazy",
    "cloud": "cloud clouds cloudy overcast",
    "sun": "sun",
    "moon": "moon moonlight moonlit",
    "stars": "star stars starry",
    "rainbow": "rainbow",
}
_TINTS: Final[Mapping[str, Colour]] = {
    "warm": (214, 132, 70),
    "cool": (70, 120, 180),
    "pastel": (240, 190, 200),
}
_ORANGE_FRUIT: Final = re.compile(
    r"\b(an|one|peeled|juicy|sliced) orange\b(?! [a-z]*(cat|boat|sky|house|cup))"
)
# An oak table is no tree.
_MATERIAL: Final = re.compile(
    r"\b(?:oak|pine|maple|birch|cherry|walnut|orange|wood(?:en)?)\s+"
    r"(?=(?:table|desk|floor|bench|plank|board|counter|shelf|chair|box)(?:s|es)?\b)"
)
_QUOTED: Final = re.compile(r'"([^"\n]{1,120})"|“([^”\n]{1,120})”|«([^»\n]{1,120})»|„([^“”\n]{1,120})[“”]')
_SAYING: Final = re.compile(
    r"\b(?:says?|saying|reads?|reading|text|titled?|caption|words?)\s+'([^'\n]{1,120})'"
)


def _lookup(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in (*words.split(), name)}


_TIME_OF, _PLACE_OF, _THING_OF, _STYLE_OF, _SKY_OF = (
    _lookup(table) for table in (_TIMES, _PLACES, _THINGS, _STYLES, _SKY)
)


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    colour: Colour | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a prompt asks to see. An empty `place` or `time` was not asked for."""

    place: str = ""
    time: str = ""
    things: tuple[Thing, ...] = ()
    weather: frozenset[str] = frozenset()
    style: str = ""
    tint: Colour | None = None
    text: str = ""
    words: tuple[str, ...] = field(default=(), repr=False)

    def led_by(self, rules: Wish) -> Wish:
        """With the manner, hour and tint of general rules where this wish leaves them open."""
        return replace(
            self,
            style=self.style or rules.style,
            time=self.time or rules.time,
            tint=self.tint or rules.tint,
        )

    @property
    def known(self) -> bool:
        return bool(self.place or self.things or self.time or self.weather - {"cloud"})


def quoted(prompt: str) -> str:
    """The first text in quotes, or ''."""
    found = _QUOTED.search(prompt) or _SAYING.search(prompt)
    return next((" ".join(group.split()) for group in found.groups() if group), "") if found else ""


def unquoted(prompt: str) -> str:
    return _SAYING.sub(" ", _QUOTED.sub(" ", prompt))


def split(prompt: str) -> list[str]:
    text = _MATERIAL.sub("", unquoted(prompt).lower())
    for joined in ("golden hour", "film noir", "pixel art", "travel poster", "still life", "screen print"):
        text = text.replace(joined, joined.replace(" ", "-" if joined != "screen print" else ""))
    return re.findall(r"[a-zà-ÿ0-9]+(?:-[a-zà-ÿ0-9]+)*", text)


def read(prompt: str) -> Wish:
    """Understand a prompt, word by word."""
    words = split(prompt)
    weather = frozenset(_SKY_OF[w] for w in words if w in _SKY_OF)
    return Wish(
        place=_place(words),
        time=hour(tuple(words)),
        things=_things(words, prompt),
        weather=weather,
        style=next((_STYLE_OF[w] for w in words if w in _STYLE_OF), ""),
        tint=_tint(words),
        text=quoted(prompt),
        words=tuple(words),
    )


def hour(words: tuple[str, ...]) -> str:
    """The time of day that the words name, or ''."""
    return next((_TIME_OF[word] for word in words if word in _TIME_OF), "")


def _place(words: list[str]) -> str:
    found = {_PLACE_OF[w] for w in words if w in _PLACE_OF}
    if "mountains" in found and found & {"lake", "sea"}:
        return "lake"
    return next((place for place in _PLACES if place in found), "")


def _things(words: list[str], prompt: str) -> tuple[Thing, ...]:
    things: dict[str, Thing] = {}
    for number, word in enumerate(words):
        name = _THING_OF.get(word)
        if name and name not in things:
            near = [NAMED[w] for w in words[max(0, number - 2) : number] if w in NAMED]
            things[name] = Thing(name, near[-1] if near else None, word != name and word.endswith("s"))
    if _ORANGE_FRUIT.search(prompt.lower()):
        things.setdefault("orange fruit", Thing("orange fruit"))
    return tuple(things.values())[:5]


def _tint(words: list[str]) -> Colour | None:
    for number, word in enumerate(words):
        if word in _TINTS:
            return _TINTS[word]
        following = words[number + 1] if number + 1 < len(words) else ""
        if word in NAMED and following in (
            "palette",
            "tones",
            "tone",
            "hues",
            "mood",
            "light",
            "sky",
            "colours",
            "colors",
        ):
            return NAMED[word]
    return None


def palette(wish: Wish, rng: random.Random) -> tuple[str, Palette]:
    """The time of day and the palette to paint with; chance decides what the words leave open."""
    time = wish.time or rng.choice(("dawn", "noon", "noon", "dusk"))
    if wish.place == "space":
        time = "night"
    chosen = rng.choice(PALETTES[time])
    return time, chosen.tinted(wish.tint) if wish.tint else chosen
