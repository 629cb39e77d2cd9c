"""The palette behind ⌘K: what it finds for what is typed, and running a turn again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from playground import access
from playground.forms import limit
from playground.forms.draft import uuid_or_none
from playground.http import AppRequest
from playground.models import Conversation, Turn
from playground.services import again, jobs
from playground.templatetags.proofsheet import money
from playground.views import fragments, palette_rows
from playground.views.guards import action, page
from playground.views.running import turn_address

MAX_TYPED = 200


@page
def index(request: AppRequest) -> HttpResponse:
    """The rows for what is typed; the dialog around them is part of every page."""
    typed = request.GET.get("q", "")[:MAX_TYPED].strip()
    context = {
        "typed": typed,
        "words": typed.lstrip(">#").split(),
        "groups": palette_rows.groups(request, typed, _conversation(request)),
    }
    return render(request, "palette/results.html", context)


@action
def run_again(request: AppRequest, pk: UUID) -> HttpResponse:
    """The turn once more: its card at the foot of the thread that is open, else a way to it."""
    found = access.turn(request, pk)
    # PostgreSQL takes no NUL in a text, also of one that is only looked for.
    key = request.POST.get("idempotency_key", "").replace("\0", "")[:64] or jobs.new_key()
    try:
        turn = again.run(request.team, request.user, found, key, _shown(request))
    except again.PriceRose as rose:
        return _refused(_("It costs %s now. Nothing was run.") % money(rose.price))
    except again.SourceDeleted:
        return _refused(_("The picture that it edits is in Trash. Nothing was run."))
    except jobs.OverLimit as over:
        return _refused(limit.refusal(over.amount, over.free))
    except jobs.KeyReused as reused:
        return _refused(_("Your last click did arrive: see turn %d.") % reused.turn.number)
    return _started(request, turn)


def _started(request: AppRequest, turn: Turn) -> HttpResponse:
    if request.POST.get("conversation") != str(turn.conversation_id):
        return HttpResponse(status=204, headers={"HX-Redirect": turn_address(turn)})
    response = fragments.changed_turn(request, turn)
    response["HX-Retarget"], response["HX-Reswap"] = "#turns", f"beforeend show:#turn-{turn.pk}:top"
    return response


def _refused(words: str) -> HttpResponse:
    return fragments.toast(HttpResponse(status=204), words, kind="failed")


def _shown(request: AppRequest) -> int:
    """The price that the person was shown, in micro-dollars; without one nothing is run."""
    text = request.POST.get("shown", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _conversation(request: AppRequest) -> Conversation | None:
    """The one that is open on the page behind, if it is one of this team's."""
    pk = uuid_or_none(request.GET.get("conversation", ""))
    return Conversation.objects.filter(team=request.team, pk=pk).first() if pk else None
