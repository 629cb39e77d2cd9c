"""By keyboard alone, from the sign-in link to a second edit; and what a screen reader is told on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, ended

pytestmark = pytest.mark.e2e
MOST_TABS = 80
# The text of every live region, each time it changes.
LISTEN = """() => {
    window.heard = [];
    const live = "[role=status], [role=alert], [aria-live]";
    const note = (node) => {
        const region = (node.closest ? node : node.parentElement)?.closest(live);
        const words = region?.textContent.replace(/\\s+/g, " ").trim();
        if (words && window.heard.at(-1) !== words) window.heard.push(words);
    };
    new MutationObserver((changes) => changes.forEach((change) => {
        note(change.target);
        change.addedNodes.forEach((node) => {
            note(node);
            node.querySelectorAll?.(live).forEach(note);
        });
    })).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def stranger(browser: Browser, proofsheet: Installation) -> Iterator[BrowserContext]:
    """A window in which nobody is signed in."""
    made = browser.new_context(
        base_url=proofsheet.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    made.set_default_timeout(30_000)
    yield made
    made.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, which must be visible then."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            assert wanted.evaluate("(element) => element.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab never came to {wanted}")


def test_from_the_link_to_a_second_edit(stranger: BrowserContext, proofsheet: Installation) -> None:
    page = stranger.new_page()
    page.goto(proofsheet.run("link"))
    button = page.get_by_role("button", name="Sign in")
    tab_to(page, button)
    page.keyboard.press("Enter")
    studio = Studio(page)
    expect(studio.prompt).to_be_visible()

    tab_to(page, studio.prompt)
    page.keyboard.type("A red cup on an oak table")
    page.keyboard.press("Control+Enter")
    expect(studio.turns).to_have_count(1)
    ended(studio.turns.first)

    for number, words in ((1, "Make it dusk"), (2, "Now in snow")):
        edit(page, studio, number)
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        expect(studio.turns).to_have_count(number + 1)
        ended(studio.turns.nth(number))
        expect(studio.turns.nth(number).locator(".frame[data-state=done]")).to_have_count(1)
        expect(studio.turns.nth(number)).to_contain_text(f"edits {number}.1")


def edit(page: Page, studio: Studio, number: int) -> None:
    """From the thread: to the turn by J, and E on its picture."""
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement?.blur()")
    tab_to(page, studio.turns.nth(number - 1).locator(".frame-link").first)
    page.keyboard.press("e")
    expect(page.get_by_text(f"Continues from {number}.1")).to_be_visible()
    if not studio.prompt.evaluate("(element) => element === document.activeElement"):
        page.keyboard.press("/")
    expect(studio.prompt).to_be_focused()


def test_what_a_screen_reader_meets(studio: Studio) -> None:
    page = studio.page
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Studio", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for role, name in (("group", "Model"), ("group", "Ratio"), ("group", "Size")):
        expect(page.get_by_role(role, name=re.compile(f"^{name}"))).to_have_count(1)  # type: ignore[arg-type]
    snapshot = page.locator("main").aria_snapshot()
    assert 'textbox "Prompt"' in snapshot
    assert re.search(r'button "Generate 1 · \$[\d.]+ demo', snapshot)
    # Nothing that can be pressed is without a name.
    assert not re.search(r"- (button|link|radio|checkbox|textbox|switch)\s*(:|$|\[)", snapshot, re.MULTILINE)


def test_what_a_screen_reader_is_told(studio: Studio) -> None:
    page = studio.page
    page.evaluate(LISTEN)
    turn = studio.generate("A boat [emulate: slow 4s]")
    expect(page.locator("#thread-status")).to_have_text(re.compile("^Turn 1 is calling the model"))
    ended(turn)
    picture = turn.get_by_role("img")
    expect(picture).to_have_attribute("alt", re.compile(r"^1\.1: A boat"))
    blocked = studio.generate("A castle [emulate: blocked prompt]")
    ended(blocked)
    expect(blocked.locator(".message")).to_contain_text("safety filter blocked this prompt")
    heard: list[str] = page.evaluate("window.heard")
    assert any("calling the model" in words for words in heard)
    assert any("finished, 1 picture" in words for words in heard)
    assert any("safety filter blocked this prompt" in words for words in heard)
    # Seconds are not spoken: steps are.
    assert not [words for words in heard if re.search(r"\d+\.\d s\b", words) and "calling" in words]


def test_escape_closes_first_and_asks_before_it_cancels(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    turn = studio.generate("A long pier [emulate: slow 30s]")
    expect(turn.get_by_role("button", name="Cancel")).to_be_visible()
    question = page.get_by_role("alertdialog", name="Cancel turn 1?")
    # From where the focus is after sending, and back to it.
    expect(studio.prompt).to_be_focused()
    keys.press("Escape")
    expect(question).to_be_visible()
    keys.press("Escape")
    expect(question).to_have_count(0)
    expect(studio.prompt).to_be_focused()
    page.get_by_role("button", name="1 running").click()
    listed = page.locator("#running-popover")
    expect(listed).to_be_visible()
    keys.press("Escape")
    expect(listed).to_be_hidden()
    expect(question).to_have_count(0)

    keys.press("Escape")
    expect(question).to_be_visible()
    expect(question.get_by_role("button", name="Let it run")).to_be_focused()
    keys.press("Escape")
    expect(question).to_have_count(0)
    expect(turn).to_have_attribute("data-alive", "")
    turn.focus()
    keys.press("Escape")
    question.get_by_role("button", name="Cancel turn").click()
    ended(turn)
    expect(turn).to_contain_text("1 picture was cancelled")
    keys.press("Escape")
    expect(question).to_have_count(0)


def test_the_focus_stays_with_a_turn_that_is_cancelled_by_mouse(studio: Studio) -> None:
    turn = studio.generate("A long pier to give up [emulate: slow 30s]")
    expect(turn).to_have_attribute("data-status", re.compile("is calling the model"))
    turn.get_by_role("button", name="Cancel").click()
    expect(turn.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(turn).to_be_focused()
    ended(turn)
    expect(turn).to_be_focused()


def test_escape_leaves_the_field_where_nothing_runs(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    keys.press("/")
    expect(studio.prompt).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("region", name="Turns")).to_be_focused()
    turn = studio.generate("A pier to walk along")
    ended(turn)
    studio.prompt.fill("half a thought")
    studio.prompt.dispatch_event("keydown", {"key": "Escape", "isComposing": True, "bubbles": True})
    expect(studio.prompt).to_be_focused()
    keys.press("Escape")
    expect(turn).to_be_focused()
    keys.press("?")
    listed = page.get_by_role("dialog", name="Shortcuts")
    expect(listed).to_contain_text("else leave the field")
    keys.press("Escape")
    expect(listed).to_have_count(0)
    expect(studio.prompt).to_have_value("half a thought")
    # What is selected is cleared first, from the field too.
    turn.locator("a.frame-link").focus()
    keys.press("s")
    studio.prompt.focus()
    keys.press("Escape")
    expect(page.locator(".frame[data-selected]")).to_have_count(0)
    expect(studio.prompt).to_be_focused()
