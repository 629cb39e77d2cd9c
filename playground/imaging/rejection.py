"""Why a file is not taken, in one sentence that a person can act on."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

MAX_PIXELS = 50_000_000
MAX_BYTES = 30 * 1000 * 1000
MAX_EDGE = 30_000
"""Pixels on one side. Pillow keeps a pointer a row: 50 megapixels in one column would take 600 MB."""

_SENTENCES = {
    "empty": _("This file is empty."),
    "too_large": _("%(megabytes)s MB. The limit is %(limit)d MB."),
    "too_many_pixels": _(
        "%(width)d × %(height)d px is %(megapixels)s megapixels. The limit is %(limit)d megapixels."
    ),
    "too_long": _("%(width)d × %(height)d px. The limit for one side is %(limit)d px."),
    "damaged": _("This file is damaged or incomplete. Save or export it again."),
    "variant": _("This is a rare kind of JPEG that cannot be read. Save it as PNG or plain JPEG."),
    "heic": _("HEIC pictures are not supported. Save it as JPEG or PNG, then add it again."),
    "avif": _("AVIF pictures are not supported. Save it as JPEG or PNG, then add it again."),
    "svg": _("SVG drawings are not supported. Export it as PNG, then add it again."),
    "animation": _("GIF pictures are not supported. Save the frame you want as PNG."),
    "type": _("This is a %(kind)s file, not a picture in PNG, JPEG or WebP."),
    "unprepared": _("This file could not be prepared."),
    "unknown": _("This is not a picture in PNG, JPEG or WebP."),
}


class Rejected(Exception):
    """A file that is not taken.

    `code` is one of the keys above; `details` are plain values, so that code and details can be kept
    and the sentence made again in the language of whoever reads it.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the language that is active now."""
        return str(_SENTENCES[self.code]) % self.details

    @property
    def kept(self) -> str:
        """Code and details as text, for `sentence_of`."""
        return json.dumps({"code": self.code, **self.details}, ensure_ascii=False)


def sentence_of(kept: str) -> str:
    """The sentence of a `Rejected.kept`, in the language that is active now.

    Any other text is given back as it is: rows of older versions hold the sentence itself.
    """
    try:
        details = json.loads(kept)
        return Rejected(details.pop("code"), **details).sentence
    except (ValueError, TypeError, AttributeError, LookupError):
        return kept
