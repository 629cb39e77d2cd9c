"""Single jobs of a turn, and what may have been billed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from playground import access
from playground.http import AppRequest
from playground.models import Job
from playground.services import jobs
from playground.views import fragments
from playground.views.guards import action
from playground.views.turns import retried


@action
def cancel(request: AppRequest, pk: UUID) -> HttpResponse:
    job = access.job(request, pk)
    jobs.cancel(Job.objects.filter(pk=job.pk))
    return fragments.changed_turn(request, job.turn)


@action
def retry(request: AppRequest, pk: UUID) -> HttpResponse:
    job = access.job(request, pk)
    return retried(request, job.turn, Job.objects.filter(pk=job.pk))


@action
def billed(request: AppRequest, pk: UUID) -> HttpResponse:
    return _decided(request, pk, was_billed=True)


@action
def not_billed(request: AppRequest, pk: UUID) -> HttpResponse:
    return _decided(request, pk, was_billed=False)


def _decided(request: AppRequest, pk: UUID, *, was_billed: bool) -> HttpResponse:
    attempt = access.attempt(request, pk)
    jobs.decide(attempt, request.user, billed=was_billed)
    return fragments.changed_turn(request, attempt.job.turn)
