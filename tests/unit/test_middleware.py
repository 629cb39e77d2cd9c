"""Headers that every answer has (hostile cases A11, F08)."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ANSWERS = [("/no-such-page/", 404), ("/gallery/", 302), ("/sign-in/", 200), ("/healthz", 200), ("/c/x/", 404)]


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_nobody_keeps_what_did_not_say_so(address: str, status: int) -> None:
    response = Client().get(address)
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_a_refused_form_is_not_kept_either() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-out/")
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]


def test_a_name_that_is_not_ours_gets_no_page() -> None:
    response = Client().get("/sign-in/", headers={"host": "evil.example.org"})
    assert response.status_code == 400
    assert "evil.example.org" not in response.content.decode()
