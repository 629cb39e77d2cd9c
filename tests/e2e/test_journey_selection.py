"""Pictures of a thread under the keys: quick look, what is selected as a whole, and picking two."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.journey import Studio, ended
from tests.e2e.test_journey_thread import frame, rest

COUNT_COPIES = """() => {
    window.copies = 0;
    document.addEventListener("click", (event) => {
        if (event.target.closest("[data-copy]")) window.copies += 1;
    });
}"""


def viewer(page: Page) -> Locator:
    return page.get_by_role("complementary", name="About this picture")


def test_space_looks_at_what_is_pointed_at_and_else_scrolls(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.set_viewport_size({"width": 1440, "height": 500})
    studio.count(2)
    turn = studio.generate("Two herons to look at")
    ended(turn)
    rest(page)
    # The page scrolls where nothing is meant.
    scroller = page.locator(".thread")
    scroller.evaluate("(one) => { one.scrollTo(0, 0); one.focus(); }")
    keys.press("Space")
    page.wait_for_function("() => document.querySelector('.thread').scrollTop > 0")
    expect(viewer(page)).to_have_count(0)
    frame(page, "1.2").hover()
    keys.press("Space")
    expect(viewer(page)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/images/{image(page, '1.2')}/$"))
    keys.press("Space")
    expect(viewer(page)).to_have_count(0)
    # A button under the focus keeps its own Space, with a picture under the pointer.
    page.evaluate(COUNT_COPIES)
    turn.get_by_role("button", name="Copy prompt", exact=True).focus()
    frame(page, "1.1").hover()
    keys.press("Space")
    page.wait_for_function("() => window.copies === 1")
    expect(viewer(page)).to_have_count(0)
    turn.focus()
    page.mouse.move(0, 0)
    keys.press("Space")
    expect(viewer(page)).to_be_visible()


def image(page: Page, number: str) -> str:
    return frame(page, number).get_attribute("data-image") or ""


def test_keys_act_on_all_that_is_selected(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.count(3)
    ended(studio.generate("Three boats to keep"))
    rest(page)
    for number in ("1.1", "1.3"):
        frame(page, number).hover()
        keys.press("s")
    expect(page.locator(".frame[data-selected]")).to_have_count(2)
    frame(page, "1.2").hover()
    keys.press("f")
    expect(page.locator(".frame[data-starred]")).to_have_count(2)
    expect(frame(page, "1.2")).not_to_have_attribute("data-starred", "")
    # The bar is at the picture that is pointed at, and speaks of that one.
    star = frame(page, "1.2").get_by_role("button", name="Favourite 1.2")
    expect(star).to_have_attribute("aria-pressed", "false")
    wanted = {image(page, number) for number in ("1.1", "1.3")}
    got: set[str] = set()
    page.on("download", lambda one: got.add(one.url.split("/images/")[1].split("/")[0]))
    with page.expect_event("download", lambda _one: got >= wanted):
        keys.press("d")
    assert got == wanted
    page.reload()
    expect(page.locator(".frame[data-starred]")).to_have_count(2)


def test_the_question_goes_when_picking_ends(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.count(2)
    ended(studio.generate("Two boats to choose from"))
    rest(page)
    asks = page.locator(".toast", has_text="with which one?")
    first, second = frame(page, "1.1").locator(".frame-link"), frame(page, "1.2").locator(".frame-link")
    for number, picture in (("1.1", first), ("1.2", second)):
        picture.focus()
        keys.press("c")
        expect(asks).to_contain_text(f"Compare {number} with which one?")
        keys.press("Escape")
        expect(asks).to_have_count(0)
    first.focus()
    keys.press("c")
    expect(asks).to_have_count(1)
    keys.press("c")
    expect(asks).to_have_count(0)
    keys.press("c")
    expect(asks).to_have_count(1)
    second.click()
    expect(page.get_by_role("dialog", name="1.1 beside 1.2")).to_be_visible()
    expect(asks).to_have_count(0)
