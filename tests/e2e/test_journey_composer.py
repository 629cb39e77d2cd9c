"""The composer in the browser: nothing typed is lost, on a first visit and on a phone either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, ended

PRO = "gemini-3-pro-image"
PHONE = (390, 844)


@pytest.fixture
def other(page: Page, studio: Studio) -> Iterator[Studio]:
    """The same conversation in another tab."""
    ended(studio.generate("A boat, in two tabs"))
    tab = page.context.new_page()
    tab.goto(page.url)
    yield Studio(tab)
    tab.close()


# --- History ------------------------------------------------------------------------------------------
def test_earlier_prompts_come_and_what_was_typed_comes_back(studio: Studio) -> None:
    for prompt in ("A boat, first of all", "A boat, second of all"):
        ended(studio.generate(prompt))
    studio.prompt.fill("half a thou")
    for expected in ("A boat, second of all", "A boat, first of all"):
        studio.prompt.press("Alt+ArrowUp")
        expect(studio.prompt).to_have_value(expected)
    for expected in ("A boat, second of all", "half a thou", "half a thou"):
        studio.prompt.press("Alt+ArrowDown")
        expect(studio.prompt).to_have_value(expected)
    studio.page.get_by_role("button", name="Earlier prompts").click()
    rows = studio.page.get_by_role("menuitem")
    expect(rows.first).to_be_focused()
    studio.page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    studio.page.keyboard.press("Enter")
    expect(studio.prompt).to_have_value("A boat, first of all")
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("half a thou")


# --- Drafts -------------------------------------------------------------------------------------------
def test_another_tab_of_the_conversation_follows(studio: Studio, other: Studio, fourteen: list[Path]) -> None:
    studio.prompt.fill("Typed in the first tab")
    expect(other.prompt).to_have_value("Typed in the first tab")
    studio.pick(fourteen[:1])
    expect(other.ready).to_have_count(1)
    studio.choose("model", PRO)
    expect(other.page.locator('input[name="model"]:checked')).to_have_value(PRO)
    other.page.reload()
    expect(other.prompt).to_have_value("Typed in the first tab")
    expect(other.ready).to_have_count(1)


def test_whoever_is_typing_keeps_what_is_there(studio: Studio, other: Studio) -> None:
    other.prompt.fill("Mine, of the second tab")
    studio.prompt.fill("Mine, of the first tab")
    studio.page.wait_for_function("() => localStorage.length > 0")
    expect(other.prompt).to_have_value("Mine, of the second tab")
    other.page.reload()
    expect(other.prompt).to_have_value("Mine, of the second tab")
    expect(studio.prompt).to_have_value("Mine, of the first tab")


# --- First visit and phone ----------------------------------------------------------------------------
def test_a_borrowed_prompt_fills_the_form(studio: Studio) -> None:
    page = studio.page
    studio.prompt.fill("something of my own")
    example = page.locator(".example").nth(2)
    expect(example.locator("img")).to_be_visible()
    example.click()
    expect(studio.prompt).to_have_value(example.locator(".example-prompt").inner_text())
    for name, value in (("model", PRO), ("aspect_ratio", "3:2"), ("size", "2K")):
        expect(page.locator(f'input[name="{name}"]:checked')).to_have_value(value)
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("something of my own")


def test_the_notice_of_demo_mode_goes_for_good(studio: Studio, proofsheet: Installation) -> None:
    banner = studio.page.locator("#demo-banner")
    studio.page.get_by_role("button", name="Hide this notice").click()
    expect(banner).to_have_count(0)
    studio.page.reload()
    expect(studio.prompt).to_be_visible()
    expect(banner).to_have_count(0)


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_on_a_phone_the_dock_opens_as_a_sheet(studio: Studio) -> None:
    page = studio.page
    expect(page.locator(".chips")).to_be_visible()
    expect(studio.prompt).to_have_css("height", "56px")
    studio.prompt.fill("A boat, a boat, " * 20)
    opener = page.get_by_role("button", name="Open prompt and settings")
    opener.tap()
    close = page.get_by_role("button", name="Close", exact=True)
    expect(close).to_be_focused()
    expect(page.get_by_role("group", name="Ratio")).to_be_visible()
    assert page.evaluate("() => document.querySelector('.thread-column').inert")
    page.keyboard.press("Escape")
    expect(close).to_be_hidden()
    expect(opener).to_be_focused()
    assert not page.evaluate("() => document.querySelector('.thread-column').inert")


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_the_sheet_gives_the_focus_back_though_its_opener_is_gone(studio: Studio) -> None:
    page = studio.page
    page.get_by_role("button", name="All", exact=True).tap()
    # Other settings bring other chips, and with them another button of that name.
    page.locator(".chips").evaluate("(chips) => chips.dataset.before = ''")
    studio.choose("size", "2K")
    expect(page.locator(".chips[data-before]")).to_have_count(0)
    close = page.get_by_role("button", name="Close", exact=True)
    close.tap()
    expect(close).to_be_hidden()
    expect(page.get_by_role("button", name="Open prompt and settings")).to_be_focused()
