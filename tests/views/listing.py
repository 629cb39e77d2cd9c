"""The list of conversations, as its tests ask for it and read it."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from playground.models import Conversation, User
from tests import making
from tests.views import asking

NAME = re.compile(r'class="conversation-name" href="/c/([0-9a-f-]+)/"[^>]*>(.*?)</a>')
DRAWER = {**asking.HTMX, "HX-Target": "dialog"}


def started(user: User, prompt: str, *, days_ago: float = 0) -> Conversation:
    made = making.turn(user, prompt=prompt).conversation
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    Conversation.objects.filter(pk=made.pk).update(active_at=moment)
    made.refresh_from_db()
    return made


def listing(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(reverse("conversations") + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def names(page: str) -> list[str]:
    return [re.sub(r"</?b>", "", name) for _pk, name in NAME.findall(page)]


def post(client: Client, name: str, found: Conversation, query: str = "", **fields: str) -> HttpResponse:
    address = reverse(name, args=[found.pk])
    here = reverse("conversation", args=[found.pk])
    headers = {**asking.HTMX, "HX-Current-URL": f"http://testserver{here}"}
    response: HttpResponse = client.post(address + query, fields, headers=headers)  # type: ignore[assignment]
    return response


def toast(response: HttpResponse) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(response["HX-Trigger"])["toast"]
    return detail
