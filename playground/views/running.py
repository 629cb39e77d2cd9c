"""What runs in the team: the pill of the top bar, the list behind it, and the notice when a turn is done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground import access
from playground.http import AppRequest
from playground.models import Image, JobState, Turn
from playground.queries import running as queries
from playground.queries import spend
from playground.services import jobs
from playground.templatetags.proofsheet import money
from playground.views import fragments
from playground.views.cards import Around, Card
from playground.views.guards import action, page
from playground.views.progress import Step


@dataclass(frozen=True, slots=True)
class Row:
    """A turn of the list: where it is, and what it is made from."""

    card: Card

    @property
    def address(self) -> str:
        return turn_address(self.card.turn)

    @property
    def picture(self) -> str:
        """A thumbnail of what the turn edits, else of its first reference; "" where there is neither."""
        turn = self.card.turn
        if turn.continues_from and turn.continues_from.deleted_at is None:
            return reverse("image_thumbnail", args=[turn.continues_from.pk, "tile"])
        for use in turn.turn_references.all():
            return reverse("reference_thumbnail", args=[use.reference_id, "tile"])
        return ""

    @property
    def shape(self) -> tuple[int, int]:
        return self.card.pixels

    @property
    def step(self) -> Step | None:
        return self.card.progress.step if self.card.alive else None

    @property
    def called(self) -> bool:
        return any(job.state == JobState.RUNNING for job in self.card.jobs)

    @property
    def looks(self) -> tuple[object, ...]:
        """Changes whenever the row would look different, but for seconds that count."""
        jobs = [(job.state, job.attempt) for job in self.card.jobs]
        return self.card.turn.pk, jobs, self.card.progress.doing, self.card.progress.cancelling

    @property
    def done(self) -> int:
        return len(self.card.jobs) - len(self.card.alive)


@page
def pill(request: AppRequest) -> HttpResponse:
    """204 while as much runs as when it was last `seen`."""
    running = queries.of(request.team, request.user)
    if running.version == request.GET.get("seen"):
        return HttpResponse(status=204)
    # A deleted turn has no card that would tell of the end of its calls.
    return fragments.money_moved(render(request, "_shell/running.html", {"running": running}))


@page
def index(request: AppRequest) -> HttpResponse:
    """The list; 204 when it would look as it did when it was last `seen`, but for seconds that count."""
    context = _list(request)
    if context["version"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "running/list.html", context)


@action
def cancel(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.turn(request, pk)
    jobs.cancel(found.jobs.all())
    more = {"oob": True, "running": queries.of(request.team, request.user)}
    return fragments.money_moved(render(request, "running/list.html", {**_list(request), **more}))


@page
def finished(request: AppRequest, pk: UUID) -> HttpResponse:
    """The notice for somebody who is on another page; nothing while the turn goes on."""
    turn = access.turn(request, pk)
    response = HttpResponse(status=204)
    if any(job.is_alive for job in turn.jobs.all()):
        return response
    pictures = Image.objects.filter(turn=turn, deleted_at=None).count()
    words = _words(turn, pictures)
    kind = "done" if pictures else "failed"
    return fragments.toast(response, words, kind=kind, show=turn_address(turn))


def turn_address(turn: Turn) -> str:
    """Where a turn stands in its conversation, however far up."""
    address = reverse("conversation", args=[turn.conversation_id])
    return f"{address}?since={turn.number}#turn-{turn.pk}"


def _list(request: AppRequest) -> dict[str, object]:
    listed = queries.listed(request.team)
    rows = [Row(Card(turn, Around())) for turn in listed.turns]
    known = repr(([row.looks for row in rows], listed.more, listed.last_finished))
    return {
        "rows": rows,
        "more": listed.more,
        "last_finished": listed.last_finished,
        "version": hashlib.sha256(known.encode()).hexdigest()[:16],
    }


def _words(turn: Turn, pictures: int) -> str:
    if not pictures:
        return _("Turn %d ended without a picture") % turn.number
    spent = spend.of_attempts(Q(job__turn=turn))
    words = ngettext(
        "Turn %(number)d finished, %(count)d picture, %(cost)s",
        "Turn %(number)d finished, %(count)d pictures, %(cost)s",
        pictures,
    ) % {"number": turn.number, "count": pictures, "cost": money(spent.real + spent.demo)}
    return f"{words} {_('demo')}" if spent.demo else words
