"""What a person does on a page to get it into the state of a screen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests import pictures
from tests.e2e.journey import TO_FILES, Studio

Act = Callable[[Page], None]


def nothing(_page: Page) -> None:
    """The screen is what its address shows."""


# --- Where in the thread ------------------------------------------------------------------------------
def at_the_end(page: Page) -> None:
    _thread(page, "(thread) => thread.scrollTo(0, thread.scrollHeight)")


def at_the_top(page: Page) -> None:
    _thread(page, "(thread) => thread.scrollTo(0, 0)")


def _thread(page: Page, scroll: str) -> None:
    """On a phone the page scrolls, not the thread."""
    expect(page.locator(".turn").last).to_be_visible()
    for what in (".thread", "html"):
        page.locator(what).evaluate(scroll)


def turn(number: int) -> Act:
    """With this turn at the top."""

    def act(page: Page) -> None:
        page.locator(f'.turn[data-number="{number}"]').evaluate("(turn) => turn.scrollIntoView()")

    return act


# --- The composer -------------------------------------------------------------------------------------
def composing(page: Page) -> None:
    """As in the design's pictures: a prompt that names references, and an edit."""
    studio = Studio(page)
    _bring(studio, "coffee.png", "rocket.jpg", "astronaut.jpg")
    studio.prompt.fill("Move the cup from image 1 onto the planks of image 2. Light as in image 3.")
    expect(studio.button).to_be_enabled()
    studio.price()
    at_the_top(page)
    _blur(page)


def readme(page: Page) -> None:
    """What docs/studio.png shows."""
    page.locator("[data-banner-close]").click()
    studio = Studio(page)
    _bring(studio, "rocket.jpg")
    studio.prompt.fill("Night now, the sky lit as in image 1. Keep the lighthouse where it is.")
    expect(studio.button).to_be_enabled()
    pointed_at(page)
    _blur(page)


def _bring(studio: Studio, *names: str) -> None:
    expect(studio.prompt).to_be_visible()
    files = [FilePayload(name=name, mimeType="", buffer=pictures.photograph(name)) for name in names]
    studio.page.get_by_label("Add reference images").set_input_files(files)
    expect(studio.ready).to_have_count(len(names), timeout=60_000)


def _blur(page: Page) -> None:
    page.evaluate("document.activeElement?.blur()")


def pro(page: Page) -> None:
    """A model that takes less than the default one, with its every setting in sight."""
    studio = Studio(page)
    _bring(studio, "coffee.png")
    studio.prompt.fill("The cup from image 1, larger")
    _open_sheet(page)
    studio.choose("model", "gemini-3-pro-image")
    expect(page.locator(".ratio[aria-disabled=true]")).to_have_count(4)
    page.locator(".advanced > summary").click()
    page.locator(".composer-body").evaluate("(body) => body.scrollTo(0, body.scrollHeight)")
    _blur(page)


def _open_sheet(page: Page) -> None:
    """Where the composer is a dock; beside the thread everything is in sight."""
    if page.locator("[data-sheet=open]").first.is_visible():
        page.get_by_role("button", name="All", exact=True).click()
        expect(page.locator(".sheet-head")).to_be_visible()


def sheet(page: Page) -> None:
    composing(page)
    _open_sheet(page)
    _blur(page)


def errors(page: Page) -> None:
    """Files that are too large, of a wrong type and damaged; a number without its picture."""
    studio = Studio(page)
    _bring(studio, "coffee.png")
    photo = pictures.photograph("astronaut.jpg")
    bad = {
        "poster_final.png": bytes(31_000_000),
        "harbour.tiff": b"II*\0" + bytes(64),
        "IMG_2210.jpg": photo[: len(photo) // 2],
    }
    files = [FilePayload(name=name, mimeType="", buffer=data) for name, data in bad.items()]
    page.get_by_label("Add reference images").set_input_files(files)
    expect(studio.problems).to_have_count(len(bad), timeout=60_000)
    _open_sheet(page)
    studio.prompt.fill("The cup from image 1 under the sky of image 6")
    expect(page.locator(".prompt-missing")).to_be_visible()
    _blur(page)


def dropping(page: Page) -> None:
    studio = Studio(page)
    expect(studio.prompt).to_be_visible()
    two = [{"name": name, "type": "image/png", "data": ""} for name in ("a.png", "b.png")]
    transfer = page.evaluate_handle(TO_FILES, two)
    for event in ("dragenter", "dragover"):
        studio.prompt.dispatch_event(event, {"dataTransfer": transfer})
    expect(page.locator("drop-words")).to_be_visible()


def breakdown(page: Page) -> None:
    composing(page)
    page.locator("#generate").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def asking_for(count: int) -> Act:
    """One picture fits under the day's limit, four do not."""

    def act(page: Page) -> None:
        studio = Studio(page)
        studio.prompt.fill("A harbour in the first light")
        _open_sheet(page)
        studio.count(count)
        level = "near" if count == 1 else "over"
        expect(page.locator(f'.budget-meter[data-level="{level}"]')).to_be_visible()
        studio.price()
        page.keyboard.press("Escape")
        _blur(page)

    return act


def history(page: Page) -> None:
    _open_sheet(page)
    page.get_by_role("button", name="Earlier prompts").click()
    expect(page.get_by_role("menuitem").first).to_be_visible()


# --- Turns and pictures -------------------------------------------------------------------------------
def _of_turn(page: Page, name: str) -> None:
    turn = page.locator(".turn").nth(1)
    turn.scroll_into_view_if_needed()
    turn.hover()
    more = turn.locator(".turn-more")
    if more.is_visible():
        more.click()
    turn.get_by_role("button", name=name).click()


def code(language: str) -> Act:
    def act(page: Page) -> None:
        _of_turn(page, "Get code")
        _choose(page.get_by_role("dialog"), language)
        expect(page.locator("#code-text")).to_have_attribute("aria-label", language)

    return act


def raw(part: str) -> Act:
    def act(page: Page) -> None:
        _of_turn(page, "Raw")
        _choose(page.locator(".raw-drawer"), part)

    return act


def _choose(dialog: Locator, label: str) -> None:
    dialog.locator("label", has_text=label).click()
    expect(dialog.get_by_role("radio", name=label)).to_be_checked()


def pointed_at(page: Page) -> None:
    at_the_top(page)
    frame = page.locator(".frame").nth(2)
    frame.hover()
    frame.locator('[data-act="reference"]').hover()
    expect(frame.locator(".tip").first).to_be_visible()


def held(page: Page) -> None:
    """A long press."""
    at_the_top(page)
    frame = page.locator(".frame").first
    frame.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(page.locator("#frame-menu")).to_be_visible()


def pair(view: str) -> Act:
    def act(page: Page) -> None:
        page.locator("#picture-compare").click()
        _choose(page.get_by_role("dialog"), view)

    return act


def lightbox(page: Page) -> None:
    at_the_top(page)
    page.locator(".turn .frame-link").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


# --- The shell ----------------------------------------------------------------------------------------
def keys(*keys: str, opens: str) -> Act:
    def act(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(opens).first).to_be_visible()

    return act


def palette(words: str) -> Act:
    def act(page: Page) -> None:
        page.keyboard.press("Control+k")
        expect(page.get_by_role("combobox")).to_be_visible()
        page.keyboard.type(words)
        expect(page.get_by_role("option").first).to_contain_text(words, ignore_case=True)

    return act


def click(what: str, opens: str) -> Act:
    def act(page: Page) -> None:
        page.locator(what).first.click()
        expect(page.locator(opens).first).to_be_visible()

    return act


def nothing_runs(page: Page) -> None:
    palette("running")(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is running")).to_be_visible()


def rename_row(page: Page) -> None:
    click("#thread-title", ".conversation")(page)
    row = page.locator(".conversation").nth(1)
    row.hover()
    row.locator("[data-rename]").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()


def toasts(page: Page) -> None:
    """One that can be undone, and one that tells of a failure."""
    select(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.evaluate("""document.body.dispatchEvent(new CustomEvent("toast", {
        detail: { words: "Link not copied, the browser refused", kind: "failed" },
    }))""")


def no_token(page: Page) -> None:
    """A form that another page has made up."""
    page.evaluate("""() => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = "/generate/";
        document.body.append(form);
        form.submit();
    }""")
    expect(page.get_by_text("403")).to_be_visible()


# --- The gallery --------------------------------------------------------------------------------------
def select(page: Page) -> None:
    tiles = page.locator(".gallery-tile")
    for number in (1, 2, 4):
        tiles.nth(number).hover()
        tiles.nth(number).locator(".gallery-pick").check()
    expect(page.locator(".bulk-bar")).to_be_visible()


def tile(page: Page) -> None:
    page.locator(".gallery-tile").nth(2).hover()


def filtering(page: Page) -> None:
    if page.locator(".gallery-filter-button").is_visible():
        page.locator(".gallery-filter-button").click()
    page.locator(".filter-button", has_text="Date").click()
    expect(page.locator(".filter-days")).to_be_visible()
    expect(page.locator("#count-date-1")).not_to_be_empty()
