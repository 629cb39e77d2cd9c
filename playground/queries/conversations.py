"""Conversations: turns as they are shown, and the list of them, each in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from playground.models import ALIVE, Attempt, Conversation, Image, Job, Team, Turn, User
from playground.queries import spend

PAGE = 30


class Scope(TextChoices):
    """Whose conversations are listed. Archived ones have a list of their own."""

    MINE = "mine", _("Mine")
    TEAM = "team", _("Team")
    ARCHIVED = "archived", _("Archived")

    def has(self, conversation: Conversation) -> bool:
        return (conversation.archived_at is not None) == (self is Scope.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Each of `words` must stand in the title or in one of the prompts.

    `author` is whose MINE is; `before` is the last conversation seen, as (active_at, id).
    """

    scope: Scope
    author: User
    words: tuple[str, ...] = ()
    before: tuple[datetime.datetime, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list. `picture` is its newest, `said` a prompt that was looked for."""

    conversation: Conversation
    turns: int
    spent: spend.Spent
    running: bool
    picture: UUID | None
    said: str

    @property
    def element(self) -> str:
        """The id of its row on a page."""
        return f"conversation-{self.conversation.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Listed]
    next_before: Conversation | None


def for_card(rows: QuerySet[Turn]) -> QuerySet[Turn]:
    """Turns with all that a card shows, deleted pictures included: their places say who did it."""
    attempts = Attempt.objects.order_by("number").defer("usage", "cost_lines")
    images = (
        Image.objects.select_related("part__attempt", "deleted_by")
        .defer("part__signature", "part__text", "part__attempt__usage", "part__attempt__cost_lines")
        .order_by("number")
    )
    jobs = Job.objects.order_by("number").prefetch_related(
        Prefetch("attempts", queryset=attempts), Prefetch("images", queryset=images)
    )
    return rows.select_related(
        "author", "connection", "conversation", "continues_from__turn"
    ).prefetch_related(Prefetch("jobs", queryset=jobs), "turn_references__reference")


def page(team: Team, search: Search, size: int = PAGE) -> Page:
    """One page of the list, most recently active first, by keyset along conversation_by_activity."""
    rows = matching(team, search).order_by("-active_at", "-id")
    found = listed(rows[: size + 1], search.words)
    more = len(found) > size
    return Page(found[:size], found[size - 1].conversation if more else None)


def matching(team: Team, search: Search) -> QuerySet[Conversation]:
    archived = search.scope == Scope.ARCHIVED
    rows = Conversation.objects.filter(team=team, archived_at__isnull=not archived)
    if search.scope == Scope.MINE:
        rows = rows.filter(author=search.author)
    for word in search.words:
        rows = rows.filter(_has("title", word) | Exists(_turns_of_row().filter(_has("prompt", word))))
    if search.before is not None:
        # One plain bound for the index, and a filter for those of the very same moment: of an OR alone
        # neither database makes a range.
        active_at, pk = search.before
        rows = rows.filter(active_at__lte=active_at).filter(Q(active_at__lt=active_at) | Q(id__lt=pk))
    return rows


def listed(rows: QuerySet[Conversation], words: Sequence[str] = ()) -> list[Listed]:
    """Conversations with what the list tells of each."""
    found = list(_with_picture(rows.select_related("author"), words))
    ids = [conversation.pk for conversation in found]
    turns = Turn.objects.filter(conversation__in=ids, deleted_at=None).order_by().values("conversation")
    counts = {row["conversation"]: row["count"] for row in turns.annotate(count=Count("pk"))}
    alive = Job.objects.filter(turn__conversation__in=ids, state__in=ALIVE)
    running = set(alive.values_list("turn__conversation", flat=True))
    spent, nothing = spend.by_conversation(ids), spend.Spent(0, 0, 0)
    return [
        Listed(
            conversation,
            counts.get(conversation.pk, 0),
            spent.get(conversation.pk, nothing),
            conversation.pk in running,
            conversation.picture,
            conversation.said or "",
        )
        for conversation in found
    ]


def runs(conversation: Conversation) -> bool:
    """Whether something of it is queued or running."""
    return Job.objects.filter(turn__conversation=conversation, state__in=ALIVE).exists()


def running(team: Team, search: Search) -> list[UUID]:
    """Those of a list in which something is queued or running, the most recently active last."""
    alive = Job.objects.filter(team=team, state__in=ALIVE).values("turn__conversation")
    rows = matching(team, search).filter(pk__in=alive).order_by("active_at", "id")
    return list(rows.values_list("pk", flat=True))


def _with_picture(rows: QuerySet[Conversation], words: Sequence[str]) -> QuerySet[Conversation, Any]:
    """The newest picture and the first prompt with one of the words, each found along an index.

    By turn and number, not by id: the order of ids would lead through the pictures of the whole team.
    """
    pictures = Image.objects.filter(turn__conversation=OuterRef("pk"), turn__deleted_at=None, deleted_at=None)
    newest = pictures.order_by("-turn__number", "-number").values("pk")[:1]
    wanted = Q()
    for word in words:
        wanted |= _has("prompt", word)
    said = _turns_of_row().filter(wanted) if words else Turn.objects.none()
    return rows.annotate(
        picture=Subquery(newest), said=Subquery(said.order_by("number").values("prompt")[:1])
    )


def _turns_of_row() -> QuerySet[Turn]:
    return Turn.objects.filter(conversation=OuterRef("pk"), deleted_at=None)


def _has(field: str, word: str) -> Q:
    """Whether a field has a word in it. SQLite knows upper and lower case of ASCII letters alone."""
    found = Q()
    for spelling in {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}:
        found |= Q(**{f"{field}__icontains": spelling})
    return found
