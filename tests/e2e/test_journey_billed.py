"""Real money, as far as the app can tell: calls whose outcome nobody knows wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from playground.bench.processes import Installation, installation
from playground.emulator.server import Server
from tests.e2e.journey import Studio, ended, sign_in


@pytest.fixture(scope="module")
def paid(emulator_server: Server) -> Iterator[Installation]:
    """With a key, so that nothing is demo money; what answers is the emulator, for Google."""
    with installation(
        GEMINI_API_KEY="a-key-of-nobody",
        PROOFSHEET_GEMINI_BASE_URL=emulator_server.base_url,
        PROOFSHEET_DAILY_LIMIT="2000",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def cookies(browser: Browser, paid: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The printed link works once, for both journeys."""
    return sign_in(browser, paid, tmp_path_factory.mktemp("cookies") / "state.json")


@pytest.fixture
def studio(browser: Browser, paid: Installation, cookies: Path) -> Iterator[Studio]:
    with browser.new_context(base_url=paid.url, storage_state=cookies) as context:
        yield Studio(context.new_page()).open()


def _undecided(turn: Locator) -> Locator:
    return turn.locator(".message", has_text="was possibly billed")


def test_a_broken_call_is_run_again_and_somebody_decides_about_the_first(studio: Studio) -> None:
    turn = studio.generate("A boat [emulate: cut once]")
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(1)
    expect(_undecided(turn)).to_contain_text("1.1 was possibly billed")
    turn.get_by_role("button", name="Google did not").click()
    expect(turn.locator(".message")).to_have_count(0)


def test_a_call_that_breaks_twice_is_held_until_somebody_decides(studio: Studio) -> None:
    turn = studio.generate("A boat [emulate: cut]")
    ended(turn)
    expect(_undecided(turn)).to_have_count(2)
    for number in (1, 2):
        expect(_undecided(turn).nth(number - 1)).to_contain_text(f"Call {number}, sent at ")
    expect(turn.locator(".turn-meta")).to_contain_text("$0.00")
    turn.get_by_role("button", name="Google billed it (1.1, call 1)").click()
    expect(_undecided(turn)).to_have_count(1)
    expect(turn.locator(".turn-meta")).not_to_contain_text("$0.00")
    turn.get_by_role("button", name="Google did not (1.1, call 2)").click()
    expect(_undecided(turn)).to_have_count(0)
    expect(turn.get_by_role("button", name="Retry")).to_be_visible()
