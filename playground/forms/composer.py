"""The composer as it is drawn: what each model, ratio and size offers and costs, and the button's price."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground import catalogue, imaging
from playground.catalogue.ratios import fraction
from playground.forms.draft import Draft
from playground.forms.generate import is_connected
from playground.models import ConnectionKind, Team
from playground.queries import spend
from playground.services import jobs, ledger, teams
from playground.templatetags.proofsheet import money

MENTION = re.compile(r"\bimage (\d{1,3})\b", re.IGNORECASE)
# A ratio's shape is drawn with the area of a 14 pixel square, in a box of 20 by 22.
SIDE, BOX_WIDTH, BOX_HEIGHT, LONGEST = 14.0, 20, 22, 19.0
NEAR_LIMIT = 80


@dataclass(frozen=True, slots=True)
class ModelRow:
    """`dim`: not for this request, `off`: cannot be chosen at all, `wide`: the note has a line of its own."""

    model: catalogue.Model
    price: int
    note: str
    dim: bool = False
    off: bool = False
    wide: bool = False

    @property
    def latency(self) -> str:
        low, high = self.model.latency_seconds
        return _("%(low)d–%(high)d s") % {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class RatioTile:
    ratio: str
    title: str
    offered: bool
    width: str
    height: str
    x: str
    y: str

    @property
    def slug(self) -> str:
        return self.ratio.replace(":", "-")


@dataclass(frozen=True, slots=True)
class SizeChoice:
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Budget:
    """The day of the connection that would run the draft, and how near the limit it is."""

    today: spend.Today
    level: Literal["", "near", "over"]

    @classmethod
    def of(cls, today: spend.Today) -> Budget:
        """A day to which nothing is to be added."""
        return cls(today, "near" if today.percent >= NEAR_LIMIT else "")


class Composer:
    """`draft` with prices. `errors` are the strict form's sentences, by field.

    `asked` says how the draft came about: "from" a picture, "again" from a turn, "" otherwise.
    """

    # The browser asks before it sends: the web server cuts larger bodies off without a word.
    max_file_bytes = imaging.MAX_BYTES

    def __init__(
        self,
        team: Team,
        draft: Draft,
        errors: Mapping[str, Sequence[str]] | None = None,
        asked: str = "",
    ) -> None:
        self.team, self.draft, self.asked = team, draft, asked
        self.errors = errors or {}

    @cached_property
    def price(self) -> jobs.Price:
        """What one picture costs; the very figures that a submit would reserve by."""
        return jobs.price(
            self.team,
            jobs.Submission(
                prompt=self.draft.prompt,
                model=self.draft.model.id,
                aspect_ratio=self.draft.aspect_ratio,
                size=self.draft.size,
                idempotency_key="",
                references=self.draft.references,
                continues_from=self.draft.continues_from,
            ),
        )

    @property
    def total(self) -> int:
        return self.price.quote.estimate * self.draft.count

    @property
    def breakdown(self) -> str:
        """The parts of one picture's price, for whoever points at the button."""
        parts = [f"{part_name(line)} {money(line.micros)}" for line in self.price.quote.lines]
        return _("Per picture: %(parts)s. At most %(ceiling)s is held until it is made.") % {
            "parts": ", ".join(parts),
            "ceiling": money(self.price.quote.ceiling),
        }

    @cached_property
    def simulated(self) -> bool:
        kind = teams.connection_kind(self.draft.model, ledger.today())
        return kind == ConnectionKind.BUILTIN

    @cached_property
    def budget(self) -> Budget:
        today = spend.today(self.team, simulated=self.simulated)
        if self.excess(today) > 0:
            return Budget(today, "over")
        return Budget.of(today)

    def excess(self, today: spend.Today) -> int:
        return self.price.quote.ceiling * self.draft.count - (today.limit - today.taken)

    @property
    def reason(self) -> str:
        """Why the button is disabled; empty when it is not. An empty prompt needs no words."""
        chosen, limit = len(self.draft.references), self.draft.model.max_references
        if chosen > limit:
            return self._too_many(chosen, limit)
        excess = self.excess(self.budget.today)
        return self._over_limit(excess) if excess > 0 else ""

    @cached_property
    def notices(self) -> list[str]:
        found = list(self.draft.notices)
        if self.price.flattened and self.draft.continues_from:
            found.append(
                _(
                    "The history of %(frame)s cannot be replayed to %(model)s:"
                    " the picture goes along as a reference, earlier turns do not."
                )
                % {"frame": self.draft.continues_from.frame, "model": self.draft.model.name}
            )
        if self.price.load.scaled:
            found.append(_("The references are sent as scaled copies, so that they fit one request."))
        return found + self._missing()

    @cached_property
    def model_rows(self) -> list[ModelRow]:
        return [self._row(model) for model in catalogue.models() if not _set_aside(model)]

    @cached_property
    def retired_rows(self) -> list[ModelRow]:
        return [self._row(model) for model in catalogue.models() if _set_aside(model)]

    @property
    def retired_chosen(self) -> bool:
        return _set_aside(self.draft.model)

    @property
    def pixels(self) -> tuple[int, int]:
        return self.draft.model.pixels[(self.draft.aspect_ratio, self.draft.size)]

    @property
    def ratio_tiles(self) -> list[RatioTile]:
        return [_tile(self.draft.model, ratio, self.draft.size) for ratio in catalogue.RATIOS]

    @property
    def size_choices(self) -> list[SizeChoice]:
        model = self.draft.model
        return [SizeChoice(name, self._price(model, name)) for name in model.size_names]

    def _price(self, model: catalogue.Model, size: str) -> int:
        load = self.price.load
        ask = catalogue.Ask(
            model=model.id,
            size=size,
            references=load.pictures,
            text_characters=load.characters,
            on=ledger.today(),
        )
        return catalogue.quote(ask).estimate

    def _row(self, model: catalogue.Model) -> ModelRow:
        size = self.draft.size if self.draft.size in model.size_names else model.default_size
        price, today = self._price(model, size), ledger.today()
        if not is_connected(model):
            return ModelRow(model, price, _life(model, _("not connected yet")), True, True, True)
        if model.retired_on(today):
            return ModelRow(model, price, _life(model, _("emulator only")), True, wide=True)
        if not model.max_references:
            return ModelRow(model, price, _("text only"), bool(self.draft.references))
        if len(self.draft.references) > model.max_references:
            return ModelRow(model, price, _("max %d refs") % model.max_references, dim=True)
        if model.shut_down is not None:
            ends = _("ends %s") % date_format(model.shut_down, "j M")
            return ModelRow(model, price, ends, dim=True)
        if model.deprecated is not None and today >= model.deprecated:
            return ModelRow(model, price, _("deprecated"), dim=True)
        return ModelRow(model, price, _("%d refs") % model.max_references)

    def _too_many(self, chosen: int, limit: int) -> str:
        fitting = (row.model for row in self.model_rows if row.model.max_references >= chosen and not row.off)
        other = next(fitting, None)
        values = {
            "model": self.draft.model.name,
            "limit": limit,
            "chosen": chosen,
            "excess": chosen - limit,
            "other": other.name if other else "",
        }
        if other is None:
            return _("%(model)s takes %(limit)d references, you have %(chosen)d. Remove %(excess)d.") % values
        return (
            _(
                "%(model)s takes %(limit)d references, you have %(chosen)d."
                " Remove %(excess)d or use %(other)s."
            )
            % values
        )

    def _over_limit(self, excess: int) -> str:
        # By what is held, not by the price on the button: the limit must hold whatever a call costs.
        held = excess + self.budget.today.free
        words = _("This run would pass your daily limit by %(excess)s: up to %(held)s is held while it runs.")
        words = words % {"excess": money(excess), "held": money(held)}
        fits = self.budget.today.free // self.price.quote.ceiling
        if fits:
            make = ngettext(
                "Make %d image, or wait until 00:00.", "Make %d images, or wait until 00:00.", fits
            )
            return f"{words} {make % fits}"
        return f"{words} {_('Wait until 00:00, or choose a smaller size.')}"

    def _missing(self) -> list[str]:
        """The first reference that the prompt mentions and the tray does not hold."""
        chosen = len(self.draft.references)
        if not chosen:
            return []
        missing = [int(number) for number in MENTION.findall(self.draft.prompt) if int(number) > chosen]
        return [
            ngettext(
                "The prompt mentions image %(number)d, but there is %(chosen)d reference.",
                "The prompt mentions image %(number)d, but there are %(chosen)d references.",
                chosen,
            )
            % {"number": number, "chosen": chosen}
            for number in missing[:1]
        ]


def part_name(line: catalogue.Line) -> str:
    """What a part of a price is for."""
    return {
        "image": _("Image"),
        "input_text": _("Input text"),
        "input_image": _("Input images"),
        "thinking": _("Thinking"),
        "text": _("Words of the answer"),
        "grounding": _("Search"),
    }.get(line.what, line.what)


def _set_aside(model: catalogue.Model) -> bool:
    return model.retired_on(ledger.today()) or not is_connected(model)


def _life(model: catalogue.Model, words: str) -> str:
    if model.shut_down is None or not model.retired_on(ledger.today()):
        return words
    retired = _("retired %s") % date_format(model.shut_down, "j M Y")
    return f"{retired} · {words}"


def _tile(model: catalogue.Model, ratio: str, size: str) -> RatioTile:
    shape = float(fraction(ratio)) ** 0.5
    width, height = SIDE * shape, SIDE / shape
    scale = min(1.0, LONGEST / width, LONGEST / height)
    width, height = width * scale, height * scale
    offered = ratio in model.ratios
    pixels = "{} × {} px".format(*model.pixels[(ratio, size)]) if offered else ""
    return RatioTile(
        ratio=ratio,
        title=pixels or _("Not offered by %s") % model.name,
        offered=offered,
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        x=f"{(BOX_WIDTH - width) / 2:.1f}",
        y=f"{(BOX_HEIGHT - height) / 2:.1f}",
    )
