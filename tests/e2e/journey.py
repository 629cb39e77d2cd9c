"""What journeys through the browser share: a watch over every page, and the studio as a person uses it."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from playground.bench.processes import Installation
from tests.pictures import PHOTOGRAPHS

expect.set_options(timeout=30_000)
LINK = re.compile(r"http://\S+/sign-in/\S+/")
# Chromium writes a line for every answer that is an error; these the pages ask for and show in words.
ASKED_FOR = re.compile(r"Failed to load resource: the server responded with a status of (413|422)")
TO_FILES = """(files) => {
    const transfer = new DataTransfer();
    for (const { name, type, data } of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
}"""
PASTE = """(transfer) => document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }))"""


class Watch:
    """Everything that a page must never do, as it happens. `asked_for` are expected console lines."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.problems: list[str] = []
        self.requests: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ASKED_FOR.match(message.text):
            self.problems.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self.origin}/", "blob:")):
            self.problems.append(f"left the machine: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left drops what it was asking for.
        if request.failure not in ("net::ERR_ABORTED", None):
            self.problems.append(f"{request.failure}: {request.url}")


class Studio:
    """The studio page, by what a person sees on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.prompt = page.get_by_label("Prompt", exact=True)
        self.button = page.locator("#generate")
        self.turns = page.locator(".turn:not([hidden])")
        self.tiles = page.locator("reference-tray li.tile:not(.tile-add)")
        self.ready = page.locator("reference-tray li.tile[data-state=ready]")
        self.problems = page.locator(".tray-problem")

    def open(self) -> Studio:
        self.page.goto("/studio/")
        expect(self.prompt).to_be_visible()
        return self

    # --- References ------------------------------------------------------------------------------
    def pick(self, files: Sequence[Path]) -> None:
        self.page.get_by_label("Add reference images").set_input_files(list(files))

    def drop(self, files: Sequence[Path]) -> None:
        transfer = self.page.evaluate_handle(TO_FILES, [_as_file(file) for file in files])
        for event in ("dragenter", "dragover", "drop"):
            self.prompt.dispatch_event(event, {"dataTransfer": transfer})

    def paste(self, file: Path) -> None:
        self.prompt.focus()
        self.page.evaluate(PASTE, self.page.evaluate_handle(TO_FILES, [_as_file(file)]))

    # --- Settings --------------------------------------------------------------------------------
    def choose(self, name: str, value: str) -> None:
        """A radio button of a group, by pressing its label as a person does."""
        radio = self.page.locator(f'input[name="{name}"][value="{value}"]')
        self.page.locator("label", has=radio).click()
        expect(radio).to_be_checked()

    def count(self, number: int) -> None:
        field = self.page.get_by_label("Images", exact=True)
        while int(field.input_value()) < number:
            before = int(field.input_value())
            self.page.get_by_role("button", name="One more").click()
            expect(field).to_have_value(str(before + 1))

    def price(self) -> float:
        expect(self.button).not_to_have_attribute("aria-busy", "true")
        found = re.search(r"\$([\d.]+)", self.button.inner_text())
        assert found, self.button.inner_text()
        return float(found[1])

    # --- Turns -----------------------------------------------------------------------------------
    def generate(self, prompt: str) -> Locator:
        """Type, press, and return the turn that appears."""
        self.prompt.fill(prompt)
        return self.send()

    def send(self) -> Locator:
        before = self.turns.count()
        expect(self.button).to_be_enabled()
        self.prompt.press("Control+Enter")
        expect(self.turns).to_have_count(before + 1)
        return self.turns.nth(before)

    def continue_from(self, turn: Locator, frame: str) -> None:
        turn.locator(".frame").first.hover()
        turn.get_by_role("link", name="Edit").first.click()
        expect(self.page.get_by_text(f"Continues from {frame}")).to_be_visible()


def clicks(page: Page) -> list[str]:
    """A list that grows with every request for a new turn."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/generate/"):
            sent.append(request.url)

    page.on("request", note)
    return sent


def ended(turn: Locator) -> None:
    """Wait until nothing of a turn is queued or running."""
    expect(turn).not_to_have_attribute("data-alive", re.compile(".*"), timeout=30_000)


def numbers(turn: Locator) -> list[str]:
    """The frame numbers of a turn, in order."""
    return [number.strip() for number in turn.locator(".frame figcaption b").all_inner_texts()]


def sign_in(browser: Browser, proofsheet: Installation, state: Path, path: str = "") -> Path:
    """Open a link, the one that `up` printed without a `path`, and press its button.

    Keeps the cookies in a file.
    """
    link = LINK.search(proofsheet.tail())
    assert path or link, proofsheet.tail()
    context = browser.new_context(base_url=proofsheet.url)
    page = context.new_page()
    page.goto(path or (link[0] if link else ""))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Prompt", exact=True)).to_be_visible()
    context.storage_state(path=state)
    context.close()
    return state


def photographs(folder: Path) -> list[Path]:
    """Fourteen different pictures: the four photographs, then parts of them."""
    whole = sorted(path for path in PHOTOGRAPHS.iterdir() if path.suffix in (".jpg", ".png"))
    made: list[Path] = []
    for number in range(14 - len(whole)):
        with Image.open(whole[number % len(whole)]) as picture:
            width, height = picture.size
            inset = 12 * (number + 1)
            part = picture.convert("RGB").crop((inset, inset, width - inset, height - 8))
            made.append(folder / f"part-{number}.jpg")
            part.save(made[-1], quality=85)
    return [*whole, *made]


def _as_file(path: Path) -> dict[str, str]:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {"name": path.name, "type": kind, "data": base64.b64encode(path.read_bytes()).decode()}
