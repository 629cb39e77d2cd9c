"""One picture from brief to PNG: which pictures are the ground, which are added, what is done to them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

from PIL import Image, ImageFilter

from . import collage, edits, instructions, scene, styles, words
from .brief import Brief, Painting, encode
from .instructions import Edit
from .lettering import mark, set_text
from .words import Wish

# Scenes are painted at about this many pixels and enlarged: soft things do not show it, type is set after.
STAGE_PIXELS: Final = 1_120_000


def stage(width: int, height: int) -> tuple[int, int]:
    """The size to paint at for a picture of width x height."""
    share = min(1.0, (STAGE_PIXELS / (width * height)) ** 0.5)
    if share > 0.9:
        return width, height
    return max(16, round(width * share)), max(16, round(height * share))


def paint(brief: Brief) -> Painting:
    """Paint, set the text, mark and encode."""
    rng = random.Random(brief.seed)  # noqa: S311 (chance for a picture, not for a secret)
    size = stage(brief.width, brief.height)
    edit = instructions.read(brief.prompt)
    if brief.pictures or brief.previous:
        image, note = _edited(brief, edit, size, rng)
    else:
        edit = replace(edit, wish=edit.wish.led_by(words.read(brief.system)))
        image, said = _scene(edit.wish, size, rng)
        note = f"Here is your picture: {said}."
    if image.size != (brief.width, brief.height):
        image = _enlarged(image, (brief.width, brief.height), edit.style)
    if edit.wish.text:
        image = set_text(image, edit.wish.text, place=edit.text_place)
    return Painting(encode(mark(image), brief.prompt), note, image)


def _enlarged(image: Image.Image, size: tuple[int, int], style: str) -> Image.Image:
    manner = Image.Resampling.NEAREST if style == "pixel" else Image.Resampling.BICUBIC
    return image.resize(size, manner)


def _scene(wish: Wish, size: tuple[int, int], rng: random.Random) -> tuple[Image.Image, str]:
    image, said = scene.paint(wish, size, rng)
    if wish.style:
        return styles.APPLY[wish.style](image, rng), f"{said}, {wish.style}"
    return scene.finish(image, rng, dark=wish.time == "night"), said


def _edited(brief: Brief, edit: Edit, size: tuple[int, int], rng: random.Random) -> tuple[Image.Image, str]:
    pictures = list(brief.pictures)
    if brief.previous is None and len(pictures) > 1:
        return _composed(pictures, edit, size, rng)
    base = brief.previous or pictures.pop(0)
    if brief.previous is None and _moves(edit):
        return _moved(base, edit, size, rng)
    image = edits.fitted(base, size, crop="in" in edit.deeds)
    done: list[str] = []
    if pictures:
        image = collage.inset(image, pictures, edit.where, rng)
        done.append("put your picture in" if len(pictures) == 1 else f"put your {len(pictures)} pictures in")
    return _carried_out(image, edit, done, rng)


def _carried_out(
    image: Image.Image, edit: Edit, done: list[str], rng: random.Random
) -> tuple[Image.Image, str]:
    if not (done and edit.empty):
        image, more = edits.carry_out(image, edit, rng)
        done = done + more
    if edit.wish.text:
        done = [*done, f"set “{edit.wish.text}” in type"]
    *first, last = done
    return image, f"I {', '.join(first)} and {last}." if first else f"I {last}."


def _moves(edit: Edit) -> bool:
    """Whether the words set the picture's subject in a place of its own: "put her on a beach"."""
    return bool(edit.placing and edit.wish.place and not edit.deeds and not edit.wish.things)


def _moved(
    picture: Image.Image, edit: Edit, size: tuple[int, int], rng: random.Random
) -> tuple[Image.Image, str]:
    ground, said = _scene(edit.wish, size, rng)
    return collage.inset(ground, [picture], edit.where or "center", rng), f"I set your picture before {said}."


def _composed(
    pictures: list[Image.Image], edit: Edit, size: tuple[int, int], rng: random.Random
) -> tuple[Image.Image, str]:
    """Several pictures: one on another if the words say so, else all of them side by side."""
    known = [n for n in edit.images if 1 <= n <= len(pictures)]
    if len(pictures) == 2 or (edit.placing and len(known) >= 2):
        order = known if len(known) >= 2 else [*known, *(n for n in (1, 2) if n not in known)]
        if edit.placing or edit.empty:
            *upper, lower = order
            ground = edits.fitted(pictures[lower - 1], size, crop=False)
            image = collage.inset(ground, [pictures[n - 1] for n in upper], edit.where, rng)
            names = " and ".join(f"image {n}" for n in upper)
            return _carried_out(image, edit, [f"placed {names} on image {lower}"], rng)
    if edit.wish.place or edit.wish.things:
        ground, said = _scene(edit.wish, size, rng)
        done = [f"laid your {len(pictures)} pictures out before {said}"]
        image = collage.collage(ground.filter(ImageFilter.GaussianBlur(min(size) * 0.006)), pictures, rng)
        return image, f"I {done[0]}."
    ground = edits.fitted(pictures[0], size, crop=True).filter(ImageFilter.GaussianBlur(min(size) * 0.05))
    ground = Image.blend(ground, Image.new("RGB", size, (232, 226, 214)), 0.62)
    image = collage.collage(ground, pictures, rng)
    return _carried_out(image, edit, [f"put your {len(pictures)} pictures together"], rng)
