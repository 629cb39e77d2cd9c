"""Parts of the studio that several views answer with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from playground.forms.composer import Budget
from playground.http import AppRequest
from playground.models import Conversation, Turn
from playground.queries import changes, running, spend
from playground.views.cards import Card, cards


@dataclass(frozen=True, slots=True)
class Summary:
    """The head of a thread: how many turns, and what they cost."""

    turns: int
    spent: spend.Spent


def summary(conversation: Conversation) -> Summary:
    turns = conversation.turns.filter(deleted_at=None).count()
    return Summary(turns, spend.of_attempts(Q(job__turn__conversation=conversation)))


def thread(request: AppRequest, turn: Turn) -> dict[str, object]:
    """What every answer about one turn needs: its head, the day's budget, and what is running."""
    today = spend.today(request.team, simulated=turn.connection.simulated)
    return {
        "turn": turn,
        "conversation": turn.conversation,
        "summary": summary(turn.conversation),
        "head_version": changes.of_head(turn.conversation),
        "running": running.of(request.team, request.user),
        "budget": Budget.of(today),
    }


def changed_turn(request: AppRequest, turn: Turn, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The turn's card as it is now, with everything around it that depends on it."""
    card = cards(Turn.objects.filter(pk=turn.pk), request.user)[0]
    context = {**thread(request, card.turn), "card": card, "refusal": refusal}
    return money_moved(render(request, "turns/changed.html", context, status=status))


def money_moved(response: HttpResponse) -> HttpResponse:
    """What was held may be free again: a button that waits for room asks anew."""
    return trigger_client_event(response, "money-moved")


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that the page has not got, and the turn before which it belongs, if any."""

    card: Card
    before: UUID | None


def changed_thread(
    request: AppRequest, conversation: Conversation, different: changes.Different, *, renamed: bool
) -> HttpResponse:
    """Only the cards that look different, each for its own place, and what stands around them."""
    numbers = [*different.changed, *different.new]
    found = cards(conversation.turns.filter(number__in=numbers), request.user) if numbers else []
    newest = conversation.turns.select_related("conversation", "connection").order_by("number").last()
    context = {
        **(thread(request, newest) if newest else {}),
        "conversation": conversation,
        "changed": [card for card in found if card.turn.number not in different.new],
        "new": [
            NewCard(card, different.new[card.turn.number])
            for card in found
            if card.turn.number in different.new
        ],
        "gone": conversation.turns.filter(number__in=different.gone) if different.gone else [],
        "renamed": renamed,
    }
    response = render(request, "turns/changes.html", context)
    return money_moved(response) if different else response


def toast(
    response: HttpResponse, words: str, undo: str = "", target: str = "", *, kind: str = "", show: str = ""
) -> HttpResponse:
    """Have the page show a toast: with Undo or Show when there is a URL for it.

    `kind` is "done", "failed" or nothing; `target` is what the answer to Undo replaces.
    """
    detail: dict[str, object] = {"words": words, "kind": kind}
    if undo:
        detail["undo"] = {"url": undo, "target": target}
    if show:
        detail["show"] = {"url": show}
    return trigger_client_event(response, "toast", detail)
