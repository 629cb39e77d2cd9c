"""Error pages, in the design and with what to do."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground.views import errors
from tests.views import asking

pytestmark = pytest.mark.django_db


def test_nothing_here(client: Client, as_alice: Client) -> None:
    for somebody in (client, as_alice):
        response = somebody.get("/nowhere/")
        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()


def test_a_defect_promises_nothing_about_what_it_cost(rf: RequestFactory) -> None:
    response = errors.failed(rf.get("/"))

    assert response.status_code == 500
    page = response.content.decode()
    assert "Look into the conversation before you click again: a run may have started." in page
    assert "Nothing was generated" not in page


def test_a_bad_request_and_too_much(rf: RequestFactory) -> None:
    assert errors.bad_request(rf.get("/"), SuspiciousOperation()).status_code == 400
    assert errors.bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413


def test_a_form_of_megabytes_is_413(as_alice: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = as_alice.post(reverse("generate"), asking.click(prompt="x" * 2000))

    assert response.status_code == 413
