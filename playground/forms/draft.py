"""What the composer holds while somebody is still typing: read leniently, nothing typed is lost.

`GenerateForm` is the strict reading of the same fields, at the click. This one never fails: a setting
that is not to be had gives way to the nearest one that is, and a notice says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground import catalogue
from playground.forms.generate import IMAGE, MAX_COUNT, TEXT_IMAGE, is_connected
from playground.models import Conversation, Image, Reference, Team, Turn
from playground.models.base import TeamRow
from playground.services import jobs

Found = TypeVar("Found", bound=TeamRow)


@dataclass(slots=True)
class Draft:
    """`seed`, `temperature` and `typed_count` are kept as they were typed; `count` is what can be priced.

    `thinking` is "" for the model's own level. What the chosen model does not take is kept all the
    same, for the way back to another one: the page carries it in a hidden field of the name
    `spare_<field>`, which the strict form does not read.
    """

    model: catalogue.Model
    aspect_ratio: str
    size: str
    prompt: str = ""
    count: int = 1
    typed_count: str = "1"
    seed: str = ""
    seed_locked: bool = False
    temperature: str = ""
    thinking: str = ""
    response: str = TEXT_IMAGE
    system_instruction: str = ""
    references: list[Reference] = field(default_factory=list)
    continues_from: Image | None = None
    # The id of the picture to continue from that is deleted: said until the person changes something.
    continues_lost: str = ""
    conversation: Conversation | None = None
    idempotency_key: str = field(default_factory=jobs.new_key)
    notices: list[str] = field(default_factory=list)
    # What gave way to the nearest that there is, by field, in words.
    lost: dict[str, str] = field(default_factory=dict)


def fresh(conversation: Conversation | None = None) -> Draft:
    """An empty prompt with the conversation's last settings, else the defaults."""
    last = conversation.turns.order_by("-number").first() if conversation else None
    if last is not None:
        draft = of_turn(last, settings_only=True)
    else:
        model = catalogue.get(catalogue.DEFAULT_MODEL)
        draft = Draft(model, model.default_ratio, model.default_size)
    draft.conversation = conversation
    return draft


def of_turn(turn: Turn, *, settings_only: bool = False) -> Draft:
    """A turn's prompt and settings, to be changed and asked again."""
    draft = settled(_model(turn.model)[0], turn.aspect_ratio, turn.size)
    draft.conversation = turn.conversation
    draft.count, draft.typed_count = turn.count, str(turn.count)
    draft.temperature = "" if turn.temperature is None else f"{turn.temperature.normalize():f}"
    draft.thinking, draft.system_instruction = turn.thinking, turn.system_instruction
    draft.response = TEXT_IMAGE if turn.text_answers else IMAGE
    _settle_thinking(draft)
    if not settings_only:
        draft.prompt = turn.prompt
        uses = turn.turn_references.select_related("reference")
        draft.references = [use.reference for use in uses]
        earlier = turn.continues_from
        draft.continues_from = earlier if earlier and earlier.deleted_at is None else None
        draft.seed = str(turn.seed) if turn.seed is not None and draft.model.takes_seed else ""
    return draft


def taken(turn: Turn, take: str, typed: Draft) -> Draft:
    """A turn's prompt and settings; `take` "remix" leaves its seed out, "settings" what is typed in place."""
    draft = of_turn(turn)
    if take == "remix":
        draft.seed = ""
    elif take == "settings":
        draft.prompt, draft.references = typed.prompt, typed.references
        draft.continues_from = typed.continues_from
    return draft


def read(team: Team, data: QueryDict) -> Draft:
    """The posted form, of any shape. Ids that are not the team's are left out."""
    model, notices = _model(data.get("model", ""))
    draft = settled(model, data.get("aspect_ratio", ""), data.get("size", ""))
    draft.notices = notices + draft.notices
    draft.prompt = data.get("prompt", "")
    draft.typed_count = data.get("count", "") or "1"
    draft.count = _count(draft.typed_count)
    _read_options(draft, data)
    ids = [pk for pk in map(uuid_or_none, data.getlist("references")) if pk is not None]
    found = Reference.objects.filter(team=team).in_bulk(ids)
    draft.references = [found[pk] for pk in ids if pk in found]
    draft.conversation = _of_team(team, Conversation, data.get("conversation", ""))
    _read_continues(draft, team, data)
    draft.idempotency_key = data.get("idempotency_key") or jobs.new_key()
    return draft


def after_run(draft: Draft) -> Draft:
    """The same draft for the next click: a fresh key, and a seed only if it was locked."""
    draft.idempotency_key = jobs.new_key()
    if not draft.seed_locked:
        draft.seed = ""
    return draft


def _read_options(draft: Draft, data: QueryDict) -> None:
    model = draft.model
    lost: list[str] = []

    def typed(name: str, words: str, *, taken: bool) -> str:
        """The field or, where the model before did not take it, what was kept of it."""
        if not taken and data.get(name, "").strip():
            lost.append(words)
        return data.get(name, data.get(f"spare_{name}", ""))

    draft.seed = typed("seed", _("seed"), taken=model.takes_seed).strip()
    draft.seed_locked = bool(typed("seed_locked", "", taken=True))
    draft.temperature = typed("temperature", _("temperature"), taken=model.takes_temperature).strip()
    draft.thinking = typed("thinking", _("thinking level"), taken=bool(model.thinking)).strip()
    draft.system_instruction = typed(
        "system_instruction", _("system instruction"), taken=model.takes_system
    ).replace("\r\n", "\n")
    draft.response = IMAGE if data.get("response") == IMAGE else TEXT_IMAGE
    sentence = _("%(model)s takes no %(option)s: yours is kept for other models, and not sent.")
    draft.notices += [sentence % {"model": model.name, "option": words} for words in lost]
    _settle_thinking(draft)


def _read_continues(draft: Draft, team: Team, data: QueryDict) -> None:
    """A deleted picture is remembered while the page says so: restored by then, it is gone on from again."""
    image = _of_team(team, Image, data.get("continues_from") or data.get("continues_lost", ""))
    if image and image.deleted_at is None:
        draft.continues_from = image
    elif image:
        draft.continues_lost = str(image.pk)


def _settle_thinking(draft: Draft) -> None:
    """A level that this model lacks gives way to its own."""
    model = draft.model
    if not draft.thinking or not model.thinking or draft.thinking in model.thinking:
        return
    words = _("%(model)s has no thinking level %(lost)s. Using %(chosen)s.")
    values = {"model": model.name, "lost": draft.thinking[:20], "chosen": model.default_thinking}
    draft.notices.append(words % values)
    draft.thinking = ""


def settled(model: catalogue.Model, ratio: str, size: str) -> Draft:
    """A draft with this shape, or the nearest that the model has; `lost` says what gave way."""
    lost = {}
    if ratio not in model.ratios:
        chosen = nearest(model, ratio)
        if ratio in catalogue.RATIOS:
            lost["aspect_ratio"] = gave_way(model, ratio, chosen)
        ratio = chosen
    if size not in model.size_names:
        if size:
            lost["size"] = gave_way(model, size, model.default_size)
        size = model.default_size
    return Draft(model, ratio, size, lost=lost)


def gave_way(model: catalogue.Model, lost: str, chosen: str) -> str:
    """The sentence for a shape that this model does not make."""
    values = {"model": model.name, "lost": lost, "chosen": chosen}
    return _("%(model)s has no %(lost)s. Using %(chosen)s.") % values


def _model(model_id: str) -> tuple[catalogue.Model, list[str]]:
    default = catalogue.get(catalogue.DEFAULT_MODEL)
    try:
        model = catalogue.get(model_id or catalogue.DEFAULT_MODEL)
    except catalogue.UnknownModel:
        return default, []
    if is_connected(model):
        return model, []
    notice = _("%(model)s is not connected yet. Using %(chosen)s.")
    return default, [notice % {"model": model.name, "chosen": default.name}]


def nearest(model: catalogue.Model, ratio: str) -> str:
    """The model's ratio nearest to this one; its default for what is no ratio at all."""
    try:
        return catalogue.nearest_ratio(model, ratio)
    except ValueError:
        return model.default_ratio


def _count(typed: str) -> int:
    try:
        return min(max(int(typed), 1), MAX_COUNT)
    except ValueError:
        return 1


def uuid_or_none(text: str) -> UUID | None:
    """The id that a browser sent, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_team(team: Team, rows: type[Found], text: str) -> Found | None:
    pk = uuid_or_none(text)
    return rows._default_manager.filter(team=team, pk=pk).first() if pk else None
