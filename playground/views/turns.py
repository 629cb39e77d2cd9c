"""One turn of a thread: its card, and what can be done to it."""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from playground import access
from playground.forms import draft as drafts
from playground.forms import limit
from playground.forms.composer import Composer
from playground.forms.draft import uuid_or_none
from playground.http import AppRequest
from playground.models import Job, Turn
from playground.queries import changes as seen_changes
from playground.services import conversations as editing
from playground.services import jobs, outcomes
from playground.views import fragments
from playground.views.guards import action, asked, page

# "12.a1b2c3d4e5,13.gone": the turns that a page shows, each with its card's version.
SEEN = re.compile(r"(\d{1,8})\.(\w{1,20})", re.ASCII)


@page
def turn(request: AppRequest, pk: UUID) -> HttpResponse:
    """The turn's place in its conversation; only its card for a part of a page."""
    found = access.turn(request, pk)
    if request.htmx:
        return fragments.changed_turn(request, found)
    address = reverse("conversation", args=[found.conversation_id])
    return redirect(f"{address}?since={found.number}#turn-{found.pk}")


@page
def changes(request: AppRequest, pk: UUID) -> HttpResponse:
    """What became of a conversation since it was `seen`; 204 when it would look the same."""
    found = access.conversation(request, pk)
    different = seen_changes.different(found, request.user, _seen(request.GET.get("seen", "")))
    renamed = request.GET.get("head") != seen_changes.of_head(found)
    if not different and not renamed:
        return HttpResponse(status=204)
    return fragments.changed_thread(request, found, different, renamed=renamed)


@asked
def draft(request: AppRequest, pk: UUID) -> HttpResponse:
    """The composer with a turn's prompt and settings, or with as much of them as `take` says."""
    found, typed = access.turn(request, pk), drafts.read(request.team, request.POST)
    taken = drafts.taken(found, request.POST.get("take", ""), typed)
    composer = Composer(request.team, taken, asked="again", unfolded=request.POST.getlist("unfolded"))
    return render(request, "studio/composer.html", {"composer": composer})


@action
def cancel(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.turn(request, pk)
    jobs.cancel(found.jobs.all())
    return fragments.changed_turn(request, found)


@action
def retry(request: AppRequest, pk: UUID) -> HttpResponse:
    """Only the posted `job` ids: beside one failure stand pictures that were cancelled or may be billed."""
    found = access.turn(request, pk)
    ids = [job for job in map(uuid_or_none, request.POST.getlist("job")) if job is not None]
    return retried(request, found, found.jobs.filter(pk__in=ids))


@action
def delete(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.turn(request, pk)
    editing.delete_turn(found, request.user)
    response = fragments.money_moved(render(request, "turns/deleted.html", fragments.thread(request, found)))
    words = _("Turn %d moved to Trash.") % found.number
    return fragments.toast(response, words, reverse("turn_restore", args=[pk]), f"#turn-{found.pk}")


@action
def restore(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.turn(request, pk)
    editing.restore_turn(found)
    return fragments.changed_turn(request, found)


def retried(request: AppRequest, found: Turn, rows: QuerySet[Job]) -> HttpResponse:
    """Run jobs again, but for those that would end the same way once more.

    When they do not fit under the limit, the card says so.
    """
    worthwhile = [job.pk for job in rows if outcomes.words(job.outcome).retry]
    try:
        jobs.retry(rows.filter(pk__in=worthwhile))
    except jobs.OverLimit as over:
        words = limit.refusal(over.amount, over.free)
        return fragments.changed_turn(request, found, refusal=words, status=422)
    return fragments.changed_turn(request, found)


def _seen(text: str) -> dict[int, str]:
    found = filter(None, map(SEEN.fullmatch, text.split(",")))
    return {int(match[1]): match[2] for match in found}
