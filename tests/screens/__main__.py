"""`make screenshots`: every screen in both themes, on a desktop and a phone, as a PNG of its name."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from playground.bench.processes import ROOT
from tests.browsing import CHROMIUM, CHROMIUM_FLAGS
from tests.screens.house import PATIENCE, House, house
from tests.screens.screens import DESKTOP, PHONE, SCREENS, Screen

OUT = ROOT / "test-results" / "screenshots"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only screens whose name holds this")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--keep", type=Path, help="a folder for the installation, to be used again")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    wanted = [screen for screen in SCREENS if given.only in screen.name]
    if not given.only:
        shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        with house(browser, given.keep) as furnished:
            failed = _picture(browser, furnished, [one for one in wanted if one.empty], given.out)
            if any(not one.empty for one in wanted):
                furnished.furnish()
            failed += _picture(browser, furnished, [one for one in wanted if not one.empty], given.out)
        browser.close()
    for line in failed:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{given.out}: {len(list(given.out.glob('*.png')))} pictures\n")
    return 1 if failed else 0


def _picture(browser: Browser, furnished: House, screens: list[Screen], out: Path) -> list[str]:
    """Picture these screens; returns a line for each that could not be brought into its state."""
    failed = []
    for theme in ("dark", "light"):
        for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
            for screen in screens:
                if not screen.fits(size[0]):
                    continue
                name = f"{screen.name}{suffix}-{theme}"
                context = furnished.window(browser, size, theme, screen.who)
                page = context.new_page()
                for step in (partial(screen.open, page, furnished.ids), partial(_save, page, out, name)):
                    try:
                        step()
                    except (Error, AssertionError) as error:
                        failed.append(f"{name}: {str(error).splitlines()[0]}")
                context.close()
    return failed


def _save(page: Page, out: Path, name: str) -> None:
    page.screenshot(path=out / f"{name}.png")


if __name__ == "__main__":
    raise SystemExit(main())
