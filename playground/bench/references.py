"""Fourteen references just under the limit: what they do to the memory of the web process and the worker."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from playground.bench import processes, sampling
from playground.bench.browser import Visitor
from playground.bench.processes import Installation, Provider
from playground.bench.sampling import MEGABYTE
from playground.bench.table import Row
from playground.imaging import MAX_BYTES

WEB_TARGET = 100.0
WORKER_TARGET = 700.0
# What the tray does.
UPLOADS_AT_ONCE = 2
LARGE = (8000, 6000)


@dataclass(frozen=True, slots=True)
class Report:
    """Growth in bytes over what the processes had before; each upload's status and words."""

    web_growth: int
    worker_growth: int
    uploads: dict[str, tuple[int, str]]
    prepared: list[dict[str, Any]]
    finished: dict[str, int]
    calls: list[dict[str, Any]]
    seconds: float

    def __str__(self) -> str:
        took = sum(status == 201 for status, _words in self.uploads.values())
        return (
            f"{took} of {len(self.uploads)} files taken in {self.seconds:.0f} s:"
            f" web +{self.web_growth / MEGABYTE:.0f} MB,"
            f" worker +{self.worker_growth / MEGABYTE:.0f} MB"
        )


def run(count: int, seed: int = 1) -> Report:
    """Upload `count` large pictures and four that must be refused, then one turn with all of them."""
    with (
        processes.folder("references") as place,
        processes.provider(0.5, calls_file=place / "calls") as provider,
        processes.installation(
            PROOFSHEET_EMULATOR_URL=provider.base_url, PROOFSHEET_DAILY_LIMIT="1000"
        ) as up,
    ):
        files = [*large_pictures(place, count, seed), *refused_pictures(place, seed)]
        with _visitors(up) as visitors:
            return _measured(up, provider, visitors, files)


def _measured(up: Installation, provider: Provider, visitors: list[Visitor], files: list[Path]) -> Report:
    started = time.monotonic()
    watched: dict[str, Callable[[], Any]] = {
        "web": lambda: up.child("web"),
        "worker": lambda: up.child("worker"),
    }
    with sampling.Peak(watched) as peak:
        uploads = _upload(visitors, files)
        up.run("wait", seconds=600)
        prepared = up.run("references")
        finished = up.run("run", "--references", seconds=600)["states"]
    return Report(
        peak.growth("web"),
        peak.growth("worker"),
        uploads,
        prepared,
        finished,
        provider.calls(),
        time.monotonic() - started,
    )


def _upload(visitors: list[Visitor], files: list[Path]) -> dict[str, tuple[int, str]]:
    """Share the files among the visitors, who are one person with several connections."""

    def some(number: int) -> dict[str, tuple[int, str]]:
        own = files[number :: len(visitors)]
        return {file.name: visitors[number].upload("/references/", file) for file in own}

    with ThreadPoolExecutor(len(visitors)) as threads:
        found = list(threads.map(some, range(len(visitors))))
    return {name: answer for part in found for name, answer in part.items()}


@contextmanager
def _visitors(up: Installation) -> Iterator[list[Visitor]]:
    visitors = [Visitor(up.url) for _ in range(UPLOADS_AT_ONCE)]
    try:
        for visitor in visitors:
            visitor.sign_in(up.run("link"))
        yield visitors
    finally:
        for visitor in visitors:
            visitor.close()


def large_pictures(place: Path, count: int, seed: int) -> Iterator[Path]:
    """Pictures of just under MAX_BYTES, up to 48 megapixels: mostly JPEG, some PNG, one WebP."""
    chance = random.Random(seed)  # noqa: S311  # noise, not secrets
    for number in range(count):
        kind = {1: "PNG", 2: "WEBP", 5: "PNG", 9: "PNG"}.get(number, "JPEG")
        path = place / f"{number:02}-large.{kind.lower()}"
        path.write_bytes(_large(kind, chance))
        yield path


def refused_pictures(place: Path, seed: int) -> Iterator[Path]:
    """A few bytes too many, far too many, too many pixels, and no picture at all."""
    chance = random.Random(seed)  # noqa: S311  # noise, not secrets
    too_long = place / "too-long.png"
    too_long.write_bytes(_half_noise((3190, 3190), 3190, chance))
    far_too_long = place / "far-too-long.png"
    far_too_long.write_bytes(_half_noise((3600, 3600), 3600, chance))
    too_wide = place / "too-wide.png"
    too_wide.write_bytes(_half_noise((9000, 7000), 0, chance))
    no_picture = place / "no-picture.jpg"
    no_picture.write_bytes(chance.randbytes(100_000))
    yield from (too_long, far_too_long, too_wide, no_picture)


def _large(kind: str, chance: random.Random) -> bytes:
    if kind == "JPEG":
        return _photograph(chance)
    # From about 0.93 on, libwebp takes another way and needs half as much again.
    share = {"PNG": 0.98, "WEBP": 0.88}[kind]
    return _half_noise(LARGE, int(MAX_BYTES * share / (LARGE[0] * 3)), chance, kind)


def _half_noise(size: tuple[int, int], noisy_rows: int, chance: random.Random, kind: str = "PNG") -> bytes:
    """Rows of pure noise, which no compression makes smaller, above rows of one colour."""
    picture = Image.new("RGB", size, "#7a5c3a")
    if noisy_rows:
        noise = chance.randbytes(size[0] * noisy_rows * 3)
        picture.paste(Image.frombytes("RGB", (size[0], noisy_rows), noise), (0, 0))
    return _encoded(picture, kind)


def _photograph(chance: random.Random) -> bytes:
    """A sloping grey with as much grain as brings it just under MAX_BYTES."""
    grain = Image.frombytes("L", LARGE, chance.randbytes(LARGE[0] * LARGE[1]))
    low, high = 0.0, 1.0
    wanted = MAX_BYTES * 0.97 * 1024 * 1024 / (LARGE[0] * LARGE[1])
    crop = grain.crop((0, 0, 1024, 1024))
    for _try in range(7):
        middle = (low + high) / 2
        fits = len(_encoded(_grained(crop, middle), "JPEG")) < wanted
        low, high = (middle, high) if fits else (low, middle)
    best = _encoded(_grained(grain, low), "JPEG")
    if len(best) > MAX_BYTES:
        raise RuntimeError("the grain on the crop said nothing about the whole")
    return best


def _grained(grain: Image.Image, amount: float) -> Image.Image:
    slope = Image.linear_gradient("L").resize(grain.size)
    ground = slope.point([64 + value // 2 for value in range(256)])
    noise = grain.point([round(128 + (value - 128) * amount) for value in range(256)])
    bands = [
        Image.blend(ground, noise, 0.5),
        Image.blend(ground, noise.transpose(Image.Transpose.ROTATE_180), 0.5),
        Image.blend(ground, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.5),
    ]
    return Image.merge("RGB", bands)


def _encoded(picture: Image.Image, kind: str) -> bytes:
    options: dict[str, Any] = {
        "JPEG": {"quality": 93},
        "PNG": {"compress_level": 1},
        "WEBP": {"lossless": True, "quality": 0, "method": 0},
    }
    out = io.BytesIO()
    picture.save(out, kind, **options[kind])
    return out.getvalue()


def rows(report: Report) -> list[Row]:
    """The figures for the table."""
    return [
        Row("references: growth of the web process", "MB", report.web_growth / MEGABYTE, None, WEB_TARGET),
        Row(
            "references: growth of the worker", "MB", report.worker_growth / MEGABYTE, None, WORKER_TARGET,
            str(report),
        ),
    ]  # fmt: skip
