"""Colours as (red, green, blue), 0 to 255, and the palettes of the day."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

Colour = tuple[int, int, int]


def of(text: str) -> Colour:
    """From six hexadecimal digits."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    return mix(colour, (255, 250, 240), share)


def darker(colour: Colour, share: float) -> Colour:
    return mix(colour, (12, 14, 30), share)


def luminance(colour: Colour) -> float:
    """Perceived brightness, 0 to 1."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


def tinted(colour: Colour, tint: Colour, share: float) -> Colour:
    """The colour moved towards the tint's hue, its lightness kept."""
    light = colorsys.rgb_to_hls(*(c / 255 for c in colour))[1]
    hue, _, saturation = colorsys.rgb_to_hls(*(c / 255 for c in tint))
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation * 0.8)
    return mix(colour, (round(red * 255), round(green * 255), round(blue * 255)), share)


@dataclass(frozen=True, slots=True)
class Palette:
    """What a scene is painted with: `sky` from top to horizon, the rest by role."""

    sky: tuple[Colour, ...]
    light: Colour
    haze: Colour
    near: Colour
    water: Colour
    accent: Colour
    ground: Colour
    dark: bool = False

    def tinted(self, tint: Colour, share: float = 0.55) -> Palette:
        changed: dict[str, Any] = {"sky": tuple(tinted(c, tint, share) for c in self.sky)}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in ("sky", "dark", "accent"):
                changed[field.name] = tinted(value, tint, share)
        return replace(self, **changed)


def _palette(sky: str, light: str, haze: str, near: str, water: str, accent: str, ground: str) -> Palette:
    stops = tuple(of(part) for part in sky.split())
    return Palette(
        stops,
        of(light),
        of(haze),
        of(near),
        of(water),
        of(accent),
        of(ground),
        dark=luminance(stops[0]) < 0.12,
    )


PALETTES: Final[dict[str, Sequence[Palette]]] = {
    "dawn": (
        _palette("7f93bd c7a9bd f0bfae fbe6c8", "fff3d6", "eccfc0", "3f4f68", "8f9fba", "d9614c", "6d6a72"),
        _palette("9dbccb d3d3cb f6d9bf fdf1dc", "fffaea", "ead9c8", "44635f", "93b4b8", "e08a3c", "7c7f68"),
        _palette("86a6a5 bfc8b4 f0d5ab f8e8cf", "fff6d5", "dcd6bb", "34504e", "8fb0a8", "c8503f", "6f7355"),
    ),
    "noon": (
        _palette("3b7cb0 7fb6d2 bcd8da ecebd9", "fff8dc", "cfdedb", "2c5547", "3f87a3", "d9573b", "6f8a4b"),
        _palette("5fa6c4 97cbd3 cfe3d6 f7eed5", "fffbe6", "d8e0cc", "47662f", "4a9aa6", "e29a2b", "8a9a4e"),
        _palette("2f6f9f 5f9cc0 a9c9d4 e3e6dc", "fff7da", "c3d3d6", "24475a", "2f7394", "e8b23a", "597a5a"),
    ),
    "dusk": (
        _palette(
            "2a2b58 6b4077 c95c63 f09a5a f9cf86", "ffd98a", "d98a70", "221c38", "513a63", "ffcb6b", "3b2b45"
        ),
        _palette(
            "1d3953 4c6680 b98a86 eeb98f f6d9ae", "ffe3b0", "c9a193", "1a2936", "3f5d74", "e8743f", "38424a"
        ),
        _palette("3a2f55 8b4a63 dd6f52 f6ab62", "ffe09b", "d98060", "2a1a2c", "6a3c55", "ffd47a", "4b2d38"),
    ),
    "night": (
        _palette("0a142c 142a50 27476f 4d6c8c", "f5f0dc", "35557a", "080e1c", "132a4a", "f2b84b", "101c2e"),
        _palette("0f1024 221f49 41346c 70548a", "fbf3e0", "4d3f72", "0b0a19", "231f47", "ffc36b", "191630"),
    ),
}

NAMED: Final[dict[str, Colour]] = {
    "red": of("c8402f"), "crimson": of("a8263a"), "scarlet": of("d43a24"), "orange": of("e27d2b"),
    "yellow": of("ecc03f"), "golden": of("d9a441"), "gold": of("d9a441"), "green": of("4c8a54"),
    "emerald": of("1f8a66"), "olive": of("7d8443"), "teal": of("1f7f86"), "turquoise": of("3bb0a8"),
    "cyan": of("35a7bd"), "blue": of("2f66a8"), "navy": of("22355f"), "indigo": of("3d3a86"),
    "purple": of("6f4a94"), "violet": of("7a54a8"), "magenta": of("b83a86"), "pink": of("e28aa0"),
    "brown": of("7a5136"), "beige": of("d9c7a6"), "cream": of("f1e6cf"), "white": of("f4f1ea"),
    "black": of("23232a"), "grey": of("8b8f94"), "gray": of("8b8f94"), "silver": of("b9bec4"),
    "lavender": of("a99bd0"), "coral": of("e4745c"), "mint": of("9fd0b4"), "copper": of("b4683f"),
}  # fmt: skip
