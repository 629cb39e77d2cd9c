"""Parts of the studio that several views answer with."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from playground.forms.composer import Budget
from playground.http import AppRequest
from playground.models import Conversation, Turn
from playground.queries import conversations, spend
from playground.views.cards import cards


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
        "running": conversations.running(request.team),
        "budget": Budget.of(today),
    }


def changed_turn(request: AppRequest, turn: Turn, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The turn's card as it is now, with everything around it that depends on it."""
    shown = conversations.for_card(Turn.objects.filter(pk=turn.pk)).get()
    context = {**thread(request, shown), "card": cards([shown])[0], "refusal": refusal}
    response = render(request, "turns/changed.html", context, status=status)
    # What was held for this turn may be free again: a button that waits for room asks anew.
    response["HX-Trigger"] = "money-moved"
    return response


def toast(response: HttpResponse, words: str, undo: str = "", target: str = "") -> HttpResponse:
    """Have the page show a toast, with Undo when there is a URL for it."""
    detail: dict[str, object] = {"words": words}
    if undo:
        detail["undo"] = {"url": undo, "target": target}
    response["HX-Trigger"] = json.dumps({"toast": detail})
    return response
