"""Windows on one thread: another one of the same browser, and one on another machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, ended

# A thread in which nothing runs asks every 6 seconds: what is there by then was not waited for.
SOON = 4_000


@pytest.fixture
def elsewhere(browser: Browser, proofsheet: Installation, signed_in: Path) -> Iterator[BrowserContext]:
    """The same person on another machine."""
    with browser.new_context(
        base_url=proofsheet.url, storage_state=signed_in, viewport={"width": 1440, "height": 900}
    ) as made:
        yield made


def asked(answer: Response) -> bool:
    return "/changes/" in answer.url


def open_beside(context: BrowserContext, address: str) -> Studio:
    beside = Studio(context.new_page())
    beside.page.goto(address)
    expect(beside.turns.first).to_be_visible()
    return beside


def has_just_asked(page: Page) -> None:
    with page.expect_response(asked):
        pass


def test_another_window_shows_a_change_at_once(studio: Studio) -> None:
    page = studio.page
    first = studio.generate("A boat in two windows")
    ended(first)
    beside = open_beside(page.context, page.url)
    has_just_asked(beside.page)
    turn = studio.generate("A boat that comes by itself [emulate: slow 30s]")
    expect(beside.turns).to_have_count(2, timeout=SOON)
    turn.get_by_role("button", name="Cancel").click()
    ended(turn)
    ended(beside.turns.nth(1))
    # No run begins or ends here: the window says so itself.
    has_just_asked(beside.page)
    first.hover()
    page.get_by_role("button", name="Delete turn 1").click()
    expect(beside.turns).to_have_count(1, timeout=SOON)


def test_what_begins_elsewhere_is_looked_for_when_the_pill_says_so(
    studio: Studio, elsewhere: BrowserContext
) -> None:
    page = studio.page
    ended(studio.generate("A boat for two machines"))
    other = Studio(elsewhere.new_page()).open()
    running = other.generate("Something else that runs [emulate: slow 30s]")
    page.reload()
    expect(page.locator("#running-button")).to_have_text("1 running")
    beside = open_beside(elsewhere, page.url)
    has_just_asked(page)
    beside.generate("A boat from there [emulate: slow 30s]")
    expect(studio.turns).to_have_count(2, timeout=SOON)
    for one in (running, beside.turns.nth(1)):
        one.get_by_role("button", name=re.compile("^Cancel")).click()
        ended(one)
