"""Which provider serves which kind of connection. One line each, imported when first asked for."""

from __future__ import annotations

import functools
from importlib import import_module
from typing import Final, cast

from .base import Provider

_MODULES: Final = {
    "builtin": "playground.providers.builtin",
    "gemini": "playground.providers.gemini",
}
KINDS: Final = tuple(_MODULES)


class UnknownProvider(LookupError):
    """There is no provider of this kind."""


@functools.cache
def provider(kind: str) -> Provider:
    """The process's provider of this kind. Raises UnknownProvider.

    The first one takes about 0.8 s, the import of the SDK: ask at the start of a worker.
    """
    if kind not in _MODULES:
        raise UnknownProvider(kind)
    return cast("Provider", import_module(_MODULES[kind]).Provider())
