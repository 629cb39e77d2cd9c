"""The screens: where each is, and what is done there to get it into its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.screens import acts
from tests.screens.house import Who

DESKTOP, PHONE = (1440, 900), (390, 844)


@dataclass(frozen=True, slots=True)
class Screen:
    """`path` with the ids of the furnished house in braces; `empty`: before anything was made."""

    name: str
    path: str
    act: acts.Act = acts.nothing
    empty: bool = False
    who: Who | None = "owner"
    wide_only: bool = False
    phone_only: bool = False

    def open(self, page: Page, ids: Mapping[str, str]) -> None:
        page.goto(self.path.format(**ids))
        expect(page.locator("body")).to_be_visible()
        self.act(page)
        settle(page)

    def fits(self, width: int) -> bool:
        return not (self.wide_only if width < 900 else self.phone_only)


def settle(page: Page) -> None:
    """Wait for fonts, for what fades, and for the pictures in sight."""
    page.evaluate("""async () => {
        await document.fonts.ready;
        // A change of theme fades in: a moment until it has begun, then until it is over.
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        await frame();
        await frame();
        await new Promise((done) => setTimeout(done, 150));
        const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
        await Promise.all(fading.map((one) => one.finished.catch(() => {})));
        const seen = [...document.images].filter((image) => {
            const box = image.getBoundingClientRect();
            return box.width && box.bottom > 0 && box.top < innerHeight;
        });
        const late = new Promise((done) => setTimeout(done, 5000));
        await Promise.race([Promise.all(seen.map((image) => image.decode().catch(() => {}))), late]);
    }""")


EDIT = "/c/{full}/?from={image}"
SCREENS = (
    Screen("signin", "/sign-in/", who=None),
    Screen("signin-spent", "/sign-in/a-link-of-last-week/", who=None),
    Screen("studio-empty", "/studio/", empty=True),
    Screen("gallery-empty", "/gallery/", empty=True),
    Screen("conversations-empty", "/studio/", acts.click("#thread-title", ".drawer"), empty=True),
    Screen("running-empty", "/studio/", acts.nothing_runs, empty=True),
    Screen("studio", EDIT, acts.composing),
    Screen("readme", "/c/{lighthouse}/?from={lit}", acts.readme, wide_only=True),
    Screen("studio-rest", "/c/{full}/", acts.at_the_top),
    Screen("studio-pointed-at", "/c/{full}/", acts.pointed_at, wide_only=True),
    Screen("studio-held", "/c/{full}/", acts.held, phone_only=True),
    Screen("studio-breakdown", EDIT, acts.breakdown, wide_only=True),
    Screen("studio-pro-advanced", EDIT, acts.pro),
    Screen("studio-sheet", EDIT, acts.sheet, phone_only=True),
    Screen("studio-history", "/c/{full}/", acts.history),
    Screen("studio-dropping", "/c/{full}/", acts.dropping, wide_only=True),
    Screen("studio-thread-end", "/c/{full}/", acts.at_the_end),
    Screen("studio-failed", "/c/{failed}/", acts.at_the_top),
    Screen("studio-removed", "/c/{failed}/", acts.turn(4)),
    Screen("studio-timed-out", "/c/{failed}/", acts.turn(6)),
    Screen("studio-unknown", "/c/{failed}/", acts.at_the_end),
    Screen("studio-thirty", "/c/{thirty}/", acts.at_the_end),
    Screen("studio-new", "/studio/"),
    Screen("studio-waiting", "/c/{waiting}/", acts.at_the_end, who="anna"),
    Screen("studio-near-limit", "/studio/", acts.asking_for(1), who="anna"),
    Screen("studio-over-limit", "/studio/", acts.asking_for(4), who="anna"),
    Screen("refpicker-errors", "/c/{full}/", acts.errors),
    Screen("gallery", "/gallery/"),
    Screen("gallery-tile", "/gallery/", acts.tile, wide_only=True),
    Screen("gallery-selected", "/gallery/", acts.select),
    Screen("gallery-filter", "/gallery/", acts.filtering),
    Screen("gallery-none", "/gallery/?words=nothing+like+it"),
    Screen("gallery-favourites", "/gallery/?show=favourites"),
    Screen("gallery-trash", "/gallery/?show=trash"),
    Screen("detail", "/images/{image}/"),
    Screen("removed", "/images/{removed}/"),
    Screen("lightbox", "/c/{full}/", acts.lightbox),
    Screen("pair", "/images/{image}/", acts.pair("Slider")),
    Screen("pair-side", "/images/{image}/", acts.pair("Side by side")),
    Screen("grounding-code", "/c/{full}/", acts.code("Python")),
    Screen("code-javascript", "/c/{full}/", acts.code("JavaScript")),
    Screen("code-curl", "/c/{full}/", acts.code("cURL")),
    Screen("grounding-raw", "/c/{full}/", acts.raw("Response")),
    Screen("raw-request", "/c/{full}/", acts.raw("Request")),
    Screen("raw-headers", "/c/{full}/", acts.raw("Headers")),
    Screen("raw-attempts", "/c/{full}/", acts.raw("Attempts")),
    Screen("conversations", "/c/{full}/", acts.click("#thread-title", ".conversation")),
    Screen("conversations-rename", "/c/{full}/", acts.rename_row),
    Screen("rename", "/c/{full}/", acts.keys("F2", opens="#thread-head input:not([type=hidden])")),
    Screen("palette", "/c/{full}/", acts.palette("dusk")),
    Screen("palette-open", "/c/{full}/", acts.keys("Control+k", opens="[role=combobox]")),
    Screen("shortcuts", "/c/{full}/", acts.keys("?", opens="dialog[open]"), wide_only=True),
    Screen("account", "/c/{full}/", acts.click("#account", ".account-menu")),
    Screen("running", "/c/{full}/", acts.click("#running-button", ".running-row")),
    Screen("toasts", "/gallery/?sort=oldest", acts.toasts),
    Screen("settings-profile", "/settings/profile/"),
    Screen("settings-keyboard", "/settings/keyboard/"),
    Screen("error-403", "/studio/", acts.no_token),
    Screen("error-404", "/images/00000000-0000-7000-8000-000000000000/"),
    Screen("error-frame", "/c/{full}/2.9/"),
    Screen("error-500", "/images/{broken}/"),
)
