"""What a screen reader is told at once: every alert when it comes or changes, none again with each swap."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.journey import Studio, Watch, ended

EMPTY = "Write what the picture should show."
TEMPERATURE = "A temperature is a number from 0 to 2, with at most two decimals."
COUNT = "Ask for 1 to 8 pictures."
PRO = "gemini-3-pro-image"
# What comes into an assertive region, or comes as one: that is what is spoken.
LISTEN = """() => {
    window.heard = [];
    const loud = "[role=alert], [aria-live=assertive]";
    const hear = (node) => {
        if (!node.isConnected) return;
        const within = (node.closest ? node : node.parentElement).closest(loud);
        const spoken = within ? [node] : (node.querySelectorAll?.(loud) ?? []);
        for (const { textContent } of spoken) if (textContent.trim()) window.heard.push(textContent);
    };
    new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(hear)))
        .observe(document.body, { subtree: true, childList: true });
}"""


# Not every browser can move an element without its leaving the page.
@pytest.fixture(params=[True, False], ids=["with moveBefore", "without moveBefore"])
def page(context: BrowserContext, watch: Watch, request: pytest.FixtureRequest) -> Page:
    if not request.param:
        context.add_init_script("delete Element.prototype.moveBefore")
    return context.new_page()


@pytest.fixture
def listening(studio: Studio) -> Studio:
    assert studio.page.locator("[role=alert]").count() == 0
    studio.page.evaluate(LISTEN)
    return studio


def _click(studio: Studio) -> None:
    """Also where the button is off: the prompt is empty."""
    with studio.page.expect_response("**/generate/"):
        studio.page.evaluate("document.querySelector('#composer').requestSubmit()")


def _reprice(studio: Studio, size: str) -> None:
    """Other settings, and wait until the answer with their price is in the page."""
    studio.page.locator("#composer-foot").evaluate("(foot) => foot.dataset.before = ''")
    studio.choose("size", size)
    expect(studio.page.locator("#composer-foot[data-before]")).to_have_count(0)


def _renew(turn: Locator) -> None:
    """As if it had changed: the next poll, which is soon, brings its card anew."""
    turn.evaluate("(card) => { card.dataset.version = '0'; card.dataset.before = '' }")
    turn.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(turn).not_to_have_attribute("data-before", "")


def _heard(studio: Studio, words: str) -> int:
    """How often these words were spoken."""
    heard: list[str] = studio.page.evaluate("window.heard")
    return sum(said.count(words) for said in heard)


def test_a_refusal_is_said_once_for_each_click(listening: Studio) -> None:
    error = listening.page.locator("#prompt-error")
    _click(listening)
    expect(error).to_have_text(EMPTY)
    for size in ("2K", "4K"):
        _reprice(listening, size)
        expect(error).to_have_text(EMPTY)
        assert _heard(listening, EMPTY) == 1
    _click(listening)
    listening.page.wait_for_function("window.heard.length > 1")
    expect(error).to_have_text(EMPTY)
    assert _heard(listening, EMPTY) == 2


def test_what_is_wrong_with_a_setting_is_said_once_and_stays_with_its_field(listening: Studio) -> None:
    page = listening.page
    page.get_by_text("Advanced", exact=True).click()
    listening.choose("model", PRO)
    field = page.get_by_role("textbox", name="Temperature")
    field.fill("hot")
    listening.prompt.fill("A boat")
    _click(listening)
    expect(page.locator("#temperature-error")).to_have_text(TEMPERATURE)
    for size in ("2K", "4K"):
        _reprice(listening, size)
        expect(field).to_have_accessible_description(TEMPERATURE)
        assert _heard(listening, TEMPERATURE) == 1

    # What is wrong besides is news; what is mended is said no more, and in no hidden place either.
    page.get_by_label("Images", exact=True).fill("9")
    _click(listening)
    expect(page.locator("#count-error")).to_have_text(COUNT)
    field.fill("1")
    field.press("Enter")
    expect(page.locator("#temperature-error")).to_have_count(0)
    assert (_heard(listening, TEMPERATURE), _heard(listening, COUNT)) == (2, 1)
    expect(page.get_by_text(TEMPERATURE)).to_have_count(0)


def test_what_was_said_of_a_turn_is_not_said_again_when_its_card_changes(listening: Studio) -> None:
    blocked = "safety filter blocked this prompt"
    turn = listening.generate("A castle [emulate: blocked prompt]")
    ended(turn)
    assert _heard(listening, blocked) == 1
    _renew(turn)
    expect(turn.locator(".message")).to_contain_text(blocked)
    assert _heard(listening, blocked) == 1

    # What a page comes with, it says by itself.
    listening.page.reload()
    expect(turn.get_by_role("alert")).to_contain_text(blocked)
    listening.page.evaluate(LISTEN)
    _renew(turn)
    expect(turn.locator(".message")).to_contain_text(blocked)
    assert _heard(listening, blocked) == 0
