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


@pytest.mark.parametrize("host", ["evil.example.org", "evil.example.org:8000", "a b", "é", "x" * 5000])
@pytest.mark.parametrize("address", ["/sign-in/", "/static/icon.svg", "/healthz", "/no-such-page/"])
def test_a_name_that_is_not_ours_gets_no_page(
    host: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where the page of an error would have asked for the name once more."""
    response = Client().get(address, headers={"host": host})

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain"
    assert "no-store" in response["Cache-Control"]
    assert host not in response.content.decode()
    lines = [record for record in caplog.records if record.name == "playground.middleware"]
    assert len(lines) == 1
    assert lines[0].exc_info is None
    assert "\n" not in lines[0].getMessage()
    assert len(lines[0].getMessage()) < 500
    assert not [record for record in caplog.records if record.name.startswith("django.security")]
