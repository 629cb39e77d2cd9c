"""Cards of a thread, as their tests ask for them and read them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.test import Client
from django.urls import reverse

from playground.models import (
    Job,
    JobState,
    Turn,
)
from tests.views import asking


def card(client: Client, turn: Turn) -> str:
    response = client.get(reverse("turn", args=[turn.pk]), headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, pk: object, status: int = 200, job: Sequence[str] = ()) -> str:
    response = client.post(reverse(name, args=[pk]), {"job": list(job)}, headers=asking.HTMX)
    assert response.status_code == status
    return response.content.decode()


def again(page: str) -> list[str]:
    """The jobs that the first button of a card for running again stands for."""
    form = re.search(r"<form hx-post=.*?</form>", page, re.DOTALL)
    return re.findall(r'name="job" value="([^"]+)"', form[0]) if form else []


def fail(job: Job, outcome: str, reason: str = "", detail: str = "") -> None:
    job.state, job.outcome, job.reason, job.detail = JobState.FAILED, outcome, reason, detail
    job.save()
