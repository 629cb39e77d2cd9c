"""Looking at pictures: the lightbox over thread and gallery, zoom, the way through a sequence, the trash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, clicks, ended

PHONE = (390, 844)
FULL = re.compile(r"/images/[0-9a-f-]+/file/$")
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Viewer:
    """The viewer, by what a person sees of it: in the lightbox or on its page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog", name=re.compile("^Picture "))
        self.panel = page.get_by_role("complementary", name="About this picture")
        self.stage = page.locator("picture-stage")
        self.zoom = page.locator("#picture-zoom")
        self.title = page.locator("#picture-title")

    def shows(self, frame: str) -> None:
        expect(self.title).to_contain_text(f"Picture {frame} of")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def place(self) -> str:
        """Where the picture has been moved and how large it is, as the browser draws it."""
        self.page.evaluate(SETTLED)
        found = self.stage.locator(".stage-canvas").evaluate("(canvas) => getComputedStyle(canvas).transform")
        return str(found)

    def pixels(self) -> float:
        """Device pixels for a pixel of the picture, measured on the screen."""
        self.page.evaluate(SETTLED)
        return float(
            self.stage.evaluate("""(stage) => {
                const box = stage.querySelector(".stage-canvas").getBoundingClientRect();
                const fit = Math.min(box.width / stage.dataset.width, box.height / stage.dataset.height);
                return fit * devicePixelRatio;
            }""")
        )


class Fingers:
    """Where they are from moment to moment; none at all is their end."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def __call__(self, *moments: list[tuple[int, int]]) -> None:
        for number, points in enumerate(moments):
            kind = "touchEnd" if not points else "touchStart" if number == 0 else "touchMove"
            places = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
            self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


@pytest.fixture
def viewer(page: Page) -> Viewer:
    return Viewer(page)


@pytest.fixture(scope="module")
def quay(browser: Browser, proofsheet: Installation, signed_in: Path) -> str:
    """The address of a conversation with three pictures."""
    with browser.new_context(base_url=proofsheet.url, storage_state=signed_in) as context:
        studio = Studio(context.new_page()).open()
        studio.count(3)
        expect(frames(studio.generate("A quay with boats to look at closely"))).to_have_count(
            3, timeout=60_000
        )
        return studio.page.url


@pytest.fixture
def turn(studio: Studio, quay: str) -> Locator:
    studio.page.goto(quay)
    made = studio.turns.first
    expect(frames(made)).to_have_count(3)
    return made


def frames(turn: Locator) -> Locator:
    return turn.locator("a.frame-link")


def test_zoom_pan_and_through_the_sequence_by_keys(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page, asked = studio.page, []
    page.on("request", lambda request: asked.append(request.url))
    studio.prompt.fill("Half a sentence that nobody has sent")
    thread, before = page.locator(".thread"), page.url
    thread.evaluate("(thread) => thread.scrollTo(0, 40)")
    scrolled = thread.evaluate("(thread) => thread.scrollTop")

    frames(turn).nth(1).click()
    viewer.shows("1.2")
    expect(viewer.title).to_contain_text("2 of 3")
    expect(page).to_have_url(re.compile(r"/images/[0-9a-f-]+/$"))
    expect(viewer.zoom).to_have_text(re.compile(r"^Fit, \d+ %$"))
    expect(viewer.stage).to_be_focused()
    assert not [url for url in asked if FULL.search(url)]

    viewer.zoom.click()
    expect(viewer.zoom).to_have_text("100 %")
    expect(page.locator("#picture [role=status]")).to_have_text("100 %")
    assert viewer.pixels() == pytest.approx(1, abs=0.002)
    expect(viewer.stage).to_have_attribute("data-shows", "original")
    assert [url for url in asked if FULL.search(url)]
    at = viewer.place()
    viewer.press("ArrowRight", "ArrowDown")
    assert viewer.place() != at
    viewer.shows("1.2")
    viewer.press(*["+"] * 8)
    expect(viewer.zoom).to_have_text("800 %")
    expect(viewer.stage).to_have_attribute("data-pixelated", "")
    viewer.press("0")
    expect(viewer.zoom).to_have_text(re.compile("^Fit"))
    assert viewer.place() == "none"

    viewer.press("ArrowRight")
    viewer.shows("1.3")
    viewer.press("k")
    viewer.shows("1.2")
    viewer.press("ArrowLeft")
    viewer.shows("1.1")
    page.go_back()
    expect(viewer.dialog).to_have_count(0)
    expect(page).to_have_url(before)
    expect(studio.prompt).to_have_value("Half a sentence that nobody has sent")
    expect(frames(turn).nth(0)).to_be_focused()
    assert thread.evaluate("(thread) => thread.scrollTop") == scrolled


def test_wheel_drag_and_double_click(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page = studio.page
    frames(turn).first.click()
    viewer.shows("1.1")
    box = viewer.stage.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.dblclick(x, y)
    expect(viewer.zoom).to_have_text("100 %")
    at = viewer.place()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y - 60, steps=3)
    page.mouse.up()
    assert viewer.place() != at
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(viewer.zoom).not_to_have_text("100 %")
    assert viewer.pixels() > 1
    page.mouse.dblclick(x, y)
    expect(viewer.zoom).to_have_text(re.compile("^Fit"))


def test_space_looks_quickly_and_escape_leaves(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page = studio.page
    frames(turn).first.focus()
    viewer.press("Space")
    viewer.shows("1.1")
    viewer.press("Space")
    expect(viewer.dialog).to_have_count(0)
    expect(frames(turn).first).to_be_focused()
    viewer.press("Enter")
    viewer.shows("1.1")
    viewer.press("Escape")
    expect(viewer.dialog).to_have_count(0)
    page.go_forward()
    viewer.shows("1.1")
    viewer.panel.get_by_role("link", name="Edit").click()
    expect(viewer.dialog).to_have_count(0)
    expect(page.get_by_text("Continues from 1.1")).to_be_visible()
    expect(studio.prompt).to_be_focused()


def test_nothing_is_sent_by_a_composer_that_nobody_sees(
    studio: Studio, turn: Locator, viewer: Viewer
) -> None:
    sent = clicks(studio.page)
    studio.prompt.fill("Half a sentence that nobody has sent")
    expect(studio.button).to_be_enabled()
    frames(turn).first.click()
    viewer.shows("1.1")
    viewer.press("Control+Enter", "Escape")
    expect(viewer.dialog).to_have_count(0)
    expect(studio.turns).to_have_count(1)
    assert sent == []


def test_the_gallery_stays_where_it_was(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page = studio.page
    page.set_viewport_size({"width": 700, "height": 300})
    page.goto("/gallery/?words=closely")
    tiles = page.locator("a[data-lightbox]")
    expect(tiles.first).to_be_visible()
    tiles.nth(2).scroll_into_view_if_needed()
    count, scrolled = tiles.count(), page.evaluate("scrollY")
    names = [image.get_attribute("alt") or "" for image in tiles.locator("img").all()]
    first, _second, third = (name.split(":")[0] for name in names[:3])
    assert scrolled > 0
    tiles.nth(2).click()
    viewer.shows(third)
    expect(viewer.title).to_contain_text(f"3 of {count}")
    viewer.press("ArrowLeft", "ArrowLeft")
    expect(viewer.title).to_contain_text(f"1 of {count}")
    viewer.shows(first)
    expect(page).to_have_url(re.compile(r"/images/[0-9a-f-]+/\?.*in=gallery"))
    viewer.press("j", "j")
    expect(viewer.title).to_contain_text(f"3 of {count}")
    page.go_back()
    expect(viewer.dialog).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/gallery/\?words=closely$"))
    assert (tiles.count(), page.evaluate("scrollY")) == (count, scrolled)
    expect(tiles.nth(2)).to_be_focused()


def test_a_reload_gives_the_page_and_its_way_back(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page, before = studio.page, studio.page.url
    frames(turn).first.click()
    viewer.shows("1.1")
    viewer.press("ArrowRight")
    viewer.shows("1.2")
    page.reload()
    viewer.shows("1.2")
    expect(viewer.dialog).to_have_count(0)
    expect(viewer.panel).to_be_visible()
    page.get_by_role("link", name="Close", exact=True).click()
    expect(page).to_have_url(before)
    expect(studio.turns).to_have_count(1)


def test_deleted_in_the_lightbox_and_brought_back(studio: Studio, turn: Locator, viewer: Viewer) -> None:
    page = studio.page
    frames(turn).nth(1).click()
    viewer.shows("1.2")
    delete = viewer.panel.get_by_role("button", name="Delete")
    more = viewer.panel.locator("summary")
    more.click()
    delete.click()
    viewer.shows("1.3")
    expect(viewer.title).to_contain_text("2 of 2")
    page.get_by_role("button", name="Undo").click()
    viewer.shows("1.2")
    expect(viewer.title).to_contain_text("2 of 3")
    more.click()
    delete.click()
    viewer.shows("1.3")
    viewer.press("Escape")
    expect(viewer.dialog).to_have_count(0)
    expect(frames(turn)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(frames(turn)).to_have_count(3)


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_fingers_swipe_pinch_and_pan(studio: Studio, viewer: Viewer) -> None:
    page = studio.page
    page.get_by_role("button", name="All").tap()
    studio.count(2)
    page.get_by_role("button", name="Close", exact=True).tap()
    studio.prompt.fill("Boats on a phone")
    studio.button.tap()
    expect(studio.turns).to_have_count(1)
    ended(studio.turns.first)
    frames(studio.turns.first).first.tap()
    viewer.shows("1.1")
    fingers = Fingers(page)
    fingers([(300, 200)], [(220, 202)], [(120, 204)], [])
    viewer.shows("1.2")
    fingers([(100, 200)], [(180, 200)], [(280, 200)], [])
    viewer.shows("1.1")
    fingers([(180, 200), (210, 200)], [(150, 200), (240, 200)], [(100, 200), (290, 200)], [])
    expect(viewer.zoom).not_to_have_text(re.compile("^Fit"))
    at = viewer.place()
    fingers([(200, 200)], [(170, 190)], [(120, 180)], [])
    assert viewer.place() != at
    viewer.shows("1.1")
    expect(viewer.panel.get_by_role("link", name="Edit")).to_be_in_viewport()


# Whether something empty is to be seen in a window of a pair.
FILLED = """() => [...document.querySelectorAll(".pair-window")].every((part) => {
    const [window, picture] = [part, part.querySelector("img")].map((one) => one.getBoundingClientRect());
    return window.width > 0 && picture.left <= window.left + 1 && picture.right >= window.right - 1
        && picture.top <= window.top + 1 && picture.bottom >= window.bottom - 1;
})"""


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_two_fingers_zoom_a_pair_and_a_turned_phone_leaves_nothing_empty(
    studio: Studio, turn: Locator
) -> None:
    page, keys = studio.page, studio.page.keyboard
    frames(turn).first.focus()
    keys.press("c")
    keys.press("ArrowRight")
    keys.press("c")
    dialog = page.get_by_role("dialog", name="1.1 beside 1.2")
    dialog.get_by_text("Side by side", exact=True).tap()
    percent = dialog.locator(".pair-percent")
    expect(percent).to_have_text("Fit")
    box = dialog.locator(".pair-window").first.bounding_box()
    assert box
    x, y = round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)
    fingers = Fingers(page)
    fingers([(x - 30, y), (x + 30, y)], [(x - 60, y), (x + 60, y)], [])
    expect(percent).to_have_text("200 %")
    fingers([(x, y)], [(x - 60, y)], [(x - 120, y)], [])
    page.wait_for_function(FILLED)
    page.set_viewport_size({"width": PHONE[1], "height": PHONE[0]})
    page.wait_for_function(FILLED)
    expect(percent).to_have_text("200 %")
