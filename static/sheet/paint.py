"""Paint the twelve frames of the sign-in page, with the emulator's own painter: no one else's pictures.

    python static/sheet/paint.py

The same words and seeds give the same files.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from playground.emulator.painter import Brief, paint  # noqa: E402  (the path comes first)

SIZE = (1110, 900)
SHOWN = (444, 360)
FRAMES = {
    "20a": "a mountain lake with a small boat at noon",
    "20b": "a field of flowers at noon",
    "20c": "a forest path between tall trees in autumn at dusk",
    "21a": "a bowl of fruit on a red table",
    "21b": "a quay with boats at dusk",
    "21c": "a house on a hill at dawn",
    "22a": "a forest path between tall trees in fog",
    "22b": "sand dunes in the desert at dawn",
    "22c": "a red cup on an oak table",
    "23a": "a jetty on a lake in fog, noir",
    "23b": "a lighthouse above the sea at dusk",
    "23c": "a city skyline across the river at night",
}


def main() -> int:
    for seed, (name, words) in enumerate(FRAMES.items(), start=7):
        picture = paint(Brief(words, *SIZE, seed)).image.convert("RGB")
        picture.resize(SHOWN, Image.Resampling.LANCZOS).save(HERE / f"{name}.webp", quality=68, method=6)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
