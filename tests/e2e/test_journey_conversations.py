"""Conversations: found again, named, put away and brought back, by mouse, keyboard and finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.journey import Studio, ended

PHONE = (390, 844)


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Conversations")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def two(studio: Studio, colour: str) -> None:
    """A conversation about a lighthouse, then an open one about a teapot."""
    for prompt in (f"A {colour} lighthouse on a rock. Gulls around it.", f"A {colour} teapot on linen"):
        studio.open()
        ended(studio.generate(prompt))


def test_found_again_by_its_words(studio: Studio) -> None:
    page = studio.page
    two(studio, "blue")
    expect(heading(page)).to_have_text("A blue teapot on linen")
    heading(page).get_by_role("link").click()
    search = drawer(page).get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(drawer(page).locator("[aria-current=page]")).to_have_text("A blue teapot on linen")

    search.press_sequentially("gulls blue")
    expect(drawer(page).locator(".conversation")).to_have_count(1)
    expect(drawer(page).get_by_role("status")).to_have_text("1 conversation")
    expect(drawer(page).locator(".conversation-said b").last).to_have_text("Gulls")
    search.press("ArrowDown")
    row = drawer(page).get_by_role("link", name="A blue lighthouse on a rock", exact=True)
    expect(row).to_be_focused()
    row.press("ArrowUp")
    expect(search).to_be_focused()
    search.press("ArrowDown")
    row.press("Enter")

    expect(heading(page)).to_have_text("A blue lighthouse on a rock")
    expect(page).to_have_title("A blue lighthouse on a rock · Proofsheet")


def test_it_closes_and_the_focus_goes_back(studio: Studio) -> None:
    page = studio.page
    title = heading(page).get_by_role("link")
    title.focus()
    title.press("Enter")
    expect(drawer(page)).to_be_visible()
    expect(title).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-expanded", "false")
    title.click()
    expect(drawer(page)).to_be_visible()
    title.click()
    expect(drawer(page)).to_be_hidden()
    title.click()
    expect(drawer(page)).to_be_visible()
    page.locator(".thread").click(position={"x": 900, "y": 500})
    expect(drawer(page)).to_be_hidden()


def test_a_name_is_typed_in_place(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A green bicycle against a wall"))
    title = heading(page).get_by_role("link")
    field = page.get_by_label("Name of the conversation")

    page.keyboard.press("Escape")
    title.focus()
    page.keyboard.press("F2")
    expect(field).to_be_focused()
    page.keyboard.type("Not this one")
    page.keyboard.press("Escape")
    expect(title).to_have_text("A green bicycle against a wall")
    expect(title).to_be_focused()

    title.dblclick()
    expect(field).to_be_focused()
    expect(drawer(page)).to_be_hidden()
    field.fill("  ")
    field.press("Enter")
    expect(page.locator(".field-error")).to_have_text("A conversation needs a name. Esc keeps the old one.")
    expect(field).to_be_focused()
    field.fill("Bicycle, first day")
    field.press("Enter")
    expect(title).to_have_text("Bicycle, first day")
    expect(title).to_be_focused()
    expect(page).to_have_title("Bicycle, first day · Proofsheet")


def test_nothing_that_arrives_takes_a_half_typed_name_away(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A tin robot"))
    turn = studio.generate("In the rain [emulate: slow 1.5s once]")
    page.locator("#thread-menu summary").click()
    page.get_by_role("link", name="Rename").click()
    field = page.get_by_label("Name of the conversation")
    field.fill("Robots")
    ended(turn)
    expect(field).to_have_value("Robots")
    field.press("Enter")
    expect(heading(page)).to_have_text("Robots")
    expect(page.locator("#thread-head")).to_contain_text("2 turns")


def test_a_name_keeps_what_stands_before_it_in_the_window_title(studio: Studio) -> None:
    page = studio.page
    turn = studio.generate("A paper kite [emulate: slow 30s once]")
    expect(page).to_have_title(re.compile(r"^\(1\) A paper kite"))
    heading(page).get_by_role("link").dblclick()
    page.get_by_label("Name of the conversation").fill("Kites")
    page.keyboard.press("Enter")
    expect(page).to_have_title("(1) Kites · Proofsheet")
    turn.get_by_role("button", name="Cancel").first.click()


def test_put_away_and_brought_back(studio: Studio) -> None:
    page = studio.page
    two(studio, "green")
    heading(page).get_by_role("link").click()
    rows = drawer(page).locator(".conversation:not([hidden])")
    expect(rows.first).to_be_visible()
    before = rows.count()
    rows.filter(has_text="A green teapot").first.hover()
    page.get_by_role("button", name="Archive A green teapot on linen").first.click()
    expect(rows).to_have_count(before - 1)
    expect(page.locator("#thread-head")).to_contain_text("Archived")
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(before)
    expect(page.locator("#thread-head")).not_to_contain_text("Archived")

    page.keyboard.press("Escape")
    page.locator("#thread-menu summary").click()
    page.get_by_role("button", name="Archive").click()
    expect(page.locator("#thread-head")).to_contain_text("Archived")
    page.reload()
    expect(page.locator("#thread-head")).to_contain_text("Archived")
    ended(studio.generate("Make it night"))
    expect(page.locator("#thread-head")).not_to_contain_text("Archived")


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_it_is_a_sheet(studio: Studio) -> None:
    page = studio.page
    two(studio, "white")
    bar = page.locator("#thread-head").bounding_box()
    assert bar is not None
    assert (bar["y"], bar["height"]) == (48, 44)  # at the newest turn, and still in reach
    heading(page).get_by_role("link").tap()
    sheet = drawer(page)
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    expect(sheet.get_by_role("searchbox")).not_to_be_focused()
    sheet.get_by_role("link", name="A white lighthouse on a rock", exact=True).first.tap()
    expect(heading(page)).to_have_text("A white lighthouse on a rock")
    page.get_by_role("link", name="New conversation").tap()
    expect(page).to_have_url(re.compile("/studio/$"))


def test_two_windows_agree_and_neither_takes_the_others_typing(
    studio: Studio, context: BrowserContext
) -> None:
    page, other = studio.page, context.new_page()
    ended(studio.generate("A brass clock"))
    other.goto(page.url)
    heading(page).get_by_role("link").dblclick()
    field = page.get_by_label("Name of the conversation")
    field.fill("Half a na")
    heading(other).get_by_role("link").dblclick()
    other.get_by_label("Name of the conversation").fill("Clocks")
    other.keyboard.press("Enter")
    expect(heading(other)).to_have_text("Clocks")
    # Long enough for the first window to have heard of it: it looks every few seconds.
    with page.expect_response(re.compile("/changes/")):
        page.bring_to_front()
    expect(field).to_have_value("Half a na")
    field.press("Escape")
    expect(heading(page)).to_have_text("Clocks")
    expect(page).to_have_title("Clocks · Proofsheet")

    heading(page).get_by_role("link").dblclick()
    field.fill("Timepieces")
    field.press("Enter")
    other.bring_to_front()
    expect(heading(other)).to_have_text("Timepieces")
    expect(other).to_have_title("Timepieces · Proofsheet")


def test_an_open_list_sees_the_end_of_a_run(studio: Studio) -> None:
    page = studio.page
    studio.generate("A boat that is being made")
    page.locator("#thread-title").click()
    row = page.locator(".conversation", has_text="A boat that is being made").first
    expect(row.locator(".conversation-running")).to_be_visible()
    expect(row.locator(".conversation-running")).to_have_count(0)
    expect(row.locator("img.conversation-picture")).to_be_visible()


def test_an_open_list_sees_a_run_that_is_started_elsewhere(studio: Studio, context: BrowserContext) -> None:
    page = studio.page
    ended(studio.generate("A known paper swan"))
    page.locator("#thread-title").click()
    known = page.locator(".conversation", has_text="A known paper swan").first
    expect(known.locator(".conversation-name")).to_be_visible()
    expect(known.locator(".conversation-running")).to_have_count(0)

    other = Studio(context.new_page())
    other.page.goto(page.url)
    turn = other.generate("Make it red [emulate: slow 30s once]")
    expect(known.locator(".conversation-running")).to_be_visible()
    turn.get_by_role("button", name="Cancel").first.click()
    expect(known.locator(".conversation-running")).to_have_count(0)

    turn = other.open().generate("A new paper crane [emulate: slow 30s once]")
    new = page.locator(".conversation").first
    expect(new.locator(".conversation-name")).to_contain_text("A new paper crane")
    expect(new.locator(".conversation-running")).to_be_visible()
    turn.get_by_role("button", name="Cancel").first.click()
    expect(new.locator(".conversation-running")).to_have_count(0)
