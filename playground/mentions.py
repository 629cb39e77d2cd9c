"""`image 2` in a prompt: which pictures of the tray it speaks of, in English and in the reader's language.

`static/js/mentions.js` finds the same words while somebody types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

# Letters and digits of scripts that put spaces between words: beside one of them it is another word.
EDGE = r"0-9A-Za-z_\u00c0-\u024f\u0370-\u04ff"


def pattern() -> re.Pattern[str]:
    """The word in group 1, the number in group 2."""
    words = dict.fromkeys((pgettext("word before a number in a prompt", "image"), "image"))
    either = "|".join(map(re.escape, words))
    return re.compile(rf"(?<![{EDGE}])({either})[ \u00a0]?([0-9]{{1,3}})(?![{EDGE}])", re.IGNORECASE)


def pieces(prompt: str) -> Iterator[tuple[str, int | None]]:
    """The prompt in pieces: each mention with its number, and the text between them with none."""
    end = 0
    for found in pattern().finditer(prompt):
        yield prompt[end : found.start()], None
        yield found[0], int(found[2])
        end = found.end()
    yield prompt[end:], None


def missing(prompt: str, references: int, *, continues: bool) -> int | None:
    """The first number that is mentioned and not in a tray of so many; None when there is none.

    Whoever continues from a picture with an empty tray speaks of the pictures of earlier turns.
    """
    if continues and not references:
        return None
    numbers = (number for _text, number in pieces(prompt) if number is not None)
    return next((number for number in numbers if not 1 <= number <= references), None)


def sentence(number: int, references: int) -> str:
    """Why a prompt that mentions picture `number` cannot be sent."""
    if not references:
        words = _("The prompt mentions image %(number)d, but there are no references yet.")
        return words % {"number": number}
    return ngettext(
        "The prompt mentions image %(number)d, but there is %(references)d reference.",
        "The prompt mentions image %(number)d, but there are %(references)d references.",
        references,
    ) % {"number": number, "references": references}
