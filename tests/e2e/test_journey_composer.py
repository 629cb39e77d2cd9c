"""The composer in the browser: nothing typed is lost, and every control does what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, Watch, ended

NEWEST, PRO = "gemini-nano-banana-2.1", "gemini-3-pro-image"
PHONE = (390, 844)
# The letters of both layers, by where each begins: they must break their lines alike.
LAYERS = """() => {
    const area = document.querySelector("#prompt"), mirror = document.querySelector(".prompt-mirror");
    const style = (element) => ["fontSize", "lineHeight", "fontFamily", "letterSpacing", "paddingTop",
        "paddingLeft", "wordBreak", "overflowWrap", "whiteSpace"]
        .map((name) => getComputedStyle(element)[name]);
    return [style(area).join(), style(mirror).join(), area.clientWidth - mirror.clientWidth,
        area.scrollHeight - mirror.scrollHeight];
}"""


def _bad(folder: Path) -> Path:
    file = folder / "notes.png"
    file.write_bytes(b"Dear diary, this is no picture at all.\n" * 20)
    return file


def _row(studio: Studio, name: str) -> Locator:
    return studio.problems.filter(has_text=name)


@pytest.fixture
def other(page: Page, studio: Studio) -> Iterator[Studio]:
    """The same conversation in another tab."""
    ended(studio.generate("A boat, in two tabs"))
    tab = page.context.new_page()
    tab.goto(page.url)
    yield Studio(tab)
    tab.close()


# --- Mentions -----------------------------------------------------------------------------------------
def test_mentions_are_tinted_and_a_missing_one_stops_the_click(
    studio: Studio, fourteen: list[Path], tmp_path: Path
) -> None:
    page, marks = studio.page, studio.page.locator(".prompt-mirror mark")
    studio.pick([*fourteen[:2], _bad(tmp_path)])
    expect(studio.ready).to_have_count(2)
    expect(studio.problems).to_have_count(1)
    studio.prompt.fill("Put image 2 on image 1, " + "light from the left, " * 20 + "like image 6")
    expect(marks).to_have_text(["image 2", "image 1", "image 6"])
    expect(page.locator("mark[data-missing]")).to_have_text(["image 6"])
    area, mirror, *differences = page.evaluate(LAYERS)
    assert area == mirror
    assert differences == [0, 0]
    studio.prompt.press("Control+Enter")
    sentence = "The prompt mentions image 6, but there are 2 references."
    expect(page.locator(".field-error").filter(has_text=sentence)).to_be_visible()
    expect(studio.prompt).to_have_attribute("aria-invalid", "true")
    expect(studio.prompt).to_be_focused()
    expect(_row(studio, "notes.png")).to_contain_text("PNG, JPEG or WebP")
    expect(studio.ready).to_have_count(2)
    studio.prompt.fill("Put image 2 on image 1")
    expect(page.locator("mark[data-missing]")).to_have_count(0)
    ended(studio.send())
    expect(studio.prompt).not_to_have_attribute("aria-invalid", "true")


def test_a_picture_taken_out_leaves_a_number_that_is_seen(studio: Studio, fourteen: list[Path]) -> None:
    studio.pick(fourteen[:3])
    expect(studio.ready).to_have_count(3)
    studio.prompt.fill("image 1, image 2 and image 3")
    studio.tiles.nth(1).get_by_role("button", name=re.compile("^Remove")).click()
    expect(studio.prompt).to_have_value("image 1, image 3 and image 2")
    expect(studio.page.locator("mark[data-missing]")).to_have_text(["image 3"])


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


def test_a_picture_on_its_way_survives_a_refused_click(
    studio: Studio, fourteen: list[Path], tmp_path: Path
) -> None:
    page, held = studio.page, []

    def hold(route: Route) -> None:
        held.append(route)

    studio.pick([_bad(tmp_path)])
    expect(studio.problems).to_have_count(1)
    page.route("**/references/", hold)
    studio.pick(fourteen[:1])
    expect(page.locator(".tile[data-state=uploading]")).to_have_count(1)
    page.evaluate("document.querySelector('#composer').requestSubmit()")
    expect(page.locator(".field-error").filter(has_text="Write what the picture should show")).to_be_visible()
    studio.prompt.fill("A boat with image 1")
    expect(studio.button).to_be_disabled()
    studio.prompt.press("Control+Enter")
    expect(page.get_by_text("A picture is still on its way.")).to_be_visible()
    expect(page.locator(".tile[data-state=uploading]")).to_have_count(1)
    expect(studio.problems).to_have_count(1)
    held[0].continue_()
    expect(studio.ready).to_have_count(1)
    ended(studio.send())


def test_an_upload_that_failed_can_be_tried_again(studio: Studio, fourteen: list[Path], watch: Watch) -> None:
    page, file = studio.page, fourteen[0]
    page.route("**/references/", lambda route: route.fulfill(status=403, body="", content_type="text/html"))
    studio.pick([file])
    expect(_row(studio, file.name)).to_contain_text("You are signed out.")
    assert "403" in watch.problems.pop()
    page.unroute("**/references/")
    _row(studio, file.name).get_by_role("button", name="Retry").click()
    expect(studio.ready).to_have_count(1)
    expect(studio.problems).to_have_count(0)


# --- Settings -----------------------------------------------------------------------------------------
def test_a_lost_ratio_comes_back_with_its_model(studio: Studio) -> None:
    page = studio.page
    studio.choose("aspect_ratio", "8:1")
    studio.choose("model", PRO)
    notice = page.get_by_text("Nano Banana Pro has no 8:1. Using 21:9.")
    expect(notice).to_be_visible()
    expect(page.locator('input[name="aspect_ratio"]:checked')).to_have_value("21:9")
    studio.prompt.fill("Typing on")
    studio.count(2)
    expect(studio.button).to_contain_text("Generate 2")
    page.get_by_role("button", name="Undo").click()
    expect(notice).to_have_count(0)
    expect(page.locator('input[name="model"]:checked')).to_have_value(NEWEST)
    expect(page.locator('input[name="aspect_ratio"]:checked')).to_have_value("8:1")
    expect(page.locator('input[name="aspect_ratio"]:checked')).to_be_focused()
    expect(studio.prompt).to_have_value("Typing on")


def test_arrows_visit_what_is_not_offered_without_choosing_it(studio: Studio) -> None:
    page = studio.page
    studio.choose("model", PRO)
    studio.choose("aspect_ratio", "21:9")
    # Until the answer is there, all ratios of the model before are still on offer.
    expect(page.locator("#ratio-1-4")).to_have_attribute("aria-disabled", "true")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    chosen = page.locator('input[name="aspect_ratio"]:checked')
    chosen.focus()
    page.keyboard.press("ArrowRight")
    lost = page.get_by_label("1:4, Not offered by Nano Banana Pro")
    expect(lost).to_be_focused()
    page.keyboard.press("Space")
    expect(chosen).to_have_value("21:9")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(chosen).to_have_value("16:9")
    expect(chosen).to_be_focused()


def test_advanced_is_kept_open_and_its_values_go_along(studio: Studio) -> None:
    page, details = studio.page, studio.page.locator("#advanced")
    expect(details).to_contain_text("Thinking medium · Text + image")
    page.get_by_text("Advanced", exact=True).click()
    page.get_by_label("System instruction").fill("Only ink on paper")
    page.get_by_text("High", exact=True).click()
    expect(details.locator(".advanced-values")).to_have_text(
        "Thinking high · Text + image · System instruction"
    )
    studio.choose("model", PRO)
    slider = page.get_by_role("slider", name="Temperature")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("textbox", name="Temperature")).to_have_value("0.9")
    expect(details.locator(".advanced-values")).to_contain_text("Temperature 0.9")
    expect(slider).to_be_focused()
    studio.prompt.fill("A boat in ink")
    page.reload()
    expect(page.get_by_label("System instruction")).to_be_visible()
    expect(page.get_by_label("System instruction")).to_have_value("Only ink on paper")
    expect(page.get_by_role("textbox", name="Temperature")).to_have_value("0.9")
    page.get_by_role("textbox", name="Temperature").fill("hot")
    studio.prompt.press("Control+Enter")
    expect(page.locator(".field-error").filter(has_text="temperature")).to_be_visible()
    expect(page.get_by_role("textbox", name="Temperature")).to_have_value("hot")


def test_a_locked_seed_stays_and_a_loose_one_goes(studio: Studio) -> None:
    page, seed = studio.page, studio.page.get_by_label("Seed", exact=True)
    studio.choose("model", PRO)
    expect(page.get_by_text("random each run")).to_be_visible()
    page.get_by_role("button", name="Choose a random number").click()
    expect(page.get_by_text("this run, +1 per image")).to_be_visible()
    number = seed.input_value()
    first = studio.generate("A boat with a loose seed")
    expect(seed).to_have_value("")
    expect(page.get_by_text("random each run")).to_be_visible()
    page.locator(".seed-lock").click()
    expect(page.get_by_text("locked, +1 per image")).to_be_visible()
    locked = seed.input_value()
    assert locked.isdigit()
    second = studio.generate("A boat with a locked seed")
    ended(first)
    ended(second)
    expect(seed).to_have_value(locked)
    assert [turn.locator(".frame-seed").inner_text() for turn in (first, second)] == [number, locked]


# How the next breakdown of the price looks in the first frame that has it.
WHEN_NEW = """() => document.addEventListener("htmx:afterSettle", () => {
    document.body.dataset.seen = getComputedStyle(document.getElementById("breakdown")).visibility;
}, { once: true })"""


def test_the_price_says_what_it_is_made_of(studio: Studio) -> None:
    # The price of what was typed takes the place of the button, and of what is shown beside it.
    with studio.page.expect_response("**/generate/options/"):
        studio.prompt.fill("A boat")
    expect(studio.button).not_to_have_attribute("aria-busy", "true")
    breakdown = studio.page.get_by_role("tooltip")
    expect(breakdown).to_be_hidden()
    studio.button.hover()
    expect(breakdown).to_be_visible()
    studio.page.evaluate(WHEN_NEW)
    studio.page.get_by_role("button", name="One more").dispatch_event("click")
    expect(breakdown).to_contain_text("2 pictures")
    expect(studio.page.locator("body")).to_have_attribute("data-seen", "visible")
    expect(breakdown).to_contain_text("Held at most while it runs")
    box, composer = breakdown.bounding_box(), studio.page.locator("#composer").bounding_box()
    assert box
    assert composer
    assert box["x"] >= composer["x"] + composer["width"], "it hides settings"
    studio.page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 20, steps=20)
    expect(breakdown).to_be_visible()
    studio.page.mouse.move(0, 0)
    expect(breakdown).to_be_hidden()
    studio.button.focus()
    studio.page.keyboard.press("Shift+Tab")
    studio.page.keyboard.press("Tab")
    expect(breakdown).to_be_visible()
    studio.page.keyboard.press("Escape")
    expect(breakdown).to_be_hidden()


# --- References ---------------------------------------------------------------------------------------
def test_a_picture_with_too_many_pixels_is_shrunk_here(studio: Studio, tmp_path: Path) -> None:
    large = tmp_path / "poster.png"
    Image.new("L", (8000, 6400), 90).save(large)
    studio.pick([large])
    expect(_row(studio, "poster.png")).to_contain_text("51.2 megapixels. The limit is 50 megapixels.")
    _row(studio, "poster.png").get_by_role("button", name="Shrink to 4096 px").click()
    expect(studio.ready).to_have_count(1)
    expect(studio.ready.locator("img")).to_have_attribute("width", "4096")
    expect(studio.problems).to_have_count(0)


def test_a_picture_of_the_thread_becomes_a_reference(studio: Studio) -> None:
    turn = studio.generate("A boat to be used again")
    ended(turn)
    picture = turn.locator(".frame").first
    words = studio.page.locator("drop-words")
    image = picture.locator("img")
    transfer = studio.page.evaluate_handle("() => new DataTransfer()")
    image.dispatch_event("dragstart", {"dataTransfer": transfer})
    studio.prompt.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(words).to_have_text("Drop to add as image 114 places left")
    studio.prompt.dispatch_event("drop", {"dataTransfer": transfer})
    expect(words).to_be_hidden()
    expect(studio.ready).to_have_count(1)
    expect(studio.tiles.first).to_have_attribute("data-name", "1.1.png")
    pk = picture.get_attribute("data-image")
    studio.page.evaluate(
        "(id) => document.dispatchEvent(new CustomEvent('use-as-reference', { detail: { id } }))", pk
    )
    expect(_row(studio, "1.1")).to_contain_text("in the tray already")
    expect(studio.tiles).to_have_count(1)


def test_pictures_on_their_way_can_be_taken_back(studio: Studio, fourteen: list[Path]) -> None:
    page, names, held = studio.page, [file.name for file in fourteen[:3]], []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/references/", hold)
    # Two at a time are sent; the third waits for one of them.
    for file in fourteen[:2]:
        with page.expect_request("**/references/"):
            studio.pick([file])
    studio.pick([fourteen[2]])
    uploading = page.locator(".tile[data-state=uploading]")
    expect(uploading).to_have_count(3)
    expect(page.get_by_role("progressbar", name=f"Sending {names[1]}")).to_be_visible()
    for name in (names[2], names[0]):
        page.get_by_role("button", name=f"Do not send {name}").click()
    expect(uploading).to_have_count(1)
    held[1].continue_()
    expect(studio.ready).to_have_count(1)
    expect(studio.tiles).to_have_count(1)
    expect(studio.tiles.first).to_have_attribute("data-name", names[1])
    expect(studio.problems).to_have_count(0)
    assert len(held) == 2
    studio.prompt.fill("A boat with image 1")
    expect(studio.button).to_be_enabled()


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_fingers_change_the_order_of_references(studio: Studio, fourteen: list[Path]) -> None:
    page, last = studio.page, fourteen[2].name
    page.get_by_role("button", name="All", exact=True).tap()
    studio.pick(fourteen[:3])
    expect(studio.ready).to_have_count(3)
    studio.prompt.fill("Put image 3 on image 1")
    page.get_by_role("button", name=f"Image 3: {last}").tap()
    menu = page.get_by_role("menu", name="What to do with this reference")
    left = menu.get_by_role("menuitem", name="One place to the left")
    expect(left).to_be_focused()
    expect(menu.get_by_role("menuitem", name="One place to the right")).to_be_disabled()
    left.tap()
    left.tap()
    expect(left).to_be_disabled()
    expect(studio.tiles.first).to_have_attribute("data-name", last)
    expect(studio.prompt).to_have_value("Put image 1 on image 2")
    menu.get_by_role("menuitem", name="Remove").tap()
    expect(menu).to_be_hidden()
    expect(studio.tiles).to_have_count(2)
    expect(page.get_by_role("button", name=f"Image 1: {fourteen[0].name}")).to_be_focused()


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
