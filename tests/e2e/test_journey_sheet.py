"""Prompt and settings on a phone: a sheet that Back closes, and words for a finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.journey import Studio, ended

pytestmark = pytest.mark.parametrize("context", [(390, 844)], indirect=True, ids=str)


def _close(page: Page) -> Locator:
    return page.get_by_role("button", name="Close", exact=True)


def _open(page: Page) -> None:
    page.get_by_role("button", name="All", exact=True).tap()
    expect(_close(page)).to_be_focused()


def _same(page: Page) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(page.evaluate("() => Boolean(globalThis.marked)"))


def test_back_closes_the_sheet_and_forward_opens_it(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A boat on a phone"))
    address = page.url
    page.evaluate("globalThis.marked = true")
    _open(page)
    page.go_back()
    expect(_close(page)).to_be_hidden()
    assert page.url == address
    page.go_forward()
    expect(_close(page)).to_be_visible()
    page.go_back()
    expect(_close(page)).to_be_hidden()
    expect(studio.prompt).to_have_value("A boat on a phone")
    assert _same(page)


def test_closed_otherwise_the_sheet_leaves_no_step(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A boat on a phone, closed"))
    address = page.url
    page.goto("/gallery/")
    page.goto(address)
    page.evaluate("globalThis.marked = true")
    for key in ("", "Escape"):
        _open(page)
        if key:
            page.keyboard.press(key)
        else:
            _close(page).tap()
        expect(_close(page)).to_be_hidden()
        page.wait_for_function("() => !history.state?.sheet")
    assert _same(page)
    page.go_back()
    page.wait_for_url(re.compile("/gallery/"))


def test_a_sheet_that_is_loaded_anew_is_open_and_closes_by_back(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A boat on a phone, anew"))
    address = page.url
    _open(page)
    page.reload()
    expect(_close(page)).to_be_visible()
    page.go_back()
    expect(_close(page)).to_be_hidden()
    assert page.url == address


def test_generate_from_the_sheet_closes_it_for_good(studio: Studio) -> None:
    page = studio.page
    page.goto("/gallery/")
    studio.open()
    studio.prompt.fill("A boat from the sheet")
    for number in (1, 2):
        _open(page)
        studio.price()
        studio.button.tap()
        expect(studio.turns).to_have_count(number)
        expect(_close(page)).to_be_hidden()
        page.wait_for_function("() => !history.state?.sheet")
        ended(studio.turns.last)
    assert "/c/" in page.url
    page.go_back()
    page.wait_for_url(re.compile("/studio/"))
    expect(studio.turns).to_have_count(0)
    expect(_close(page)).to_be_hidden()
    page.go_back()
    page.wait_for_url(re.compile("/gallery/"))


def test_nothing_speaks_of_dropping_where_there_are_fingers(studio: Studio) -> None:
    page = studio.page
    expect(studio.prompt).to_have_attribute("placeholder", "Describe the picture")
    _open(page)
    expect(page.locator(".tray-hint")).to_have_text("Pick up to 14 images")
