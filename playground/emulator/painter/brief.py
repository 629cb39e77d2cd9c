"""What is to be painted, and what came of it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field, replace

from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo


@dataclass(frozen=True, slots=True)
class Brief:
    """One picture to make.

    `width`, `height` in pixels; `seed` decides everything the words leave open; `pictures` are those of
    the last user turn in order ("image 1" is the first); `previous` is the picture to go on from.
    `system` says in what manner new scenes are painted where the prompt does not.
    """

    prompt: str
    width: int
    height: int
    seed: int
    pictures: tuple[Image.Image, ...] = ()
    previous: Image.Image | None = None
    system: str = ""

    def again(self, number: int) -> Brief:
        """The same brief for the n-th picture of one answer; the 0-th is this one."""
        return replace(self, seed=self.seed ^ (number * 0x9E3779B97F4A7C15)) if number else self


@dataclass(frozen=True, slots=True)
class Painting:
    """A finished picture: PNG bytes and one sentence that says what is on it."""

    data: bytes
    note: str
    image: Image.Image = field(repr=False)

    def jpeg(self, quality: int) -> bytes:
        """The same picture as a JPEG. Quality 0 to 100, as Pillow reads it."""
        file = io.BytesIO()
        self.image.convert("RGB").save(file, "JPEG", quality=quality)
        return file.getvalue()

    def draft(self) -> bytes:
        """A small, soft PNG of the same picture, as an interim thought would look."""
        small = self.image.copy()
        small.thumbnail((512, 512), Image.Resampling.BILINEAR, reducing_gap=1.5)
        return encode(small.filter(ImageFilter.GaussianBlur(3)), "draft")


def encode(image: Image.Image, prompt: str) -> bytes:
    """PNG at the fastest level, with text chunks that say what it is. The prompt goes in as a hash only."""
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()
    about = PngInfo()
    about.add_text("Software", "Proofsheet emulator")
    about.add_text("Description", "Emulated picture, painted by a program. Not the work of a Gemini model.")
    about.add_text("Prompt-SHA256", digest)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1, pnginfo=about)
    return file.getvalue()
