"""The studio: a new conversation, or one with its turns."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from playground import access
from playground.forms import draft as drafts
from playground.forms.composer import Composer
from playground.forms.draft import Draft
from playground.http import AppRequest
from playground.models import Conversation
from playground.queries import conversations
from playground.views import fragments
from playground.views.cards import cards
from playground.views.examples import examples
from playground.views.guards import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("studio")


@page
def new(request: AppRequest) -> HttpResponse:
    return with_composer(request, Composer(request.team, drafts.fresh()))


@page
def conversation(request: AppRequest, pk: UUID) -> HttpResponse:
    draft, came = _draft(request, access.conversation(request, pk))
    return with_composer(request, Composer(request.team, draft, asked=came))


def with_composer(request: AppRequest, composer: Composer, status: int = 200) -> HttpResponse:
    """The whole page around a composer: the conversation it belongs to, or the welcome."""
    found = composer.draft.conversation
    context: dict[str, object] = {
        "section": "studio",
        "composer": composer,
        "conversation": found,
        "cards": cards(conversations.turns(found)) if found else [],
        "summary": fragments.summary(found) if found else None,
        "examples": examples(),
    }
    return render(request, "studio/index.html", context, status=status)


def _draft(request: AppRequest, found: Conversation) -> tuple[Draft, str]:
    """The composer's first content: ?from=<picture> continues, ?again=<turn> asks again."""
    if again := request.GET.get("again"):
        turn = access.turn(request, _id(again))
        return drafts.of_turn(turn), "again"
    draft = drafts.fresh(found)
    if source := request.GET.get("from"):
        image = access.image(request, _id(source))
        if image.turn.conversation_id != found.pk:
            raise Http404
        draft.continues_from = image
        return draft, "from"
    return draft, ""


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
