"""One turn of a thread: its card, and what can be done to it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from playground import access
from playground.forms.draft import uuid_or_none
from playground.http import AppRequest
from playground.models import Job, Turn
from playground.queries import conversations
from playground.services import conversations as editing
from playground.services import jobs, outcomes
from playground.templatetags.proofsheet import money
from playground.views import fragments
from playground.views.cards import Card
from playground.views.guards import action, page


@page
def turn(request: AppRequest, pk: UUID) -> HttpResponse:
    """The card; 204 when it would look as it did when it was last `seen`."""
    found = access.turn(request, pk)
    shown = conversations.for_card(Turn.objects.filter(pk=found.pk)).get()
    if Card(shown, {}).version == request.GET.get("seen"):
        return HttpResponse(status=204)
    return fragments.changed_turn(request, found)


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
    editing.delete_turn(found)
    response = render(request, "turns/deleted.html", fragments.thread(request, found))
    words = _("Turn %d moved to the trash.") % found.number
    return fragments.toast(response, words, reverse("turn_restore", args=[pk]), f"#turn-{found.pk}")


@action
def restore(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.turn(request, pk)
    editing.restore_turn(found)
    return fragments.changed_turn(request, found)


def retried(request: AppRequest, found: Turn, rows: QuerySet[Job]) -> HttpResponse:
    """Run jobs again, but for those that would end the same way once more.

    When they do not fit under the limit, the card says by how much.
    """
    worthwhile = [job.pk for job in rows if outcomes.words(job.outcome).retry]
    try:
        jobs.retry(rows.filter(pk__in=worthwhile))
    except jobs.OverLimit as over:
        words = _("This run would pass your daily limit by %s.") % money(over.excess)
        return fragments.changed_turn(request, found, refusal=words, status=422)
    return fragments.changed_turn(request, found)
