"""Paint the pictures beside the studio's example prompts, into static/examples/."""

from __future__ import annotations

import argparse
import io
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from PIL import Image

from playground.emulator.painter import Brief, paint
from playground.views.examples import examples

# Twice the 340 pixels that one is wide on the page.
WIDTH, HEIGHT = 680, 454
QUALITY = 80


class Command(BaseCommand):
    help = "Paint the pictures of the example prompts anew. Only for whoever changed a prompt."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=3, help="another number, other pictures (default: 3)")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            for example in examples():
                painting = paint(Brief(example.prompt, WIDTH, HEIGHT, options["seed"]))
                file = settings.BASE_DIR / "static" / example.picture
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(_webp(painting.image))
                self.stdout.write(f"{example.picture}: {file.stat().st_size // 1000} kB")


def _webp(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.convert("RGB").save(data, "WEBP", quality=QUALITY, method=6)
    return data.getvalue()
