"""How soon what a person does is painted, by the browser's own Event Timing, while a turn is running."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.e2e.journey import Studio
from tests.screens.house import House
from tests.screens.screens import DESKTOP, PHONE

# Shorter ones are not reported by browsers.
SHORTEST = 16
SENTENCE = "A longer sentence about a cup, with image 1 in it, as people write it"
# `house.FAULTS` keeps a turn with these words running.
ENDLESS = "The whole table"
WATCH = """(shortest) => {
    window.inputs = [];
    const take = (list) => window.inputs.push(...list.getEntries().map((one) => [one.name, one.duration]));
    new PerformanceObserver(take).observe({ type: "event", durationThreshold: shortest, buffered: true });
}"""
# What is observed is told after the paint that it was waiting for.
PAINTED = """async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done, 100));
    return window.inputs;
}"""


def slowest(browser: Browser, furnished: House, page_name: str, path: str, form: str) -> tuple[str, float]:
    """The event that waited longest for its paint, and its milliseconds."""
    context = furnished.window(browser, DESKTOP if form == "desktop" else PHONE, "dark")
    page = context.new_page()
    page.goto(f"/c/{furnished.ids['thirty']}/")
    _running(page)
    page.goto(path)
    page.evaluate(WATCH, SHORTEST)
    ACTS[page_name](page, form == "mobile")
    inputs: list[tuple[str, float]] = page.evaluate(PAINTED)
    context.close()
    return max(inputs, key=lambda one: one[1], default=("", 0.0))


def _running(page: Page) -> None:
    """The thread's last turn is running: an earlier measurement's, or one of this press."""
    if page.locator(".turn[data-alive]").count() == 0:
        studio = Studio(page)
        studio.prompt.fill(ENDLESS)
        studio.send()


def _studio(page: Page, phone: bool) -> None:
    if phone:
        page.get_by_role("button", name="Open prompt and settings").tap()
    studio = Studio(page)
    studio.prompt.click()
    studio.prompt.press_sequentially(SENTENCE, delay=40)
    for value in ("16:9", "2:3", "1:1"):
        studio.choose("aspect_ratio", value)
    page.get_by_role("button", name="One more").click()
    page.get_by_text("Advanced", exact=True).click()
    if phone:
        page.keyboard.press("Escape")
        return
    page.locator(".turn .frame[data-image]").last.hover()
    page.locator(".frame-actions [data-act=more]").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    for key in ("Control+k", "Escape"):
        page.keyboard.press(key)


def _gallery(page: Page, phone: bool) -> None:
    tiles = page.locator(".gallery-tile a")
    if not phone:
        tiles.first.focus()
        for key in ("ArrowRight", "ArrowDown", "s", "ArrowRight", "S", "Escape"):
            page.keyboard.press(key)
    search = page.get_by_role("searchbox")
    search.click()
    search.press_sequentially("lake at dusk", delay=60)
    search.press("Enter")
    expect(tiles.first).to_be_visible()
    tiles.first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def _picture(page: Page, phone: bool) -> None:
    if phone:
        page.locator("#picture-stage").tap()
    else:
        for key in ("+", "+", "ArrowRight", "0"):
            page.keyboard.press(key)
    page.locator(".strip [data-move]:not([aria-current])").first.click()
    expect(page.locator(".strip")).to_be_visible()


ACTS: dict[str, Callable[[Page, bool], None]] = {"studio": _studio, "gallery": _gallery, "picture": _picture}
