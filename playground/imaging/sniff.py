"""What a file is, by its first bytes. Names, extensions and declared types are never asked."""

from __future__ import annotations

import re

from playground.imaging.rejection import Rejected

HEAD_BYTES = 1024

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_OTHERS = (
    (b"8BPS", "Photoshop"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"\0\0\1\0", "icon (ICO)"),
    (b"\0\0\2\0", "cursor (CUR)"),
    (b"BM", "bitmap (BMP)"),
    (b"SIMPLE  =", "FITS"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"PK\3\4", "ZIP"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script|!--)", re.IGNORECASE)


def sniff(head: bytes) -> str:
    """ "PNG", "JPEG" or "WEBP" from a file's first `HEAD_BYTES`. Raises Rejected for all others."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    raise _stranger(head)


def _stranger(head: bytes) -> Rejected:
    """The most precise refusal for a file that is none of the accepted kinds."""
    if not head:
        return Rejected("empty")
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Rejected("animation")
    if head[4:8] == b"ftyp":
        return _boxed(head)
    for signature, name in _OTHERS:
        if head.startswith(signature):
            return Rejected("type", kind=name)
    return _markup(head)


def _boxed(head: bytes) -> Rejected:
    """ISO media files: HEIC, AVIF or a film, by their major and compatible brands."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        return Rejected("avif")
    if brands & _HEIC_BRANDS:
        return Rejected("heic")
    return Rejected("type", kind="video (MP4)")


def _markup(head: bytes) -> Rejected:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<svg" in text.lower():
        return Rejected("svg")
    if _HTML.match(text):
        return Rejected("type", kind="HTML")
    if text.startswith(b"<?xml"):
        return Rejected("type", kind="XML")
    return Rejected("unknown")
