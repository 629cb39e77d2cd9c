"""By keyboard alone, on a phone, at every width, with names on everything, under the strict policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, Watch, ended

PHONE, SMALL, TABLET = (390, 844), (320, 640), (1024, 768)
# Controls without a name, pictures without a text, ids that are there twice, labels of nothing.
NAMELESS = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const shown = (element) => element.checkVisibility({ visibilityProperty: true });
    const words = (element) => [
        element.getAttribute("aria-label"), element.textContent, element.title,
        ...[...(element.labels ?? [])].map((label) => label.textContent),
        ...[...element.querySelectorAll("img")].map((picture) => picture.alt),
    ].join("").trim();
    const controls = all("a[href], button, input:not([type=hidden]), select, textarea, summary");
    const ids = all("[id]").map((element) => element.id);
    const pointers = ["for", "aria-labelledby", "aria-describedby"].flatMap((name) =>
        all(`[${name}]`).map((element) => [element, element.getAttribute(name)]));
    return [
        ...controls.filter((one) => shown(one) && !words(one)).map((one) => "no name: " + one.outerHTML),
        ...all("img:not([alt])").map((one) => "no alt: " + one.outerHTML),
        ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => "twice: " + id),
        ...pointers.filter(([, id]) => !document.getElementById(id)).map(([, id]) => "points nowhere: " + id),
    ];
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, select")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => getComputedStyle(one).display !== "inline")
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && (box.width < 24 || box.height < 24))
    .map(([one, box]) => `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 200)}`)"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"
INLINE = """() => [...document.querySelectorAll("script:not([src]), style, [onclick], [onload], [onerror]")]
    .map((element) => element.outerHTML.slice(0, 200))"""
FOCUSED = "() => document.activeElement.id || document.activeElement.className"


@pytest.fixture(scope="module")
def pages(browser: Browser, proofsheet: Installation, signed_in: Path, fourteen: list[Path]) -> list[str]:
    """The address of every screen, with something on it."""
    with browser.new_context(base_url=proofsheet.url, storage_state=signed_in) as context:
        studio = Studio(context.new_page()).open()
        studio.pick(fourteen[:3])
        expect(studio.ready).to_have_count(3)
        turn = studio.generate("A quay with boats, and a sentence that goes on and on " * 6)
        ended(turn)
        ended(studio.generate("A castle [emulate: blocked prompt]"))
        picture = turn.locator("a.frame-link").first.get_attribute("href") or ""
        conversation = studio.page.url
    return [conversation, "/studio/", picture, "/gallery/", "/gallery/?words=nothing-like-it", "/sign-in/"]


@pytest.mark.parametrize("context", [(1440, 900), TABLET, PHONE, SMALL], indirect=True, ids=str)
def test_every_page_is_named_and_fits_its_width(studio: Studio, pages: list[str]) -> None:
    for address in pages:
        studio.page.goto(address)
        assert studio.page.evaluate(NAMELESS) == [], address
        assert studio.page.evaluate(SIDEWAYS) <= 0, address
        assert studio.page.evaluate(INLINE) == [], address


@pytest.mark.parametrize("context", [PHONE, SMALL], indirect=True, ids=str)
def test_what_opens_all_settings_is_in_sight_beside_any_number_of_chips(
    studio: Studio, pages: list[str]
) -> None:
    conversation, picture = pages[0], pages[2].strip("/").removeprefix("images/")
    studio.page.goto(f"{conversation}?from={picture}")
    expect(studio.page.get_by_role("button", name="Continues 1.1")).to_be_visible()
    expect(studio.page.get_by_role("button", name="All", exact=True)).to_be_in_viewport(ratio=1)


def test_no_page_leaves_the_machine_and_all_are_under_the_policy(
    studio: Studio, pages: list[str], watch: Watch
) -> None:
    """`watch` fails on console lines and on other origins; here the headers of each page."""
    for address in [*pages, "/no-such-page/"]:
        answer = studio.page.request.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert answer.headers["x-content-type-options"] == "nosniff", address
        assert "no-store" in answer.headers.get("cache-control", ""), address
    assert watch.requests


def test_script_in_a_prompt_is_text(studio: Studio) -> None:
    words = """<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} {% debug %} "' javascript:x"""
    turn = studio.generate(words)
    ended(turn)
    expect(turn.locator("[data-prompt]")).to_have_text(words)
    studio.page.reload()
    expect(turn.locator("[data-prompt]")).to_have_text(words)
    turn.locator("a.frame-link").click()
    expect(studio.page.locator("#picture-prompt")).to_have_text(words)
    studio.page.goto("/gallery/")
    tile = studio.page.locator(".gallery-tile img").first
    expect(tile).to_have_attribute("alt", f"1.1: {words}")


def test_the_main_job_without_a_mouse(studio: Studio, fourteen: list[Path]) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.goto("/gallery/")
    keys.press("g")
    keys.press("s")
    expect(studio.prompt).to_be_visible()
    page.wait_for_load_state()  # keys are answered once the page's modules have run
    keys.press("/")
    expect(studio.prompt).to_be_focused()
    # What typing asks the server is answered before a key goes down: a page that is laid out anew between
    # a key's two halves takes the press away.
    with page.expect_response(lambda answer: "by%20keyboard" in (answer.request.post_data or "")):
        keys.type("A boat by keyboard")
        keys.press("Tab")
    expect(page.get_by_label("Add reference images")).to_be_focused()
    studio.price()
    with page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(fourteen[0])
    expect(studio.ready).to_have_count(1)
    _tab_to(page, "model-")
    keys.press("ArrowDown")
    expect(page.locator('input[name="model"]:checked')).not_to_have_value("gemini-nano-banana-2.1")
    keys.press("Control+Enter")
    expect(studio.turns).to_have_count(1)
    ended(studio.turns.first)
    page.locator("body").evaluate("() => document.activeElement.blur()")
    keys.press("e")
    expect(page.get_by_text("Continues from 1.1")).to_be_visible()
    expect(studio.prompt).to_be_focused()
    keys.type("Now at night")
    keys.press("Control+Enter")
    expect(studio.turns).to_have_count(2)
    ended(studio.turns.nth(1))
    keys.press("Escape")
    studio.turns.nth(1).locator("a.frame-link").focus()
    keys.press("Enter")
    expect(page.get_by_role("complementary", name="About this picture")).to_be_visible()
    page.wait_for_load_state()
    keys.press("Escape")
    expect(studio.turns).to_have_count(2)
    page.wait_for_load_state()
    keys.press("g")
    keys.press("g")
    # With more than a page of pictures a tall window asks for the next one at once, and the address says so.
    expect(page).to_have_url(re.compile(r"/gallery/(\?upto=|$)"))


def _tab_to(page: Page, start: str) -> None:
    """Press Tab until the focused element's id begins so; a keyboard trap fails."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(start):
            return
    raise AssertionError(f"Tab never came to {start}")


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_the_main_job_on_a_phone(studio: Studio, fourteen: list[Path]) -> None:
    page = studio.page
    expect(studio.button).to_be_in_viewport()
    expect(studio.prompt).to_be_in_viewport()
    page.get_by_role("button", name="All").tap()
    close = page.get_by_role("button", name="Close", exact=True)
    expect(close).to_be_in_viewport()
    studio.choose("size", "2K")
    studio.pick(fourteen[:2])
    expect(studio.ready).to_have_count(2)
    close.tap()
    expect(close).to_be_hidden()
    expect(studio.prompt).to_be_in_viewport()
    studio.prompt.fill("A boat on a phone")
    studio.button.tap()
    expect(studio.turns).to_have_count(1)
    ended(studio.turns.first)
    expect(studio.turns.first.locator(".frame img")).to_be_in_viewport()
    studio.turns.first.locator("a.frame-link").tap()
    expect(page.get_by_role("complementary", name="About this picture")).to_be_visible()
    page.get_by_role("link", name="Edit").tap()
    expect(page.get_by_role("button", name="Continues 1.1")).to_be_in_viewport()
    expect(studio.button).to_be_in_viewport()


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=str)
def test_targets_on_a_phone_are_large_enough(studio: Studio, pages: list[str]) -> None:
    """WCAG 2.5.8: 24 px, or an inline link in a sentence."""
    for address in pages:
        studio.page.goto(address)
        assert studio.page.evaluate(SMALL_TARGETS) == [], address
