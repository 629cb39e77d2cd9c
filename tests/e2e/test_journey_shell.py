"""The shell around every page: palette, keys, settings, theme, what runs, notices, a server that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, Watch, ended

HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""
TOAST = """(detail) => document.body.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail }))"""


@pytest.fixture
def as_before(page: Page) -> Iterator[None]:
    """The owner's settings as they were, for the journeys after this one."""
    yield
    page.goto("/settings/profile/")
    page.get_by_label("Name").fill("Owner")
    page.get_by_label("Time zone").fill("")
    page.get_by_role("checkbox", name="Single-key shortcuts").check()
    page.locator("label", has_text="As the system").click()
    page.get_by_role("button", name="Save").click()
    expect(toasts(page)).to_contain_text(["Profile saved"])


def toasts(page: Page) -> Locator:
    return page.locator("toast-list > .toast")


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search or jump to")


def selected(page: Page) -> Locator:
    return palette(page).locator("[role=option][aria-selected=true]")


def type_and_choose_to_spend(page: Page, words: str) -> None:
    """What spends is the last row, and only an arrow leads to it, once the list is that of the last word."""
    page.keyboard.type(words)
    expect(palette(page).locator("b").last).to_have_text(words.split()[-1])
    page.keyboard.press("ArrowUp")
    expect(selected(page)).to_contain_text("Run again:")


# --- The palette ----------------------------------------------------------------------------------
def test_the_palette_by_keyboard(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    turn = studio.generate("A heron at dusk in violet reeds")
    ended(turn)
    keys.press("Control+k")
    field = palette(page).get_by_role("combobox", name="Search or jump to")
    expect(field).to_be_focused()
    keys.type("heron violet")
    expect(palette(page).get_by_role("group", name="Pictures")).to_be_visible()
    expect(palette(page).locator("b").first).to_have_text("heron")
    expect(selected(page)).to_contain_text("Continue from 1.1:")
    expect(field).to_have_attribute("aria-activedescendant", "row-1-1")
    # Down through Continue and Recall to the first picture.
    for _press in range(2):
        keys.press("ArrowDown")
    expect(selected(page)).to_contain_text("1.1, A heron")
    keys.press("Enter")
    expect(page.get_by_role("complementary", name="About this picture")).to_be_visible()
    page.wait_for_load_state()  # the modules that listen to keys have run
    keys.press("Control+k")
    keys.type(">theme: dark")
    expect(selected(page)).to_contain_text("Theme: dark")
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    keys.press("Control+k")
    keys.type("#1.1")
    expect(palette(page).get_by_role("option")).to_have_count(2)
    keys.press("Escape")
    expect(palette(page)).to_be_hidden()
    keys.press("Control+k")
    keys.type(">as the system")
    expect(selected(page)).to_contain_text("as the system")
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")


def test_enter_alone_spends_nothing(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.count(3)
    ended(studio.generate("Three pictures of boats [emulate: blocked prompt]"))
    spends = palette(page).get_by_role("option", name="Run again: Three pictures of boats")
    for typed in ("", "boat"):
        keys.press("Control+k")
        keys.type(typed)
        expect(spends).to_contain_text("$")
        expect(palette(page).get_by_role("option").last).to_contain_text("Run again:")
        expect(selected(page)).to_have_count(1)
        expect(selected(page)).not_to_contain_text("Run again:")
        # Nor does it where the pointer happens to be.
        spends.hover()
        expect(selected(page)).not_to_contain_text("Run again:")
        keys.press("Escape")


def test_run_again_from_the_palette(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    ended(studio.generate("An otter, to be asked for twice"))
    studio.prompt.fill("half a thought")
    keys.press("Control+k")
    keys.type("run again")
    expect(palette(page)).to_contain_text("Nothing found")
    keys.press("Control+a")
    type_and_choose_to_spend(page, "otter")
    expect(selected(page)).to_contain_text(re.compile(r"Run again: An otter.*\$0\.0\d+ demo", re.S))
    keys.press("Enter")
    expect(studio.turns).to_have_count(2)
    ended(studio.turns.nth(1))
    expect(studio.turns.nth(1)).to_contain_text("An otter, to be asked for twice")
    # What was typed is untouched, and it has the focus again.
    expect(studio.prompt).to_have_value("half a thought")
    expect(studio.prompt).to_be_focused()


@pytest.mark.parametrize("over", ["the thread", "nothing"])
def test_run_again_from_a_picture_leads_to_the_new_card(studio: Studio, over: str) -> None:
    page, keys = studio.page, studio.page.keyboard
    turn = studio.generate(f"A badger over {over}")
    ended(turn)
    link = turn.locator("a.frame-link")
    if over == "nothing":
        page.goto(link.get_attribute("href") or "")
    else:
        link.click()
    expect(page.get_by_role("complementary", name="About this picture")).to_be_visible()
    page.wait_for_load_state()
    keys.press("Control+k")
    type_and_choose_to_spend(page, f"badger over {over}")
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/c/.+#turn-"))
    expect(studio.turns).to_have_count(2)
    expect(studio.turns.nth(1)).to_be_in_viewport()
    ended(studio.turns.nth(1))


def test_a_dear_run_is_asked_about_and_a_key_held_down_is_no_answer(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.choose("model", "gemini-3-pro-image")
    studio.choose("size", "4K")
    studio.count(8)
    ended(studio.generate("A gannet that costs much [emulate: blocked prompt]"))
    keys.press("Control+k")
    type_and_choose_to_spend(page, "gannet")
    for _repeat in range(3):
        keys.down("Enter")
        expect(selected(page)).to_contain_text("Press again to spend it.")
    keys.up("Enter")
    expect(palette(page)).to_be_visible()
    keys.press("Enter")
    expect(palette(page)).to_be_hidden()
    expect(studio.turns).to_have_count(2)
    ended(studio.turns.nth(1))


@pytest.mark.parametrize("context", [(390, 844)], indirect=True, ids=str)
def test_the_palette_names_no_keys_where_there_are_none(studio: Studio) -> None:
    page = studio.page
    # The glass alone: its words are for screen readers there.
    expect(page.locator(".search-words")).to_have_css("width", "1px")
    page.get_by_role("button", name="Search or jump to").tap()
    expect(palette(page).get_by_role("option").first).to_be_visible()
    expect(palette(page).locator("kbd:visible")).to_have_count(0)
    palette(page).get_by_role("button", name="Close").tap()
    expect(palette(page)).to_be_hidden()


def test_a_row_in_a_new_tab(studio: Studio, context: BrowserContext) -> None:
    page, keys = studio.page, studio.page.keyboard
    keys.press("Control+k")
    keys.type("gallery")
    expect(selected(page)).to_contain_text("Gallery")
    with context.expect_page() as opened:
        keys.press("Control+Enter")
    expect(opened.value).to_have_url(re.compile("/gallery/"))
    expect(palette(page)).to_be_visible()
    expect(studio.turns).to_have_count(0)


@pytest.mark.parametrize("context", [(390, 844)], indirect=True, ids=str)
def test_the_palette_by_touch(studio: Studio) -> None:
    page = studio.page
    page.get_by_role("button", name="Search or jump to").tap()
    palette(page).get_by_role("combobox").fill("shortcuts")
    palette(page).get_by_role("option", name="List of shortcuts").tap()
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).tap()
    expect(page.get_by_role("dialog")).to_have_count(0)


# --- Keys -----------------------------------------------------------------------------------------
def test_the_list_of_shortcuts_and_where_the_focus_goes(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.prompt.focus()
    keys.type("?")
    expect(studio.prompt).to_have_value("?")
    home = page.get_by_role("link", name="Proofsheet")
    home.focus()
    keys.press("?")
    dialog = page.get_by_role("dialog", name="Shortcuts")
    expect(dialog).to_contain_text("search or jump")
    # What is behind the dialog hears no key.
    keys.press("g")
    keys.press("g")
    keys.press("/")
    expect(dialog).to_be_visible()
    expect(page).to_have_url(re.compile("/studio/"))
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(home).to_be_focused()


def test_keys_and_letters_with_modifiers_are_none_of_ours(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.get_by_role("link", name="Proofsheet").focus()
    keys.press("Shift+G")
    keys.press("Shift+G")
    keys.press("g")
    keys.press("Alt+g")
    expect(page).to_have_url(re.compile("/studio/"))
    composing = """() => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: "/", isComposing: true, bubbles: true }))"""
    page.evaluate(composing)
    expect(studio.prompt).not_to_be_focused()


def test_single_keys_are_switched_off_and_the_others_stay(studio: Studio, as_before: None) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.get_by_role("button", name="Account").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(toasts(page)).to_contain_text(["Profile saved"])
    page.get_by_role("link", name="Keyboard").click()
    expect(page.locator(".keys-row[data-off]").first).to_contain_text("(switched off)")
    for key in ("?", "g", "s", "/"):
        keys.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/settings/keyboard/"))
    keys.press("Control+k")
    expect(palette(page)).to_be_visible()
    keys.press("Escape")
    expect(palette(page)).to_be_hidden()


# --- Settings and theme ---------------------------------------------------------------------------
def test_settings_are_kept_and_errors_keep_what_was_typed(studio: Studio, as_before: None) -> None:
    page = studio.page
    page.goto("/settings/profile/")
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("Time zone").fill("Mars/Olympus")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text(
        "There is no time zone “Mars/Olympus”. Write it as Europe/Berlin."
    )
    expect(page.get_by_label("Name")).to_have_value("Ada Lovelace")
    page.get_by_label("Time zone").fill("europe/berlin")
    page.get_by_role("button", name="Save").click()
    expect(toasts(page)).to_contain_text(["Profile saved"])
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_role("button", name="Account").click()
    expect(page.locator("#account-menu")).to_contain_text("Ada Lovelace")


def test_the_theme_in_two_tabs_and_after_a_reload(
    studio: Studio, context: BrowserContext, as_before: None
) -> None:
    page, other = studio.page, context.new_page()
    other.goto("/gallery/")
    with page.expect_response("**/settings/theme/"):
        page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(other.locator("html")).to_have_attribute("data-theme", "light")
    expect(other.get_by_role("button", name="Theme: light")).to_be_visible()
    context.clear_cookies(name="proofsheet_theme")
    other.reload()
    expect(other.locator("html")).to_have_attribute("data-theme", "light")


# --- What runs ------------------------------------------------------------------------------------
def test_the_list_of_what_runs(studio: Studio) -> None:
    page = studio.page
    turn = studio.generate("A long quay [emulate: slow 20s]")
    page.goto("/gallery/")
    expect(page).to_have_title(re.compile(r"^\(1\) Gallery"))
    page.get_by_role("button", name="1 running").click()
    running = page.locator("#running-popover")
    expect(running.get_by_role("link", name="A long quay")).to_be_visible()
    expect(running).to_contain_text("Calling model")
    expect(running).to_contain_text("Owner")
    running.get_by_role("button", name="Cancel turn 1").click()
    expect(running).to_contain_text("Nothing is running")
    expect(page.locator("#running")).to_have_text("")
    expect(page).to_have_title(re.compile("^Gallery"))
    page.keyboard.press("Escape")
    expect(running).to_be_hidden()
    expect(page.locator(":focus")).to_have_count(1)
    assert turn


def test_a_turn_that_finishes_elsewhere_is_told(studio: Studio) -> None:
    page = studio.page
    studio.generate("A short quay [emulate: slow 6s]")
    page.goto("/gallery/")
    expect(page.locator("#running")).to_have_text("1 running")
    page.evaluate(HIDE, True)
    expect(page).to_have_title(re.compile("^✓ Gallery"))
    page.evaluate(HIDE, False)
    expect(page).to_have_title(re.compile("^Gallery"))
    toast = toasts(page)
    expect(toast).to_contain_text([re.compile(r"Turn 1 finished, 1 picture, \$0\.0\d+ demo")])
    toast.get_by_role("button", name="Show").click()
    expect(studio.turns.first).to_contain_text("A short quay")


def test_the_title_of_a_new_conversation_counts_along(studio: Studio) -> None:
    studio.count(2)
    turn = studio.generate("Two quays [emulate: slow 1s]")
    expect(studio.page).to_have_title(re.compile(r"^\(1\) Two quays"))
    ended(turn)
    expect(studio.page).to_have_title(re.compile("^Two quays"))


# --- Toasts ---------------------------------------------------------------------------------------
def test_toasts_are_three_at_most_and_stay_while_they_are_focused(studio: Studio) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.clock.install()
    page.reload()
    studio.prompt.focus()
    for number in range(5):
        page.evaluate(TOAST, {"words": f"Notice {number}", "kind": "done"})
    expect(toasts(page)).to_have_count(3)
    expect(toasts(page).first).to_contain_text("Notice 2")
    keys.press("F6")
    expect(toasts(page).last.get_by_role("button", name="Close")).to_be_focused()
    page.clock.run_for(9000)
    expect(toasts(page)).to_have_count(1)
    keys.press("F6")
    expect(studio.prompt).to_be_focused()
    page.clock.run_for(2000)
    expect(toasts(page)).to_have_count(0)


def test_a_server_that_is_gone_and_comes_back(studio: Studio, context: BrowserContext, watch: Watch) -> None:
    page = studio.page
    studio.prompt.fill("typed before the line broke")
    context.set_offline(True)
    expect(toasts(page)).to_contain_text(
        [re.compile("What you typed is kept in this browser.*Trying again in", re.S)]
    )
    context.set_offline(False)
    expect(toasts(page)).to_contain_text(["Proofsheet is back."])
    expect(studio.prompt).to_have_value("typed before the line broke")
    # A browser writes a line for what it could not fetch.
    watch.problems = [line for line in watch.problems if "ERR_INTERNET_DISCONNECTED" not in line]


def test_focus_is_not_lost_and_the_skip_link_works(studio: Studio, proofsheet: Installation) -> None:
    page, keys = studio.page, studio.page.keyboard
    page.goto("/gallery/")
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.get_by_role("main")).to_have_count(1)
