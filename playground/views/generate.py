"""The click on Generate, and the composer's answers to every change before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from playground.forms import draft as drafts
from playground.forms.composer import Composer, Undo
from playground.forms.generate import GenerateForm
from playground.http import AppRequest
from playground.models import Turn
from playground.queries import prompts
from playground.services import jobs
from playground.views import fragments, studio
from playground.views.cards import cards
from playground.views.guards import action, asked, page


@action
def generate(request: AppRequest) -> HttpResponse:
    form = GenerateForm(_fields(request), team=request.team)
    if not form.is_valid():
        return _refused(request, _mistakes(form))
    try:
        turn = jobs.submit(request.team, request.user, form.submission())
    except jobs.OverLimit:
        return _refused(request, {})
    except jobs.KeyReused as reused:
        return _arrived(request, reused.turn)
    if not request.htmx:
        return redirect(_address(turn))
    return _accepted(request, turn)


@asked
def options(request: AppRequest) -> HttpResponse:
    """The settings that depend on each other, and the price, for what is in the form now."""
    return render(request, "studio/changed.html", {"composer": _composer(request)})


@asked
def draft(request: AppRequest) -> HttpResponse:
    """Settings, tray and price for what a browser had kept. The prompt is in the browser already."""
    return render(request, "studio/drafted.html", {"composer": _composer(request)})


def _composer(request: AppRequest, errors: Mapping[str, Sequence[str]] | None = None) -> Composer:
    """The composer for the form as it was posted. What a click was refused for is said until it is mended."""
    if errors is None and "refused" in request.POST:
        errors = _mistakes(GenerateForm(_fields(request), team=request.team))
    kept, opened = drafts.read(request.team, request.POST), request.POST.getlist("unfolded")
    return Composer(request.team, kept, errors, undo=Undo.of(request.POST, kept), unfolded=opened)


@page
def history(request: AppRequest) -> HttpResponse:
    """What this person has asked before, newest first, for the keys that bring it back."""
    return JsonResponse(prompts.recent(request.team, request.user), safe=False)


def _fields(request: AppRequest) -> dict[str, object]:
    """The posted fields; references are many under one name."""
    return {**request.POST.dict(), "references": request.POST.getlist("references")}


def _mistakes(form: GenerateForm) -> dict[str, list[str]]:
    """The form's sentences by field."""
    return {name: [str(word) for word in words] for name, words in form.errors.items()}


def _accepted(request: AppRequest, turn: Turn) -> HttpResponse:
    """The turn's card, and the composer ready for the next click: same content but for a loose seed."""
    card = cards(Turn.objects.filter(pk=turn.pk), request.user)[0]
    kept = drafts.after_run(drafts.read(request.team, request.POST))
    kept.conversation = turn.conversation
    context = {
        **fragments.thread(request, card.turn),
        "card": card,
        "composer": Composer(request.team, kept),
        "loose_seed": bool(request.POST.get("seed")) and not kept.seed_locked,
    }
    response = render(request, "turns/submitted.html", context)
    if not request.POST.get("conversation"):
        response["HX-Push-Url"] = reverse("conversation", args=[turn.conversation_id])
    return response


def _refused(request: AppRequest, errors: Mapping[str, Sequence[str]], key: str = "") -> HttpResponse:
    """422: a sentence beside what is wrong. Prompt and tray stay in the page: they are not sent back.

    The next click goes under the same idempotency key, or under `key` when that one is used up.
    """
    composer = _composer(request, errors)
    composer.draft.idempotency_key = key or composer.draft.idempotency_key
    if not request.htmx:
        return studio.with_composer(request, composer, status=422)
    response = render(request, "studio/refused.html", {"composer": composer}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#options", "outerHTML"
    return response


def _arrived(request: AppRequest, turn: Turn) -> HttpResponse:
    """The click before had arrived, with other content. Nothing in the form is wrong: a toast says so."""
    words = _("Your last click did arrive: see turn %d. Click again for this one.") % turn.number
    if not request.htmx:
        return _refused(request, {"prompt": [words]}, key=jobs.new_key())
    response = _refused(request, {}, key=jobs.new_key())
    return fragments.toast(response, words, kind="failed", show=_address(turn))


def _address(turn: Turn) -> str:
    return f"{reverse('conversation', args=[turn.conversation_id])}#turn-{turn.pk}"
