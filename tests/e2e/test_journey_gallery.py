"""The gallery in a real browser: filters, selection by keys, the trash and back, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playground.bench.processes import Installation, installation
from tests.e2e.journey import sign_in

PRO = "gemini-3-pro-image"
PICTURES = 260
PHONE = (390, 844)
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
TOP = "(tile) => tile.getBoundingClientRect().top"


@pytest.fixture(scope="module")
def proofsheet() -> Iterator[Installation]:
    """An installation of its own, whose gallery is full."""
    with installation(PROOFSHEET_EMULATOR_LATENCY="0") as running:
        running.manage("seed_demo", "--images", str(PICTURES), "--seed", "3")
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Browser, proofsheet: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sign_in(browser, proofsheet, tmp_path_factory.mktemp("cookies") / "state.json")


@pytest.fixture
def tiles(page: Page) -> Locator:
    """The gallery is open; its tiles."""
    page.goto("/gallery/")
    found = page.locator(".gallery-tile:not([hidden])")
    expect(found).to_have_count(60)
    return found


def names(tiles: Locator) -> list[str]:
    return [str(tile.get_attribute("id")) for tile in tiles.all()]


def load_pages(page: Page, tiles: Locator, count: int) -> None:
    """Scroll down as far as so many pages."""
    for number in range(1, count):
        page.mouse.move(700, 500)
        tiles.last.scroll_into_view_if_needed()
        expect(tiles).not_to_have_count(60 * number)


def test_filters_narrow_at_once_and_stand_in_the_address(page: Page, tiles: Locator) -> None:
    button = page.locator("summary", has_text="Model")
    button.click()
    option = page.get_by_role("checkbox", name=re.compile("^Nano Banana Pro"))
    expect(page.locator("label", has=option).locator(".option-count")).to_have_text(re.compile(r"^\d+$"))
    expect(page.locator("label", has_text="Imagen 4 Ultra").locator("[data-none]")).to_have_text("0")

    option.press("Space")
    expect(page).to_have_url(re.compile(rf"/gallery/\?model={PRO}$"))
    expect(button).to_have_text("Model: Nano Banana Pro")
    expect(option).to_be_focused()
    expect(page.locator("#gallery-found")).to_have_text(re.compile(r"^\d+ pictures"))
    page.locator("summary", has_text="Date").click()
    expect(option).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^30 days")).check()
    expect(page).to_have_url(re.compile(rf"model={PRO}&date=month$"))
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="Date: 30 days")).to_be_focused()

    page.reload()
    expect(button).to_have_text("Model: Nano Banana Pro")
    page.get_by_role("link", name="Clear filters").click()
    expect(button).to_have_text("Model")
    expect(tiles).to_have_count(60)


def test_a_search_without_result_offers_the_way_out(page: Page, tiles: Locator) -> None:
    page.keyboard.press("/")
    page.keyboard.type("zebra crossing")
    expect(page.get_by_role("heading", name="No pictures match.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"words=zebra\+crossing$"))
    page.locator(".gallery-empty").get_by_role("link", name="Clear filters").click()
    expect(tiles).to_have_count(60)


def test_a_range_by_keys_to_the_trash_and_back(page: Page, tiles: Locator) -> None:
    before = names(tiles)
    bar = page.get_by_role("form", name="Selected pictures")
    expect(bar).to_be_hidden()
    tiles.nth(1).locator("a").focus()
    page.keyboard.press("s")
    expect(bar).to_contain_text("1 selected")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+S")
    expect(bar).to_contain_text("3 selected")
    total = page.get_by_role("link", name=re.compile("^All pictures")).locator(".mono")
    expect(total).to_have_text(str(PICTURES))

    bar.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast")).to_contain_text("3 pictures moved to Trash.")
    expect(tiles).to_have_count(57)
    expect(bar).to_be_hidden()
    expect(total).to_have_text(str(PICTURES - 3))
    expect(tiles.nth(1).locator("a")).to_be_focused()

    page.get_by_role("button", name="Undo").click()
    expect(tiles).to_have_count(60)
    assert names(tiles) == before
    expect(total).to_have_text(str(PICTURES))
    expect(tiles.nth(1).locator("a")).to_be_focused()


def test_keys_act_on_all_that_is_selected(page: Page, tiles: Locator) -> None:
    for number in (1, 2, 3):
        tiles.nth(number).locator("a").focus()
        page.keyboard.press("s")
    tiles.nth(7).locator("a").focus()
    starred = page.locator(".gallery-star[aria-pressed=true]")
    for count in (3, 0):
        page.keyboard.press("f")
        expect(starred).to_have_count(count)
    wanted = {name.removeprefix("picture-") for name in names(tiles)[1:4]}
    got: set[str] = set()
    page.on("download", lambda one: got.add(one.url.split("/images/")[1].split("/")[0]))
    with page.expect_event("download", lambda _one: got >= wanted):
        page.keyboard.press("d")
    assert got == wanted


def test_an_arrow_leads_to_the_pictures(page: Page, tiles: Locator) -> None:
    expect(tiles.first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(tiles.first.locator("a")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1).locator("a")).to_be_focused()


def test_a_range_by_pointer_and_escape(page: Page, tiles: Locator) -> None:
    bar = page.get_by_role("form", name="Selected pictures")
    boxes = page.get_by_role("checkbox", name=re.compile("^Select "))
    tiles.first.hover()
    boxes.first.click()
    expect(boxes.first).to_be_checked()
    tiles.nth(4).click(modifiers=["Shift"])
    expect(bar).to_contain_text("5 selected")
    expect(page).to_have_url(re.compile("/gallery/$"))
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(boxes.first).not_to_be_checked()


def test_trash_and_favourites(page: Page, tiles: Locator) -> None:
    star = tiles.first.get_by_role("button", name=re.compile("^Favourite"))
    tiles.first.hover()
    page.keyboard.press("f")
    expect(star).to_have_attribute("aria-pressed", "true")
    tiles.nth(2).locator("a").focus()
    page.keyboard.press("s")
    page.get_by_role("button", name="Delete").click()
    expect(tiles).to_have_count(59)

    page.get_by_role("link", name=re.compile("^Favourites")).click()
    expect(tiles).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Trash")).click()
    expect(tiles).to_have_count(1)
    tiles.first.hover()
    tiles.first.get_by_role("checkbox").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="Trash is empty")).to_be_visible()


def test_arrows_walk_through_the_rows(page: Page, tiles: Locator) -> None:
    tiles.first.locator("a").focus()
    page.keyboard.press("ArrowDown")
    first = tiles.first.evaluate(TOP)
    focused = page.locator(".gallery-tile:has(a:focus)")
    assert focused.evaluate(TOP) > first
    page.keyboard.press("ArrowUp")
    assert focused.evaluate(TOP) == pytest.approx(first, abs=1)
    page.keyboard.press("Tab")
    expect(focused).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(focused).to_have_count(1)


def test_back_to_the_same_place(page: Page, tiles: Locator) -> None:
    load_pages(page, tiles, 4)
    shown = names(tiles)
    assert len(shown) > 180
    tile = page.locator(f"#{shown[150]}")
    tile.scroll_into_view_if_needed()
    top = tile.evaluate(TOP)

    # As a full page: the click goes past whatever opens pictures over the gallery.
    address = tile.locator("a").get_attribute("href") or ""
    tile.locator("a").evaluate("(link) => link.removeAttribute('data-lightbox')")
    tile.locator("a").click()
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    page.go_back()

    expect(page.locator("justified-rows[data-ready]")).to_be_visible()
    assert names(tiles)[: len(shown)] == shown
    assert tile.evaluate(TOP) == pytest.approx(top, abs=4)
    expect(tile.locator("a")).to_be_focused()
    # Undo and the lightbox lead to pictures that are far away.
    first = tiles.first.locator("a")
    first.evaluate("(link) => link.focus({ preventScroll: true })")
    expect(first).to_be_focused()


@pytest.mark.parametrize("context", [(1440, 900), PHONE], indirect=True)
def test_nothing_shifts(page: Page, tiles: Locator) -> None:
    load_pages(page, tiles, 3)

    assert page.evaluate(SHIFTS) == pytest.approx(0, abs=0.001)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_the_filters_are_a_sheet(page: Page, tiles: Locator) -> None:
    page.get_by_role("button", name="Filter").click()
    sheet = page.locator("#filters")
    sheet.locator("summary", has=page.locator("#label-size")).click()
    sheet.get_by_role("checkbox", name=re.compile("^4K")).check()
    expect(page).to_have_url(re.compile("size=4K$"))
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("heading", name="No pictures match.")).to_be_visible()


def test_without_scripts_it_still_works(browser: Browser, proofsheet: Installation, signed_in: Path) -> None:
    context = browser.new_context(base_url=proofsheet.url, storage_state=signed_in, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/")
    page.locator("summary", has_text="Model").click()
    page.get_by_role("checkbox", name=re.compile("^Nano Banana Pro")).check()
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("summary", has_text="Model: Nano Banana Pro")).to_be_visible()
    tiles = page.locator(".gallery-tile")
    first = tiles.first.get_attribute("id")
    tiles.first.hover()
    page.get_by_role("checkbox", name=re.compile("^Select ")).first.check()
    page.get_by_role("button", name="Delete").click()
    expect(tiles.first).to_be_visible()
    expect(page.locator(f"#{first}")).to_have_count(0)
    context.close()
