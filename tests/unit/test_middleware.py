"""Headers that every answer has (hostile cases A11, F08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from playground.wsgi import application

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


# The test client drops the body of such an answer by itself: the application is called as a server calls it.
@pytest.mark.parametrize("host", ["localhost", "evil.example.org"])
@pytest.mark.parametrize(
    "address",
    ["/healthz", "/sign-in/", "/no-such-page/", "/", "/static/icon.svg", f"{settings.STATIC_URL}icon.svg"],
)
def test_an_answer_to_head_has_the_length_of_a_page_and_no_page(host: str, address: str) -> None:
    length, body = _called("GET", address, host)
    told, nothing = _called("HEAD", address, host)

    assert nothing == b""
    assert told == (length or (str(len(body)) if body else None))


def _called(method: str, address: str, host: str) -> tuple[str | None, bytes]:
    """The announced length and the body that a server is given for a request."""
    told: dict[str, str] = {}
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": address, "HTTP_HOST": host}
    setup_testing_defaults(environ)

    def start(
        _status: str, headers: list[tuple[str, str]], _failed: object = None
    ) -> Callable[[bytes], None]:
        told.update({name.lower(): value for name, value in headers})
        return lambda _data: None

    answer = application(environ, start)
    try:
        return told.get("content-length"), b"".join(answer)
    finally:
        if isinstance(answer, HttpResponseBase):
            answer.close()
