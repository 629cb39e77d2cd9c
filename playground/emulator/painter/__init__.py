"""Pictures worth looking at, from the words of a prompt and the pictures that came with it.

Pure functions: the same `Brief` gives the same bytes. Only Pillow is used.
"""

from __future__ import annotations

from .brief import Brief, Painting
from .studio import paint

__all__ = ["Brief", "Painting", "paint"]
