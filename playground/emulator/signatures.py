"""Thought signatures that any emulator process can check without having kept anything.

A signature is an HMAC over the bytes of the very part it sits on, under a key that is built in on
purpose: it proves nothing to anybody, it only makes a client that loses, swaps or alters signatures or
parts fail as it would fail at Google (fact sheet, section 10; thought-signatures page).
"""

from __future__ import annotations

import hashlib
import hmac

_KEY = b"emulated thought signatures, version 1"
_PREFIX = b"\x12\x20emu1"
# The two values that Google's page names as an escape hatch for history from elsewhere.
ESCAPES = (b"skip_thought_signature_validator", b"context_engineering_is_the_way_to_go")


def sign_text(text: str) -> bytes:
    return _sign(b"text", text.encode("utf-8", "surrogatepass"))


def sign_picture(data: bytes) -> bytes:
    return _sign(b"picture", data)


def _sign(kind: bytes, data: bytes) -> bytes:
    digest = hmac.new(_KEY, kind + b"\0" + hashlib.sha256(data).digest(), hashlib.sha256).digest()
    return _PREFIX + digest


def accepts(signature: bytes | None, expected: bytes) -> bool:
    """Whether a signature that came back is the one issued for this part, or an escape value."""
    if signature is None:
        return False
    return signature in ESCAPES or hmac.compare_digest(signature, expected)
