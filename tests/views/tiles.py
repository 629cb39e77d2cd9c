"""The gallery, as its tests ask for it and read it."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.models import Image, User
from tests.views import asking

TILE = re.compile(r'class="gallery-tile" id="picture-([0-9a-f-]+)"')
GALLERY = "/gallery/"
PRO = "gemini-3-pro-image"


def page(client: Client, query: str = "", *, htmx: bool = False, **headers: str) -> str:
    headers = {**asking.HTMX, **headers} if htmx else headers
    response = client.get(GALLERY + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def tiles(client: Client, query: str = "", *, htmx: bool = False) -> list[str]:
    return TILE.findall(page(client, query, htmx=htmx))


def picture(user: User, *, days: int = 0, **changes: Any) -> Image:
    """One picture, made so many days ago."""
    _turn, (image,) = asking.pictures(user, **changes)
    return aged(image, days) if days else image


def aged(image: Image, days: int) -> Image:
    """The same picture, with the id and time of an earlier day."""
    moment = timezone.now() - datetime.timedelta(days=days)
    new_id = uuid7(nanoseconds=int(moment.timestamp() * 1e9))
    Image.objects.filter(pk=image.pk).update(id=new_id, created_at=moment)
    return Image.objects.get(pk=new_id)


def ids(*images: Image) -> list[str]:
    return [str(image.pk) for image in images]


def heads(shown: str) -> list[str]:
    """The headings of days as they read."""
    found = re.findall(r'<h2 class="gallery-day".*?>(.*?)</h2>', shown, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", head).split()) for head in found]
