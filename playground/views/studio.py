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
from playground.queries import changes
from playground.views import fragments
from playground.views.examples import examples
from playground.views.guards import page
from playground.views.thread import thread

# A card takes the server a few milliseconds: older ones are fetched when somebody asks for them.
TURNS = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("studio")


@page
def new(request: AppRequest) -> HttpResponse:
    return with_composer(request, Composer(request.team, drafts.fresh(), unfolded=unfolded(request)))


@page
def conversation(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.conversation(request, pk)
    if request.htmx and "before" in request.GET:
        return render(request, "turns/earlier.html", _thread(request, found))
    draft, came = _draft(request, found)
    return with_composer(request, Composer(request.team, draft, asked=came, unfolded=unfolded(request)))


def unfolded(request: AppRequest) -> list[str]:
    """What somebody had open in the composer of this browser, by the cookie that a script keeps."""
    return request.COOKIES.get("proofsheet_unfolded", "").split(".")


def with_composer(request: AppRequest, composer: Composer, status: int = 200) -> HttpResponse:
    """The whole page around a composer: the conversation it belongs to, or the welcome."""
    found = composer.draft.conversation
    context: dict[str, object] = {
        "section": "studio",
        "composer": composer,
        "summary": fragments.summary(found) if found else None,
        "examples": examples(),
        **(_thread(request, found) if found else {}),
    }
    return render(request, "studio/index.html", context, status=status)


def _thread(request: AppRequest, found: Conversation) -> dict[str, object]:
    """The newest turns; with ?before=<number> those before it, with ?since=<number> back to that one."""
    before, since = _number(request, "before"), _number(request, "since")
    turns = found.turns.filter(deleted_at=None)
    shown = turns if before is None else turns.filter(number__lt=before)
    newest = list(shown.order_by("-number").values_list("number", flat=True)[:TURNS])
    first = min(newest, default=0)
    if since is not None:
        first = min(first, since)
    return {
        "conversation": found,
        "head_version": changes.of_head(found),
        "cards": thread(request, shown.filter(number__gte=first)),
        "earlier": turns.filter(number__lt=first).count(),
        "first": first,
    }


def _number(request: AppRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _draft(request: AppRequest, found: Conversation) -> tuple[Draft, str]:
    """The composer's first content: ?from=<picture> continues, ?again=<turn> asks again.

    With &take=remix without the seed, with &take=settings for what the browser has kept of what was typed.
    """
    if again := request.GET.get("again"):
        turn = access.turn(request, _id(again))
        if turn.conversation_id != found.pk:
            raise Http404
        take = request.GET.get("take", "")
        draft = drafts.taken(turn, take, drafts.fresh(found))
        return draft, "settings" if take == "settings" else "again"
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
