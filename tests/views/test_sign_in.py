"""One-time links: looking changes nothing, the button uses them up."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import User
from playground.services import sign_in

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once(client: Client, alice: User) -> None:
    link = sign_in.issue_link(alice)

    for _ in range(3):
        assert "Sign in as" in client.get(link).content.decode()
    assert client.post(link)["Location"] == reverse("studio")
    assert client.get(reverse("studio")).status_code == 200
    assert Client().post(link).status_code == 404


def test_a_wrong_link_says_what_to_do(client: Client) -> None:
    response = client.get(reverse("sign_in_link", args=["nonsense"]))

    assert response.status_code == 404
    assert "manage.py sign_in_link" in response.content.decode()


def test_the_session_is_a_new_one(client: Client, alice: User) -> None:
    client.get(reverse("sign_in"))
    before = client.session.session_key

    client.post(sign_in.issue_link(alice))

    assert client.session.session_key != before


def test_sign_out(as_alice: Client) -> None:
    assert as_alice.get(reverse("sign_out")).status_code == 405
    assert as_alice.post(reverse("sign_out"))["Location"] == reverse("sign_in")
    assert as_alice.get(reverse("studio")).status_code == 302
