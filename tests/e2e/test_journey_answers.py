"""Answers that come out of turn: none brings back what was before, none takes away what is to be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from playground.bench.polling import wait_until
from tests.e2e.journey import Studio, ended

PRO = "gemini-3-pro-image"
CLICK, PRICE, DRAFT = "**/generate/", "**/generate/options/", "**/generate/draft/"


class Held:
    """Requests that wait until they are let go, oldest first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """Hold the next request to this address, which what is done inside sends off."""
        self.page.route(address, self._hold, times=1)
        with self.page.expect_request(address):
            yield

    def let_go(self) -> None:
        # A request is told of before it is handed over to whoever holds it.
        wait_until(lambda: self.page.evaluate("true") and self.routes, 30, "the request that is held")
        self.routes.pop(0).continue_()

    def answered(self) -> None:
        """Let one go, and wait until an answer with a price is in the page."""
        self.page.locator("#composer-foot").evaluate("(foot) => foot.dataset.before = ''")
        self.let_go()
        expect(self.page.locator("#composer-foot[data-before]")).to_have_count(0)

    def _hold(self, route: Route) -> None:
        self.routes.append(route)


@pytest.fixture
def held(page: Page) -> Held:
    return Held(page)


def test_a_refusal_stays_over_prices_asked_for_meanwhile(studio: Studio, held: Held) -> None:
    page = studio.page
    alert = page.locator(".field-error").filter(has_text="Write what the picture should show")

    def click() -> None:
        page.evaluate("document.querySelector('#composer').requestSubmit()")

    # A price is on its way when Generate is pressed, and comes after the refusal.
    with held.one(PRICE):
        studio.choose("size", "2K")
    click()
    expect(alert).to_be_visible()
    held.answered()
    assert alert.is_visible()

    # A setting is changed before the refusal comes: it is put back, and its price asked for.
    with held.one(CLICK):
        click()
    studio.choose("aspect_ratio", "3:2")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    with held.one(PRICE):
        held.let_go()
    held.answered()
    assert alert.is_visible()
    expect(page.locator('input[name="aspect_ratio"]:checked')).to_have_value("3:2")


def test_a_price_from_before_the_click_brings_no_seed_back(studio: Studio, held: Held) -> None:
    page, seed = studio.page, studio.page.get_by_label("Seed", exact=True)
    studio.choose("model", PRO)
    expect(page.get_by_text("random each run")).to_be_visible()
    with held.one(PRICE):
        page.get_by_role("button", name="Choose a random number").click()
    studio.prompt.fill("A boat with a loose seed")
    turn = studio.send()
    expect(seed).to_have_value("")
    held.answered()
    expect(seed).to_have_value("")
    ended(turn)


def test_a_draft_comes_back_over_a_price_asked_for_meanwhile(studio: Studio, held: Held) -> None:
    page = studio.page
    studio.prompt.fill("A boat, kept")
    studio.choose("size", "2K")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    with held.one(DRAFT):
        page.reload()
    expect(studio.prompt).to_have_value("A boat, kept")
    with page.expect_response(PRICE):
        studio.prompt.press_sequentially("!")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    held.answered()
    expect(page.locator('input[name="size"]:checked')).to_have_value("2K")
    expect(studio.prompt).to_have_value("A boat, kept!")


# Marks the page once an answer with a price has been dealt with.
DEALT_WITH = """() => document.addEventListener("htmx:afterRequest", ({ target }) => {
    if (target.matches(".composer-body")) document.body.dataset.dealtWith = "";
})"""


def test_an_older_price_says_so_while_somebody_types_where_the_new_one_would_land(
    studio: Studio, held: Held
) -> None:
    page = studio.page
    page.get_by_text("Advanced", exact=True).click()
    page.evaluate(DEALT_WITH)
    with held.one(PRICE):
        page.get_by_label("Images", exact=True).fill("4")
        page.get_by_label("System instruction").focus()
    held.let_go()
    expect(page.locator("body[data-dealt-with]")).to_have_count(1)
    expect(studio.button).to_contain_text("Generate 1")
    expect(studio.button).to_have_attribute("aria-busy", "true")
    studio.prompt.focus()
    expect(studio.button).to_contain_text("Generate 4")
    expect(studio.button).to_have_attribute("aria-busy", "false")


def test_the_answer_to_a_click_brings_no_older_price_back(studio: Studio, held: Held) -> None:
    price = studio.page.locator("#generate .label-rest")
    with studio.page.expect_response(PRICE):
        studio.prompt.fill("A boat, and then a larger one")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    before = price.text_content() or ""
    with held.one(CLICK):
        studio.button.click()
    studio.choose("size", "2K")
    expect(price).not_to_have_text(before)
    now = price.text_content() or ""
    held.answered()
    expect(studio.turns).to_have_count(1)
    expect(price).to_have_text(now)
    expect(studio.button).to_have_attribute("aria-busy", "false")
    ended(studio.turns.first)
