"""A scene from a wish: sky, place, things, weather, in that order."""

from __future__ import annotations

import random
from typing import Final

from PIL import Image

from . import built, land, sky, waterside, words
from . import canvas as drawing
from .canvas import Canvas
from .colour import lighter, mix
from .figure import Easel
from .things import AFLOAT, AT_TABLE, DRAW, FLYING, INDOORS, TALL
from .words import Thing, Wish

_HOME: Final = {
    "boat": "sea", "lighthouse": "sea", "palm": "sea", "house": "hills", "windmill": "hills", "tree": "hills",
    "balloon": "hills", "tent": "mountains", "birds": "sea", "pine": "mountains", "cactus": "desert",
    "rocket": "space", "car": "hills",
}  # fmt: skip
_WILD: Final = ("hills", "lake", "sea", "mountains", "abstract", "desert", "forest")
_HORIZON: Final = {
    "sea": 0.56, "lake": 0.56, "hills": 0.55, "mountains": 0.6, "city": 0.6, "forest": 0.5, "desert": 0.54,
    "table": 0.6, "studio": 0.72, "space": 0.8, "abstract": 0.5,
}  # fmt: skip


def place_of(wish: Wish, rng: random.Random) -> str:
    """Where a scene is set when the words do not say it."""
    if wish.place:
        return wish.place
    names = [thing.name for thing in wish.things]
    if names and all(name in INDOORS for name in names):
        return "table"
    for name in names:
        if name in _HOME:
            return _HOME[name]
    if names:
        return "hills" if wish.weather or wish.time in ("dusk", "dawn", "night") else "studio"
    if wish.known:
        return rng.choice(("hills", "lake", "sea", "mountains"))
    return rng.choice(_WILD)


def paint(wish: Wish, size: tuple[int, int], rng: random.Random) -> tuple[Image.Image, str]:
    """The picture and a few words on what it shows, e.g. "a sea at dusk with a boat"."""
    place = place_of(wish, rng)
    time, palette = words.palette(wish, rng)
    canvas = Canvas(Image.new("RGB", size), palette, rng)
    horizon = size[1] * _HORIZON[place] * rng.uniform(0.97, 1.03)
    horizon = max(horizon, size[1] - 1.25 * canvas.unit)
    _ground(canvas, wish, place, time, horizon)
    _things(canvas, wish, place, horizon)
    _weather(canvas, wish, horizon)
    return canvas.image, _said(wish, place, time)


def _ground(canvas: Canvas, wish: Wish, place: str, time: str, horizon: float) -> None:
    if place == "table":
        built.table(canvas, horizon, time)
    elif place == "space":
        built.space(canvas)
    elif place == "studio":
        built.studio(canvas, horizon)
    elif place == "abstract":
        built.abstract(canvas)
    else:
        sun = heavens(canvas, wish, time, horizon)
        _country(canvas, place, time, horizon, sun)


def heavens(canvas: Canvas, wish: Wish, time: str, horizon: float) -> float | None:
    """Sky with its lights. Returns where the light stands, across, or None when it is not to be seen."""
    rng, unit = canvas.rng, canvas.unit
    sky.air(canvas, horizon)
    x = canvas.width * rng.choice((0.3, 0.36, 0.64, 0.7))
    night = time == "night"
    if night or "stars" in wish.weather:
        sky.stars(canvas, horizon, 1.0 if night else 0.4)
    cover = 0.85 if "cloud" in wish.weather or "rain" in wish.weather else 0.45
    if "rain" in wish.weather:
        sky.clouds(canvas, horizon, 1)
        return None
    if night or "moon" in wish.weather:
        crescent = "crescent" in wish.words or rng.random() < 0.35
        sky.moon(canvas, x, horizon * rng.uniform(0.24, 0.36), unit * 0.062, crescent=crescent)
    elif time in ("dawn", "dusk"):
        sky.sun(canvas, x, horizon - unit * rng.uniform(0.03, 0.13), unit * 0.062)
    else:
        wanted = "sun" in wish.weather
        sky.sun(canvas, x, horizon * 0.26, unit * (0.08 if wanted else 0.05), 1.0 if wanted else 0.75)
    sky.clouds(canvas, horizon, cover if not night else 0.3)
    if time == "noon" and "cloud" in wish.weather:
        for at, high, size in ((0.2, 0.4, 0.16), (0.78, 0.28, 0.2), (0.55, 0.62, 0.11)):
            sky.cumulus(canvas, canvas.width * at, horizon * high, unit * size)
    return x


def _country(canvas: Canvas, place: str, time: str, horizon: float, sun: float | None) -> None:
    if place == "sea":
        waterside.sea(canvas, horizon, sun)
    elif place == "lake":
        waterside.lake(canvas, horizon, sun if time != "noon" else None)
    elif place == "city":
        built.city(canvas, horizon, time)
    elif place == "mountains":
        land.mountains(canvas, horizon)
    elif place == "forest":
        land.forest(canvas, horizon)
    elif place == "desert":
        land.desert(canvas, horizon)
    else:
        land.hills(canvas, horizon)


def _things(canvas: Canvas, wish: Wish, place: str, horizon: float) -> None:
    things = list(wish.things)
    if place in ("forest", "lake", "mountains"):
        things = [thing for thing in things if thing.name not in ("tree", "pine")]
    if any(thing.name == "vase" for thing in things):
        things = [thing for thing in things if thing.name != "flower"]
    spots = _spots(canvas, len(things), alone=place in ("studio", "table"))
    for thing, x in sorted(zip(things, spots, strict=True), key=lambda pair: -TALL[pair[0].name]):
        stand(canvas, thing, x, place, horizon)


def _spots(canvas: Canvas, count: int, *, alone: bool) -> list[float]:
    """Where things stand, across: one alone in a third of the picture, several spread about the middle."""
    w, unit = canvas.width, canvas.unit
    if count == 1:
        return [w * 0.5 if alone else w * canvas.rng.choice((0.36, 0.62))]
    reach = min(w * 0.3, unit * 0.16 * count)
    return [w / 2 + reach * (2 * n / max(1, count - 1) - 1) for n in range(count)]


def stand(canvas: Canvas, thing: Thing, x: float, place: str, horizon: float) -> None:
    """Draw a thing where such a thing would be in this place, three of it when it is asked for in plural."""
    depth, unit, h = canvas.height - horizon, canvas.unit, canvas.height
    tall = TALL[thing.name]
    if place == "table":
        tall, y = AT_TABLE.get(thing.name, 0.4), horizon + min(depth * 0.5, unit * 0.2)
    elif place == "studio":
        tall, y = (0.62 if tall >= 0.3 else 0.42), horizon + min(depth * 0.3, unit * 0.1)
    elif thing.name in AFLOAT and place in ("sea", "lake"):
        y = horizon + min(depth * 0.3, unit * 0.16)
    elif thing.name == "lighthouse":
        y = horizon + min(depth * 0.14, unit * 0.08)
    elif place in ("sea", "lake"):
        y = h - unit * 0.03
    elif place == "city":
        y = h - depth * 0.12
    else:
        y = horizon + min(depth * 0.72, unit * 0.42)
    if thing.name in FLYING and place not in ("table", "studio"):
        y = horizon - min(horizon * 0.36, unit * 0.2) if thing.name != "rocket" else horizon * 0.92
    tall = min(tall, 0.92 * y / unit)
    draw_many(canvas, thing, x, y, tall * unit)


def draw_many(canvas: Canvas, thing: Thing, x: float, y: float, size: float) -> None:
    draw = DRAW[thing.name]
    flip = canvas.rng.random() < 0.5
    if thing.many and thing.name not in ("birds", "flower"):
        for dx, dy, share in ((-0.85, -0.1, 0.72), (0.9, -0.06, 0.8)):
            if not 0.04 < (x + dx * size) / canvas.width < 0.96:
                continue
            draw(Easel(canvas, x + dx * size, y + dy * size, size * share, not flip, thing.colour))
    elif thing.name == "flower" and size < canvas.unit * 0.34:
        for dx, dy, share in ((-0.6, -0.05, 0.7), (0.62, -0.03, 0.8), (0.25, 0.08, 0.6)):
            draw(Easel(canvas, x + dx * size, y + dy * size, size * share, not flip, thing.colour))
    draw(Easel(canvas, x, y, size, flip, thing.colour))


def _weather(canvas: Canvas, wish: Wish, horizon: float) -> None:
    if "rainbow" in wish.weather:
        sky.rainbow(canvas, horizon)
    if "fog" in wish.weather:
        sky.fog(canvas, horizon)
    if "rain" in wish.weather:
        sky.wet(canvas, canvas.height - (canvas.height - horizon) * 0.3, 0.35)
        sky.rain(canvas)
    if "snow" in wish.weather:
        snowed(canvas)
        sky.snow(canvas)


def snowed(canvas: Canvas) -> None:
    """White ground: the lower half fades towards snow light."""
    white = mix(lighter(canvas.palette.haze, 0.6), (250, 251, 253), 0.5)
    ramp = Image.linear_gradient("L").point(lambda v: max(0, min(150, (v - 120) * 2)))
    canvas.image.paste(white, (0, 0, *canvas.image.size), ramp.resize(canvas.image.size))


def finish(image: Image.Image, rng: random.Random, *, dark: bool = False) -> Image.Image:
    """What every scene gets last: darker corners and paper grain."""
    return drawing.grain(drawing.vignette(image, 0.3 if dark else 0.2), rng, 4)


_NAMES: Final = {
    "table": "a still life",
    "studio": "a portrait",
    "space": "outer space",
    "abstract": "a composition of shapes",
    "sea": "the sea",
    "lake": "a mountain lake",
    "hills": "rolling hills",
    "city": "a city",
    "forest": "a forest",
    "desert": "a desert",
    "mountains": "mountains",
}
_WHEN: Final = {"dawn": "at dawn", "noon": "by day", "dusk": "at dusk", "night": "at night"}


def _said(wish: Wish, place: str, time: str) -> str:
    names = [thing.name if thing.name != "orange fruit" else "orange" for thing in wish.things]
    said = _NAMES[place] + (f" {_WHEN[time]}" if place not in ("studio", "abstract", "space") else "")
    if names:
        said += " with " + " and ".join(
            name if name == "birds" else f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names
        )
    falling = sorted(wish.weather & {"rain", "snow", "fog"})
    return said + (f" in {falling[0]}" if falling else "")
