"""Names of conversations: one made from the first prompt, and what a person types kept to one line."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

# In columns, as a terminal counts them: a Chinese or Japanese character takes two, so that a title is
# as long on the page in every script.
TITLE_COLUMNS = 80
# A first sentence that is shorter says too little ("Hi."): the next one goes along.
SENTENCE_COLUMNS = 12

# Not seen, or turning the text behind them around. The joiners of emoji are no part of this.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_JOINERS = "\u200c\u200d"
_IMAGES = r"images?\s+\d{1,2}(?:\s*(?:,\s*and|,|and|&|\+)\s*(?:image\s+)?\d{1,2})*"
# "The cup from image 1" is about a cup. A mention that its sentence is about stays. Blanks are looked at
# from the first one only: from each of thousands in a row, it takes seconds to see that nothing follows.
_MENTION = re.compile(
    rf"(?<!\s)\s*[(\[]\s*(?:(?:see|from|like|as\s+in)\s+)?{_IMAGES}\s*[)\]]"
    rf"|(?<!\s)\s+(?:(?:as|like|as\s+shown|shown)\s+in|in\s+front\s+of|from|of|in|like|using)\s+{_IMAGES}\b",
    re.IGNORECASE,
)
# A dot ends a sentence behind a word of three letters and more ("Mt. Fuji"), before no small letter.
_END = re.compile(r"(?:(?<=\w\w\w)\.|[!?…])(?=\s+[^\sa-z])|[。！？]|\n")
_BREAK = re.compile(r"\s|(?<=[，、；：。！？・])")
_OPENING = "([{“«「『（《"
# What a title neither starts nor ends with.
_BEFORE = " \t-–—*#>•·.,;:!|/\\…，、。；：)]}"
_AFTER = f" \t-–—*#•·.,;:!|/\\…，、。；：{_OPENING}"
_NEVER_FIRST = "ーっッゃゅょャュョぁぃぅぇぉァィゥェォ々，、。；：！？）」』》)]}”»"


def title_of(prompt: str) -> str:
    """A conversation's title: the first sentence of its first prompt, in whole words on one line."""
    text = _UNSEEN.sub("", prompt).strip()
    without = _MENTION.sub("", text)
    title = _shortened(_first_sentence(without if columns(without) >= SENTENCE_COLUMNS else text))
    # A prompt of signs alone has no words to be named after.
    return title or clean(text)[:TITLE_COLUMNS] or _("Untitled")


def clean(typed: str) -> str:
    """What a person typed, on one line and without characters that nobody sees."""
    letters = _UNSEEN.sub("", typed)
    return " ".join("".join(one if one.isprintable() or one in _JOINERS else " " for one in letters).split())


def columns(text: str) -> int:
    return sum(_width(letter) for letter in text)


def _first_sentence(text: str) -> str:
    for end in _END.finditer(text):
        if columns(text[: end.end()].strip()) >= SENTENCE_COLUMNS:
            return text[: end.end()]
    return text


def _shortened(text: str) -> str:
    line = clean(text).lstrip(_BEFORE).rstrip(_AFTER)
    if columns(line) <= TITLE_COLUMNS:
        return line
    return line[: _cut(line)].rstrip(_AFTER) + "…"


def _cut(line: str) -> int:
    """Where to cut: behind the last whole word; where no word ends for long, between two characters."""
    taken, end = 0, 0
    while taken + _width(line[end]) < TITLE_COLUMNS:
        taken += _width(line[end])
        end += 1
    breaks = [found.end() for found in _BREAK.finditer(line, 0, end + 1) if found.end() > end // 2]
    if breaks:
        return breaks[-1]
    for at in range(end, end // 2, -1):
        if not _belong_together(line[at - 1], line[at]):
            return at
    return end


def _belong_together(left: str, right: str) -> bool:
    """Whether a line must not be broken between two characters."""
    if unicodedata.category(right)[0] == "M" or "\U0001f3fb" <= right <= "\U0001f3ff":
        return True
    if left in _JOINERS or right in _JOINERS or left in _OPENING or right in _NEVER_FIRST:
        return True
    return (_is_katakana(left) and _is_katakana(right)) or (left.isascii() and right.isascii())


def _is_katakana(letter: str) -> bool:
    return "\u30a0" <= letter <= "\u30ff"


def _width(letter: str) -> int:
    if letter in _JOINERS or unicodedata.category(letter)[0] == "M":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
