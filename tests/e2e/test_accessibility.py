"""axe-core on every screen and state, in both themes, at 320 px, 1440 px and 200 % zoom."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.node import PACKAGES, needs_node
from tests.screens.house import House, house
from tests.screens.screens import SCREENS, Screen, settle

pytestmark = pytest.mark.e2e
# 200 % zoom of a window of 1440 x 900 is a window of half of that.
SIZES = {"1440 px": (1440, 900), "200 %": (720, 450), "320 px": (320, 640)}
AXE = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
EMPTY = [screen for screen in SCREENS if screen.empty or not screen.who]
FULL = [screen for screen in SCREENS if screen not in EMPTY]


@pytest.fixture(scope="module")
def place(browser: Browser) -> Iterator[House]:
    # A house that is kept saves the minutes in which it is furnished.
    kept = os.environ.get("PROOFSHEET_TEST_HOUSE")
    with house(browser, Path(kept) if kept else None) as made:
        yield made


@pytest.fixture(scope="module")
def furnished(place: House) -> House:
    place.furnish(pictures=60)
    return place


@pytest.fixture
def context(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    browser, screen = request.getfixturevalue("browser"), request.getfixturevalue("screen")
    where: House = request.getfixturevalue("furnished" if screen in FULL else "place")
    size = SIZES["320 px" if screen.phone_only else "1440 px"]
    made = where.window(browser, size, "dark", screen.who)
    yield made
    made.close()


def named(screen: Screen) -> str:
    return screen.name


def found(page: Page) -> list[str]:
    """What axe objects to: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((PACKAGES / "axe-core" / "axe.min.js").read_text("utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(AXE)
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} | {node['failureSummary'][:400]}"
        for one in violations
        for node in one["nodes"]
    ]


def lasting(page: Page) -> list[str]:
    """What is still wrong after a few looks: a thread that is polled may be caught in a fade."""
    problems = found(page)
    for _look in range(4):
        if not problems:
            break
        settle(page)
        problems = found(page)
    return problems


def examine(page: Page) -> list[str]:
    """The page as it stands, in every theme and size."""
    problems: list[str] = []
    for label, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        problems += [f"{label}: scrolls sideways by {wide} px"] if wide > 0 else []
        for theme in ("dark", "light"):
            # As the page's own switch does it: all colours at once, also of what is animated.
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
            settle(page)
            problems += [f"{label}, {theme}: {problem}" for problem in lasting(page)]
    return problems


@needs_node
@pytest.mark.parametrize("screen", EMPTY, ids=named)
def test_axe_before_anything_was_made(screen: Screen, place: House, context: BrowserContext) -> None:
    page = context.new_page()
    screen.open(page, place.ids)
    assert examine(page) == []


@needs_node
@pytest.mark.parametrize("screen", FULL, ids=named)
def test_axe_on_a_furnished_house(screen: Screen, furnished: House, context: BrowserContext) -> None:
    page = context.new_page()
    screen.open(page, furnished.ids)
    assert examine(page) == []


@needs_node
def test_axe_would_object(place: House, browser: Browser) -> None:
    context = place.window(browser, SIZES["1440 px"], "dark", who=None)
    page = context.new_page()
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('main, body').append(document.createElement('button'))")
    assert any(problem.startswith("button-name") for problem in found(page))
    context.close()
