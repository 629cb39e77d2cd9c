"""What goes out packed, and what does not."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from playground.models import User
from tests.views import asking

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip, br"}
STYLES = static("css/base.css")


def test_a_page_is_packed(as_alice: Client) -> None:
    response, body = asking.fetch(as_alice, reverse("gallery"), **PACKED)
    assert response["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(body)
    assert "Accept-Encoding" in response["Vary"]


def test_the_length_of_a_packed_page_tells_nothing(as_alice: Client) -> None:
    lengths = {len(asking.fetch(as_alice, reverse("gallery"), **PACKED)[1]) for _time in range(8)}
    assert len(lengths) > 1


def test_a_static_file_is_packed_and_validated_by_its_date(client: Client) -> None:
    _plain, body = asking.fetch(client, STYLES)
    response, packed = asking.fetch(client, STYLES, **PACKED)
    assert gzip.decompress(packed) == body
    assert int(response["Content-Length"]) == len(packed) < len(body) / 2
    assert "ETag" not in response
    again = client.get(STYLES, headers={**PACKED, "If-Modified-Since": response["Last-Modified"]})
    assert again.status_code == 304


def test_who_asks_for_no_packing_gets_none(client: Client) -> None:
    response, body = asking.fetch(client, STYLES)
    assert "Content-Encoding" not in response
    assert b"@layer" in body


def test_a_part_of_a_static_file_is_as_it_is(client: Client) -> None:
    response, body = asking.fetch(client, STYLES, Range="bytes=0-9", **PACKED)
    assert (response.status_code, len(body)) == (206, 10)
    assert "Content-Encoding" not in response


def test_pictures_are_not_packed(alice: User, as_alice: Client) -> None:
    _turn, [image] = asking.pictures(alice)
    response: Any
    response, body = asking.fetch(as_alice, reverse("image_file", args=[image.pk]), **PACKED)
    assert "Content-Encoding" not in response
    assert body == asking.PIXELS
