"""The rows of the palette: what is found, made into things that can be done.

A row is a link (`href`), something that is asked of the server (`post`), or an element of the page that
is pressed (`press`). There is none that does nothing. What is posted spends money: it stands last, behind all
that is only looked at, and no Enter begins with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from playground.http import AppRequest
from playground.models import Conversation, Image, Turn
from playground.queries import palette
from playground.services import again, jobs
from playground.templatetags import proofsheet
from playground.templatetags.proofsheet import marked

ASK_FROM = 1_000_000
LONG = 76


@dataclass(frozen=True, slots=True)
class Row:
    """`lead` stands before the text and is not searched; `hint` behind it, `end` at the right."""

    text: str
    icon: str = ""
    picture: str = ""
    lead: str = ""
    hint: str = ""
    end: str = ""
    keys: tuple[str, ...] = ()
    href: str = ""
    press: str = ""
    theme: str = ""
    post: str = ""
    values: dict[str, str] = field(default_factory=dict)
    ask: str = ""

    @property
    def posted(self) -> str:
        return json.dumps(self.values)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: Sequence[Row]
    count: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can always be done. `words` find it beside its text."""

    text: Any
    icon: str
    words: Any = ""
    keys: tuple[str, ...] = ()
    address: str = ""
    press: str = ""
    theme: str = ""
    writes: bool = False

    def row(self) -> Row:
        href = reverse(self.address) if self.address else ""
        return Row(str(self.text), self.icon, keys=self.keys, href=href, press=self.press, theme=self.theme)

    def found_by(self, words: Sequence[str]) -> bool:
        said = f"{self.text} {self.words}".lower()
        return all(word.lower() in said for word in words)


DO: Sequence[Command] = (
    Command(_lazy("New conversation"), "plus", _lazy("start afresh"), address="studio", writes=True),
    Command(_lazy("What is running"), "loader", _lazy("jobs queue cancel"), press="#running-popover"),
    Command(_lazy("Theme: dark"), "moon", _lazy("night appearance"), theme="dark"),
    Command(_lazy("Theme: light"), "sun", _lazy("day appearance"), theme="light"),
    Command(_lazy("Theme: as the system"), "sun-moon", _lazy("auto appearance"), theme="auto"),
    Command(_lazy("List of shortcuts"), "keyboard", _lazy("keys help"), ("?",), press='[data-key="?"]'),
    Command(_lazy("Sign out"), "log-out", _lazy("log out leave"), press="#sign-out button"),
)
GO: Sequence[Command] = (
    Command(_lazy("Studio"), "corner-down-right", keys=("G", "S"), address="studio"),
    Command(_lazy("Gallery"), "corner-down-right", _lazy("pictures"), ("G", "G"), address="gallery"),
    Command(
        _lazy("Settings, profile"),
        "corner-down-right",
        _lazy("name theme language time zone"),
        address="settings_profile",
    ),
    Command(
        _lazy("Settings, keyboard"), "corner-down-right", _lazy("shortcuts keys"), address="settings_keyboard"
    ),
)


def groups(request: AppRequest, typed: str, conversation: Conversation | None) -> list[Group]:
    """What there is for what was typed; groups without a row are left out."""
    if typed.startswith("#"):
        found = _frames(request, typed[1:].strip(), conversation)
    elif typed.startswith(">"):
        words = palette.split(typed[1:])
        turn = _turn(request, words, conversation)
        found = [
            Group(_("Do"), [*_of_turn(turn, words), *_commands(request, DO, words, 99)]),
            _spends(request, turn, words),
        ]
    else:
        found = _everything(request, palette.split(typed), conversation)
    return [group for group in found if group.rows]


def _everything(request: AppRequest, words: Sequence[str], conversation: Conversation | None) -> list[Group]:
    turn = _turn(request, words, conversation)
    do = [*_of_turn(turn, words), *_commands(request, DO, words, palette.ROWS)]
    pictures = palette.pictures(request.team, words) if words else None
    conversations = palette.conversations(request.team, words)
    go = [
        *(_searches(words) if pictures and pictures.rows else []),
        *_commands(request, GO, words, palette.ROWS),
    ]
    return [
        Group(_("Do"), do[: palette.ROWS]),
        *_pictures(pictures, words),
        Group(
            _("Conversations") if words else _("Recent conversations"),
            [_conversation(row) for row in conversations.rows],
            conversations.counted if words else "",
        ),
        Group(_("Go to"), go[: palette.ROWS]),
        _spends(request, turn, words),
    ]


def _pictures(hits: palette.Hits[Image] | None, words: Sequence[str]) -> list[Group]:
    if hits is None:
        return []
    return [Group(_("Pictures"), [_picture(image, words) for image in hits.rows], hits.counted)]


def _commands(request: AppRequest, commands: Sequence[Command], words: Sequence[str], most: int) -> list[Row]:
    may = request.membership.may_write
    found = [one.row() for one in commands if one.found_by(words) and (may or not one.writes)]
    return found[:most]


def _turn(request: AppRequest, words: Sequence[str], conversation: Conversation | None) -> Turn | None:
    return palette.turn(request.team, words, conversation) if request.membership.may_write else None


def _of_turn(turn: Turn | None, words: Sequence[str]) -> Iterator[Row]:
    """Continue from a turn's first picture, recall its settings."""
    if turn is None:
        return
    image = turn.images.filter(deleted_at=None).order_by("number").first()
    if image is not None:
        yield _continue(turn, image, words)
    yield _recall(turn, words)


def _spends(request: AppRequest, turn: Turn | None, words: Sequence[str]) -> Group:
    return Group(_("Generate"), [_again(request, turn, words)] if turn and again.possible(turn) else [])


def _again(request: AppRequest, turn: Turn, words: Sequence[str]) -> Row:
    price = again.price(request.team, turn)
    end = marked(price, simulated=turn.connection.simulated)
    return Row(
        excerpt(turn.prompt, words),
        "rotate-ccw",
        lead=_("Run again:"),
        hint=_("turn %d") % turn.number,
        end=end,
        post=reverse("turn_again", args=[turn.pk]),
        values={"idempotency_key": jobs.new_key(), "shown": str(price)},
        ask=_("Run again for %s? Press again to spend it.") % end if price > ASK_FROM else "",
    )


def _continue(turn: Turn, image: Image, words: Sequence[str]) -> Row:
    address = reverse("conversation", args=[turn.conversation_id])
    return Row(
        excerpt(turn.prompt, words),
        "pencil",
        lead=_("Continue from %s:") % f"{turn.number}.{image.number}",
        hint=_line(turn.conversation.title, 32),
        href=f"{address}?from={image.pk}",
    )


def _recall(turn: Turn, words: Sequence[str]) -> Row:
    address = reverse("conversation", args=[turn.conversation_id])
    return Row(
        excerpt(turn.prompt, words),
        "sliders-horizontal",
        lead=_("Recall settings:"),
        hint=_("turn %d") % turn.number,
        href=f"{address}?again={turn.pk}&take=settings",
    )


def _picture(image: Image, words: Sequence[str] = ()) -> Row:
    turn = image.turn
    return Row(
        excerpt(turn.prompt, words),
        picture=reverse("image_thumbnail", args=[image.pk, "tile"]),
        hint=f"{image.frame}, {_line(turn.conversation.title, 40)}",
        end=proofsheet.when(image.created_at),
        href=reverse("image", args=[image.pk]),
    )


def _conversation(row: Conversation) -> Row:
    return Row(
        row.title,
        "message-square",
        hint=_("archived") if row.archived_at else "",
        end=proofsheet.when(row.active_at),
        href=reverse("conversation", args=[row.pk]),
    )


def _searches(words: Sequence[str]) -> list[Row]:
    address = f"{reverse('gallery')}?{urlencode({'words': ' '.join(words)})}"
    return [Row(" ".join(words), "corner-down-right", lead=_("Gallery, pictures with"), href=address)]


def _frames(request: AppRequest, typed: str, conversation: Conversation | None) -> list[Group]:
    if conversation is None or not typed:
        return []
    images = palette.frames(conversation, typed)
    do = [row for image in images[:1] if request.membership.may_write for row in [_from(image)]]
    return [Group(_("Pictures"), [_picture(image) for image in images]), Group(_("Do"), do)]


def _from(image: Image) -> Row:
    address = reverse("conversation", args=[image.turn.conversation_id])
    return Row(_("Continue from %s") % image.frame, "pencil", href=f"{address}?from={image.pk}")


def excerpt(text: str, words: Sequence[str], length: int = LONG) -> str:
    """One line of the text, from a little before the first word that was looked for."""
    line = " ".join(text.split())
    places = [at for at in (line.lower().find(word.lower()) for word in words) if at >= 0]
    first = min(places, default=0)
    if first < length - 16:
        return _line(line, length)
    start = line.rfind(" ", 0, first - 24) + 1 or first
    return "…" + _line(line[start:], length - 1)


def _line(text: str, length: int = LONG) -> str:
    """One line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
