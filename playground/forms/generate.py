"""The click on Generate: what was typed, checked against the catalogue, made a Submission.

The browser and the shell go through this one form, so that both hear the same sentences. Everything is
checked again here whatever the page offered: prices and limits are never taken from the client.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playground import catalogue, mentions
from playground.models import Conversation, Image, Reference, Team
from playground.services import jobs, ledger

MAX_PROMPT = 32_000
MAX_SYSTEM = 32_000
MAX_COUNT = 8
# What a person does not see: a prompt of nothing else is empty.
INVISIBLE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]*")
UNKNOWN_REFERENCE = _("A reference is not known here. Remove it and add it again.")
SEED_SENTENCE = _("A seed is a whole number from 0 to 2147483647.")
TEMPERATURE_SENTENCE = _("A temperature is a number from 0 to 2, with at most two decimals.")
API_KEY = re.compile(r"AIza[0-9A-Za-z_-]{20,}")
KEY_SENTENCE = _("This looks like an API key. Keys do not belong in a prompt: take it out.")
NO_TEXT_SENTENCE = _("This holds characters that are no text. Type it again, as UTF-8.")
# What the answer is to hold, by the value of the field `response`.
IMAGE, TEXT_IMAGE = "image", "text_image"

Code = catalogue.ProblemCode
# Which field each of the catalogue's problems belongs to, and its words.
SENTENCES: dict[catalogue.ProblemCode, tuple[str, Any]] = {
    Code.RATIO: ("aspect_ratio", _("%(model)s has no ratio %(value)s. It has: %(offered)s.")),
    Code.SIZE: ("size", _("%(model)s has no size %(value)s. It has: %(offered)s.")),
    Code.REFERENCES: (
        "references",
        _("%(model)s takes at most %(limit)s references, you have %(value)s. Remove some."),
    ),
    Code.SEED_UNSUPPORTED: ("seed", _("%(model)s takes no seed.")),
    Code.SEED_RANGE: ("seed", SEED_SENTENCE),
    Code.TEMPERATURE_UNSUPPORTED: ("temperature", _("%(model)s takes no temperature.")),
    Code.TEMPERATURE_RANGE: ("temperature", TEMPERATURE_SENTENCE),
    Code.THINKING_UNSUPPORTED: ("thinking", _("%(model)s has no thinking levels.")),
    Code.THINKING: ("thinking", _("%(model)s has no thinking level %(value)s. It has: %(offered)s.")),
    Code.SYSTEM_UNSUPPORTED: ("system_instruction", _("%(model)s takes no system instruction.")),
    Code.CONTEXT: (
        "prompt",
        _("This is more than %(model)s can read: about %(value)s of %(limit)s tokens."),
    ),
}


class IdsField(forms.Field):
    """Any number of ids under one name, in their order; an unreadable one is an error."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        try:
            return [UUID(str(item)) for item in value or ()]
        except ValueError:
            raise ValidationError(UNKNOWN_REFERENCE) from None


class TemperatureField(forms.DecimalField):
    """From 0 to what the catalogue allows, with a comma for a point where people write it so."""

    widget = forms.TextInput

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            raise ValidationError(TEMPERATURE_SENTENCE) from None

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class GenerateForm(forms.Form):
    prompt = forms.CharField(
        max_length=MAX_PROMPT,
        strip=False,
        error_messages={"required": _("Write what the picture should show.")},
    )
    model = forms.CharField(max_length=100)
    aspect_ratio = forms.CharField(max_length=10)
    size = forms.CharField(max_length=10)
    count = forms.IntegerField(
        min_value=1,
        max_value=MAX_COUNT,
        required=False,
        error_messages={
            "min_value": _("Ask for 1 to 8 pictures."),
            "max_value": _("Ask for 1 to 8 pictures."),
            "invalid": _("Ask for 1 to 8 pictures."),
        },
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=catalogue.MAX_SEED,
        required=False,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"),
            SEED_SENTENCE,
        ),
    )
    temperature = TemperatureField(
        min_value=0,
        max_value=Decimal(str(catalogue.MAX_TEMPERATURE)),
        decimal_places=2,
        required=False,
    )
    thinking = forms.CharField(max_length=20, required=False)
    response = forms.ChoiceField(
        choices=[(IMAGE, _("Image")), (TEXT_IMAGE, _("Text + image"))],
        required=False,
        error_messages={"invalid_choice": _("Choose an image alone, or text and image.")},
    )
    system_instruction = forms.CharField(max_length=MAX_SYSTEM, strip=False, required=False)
    references = IdsField(required=False)
    continues_from = forms.UUIDField(required=False)
    conversation = forms.UUIDField(required=False)
    idempotency_key = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    def clean_prompt(self) -> str:
        prompt: str = self.cleaned_data["prompt"].replace("\r\n", "\n")
        if INVISIBLE.fullmatch(prompt):
            raise ValidationError(self.fields["prompt"].error_messages["required"])
        return _sendable(prompt)

    def clean_system_instruction(self) -> str:
        words: str = self.cleaned_data["system_instruction"].replace("\r\n", "\n")
        return "" if INVISIBLE.fullmatch(words) else _sendable(words)

    def clean_model(self) -> catalogue.Model:
        try:
            model = catalogue.get(self.cleaned_data["model"])
        except catalogue.UnknownModel:
            raise ValidationError(
                _("There is no model “%(model)s”. Choose one of: %(models)s."),
                params={
                    "model": self.cleaned_data["model"],
                    "models": ", ".join(
                        f"{model.name} ({model.id})"
                        for model in offered()
                        if not model.retired_on(ledger.today())
                    ),
                },
            ) from None
        if not is_connected(model):
            raise ValidationError(_("%(name)s is not connected yet."), params={"name": model.name})
        return model

    def clean_count(self) -> int:
        return self.cleaned_data["count"] or 1

    def clean_idempotency_key(self) -> str:
        return self.cleaned_data["idempotency_key"] or jobs.new_key()

    def clean_references(self) -> list[Reference]:
        ids: list[UUID] = self.cleaned_data["references"]
        found = Reference.objects.filter(team=self.team).in_bulk(ids)
        if len(set(ids)) != len(found):
            raise ValidationError(UNKNOWN_REFERENCE)
        return [found[pk] for pk in ids]

    def clean_continues_from(self) -> Image | None:
        pk = self.cleaned_data["continues_from"]
        images = Image.objects.filter(team=self.team, deleted_at=None).select_related("turn")
        found = images.filter(pk=pk).first()
        if pk is not None and found is None:
            raise ValidationError(_("The picture to continue from was deleted."))
        return found

    def clean_conversation(self) -> Conversation | None:
        pk = self.cleaned_data["conversation"]
        found = Conversation.objects.filter(team=self.team, pk=pk).first()
        if pk is not None and found is None:
            raise ValidationError(_("This conversation does not exist."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        model: catalogue.Model | None = cleaned.get("model")
        if model is not None:
            self._check_model(model)
        self._check_mentions()
        picture: Image | None = cleaned.get("continues_from")
        if picture is not None:
            conversation = cleaned["conversation"] = cleaned.get("conversation") or picture.turn.conversation
            if picture.turn.conversation_id != conversation.pk:
                self.add_error("continues_from", _("That picture is in another conversation."))
        return cleaned

    def submission(self) -> jobs.Submission:
        """The checked form as what the services take."""
        fields = {**self.cleaned_data, "model": self.cleaned_data["model"].id}
        text_answers = fields.pop("response") != IMAGE
        return jobs.Submission(**fields, text_answers=text_answers)

    def _check_mentions(self) -> None:
        """A prompt that speaks of a picture which does not go along would be paid for in vain."""
        asked = self.cleaned_data
        if "prompt" not in asked or "references" not in asked:
            return
        references, continues = len(asked["references"]), bool(asked.get("continues_from"))
        number = mentions.missing(asked["prompt"], references, continues=continues)
        if number is not None:
            self.add_error("prompt", mentions.sentence(number, references))

    def _check_model(self, model: catalogue.Model) -> None:
        """Ask the catalogue's one gate, and put its answers into words beside their fields."""
        asked, seed = self.cleaned_data, self.cleaned_data.get("seed")
        temperature, system = asked.get("temperature"), asked.get("system_instruction") or ""
        for problem in catalogue.problems(
            model.id,
            ratio=asked.get("aspect_ratio"),
            size=asked.get("size"),
            references=len(asked.get("references") or ()),
            # The last picture of a run has the highest seed: a fixed one counts up.
            seed=None if seed is None else seed + (asked.get("count") or 1) - 1,
            temperature=None if temperature is None else float(temperature),
            thinking=asked.get("thinking") or None,
            system=system or None,
            text_characters=len(asked.get("prompt") or "") + len(system),
        ):
            field, sentence = SENTENCES[problem.code]
            self.add_error(field, sentence % _readable(problem.values))


def _sendable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # what a shell was given as bytes that are no UTF-8
        raise ValidationError(NO_TEXT_SENTENCE) from None
    if API_KEY.search(text):
        raise ValidationError(KEY_SENTENCE)
    return text


def _readable(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def is_connected(model: catalogue.Model) -> bool:
    """Imagen's wire is not spoken yet; everything of the Gemini family is."""
    return model.family == "gemini"


def offered() -> list[catalogue.Model]:
    """Models that can be chosen today, in display order, retired ones last."""
    today = ledger.today()
    connected = [model for model in catalogue.models() if is_connected(model)]
    return sorted(connected, key=lambda model: model.retired_on(today))
