"""Every mention that the composer tints is a link in the thread, and nothing else is."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import User
from tests import making
from tests.views import asking
from tests.views.thread import card

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a class="mention" href="([^"]+)"[^>]*>([^<]+)</a>')


@pytest.mark.parametrize(
    ("prompt", "links"),
    [
        ("the cup of image2 on image 1", ["image2", "image 1"]),
        ("image\u00a02 & <IMAGE 01>", ["image\u00a02", "IMAGE 01"]),
        ("把image 1放在image 2上", ["image 1", "image 2"]),
        ("afterimage 1, image 1080p, image 1_2, images 1, image 3, image 0, image \n1", []),
    ],
)
def test_a_mention_is_a_link(prompt: str, links: list[str], as_alice: Client, alice: User) -> None:
    references = [asking.reference(alice, name) for name in ("a.jpg", "b.jpg")]
    addresses = {
        str(number): reverse("reference_file", args=[reference.pk])
        for number, reference in enumerate(references, start=1)
    }
    turn = making.turn(alice, prompt=prompt, references=references)

    page = card(as_alice, turn)

    found = LINK.findall(page)
    assert [text for _address, text in found] == links
    assert [address for address, _text in found] == [addresses[text[-1]] for text in links]
    assert "<IMAGE" not in page
