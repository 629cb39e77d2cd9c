"""A real installation for the journeys, started once, and a signed-in window on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from playground.bench.processes import Installation, installation
from tests.e2e.journey import Studio, Watch, photographs, sign_in

DESKTOP = (1440, 900)


@pytest.fixture(scope="package")
def proofsheet() -> Iterator[Installation]:
    """`manage.py up` in a folder of its own. Calls take long enough to be seen; two tries, four at once."""
    with installation(
        PROOFSHEET_EMULATOR_LATENCY="0.7",
        PROOFSHEET_DAILY_LIMIT="2000",
        PROOFSHEET_MAX_ATTEMPTS="2",
        PROOFSHEET_CONCURRENCY="4",
    ) as running:
        yield running


@pytest.fixture(scope="package")
def signed_in(browser: Browser, proofsheet: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cookies of the owner, who came by the printed link."""
    return sign_in(browser, proofsheet, tmp_path_factory.mktemp("cookies") / "state.json")


@pytest.fixture
def context(
    browser: Browser, proofsheet: Installation, signed_in: Path, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A signed-in window; parametrise indirectly with (width, height) for another size."""
    width, height = getattr(request, "param", DESKTOP)
    made = browser.new_context(
        base_url=proofsheet.url,
        storage_state=signed_in,
        viewport={"width": width, "height": height},
        has_touch=width < 600,
        reduced_motion="reduce",
    )
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext, proofsheet: Installation) -> Iterator[Watch]:
    """Fails the test when a page breaks the policy, errs in its console or calls another machine."""
    watching = Watch(proofsheet.url)
    watching.follow(context)
    yield watching
    assert watching.problems == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()


@pytest.fixture
def studio(page: Page) -> Studio:
    """A new conversation, nothing typed yet."""
    return Studio(page).open()


@pytest.fixture(scope="package")
def fourteen(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Fourteen different pictures cut from real photographs."""
    return photographs(tmp_path_factory.mktemp("photographs"))
