"""What must not be read: keys and tokens in messages, logs and kept answers."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

HIDDEN: Final = "[hidden]"
_SECRETS: Final = (
    (re.compile(r"\bAIza[0-9A-Za-z_-]{8,}|\bAQ\.[0-9A-Za-z_-]{20,}"), HIDDEN),
    (re.compile(r"(?i)([?&](?:key|api_key|access_token|token)=)[^&\s\"'<>]+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)((?:x-goog-api-key|x-api-key|authorization)\\?[\"']?\s*[:=,]\s*(?:b?\\?[\"'])?"
            r"(?:(?:bearer|basic)\s+)?)[^\s\"',})\\]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer\s+)[0-9a-z._~+/-]{8,}=*"), rf"\1{HIDDEN}"),
)


def redact(text: str, *values: str) -> str:
    """`text` without API keys, authorization values and the given secrets (of 4 characters up)."""
    for value in values:
        if len(value) >= 4:
            text = text.replace(value, HIDDEN).replace(quote(value, safe=""), HIDDEN)
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text
