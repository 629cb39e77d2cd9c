"""The composer's settings in the browser, and the price that follows them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.journey import Studio, ended

NEWEST, PRO = "gemini-nano-banana-2.1", "gemini-3-pro-image"
LAPTOPS = [(1366, 768), (1280, 720)]
LONGER = "() => [document.documentElement.scrollHeight - innerHeight, scrollY]"


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


@pytest.mark.parametrize("context", LAPTOPS, indirect=True, ids=str)
def test_advanced_comes_into_view_and_the_page_stays_where_it_is(studio: Studio) -> None:
    page = studio.page
    page.get_by_text("Advanced", exact=True).click()
    expect(page.get_by_label("System instruction")).to_be_in_viewport(ratio=1)
    ended(studio.generate("A boat on a small screen"))
    assert page.evaluate(LONGER) == [0, 0]
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_the_price_of_a_picture_is_out_of_the_way_after_a_press(studio: Studio) -> None:
    page = studio.page
    words = page.get_by_text("Price of one picture")
    held: list[Route] = []
    studio.prompt.fill("A boat at its price")
    studio.price()
    studio.button.hover()
    expect(words).to_be_visible()
    page.route("**/generate/", lambda route: held.append(route))
    studio.button.click()
    expect(words).to_be_hidden()
    page.mouse.move(*_middle(studio, 4))
    expect(words).to_be_hidden()
    held[0].continue_()
    page.unroute_all()
    ended(studio.turns.last)
    page.mouse.move(*_middle(studio, 0))
    studio.price()
    expect(words).to_be_hidden()
    studio.prompt.hover()
    studio.button.hover()
    expect(words).to_be_visible()
    page.mouse.move(700, 300)
    expect(words).to_be_hidden()
    # Sent by keys from the prompt, nothing had been open.
    ended(studio.generate("A boat at its price, by keys"))
    studio.button.hover()
    expect(words).to_be_visible()


def test_by_keyboard_it_is_out_of_the_way_as_well(studio: Studio) -> None:
    page = studio.page
    words = page.get_by_text("Price of one picture")
    studio.prompt.fill("A boat at its price, without a mouse")
    studio.price()
    studio.button.focus()
    expect(words).to_be_visible()
    page.keyboard.press("Enter")
    ended(studio.turns.last)
    expect(studio.button).to_be_focused()
    studio.prompt.hover()
    expect(words).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(words).to_be_visible()


def _middle(studio: Studio, aside: int) -> tuple[float, float]:
    """A point near the middle of the button."""
    box = studio.button.bounding_box()
    assert box
    return box["x"] + box["width"] / 2 + aside, box["y"] + box["height"] / 2
