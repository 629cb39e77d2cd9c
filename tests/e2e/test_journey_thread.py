"""The thread by hand, by keys and by finger: actions, slider, pairs, the strip, and pages that stay alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, Watch, ended

PHONE = (390, 844)
HEARD = """() => {
    window.heard = [];
    document.addEventListener("use-as-reference", (event) => window.heard.push(event.detail.id));
}"""
# What a screen reader would have been told, in order.
LISTEN = """() => {
    window.told = [];
    const region = document.getElementById("thread-status");
    new MutationObserver(() => window.told.push(region.textContent)).observe(region, { childList: true });
}"""
FOCUSED_FRAME = "() => document.activeElement.closest('.frame')?.dataset.frame ?? ''"


@pytest.fixture
def second(
    browser: Browser, proofsheet: Installation, signed_in: Path, watch: Watch
) -> Iterator[BrowserContext]:
    """The same person at another screen, a phone."""
    with browser.new_context(
        base_url=proofsheet.url,
        storage_state=signed_in,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        has_touch=True,
        reduced_motion="reduce",
    ) as made:
        watch.follow(made)
        yield made


def frame(page: Page, number: str) -> Locator:
    return page.locator(f'.frame[data-frame="{number}"]')


def rest(page: Page) -> None:
    """Nothing focused, nothing pointed at."""
    page.mouse.move(0, 0)
    page.evaluate("() => document.activeElement.blur()")


def test_pictures_by_keyboard_alone(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.count(4)
    first = studio.generate("Four boats to walk over")
    ended(first)
    studio.count(4)
    ended(studio.generate("Four more"))
    page.evaluate(HEARD)
    rest(page)
    keys.press("k")
    keys.press("k")
    expect(first).to_be_focused()
    keys.press("ArrowRight")
    assert page.evaluate(FOCUSED_FRAME) == "1.1"
    keys.press("ArrowRight")
    assert page.evaluate(FOCUSED_FRAME) == "1.2"
    keys.press("ArrowDown")
    assert page.evaluate(FOCUSED_FRAME) == "2.2"
    keys.press("ArrowUp")
    keys.press("ArrowLeft")
    assert page.evaluate(FOCUSED_FRAME) == "1.1"
    keys.press("r")
    assert page.evaluate("() => window.heard") == [frame(page, "1.1").get_attribute("data-image")]
    keys.press("f")
    expect(frame(page, "1.1")).to_have_attribute("data-starred", "")
    keys.press("s")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Shift+S")
    expect(page.locator(".frame[data-selected]")).to_have_count(3)
    keys.press("Escape")
    expect(page.locator(".frame[data-selected]")).to_have_count(0)
    keys.press("Tab")
    expect(page.get_by_role("button", name="Use as reference 1.3")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("link", name="Edit 1.3")).to_be_focused()
    page.reload()
    expect(frame(page, "1.1")).to_have_attribute("data-starred", "")


def test_a_prompt_is_remixed_or_its_settings_recalled_and_nothing_reloads(studio: Studio) -> None:
    page = studio.page
    studio.choose("aspect_ratio", "16:9")
    turn = studio.generate("A wide boat")
    ended(turn)
    studio.choose("aspect_ratio", "1:1")
    studio.prompt.fill("Something else, half typed")
    page.evaluate("() => (window.same = true)")
    turn.locator(".frame").hover()
    turn.get_by_role("button", name="More 1.1").click()
    page.get_by_role("menuitem", name="Recall settings 1.1").click()
    expect(page.locator('input[name="aspect_ratio"][value="16:9"]')).to_be_checked()
    expect(studio.prompt).to_have_value("Something else, half typed")
    rest(page)
    turn.locator(".frame").hover()
    page.keyboard.press("x")
    expect(studio.prompt).to_have_value("A wide boat")
    assert page.evaluate("() => window.same")


def test_the_slider_of_an_edit_by_keys_and_by_mouse(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    first = studio.generate("A boat by day")
    ended(first)
    studio.continue_from(first, "1.1")
    second = studio.generate("Make it night")
    ended(second)
    slider = second.get_by_role("slider")
    expect(second.get_by_text("Before 1.1")).to_be_visible()
    expect(second.get_by_text("After 2.1")).to_be_visible()
    slider.focus()
    at = int(slider.input_value())
    keys.press("ArrowLeft")
    expect(slider).to_have_value(str(at - 1))
    keys.press("Shift+ArrowRight")
    expect(slider).to_have_value(str(at + 9))
    box = second.locator("before-after").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    expect(slider).to_have_value("25")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(slider).to_have_value("80")
    clip = second.locator("img.before").evaluate("(picture) => picture.style.clipPath")
    assert clip == "inset(0px 20% 0px 0px)"


def test_two_pictures_are_compared(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.count(2)
    ended(studio.generate("Two boats to compare"))
    rest(page)
    frame(page, "1.1").locator(".frame-link").focus()
    keys.press("c")
    expect(page.locator(".toast")).to_contain_text("Compare 1.1 with which one?")
    keys.press("ArrowRight")
    keys.press("c")
    dialog = page.get_by_role("dialog", name="1.1 beside 1.2")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("slider", name="How much of 1.1")).to_be_visible()
    keys.press("v")
    keys.press("d")
    expect(dialog.locator(".pair-side")).to_be_visible()
    # Somebody who has switched single keys off has none here either.
    for setting in ("off", "on"):
        page.evaluate("(setting) => (document.documentElement.dataset.singleKeys = setting)", setting)
        keys.press("+")
    expect(dialog.locator(".pair-percent")).to_have_text("125 %")
    scales = dialog.locator(".pair-window img").evaluate_all("(all) => all.map((one) => one.style.scale)")
    assert scales == ["1.25", "1.25"]
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    keys.press("v")
    keys.press("s")
    expect(dialog.locator(".pair-slider")).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(frame(page, "1.2").locator(".frame-link")).to_be_focused()


def test_what_runs_out_of_sight_is_in_the_strip_and_its_end_in_a_toast(studio: Studio) -> None:
    page = studio.page
    studio.count(4)
    first = studio.generate("Four tall boats")
    ended(first)
    studio.choose("aspect_ratio", "9:16")
    ended(studio.generate("Four more tall ones"))
    strip = page.locator("#thread-strip")
    third = studio.generate("And these take a while [emulate: slow 8s]")
    expect(strip).to_be_hidden()
    page.evaluate(LISTEN)
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    expect(strip).to_contain_text("Turn 3 is calling the model")
    strip.get_by_role("button", name="Show").click()
    expect(third).to_be_in_viewport()
    expect(strip).to_be_hidden()
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    studio.prompt.focus()
    ended(third)
    expect(page.locator(".toast")).to_contain_text(re.compile(r"Turn 3 finished, 4 pictures, \$"))
    expect(studio.prompt).to_be_focused()
    expect(strip).to_be_hidden()
    told = page.evaluate("() => window.told")
    assert len(told) == len(set(told))
    fourth = studio.generate("To be cancelled [emulate: slow 30s]")
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    strip.get_by_role("button", name="Cancel").click()
    ended(fourth)


# Whether the strip says as many seconds as the turn that it stands for.
ALIKE = """() => {
    const [strip, card] = ["#thread-strip elapsed-time", ".turn [data-doing] elapsed-time"]
        .map((selector) => parseFloat(document.querySelector(selector)?.textContent));
    return Math.abs(strip - card) < 1;
}"""


def test_the_strip_counts_on_from_where_its_turn_is(studio: Studio) -> None:
    page = studio.page
    page.set_viewport_size({"width": 1440, "height": 500})
    ended(studio.generate("A boat above"))
    second = studio.generate("One below it [emulate: slow 30s]")
    expect(second).to_have_attribute("data-status", re.compile("is calling the model"))
    counts = second.locator("[data-doing] elapsed-time")
    expect(counts).to_have_text(re.compile(r"^([3-9]|\d\d)\.\d s$"))
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    strip = page.locator("#thread-strip")
    expect(strip).to_contain_text("Turn 2 is calling the model")
    page.wait_for_function(ALIKE)
    strip.get_by_role("button", name="Cancel").click()
    ended(second)


def test_a_turn_that_fails_out_of_sight_is_not_told_as_a_success(studio: Studio) -> None:
    page = studio.page
    page.set_viewport_size({"width": 1440, "height": 500})
    ended(studio.generate("A boat above"))
    second = studio.generate("A castle below it [emulate: 504 2s]")
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    expect(page.locator("#thread-strip")).to_be_visible()
    ended(second)
    toast = page.locator(".toast", has_text="Turn 2 ended without a picture")
    expect(toast).to_have_attribute("data-kind", "failed")


def test_two_tabs_and_a_phone_stay_the_same(studio: Studio, second: BrowserContext) -> None:
    page = studio.page
    ended(studio.generate("A boat seen from everywhere"))
    tab, phone = Studio(page.context.new_page()), Studio(second.new_page())
    everybody = (studio, tab, phone)
    for other in (tab, phone):
        other.page.goto(page.url)
        expect(other.turns).to_have_count(1)
    tab.prompt.fill("Half a sentence")
    tab.page.bring_to_front()
    phone.generate("Sent from the phone")
    for other in everybody:
        other.page.bring_to_front()
        expect(other.turns).to_have_count(2)
        expect(other.turns.nth(1).locator(".frame[data-state=done]")).to_have_count(1)
    expect(tab.prompt).to_have_value("Half a sentence")
    picture = studio.turns.first.locator(".frame-link img").element_handle()
    page.bring_to_front()
    studio.turns.nth(1).hover()
    page.get_by_role("button", name="Delete turn 2").click()
    for other in (tab, phone):
        other.page.bring_to_front()
        expect(other.turns).to_have_count(1)
    page.bring_to_front()
    page.get_by_role("button", name="Undo").click()
    for other in everybody:
        other.page.bring_to_front()
        expect(other.turns).to_have_count(2)
    # The pictures are those that were there: no poll has loaded or redrawn them.
    page.bring_to_front()
    frame(page, "1.1").hover()
    page.keyboard.press("f")
    for other in (tab, phone):
        other.page.bring_to_front()
        expect(frame(other.page, "1.1")).to_have_attribute("data-starred", "")
    assert picture.evaluate("(one) => one.isConnected")


def _touch(session: CDPSession, kind: str, x: float = 0, y: float = 0) -> None:
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_a_long_press_opens_the_menu(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A boat to press"))
    link = frame(page, "1.1").locator(".frame-link")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    _touch(session, "touchStart", box["x"] + 40, box["y"] + 40)
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    _touch(session, "touchEnd")
    expect(menu).to_be_visible()
    assert "/images/" not in page.url
    menu.get_by_role("menuitem", name="Favourite 1.1").tap()
    expect(menu).to_be_hidden()
    expect(frame(page, "1.1")).to_have_attribute("data-starred", "")
    _touch(session, "touchStart", box["x"] + 40, box["y"] + 40)
    expect(menu).to_be_visible()
    _touch(session, "touchEnd")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_phone_opens_with_the_newest_turn_above_the_dock(studio: Studio, second: BrowserContext) -> None:
    ended(studio.generate("A boat that is not hidden"))
    ended(studio.generate("Another one"))
    page = second.new_page()
    page.goto(studio.page.url)
    newest, dock = page.locator(".turn").last.bounding_box(), page.locator("#composer").bounding_box()
    assert newest
    assert dock
    assert 0 < newest["y"] + newest["height"] <= dock["y"]
    assert newest["y"] + newest["height"] > PHONE[1] / 3
