"""References in the browser: numbers in the prompt, pictures on their way, and the tray."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Route, expect

from tests.e2e.journey import Studio, Watch, ended

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


# --- The tray -----------------------------------------------------------------------------------------
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
