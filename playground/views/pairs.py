"""Two pictures beside each other: what they have in common, and in what they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from playground import access
from playground.forms.draft import uuid_or_none
from playground.http import AppRequest
from playground.models import Image
from playground.queries import images, spend
from playground.templatetags.proofsheet import marked, model_name, seconds
from playground.views.frames import comparable
from playground.views.guards import page

WORD = re.compile(r"\s+|[^\s]+")
# Words and spaces of one prompt times those of the other: comparing takes time with that, and a prompt of
# 32,000 characters with itself changed would hold a web thread for minutes. About 200 words each.
MOST_COMPARED = 400 * 400
# Prompts that have less in common than this are read one after the other: a mix of their words says nothing.
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    a: str
    b: str

    @property
    def differs(self) -> bool:
        return self.a != self.b


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a prompt: in both, only in the first, or only in the second."""

    kind: Literal["same", "del", "ins"]
    text: str


@page
def pair(request: AppRequest) -> HttpResponse:
    """A dialog for ?a=<picture>&b=<picture>, both of the team."""
    a, b = _picture(request, "a"), _picture(request, "b")
    rows = settings(a, b)
    context = {
        "a": a,
        "b": b,
        "settings": rows,
        "differing": sum(1 for row in rows if row.differs),
        "prompt": difference(a.turn.prompt, b.turn.prompt),
        "one_shape": comparable(a, (b.width, b.height)),
    }
    return render(request, "images/pair.html", context)


def settings(a: Image, b: Image) -> list[Setting]:
    return [
        Setting(name, first, second) for (name, first), (_name, second) in zip(_of(a), _of(b), strict=True)
    ]


def difference(before: str, after: str) -> list[Piece]:
    """Two prompts word by word, long or quite different ones as a whole; spaces alone are no difference."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) * len(new) > MOST_COMPARED or _alike(before, after) < ALIKE:
        old, new = [before], [after]
    pieces: list[Piece] = []
    compared = SequenceMatcher(None, [_bare(word) for word in old], [_bare(word) for word in new], False)
    for what, start, end, other, last in compared.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(new[other:last])))
            continue
        gone, came = "".join(old[start:end]), "".join(new[other:last])
        pieces += [Piece("del", gone)] if gone.strip() else []
        pieces += [Piece("ins", came)] if came.strip() else [Piece("same", came)] if came else []
    return pieces


def _picture(request: AppRequest, name: str) -> Image:
    pk = uuid_or_none(request.GET.get(name, ""))
    if pk is None:
        raise Http404
    return access.image(request, pk)


def _of(image: Image) -> list[tuple[str, str]]:
    turn, attempt, none = image.turn, image.part.attempt, _("none")
    seed, cost = attempt.seed_sent, spend.share(attempt.cost, images.together(image))
    return [
        (_("Model"), model_name(image.model)),
        (_("Size"), turn.size),
        (_("Ratio"), turn.aspect_ratio),
        (_("Pixels"), f"{image.width} × {image.height}"),
        (_("Thinking"), turn.thinking or _("as the model does")),
        (_("Temperature"), _("as the model does") if turn.temperature is None else str(turn.temperature)),
        (_("Seed"), none if seed is None else str(seed)),
        (_("References"), str(turn.turn_references.count())),
        (_("Edits"), turn.continues_from.frame if turn.continues_from else none),
        (_("Time"), seconds(attempt.seconds)),
        (_("Cost"), marked(cost, simulated=image.job.connection.simulated)),
    ]


def _alike(before: str, after: str) -> float:
    """How much of two prompts is the same words in the same order, 0 to 1."""
    return SequenceMatcher(None, before.split(), after.split(), False).ratio()


def _bare(word: str) -> str:
    return " " if word.isspace() else word
