"""Error pages, in the design and with what to do."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from playground.models import User
from playground.views import errors
from tests.views import asking

pytestmark = pytest.mark.django_db


def test_nothing_here(client: Client, as_alice: Client) -> None:
    for somebody in (client, as_alice):
        response = somebody.get("/nowhere/")
        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()
        assert (reverse("gallery") in response.content.decode()) == (somebody is as_alice)


def test_a_defect_promises_nothing_about_what_a_click_cost(rf: RequestFactory) -> None:
    response = errors.failed(rf.post("/generate/"))

    assert response.status_code == 500
    page = response.content.decode()
    assert "Look into the conversation before you click again: a run may have started." in page
    assert "Nothing was generated" not in page
    assert "Try again" not in page


def test_a_page_that_broke_while_it_was_looked_at(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    response = errors.failed(rf.get("/gallery/?words=a&model=b"))

    page = response.content.decode()
    assert "Nothing was generated or charged by this click. Running jobs go on." in page
    assert 'href="/gallery/?words=a&amp;model=b">Try again' in page
    number = re.search(r"500, id ([0-9a-f]{4}-[0-9a-f]{4}), \d\d:\d\d<", page)
    assert number, page
    assert number[1] in caplog.text


def test_the_page_of_a_broken_server_asks_no_database(
    rf: RequestFactory, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """It may be the database that broke."""
    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: pytest.fail("asked who it is"))  # type: ignore[assignment]
    with django_assert_num_queries(0):
        page = errors.failed(request).content.decode()
    assert page.count("<main") == 1


def test_a_defect_in_a_view_is_answered_with_that_page(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("playground.queries.gallery.page", broken)
    as_alice.raise_request_exception = False

    response = as_alice.get(reverse("gallery"))

    assert response.status_code == 500
    assert "Something broke on this server" in response.content.decode()


def test_a_bad_request_and_too_much(rf: RequestFactory) -> None:
    assert errors.bad_request(rf.get("/"), SuspiciousOperation()).status_code == 400
    assert errors.bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413


def test_a_form_of_megabytes_is_413(as_alice: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = as_alice.post(reverse("generate"), asking.click(prompt="x" * 2000))

    assert response.status_code == 413
