"""The composer as it is drawn: what each model, ratio and size offers and costs, and the button's price."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from playground import catalogue, imaging, mentions
from playground.forms import choices, limit
from playground.forms.choices import Choice, ModelRow, RatioTile, SizeChoice
from playground.forms.draft import Draft, gave_way, nearest
from playground.forms.generate import IMAGE, MAX_COUNT, TEXT_IMAGE, is_connected
from playground.models import ConnectionKind, Image, Team
from playground.queries import spend
from playground.services import jobs, ledger, teams
from playground.templatetags.proofsheet import money

NEAR_LIMIT = 80
MAX_REFERENCES = 14


@dataclass(frozen=True, slots=True)
class Budget:
    """The day of the connection that would run the draft, and how near the limit it is."""

    today: spend.Today
    level: Literal["", "near", "over", "spent"]

    @classmethod
    def of(cls, today: spend.Today, excess: int = 0) -> Budget:
        """`excess`: by how much a run would pass the limit."""
        if not today.free:
            return cls(today, "spent")
        if excess > 0:
            return cls(today, "over")
        return cls(today, "near" if today.percent >= NEAR_LIMIT else "")


@dataclass(frozen=True, slots=True)
class Undo:
    """The model, ratio and size from before a change of model that lost the ratio."""

    model: str
    aspect_ratio: str
    size: str

    @classmethod
    def of(cls, data: QueryDict, draft: Draft) -> Undo | None:
        """From the form as it was posted: lost just now, or before and nothing chosen since."""
        if data.get("aspect_ratio", "") in draft.model.ratios:
            names = ("undo_model", "undo_aspect_ratio", "undo_size")
        else:
            names = ("before_model", "aspect_ratio", "size")
        undo = cls(*(data.get(name, "") for name in names))
        return undo if undo._stands(draft) else None

    def _stands(self, draft: Draft) -> bool:
        lost = self.aspect_ratio not in draft.model.ratios
        return lost and self._was_offered() and draft.aspect_ratio == nearest(draft.model, self.aspect_ratio)

    def _was_offered(self) -> bool:
        try:
            model = catalogue.get(self.model)
        except catalogue.UnknownModel:
            return False
        return is_connected(model) and self.aspect_ratio in model.ratios


class Composer:
    """`draft` with prices. `errors` are the strict form's sentences, by field.

    `asked` says how the draft came about: "from" a picture, "again" from a turn, with the "settings" of one
    for what is typed, "" otherwise.
    `unfolded` are the ids of what somebody has opened.
    """

    # The browser asks before it sends: the web server cuts larger bodies off without a word.
    max_file_bytes = imaging.MAX_BYTES
    max_references = MAX_REFERENCES
    max_count = MAX_COUNT

    def __init__(
        self,
        team: Team,
        draft: Draft,
        errors: Mapping[str, Sequence[str]] | None = None,
        asked: str = "",
        undo: Undo | None = None,
        unfolded: Collection[str] = (),
    ) -> None:
        self.team, self.draft, self.asked, self.undo, self.unfolded = team, draft, asked, undo, unfolded
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
                thinking=self.draft.thinking,
                text_answers=self.draft.response != IMAGE,
                system_instruction=self.draft.system_instruction,
                references=self.draft.references,
                continues_from=self.draft.continues_from,
            ),
        )

    @property
    def total(self) -> int:
        return self.price.quote.estimate * self.draft.count

    @property
    def price_lines(self) -> list[tuple[str, int]]:
        """The parts of one picture's price, in micro-dollars, that four decimals can show."""
        return [(part_name(line), line.micros) for line in self.price.quote.lines if line.micros >= 50]

    @property
    def held(self) -> int:
        """What is held at most until the run is over."""
        return self.price.quote.ceiling * self.draft.count

    @cached_property
    def simulated(self) -> bool:
        kind = teams.connection_kind(self.draft.model, ledger.today())
        return kind == ConnectionKind.BUILTIN

    @cached_property
    def budget(self) -> Budget:
        today = spend.today(self.team, simulated=self.simulated)
        return Budget.of(today, self.excess(today))

    def excess(self, today: spend.Today) -> int:
        return self.held - (today.limit - today.taken)

    @property
    def reason(self) -> str:
        """Why the button is disabled; empty when it is not. An empty prompt needs no words."""
        chosen, most = len(self.draft.references), self.draft.model.max_references
        if chosen > most:
            return self._too_many(chosen, most)
        today = self.budget.today
        # By what is held, not by the price on the button: the limit must hold whatever a call costs.
        return limit.refusal(self.held, today.free, self.draft.count) if self.excess(today) > 0 else ""

    @cached_property
    def notices(self) -> list[str]:
        found = list(self.draft.notices)
        if self.price.flattened and self.draft.continues_from:
            found.append(self._without_history(self.draft.continues_from))
        if self.price.load.scaled:
            found.append(_("The references are sent as scaled copies, so that they fit one request."))
        return found

    @property
    def missing(self) -> str:
        """Which picture the prompt mentions and the tray does not hold; empty once a click was refused."""
        if self.errors.get("prompt"):
            return ""
        references, continues = len(self.draft.references), self.draft.continues_from is not None
        number = mentions.missing(self.draft.prompt, references, continues=continues)
        return mentions.sentence(number, references) if number is not None else ""

    @property
    def lost_ratio(self) -> str:
        if self.undo:
            return gave_way(self.draft.model, self.undo.aspect_ratio, self.draft.aspect_ratio)
        return self.draft.lost.get("aspect_ratio", "")

    @property
    def lost_size(self) -> str:
        return self.draft.lost.get("size", "")

    # --- Choices -----------------------------------------------------------------------------------
    @cached_property
    def model_rows(self) -> list[ModelRow]:
        return [self._row(model) for model in catalogue.models() if not _set_aside(model)]

    @cached_property
    def retired_rows(self) -> list[ModelRow]:
        return [self._row(model) for model in catalogue.models() if _set_aside(model)]

    @property
    def retired_open(self) -> bool:
        return "models-retired" in self.unfolded or _set_aside(self.draft.model)

    @property
    def endings(self) -> list[tuple[str, str]]:
        """Of each model that shuts down soon: when, and what there is instead."""
        soon = ((row, choices.last_days(row.model, ledger.today())) for row in self.model_rows)
        return [(words, self._successor(row)) for row, words in soon if words]

    @property
    def pixels(self) -> tuple[int, int]:
        return self.draft.model.pixels[(self.draft.aspect_ratio, self.draft.size)]

    @property
    def ratio_tiles(self) -> list[RatioTile]:
        model, size = self.draft.model, self.draft.size
        return [choices.ratio_tile(model, ratio, size) for ratio in catalogue.RATIOS]

    @property
    def size_choices(self) -> list[SizeChoice]:
        """Also the sizes of other models in the list, which this one does not offer."""
        model = self.draft.model
        names = choices.size_names([model, *(row.model for row in self.model_rows)])
        return [
            SizeChoice(name, self._price(model, name))
            if name in model.size_names
            else SizeChoice(name, None, choices.not_offered(model))
            for name in names
        ]

    @property
    def thinking_choices(self) -> list[Choice]:
        """Levels of this model. Its own is sent as nothing: a choice of none follows a change of model."""
        model = self.draft.model
        chosen = model.thinking_key(self.draft.thinking or None)
        return [
            Choice(
                "" if level == model.default_thinking else level, choices.level_name(level), level == chosen
            )
            for level in model.thinking
        ]

    @property
    def response_choices(self) -> list[Choice]:
        names = {IMAGE: _("Image"), TEXT_IMAGE: _("Text + image")}
        return [Choice(value, name, value == self.draft.response) for value, name in names.items()]

    @property
    def advanced_values(self) -> str:
        """What the closed part shows of itself, in one line."""
        draft, model = self.draft, self.draft.model
        shown = [_("Thinking %s") % choice.name.lower() for choice in self.thinking_choices if choice.chosen]
        if model.takes_temperature and draft.temperature:
            shown.append(_("Temperature %s") % draft.temperature)
        shown += [choice.name for choice in self.response_choices if choice.chosen]
        if model.takes_system and draft.system_instruction.strip():
            shown.append(_("System instruction"))
        return " · ".join(shown)

    @property
    def advanced_open(self) -> bool:
        """As it was, but never closed over a mistake."""
        fields = ("thinking", "temperature", "response", "system_instruction")
        return "advanced" in self.unfolded or any(self.errors.get(field) for field in fields)

    @property
    def spare(self) -> list[tuple[str, str]]:
        """Hidden fields: what this model does not take is kept for the way back to another one."""
        draft, model = self.draft, self.draft.model
        fields = [
            ("spare_seed", draft.seed, model.takes_seed),
            ("spare_seed_locked", "on" if draft.seed_locked else "", model.takes_seed),
            ("spare_temperature", draft.temperature, model.takes_temperature),
            ("spare_thinking", draft.thinking, bool(model.thinking)),
            ("spare_system_instruction", draft.system_instruction, model.takes_system),
        ]
        return [(name, value) for name, value, taken in fields if value and not taken]

    # --- Words -------------------------------------------------------------------------------------
    def _price(self, model: catalogue.Model, size: str) -> int:
        load = self.price.load
        ask = catalogue.Ask(
            model=model.id,
            size=size,
            references=load.pictures,
            text_characters=load.characters,
            thinking=self.draft.thinking or None,
            text_answers=self.draft.response != IMAGE,
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

    def _successor(self, row: ModelRow) -> str:
        if row.model.successor is None:
            return ""
        other = self._row(catalogue.get(row.model.successor))
        words = _("Successor: %(name)s, %(price)s instead of %(before)s an image.")
        return words % {
            "name": other.model.name,
            "price": money(other.price),
            "before": money(row.price),
        }

    def _without_history(self, picture: Image) -> str:
        """That the model sees the picture and not how it came about; and which model would, if another."""
        made, chosen = picture.turn.model, self.draft.model
        maker = next((row for row in self.model_rows if row.model.id == made and not row.off), None)
        values = {"model": chosen.name, "frame": picture.frame, "maker": maker.model.name if maker else ""}
        if maker is None or made == chosen.id:
            return (
                _(
                    "%(model)s gets %(frame)s as a reference, and does not know what was asked before."
                    " Say in the prompt what still matters."
                )
                % values
            )
        return (
            _(
                "%(model)s gets %(frame)s as a reference, and does not know what was asked before."
                " Say in the prompt what still matters, or choose %(maker)s, which made it."
            )
            % values
        )

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
