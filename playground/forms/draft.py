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
from playground.forms.generate import MAX_COUNT, is_connected
from playground.models import Conversation, Image, Reference, Team, Turn
from playground.models.base import TeamRow
from playground.services import jobs

Found = TypeVar("Found", bound=TeamRow)


@dataclass(slots=True)
class Draft:
    """`seed` and `typed_count` are kept as they were typed; `count` is what can be priced."""

    model: catalogue.Model
    aspect_ratio: str
    size: str
    prompt: str = ""
    count: int = 1
    typed_count: str = "1"
    seed: str = ""
    references: list[Reference] = field(default_factory=list)
    continues_from: Image | None = None
    conversation: Conversation | None = None
    idempotency_key: str = field(default_factory=jobs.new_key)
    notices: list[str] = field(default_factory=list)


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
    if not settings_only:
        draft.prompt = turn.prompt
        uses = turn.turn_references.select_related("reference")
        draft.references = [use.reference for use in uses]
        earlier = turn.continues_from
        draft.continues_from = earlier if earlier and earlier.deleted_at is None else None
        draft.seed = str(turn.seed) if turn.seed is not None and draft.model.takes_seed else ""
    return draft


def read(team: Team, data: QueryDict) -> Draft:
    """The posted form, of any shape. Ids that are not the team's are left out."""
    model, notices = _model(data.get("model", ""))
    draft = settled(model, data.get("aspect_ratio", ""), data.get("size", ""))
    draft.notices = notices + draft.notices
    draft.prompt = data.get("prompt", "")
    draft.typed_count = data.get("count", "") or "1"
    draft.count = _count(draft.typed_count)
    draft.seed = data.get("seed", "").strip()
    ids = [pk for pk in map(uuid_or_none, data.getlist("references")) if pk is not None]
    found = Reference.objects.filter(team=team).in_bulk(ids)
    draft.references = [found[pk] for pk in ids if pk in found]
    draft.conversation = _of_team(team, Conversation, data.get("conversation", ""))
    image = _of_team(team, Image, data.get("continues_from", ""))
    draft.continues_from = image if image and image.deleted_at is None else None
    draft.idempotency_key = data.get("idempotency_key") or jobs.new_key()
    return draft


def settled(model: catalogue.Model, ratio: str, size: str) -> Draft:
    """A draft with this shape, or the nearest that the model has; notices say what was lost."""
    notices = []
    if ratio not in model.ratios:
        chosen = _nearest(model, ratio)
        if ratio in catalogue.RATIOS:
            notices.append(
                _("%(model)s has no %(lost)s. Using %(chosen)s.")
                % {"model": model.name, "lost": ratio, "chosen": chosen}
            )
        ratio = chosen
    if size not in model.size_names:
        if size:
            notices.append(
                _("%(model)s has no %(lost)s. Using %(chosen)s.")
                % {"model": model.name, "lost": size, "chosen": model.default_size}
            )
        size = model.default_size
    return Draft(model, ratio, size, notices=notices)


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


def _nearest(model: catalogue.Model, ratio: str) -> str:
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
