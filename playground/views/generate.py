"""The click on Generate, and the composer's answers to every change before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from playground.forms import draft as drafts
from playground.forms.composer import Composer
from playground.forms.generate import GenerateForm
from playground.http import AppRequest
from playground.models import Turn
from playground.queries import conversations
from playground.services import jobs
from playground.views import fragments, studio
from playground.views.cards import cards
from playground.views.guards import action, asked


@action
def generate(request: AppRequest) -> HttpResponse:
    form = GenerateForm(_fields(request), team=request.team)
    if not form.is_valid():
        return _refused(request, {name: [str(word) for word in words] for name, words in form.errors.items()})
    try:
        turn = jobs.submit(request.team, request.user, form.submission())
    except jobs.OverLimit:
        return _refused(request, {})
    except jobs.KeyReused as reused:
        words = _("Your last click did arrive: see turn %d. Click again for this one.") % reused.turn.number
        return _refused(request, {"prompt": [words]}, key=jobs.new_key())
    if not request.htmx:
        return redirect(_address(turn))
    return _accepted(request, turn)


@asked
def options(request: AppRequest) -> HttpResponse:
    """The settings that depend on each other, and the price, for what is in the form now."""
    composer = Composer(request.team, drafts.read(request.team, request.POST))
    return render(request, "studio/changed.html", {"composer": composer})


@asked
def draft(request: AppRequest) -> HttpResponse:
    """The whole composer, filled with what a browser had kept."""
    kept = drafts.read(request.team, request.POST)
    came = request.POST.get("asked", "")
    return render(request, "studio/composer.html", {"composer": Composer(request.team, kept, asked=came)})


def _fields(request: AppRequest) -> dict[str, object]:
    """The posted fields; references are many under one name."""
    return {**request.POST.dict(), "references": request.POST.getlist("references")}


def _accepted(request: AppRequest, turn: Turn) -> HttpResponse:
    """The turn's card, and the composer ready for the next click: same content, fresh key."""
    shown = conversations.for_card(Turn.objects.filter(pk=turn.pk)).get()
    kept = drafts.read(request.team, request.POST)
    kept.conversation, kept.idempotency_key = turn.conversation, jobs.new_key()
    context = {
        **fragments.thread(request, shown),
        "card": cards([shown])[0],
        "composer": Composer(request.team, kept),
    }
    response = render(request, "turns/submitted.html", context)
    if not request.POST.get("conversation"):
        response["HX-Push-Url"] = reverse("conversation", args=[turn.conversation_id])
    return response


def _refused(request: AppRequest, errors: Mapping[str, Sequence[str]], key: str = "") -> HttpResponse:
    """422: everything that was typed, and a sentence beside what is wrong with it.

    The next click goes under the same idempotency key, or under `key` when that one is used up.
    """
    kept = drafts.read(request.team, request.POST)
    kept.idempotency_key = key or kept.idempotency_key
    composer = Composer(request.team, kept, errors)
    if not request.htmx:
        return studio.with_composer(request, composer, status=422)
    response = render(request, "studio/composer.html", {"composer": composer}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#studio-composer", "outerHTML"
    return response


def _address(turn: Turn) -> str:
    return f"{reverse('conversation', args=[turn.conversation_id])}#turn-{turn.pk}"
