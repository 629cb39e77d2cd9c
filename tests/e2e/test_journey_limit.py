"""At the edge of the daily limit: the button says why it waits, and comes back when there is room again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from playground.bench.processes import Installation, installation
from tests.e2e.journey import Studio, ended, sign_in


@pytest.fixture(scope="module")
def tight() -> Iterator[Installation]:
    """Room for what one picture of the default model may cost at most, and not for two."""
    with installation(PROOFSHEET_EMULATOR_LATENCY="1.5", PROOFSHEET_DAILY_LIMIT="0.20") as running:
        yield running


def test_the_button_comes_back_when_the_held_money_is_free_again(
    browser: Browser, tight: Installation, tmp_path: Path
) -> None:
    state = sign_in(browser, tight, tmp_path / "state.json")
    with browser.new_context(base_url=tight.url, storage_state=state) as context:
        studio = Studio(context.new_page()).open()
        reason = studio.page.locator(".reason")
        studio.count(2)
        sentence = re.compile(
            r"would pass your daily limit by \$0\.\d+: up to \$0\.\d+ is held while it runs\. Make 1 image,"
        )
        expect(reason).to_contain_text(sentence)
        expect(studio.button).to_be_disabled()
        studio.page.get_by_role("button", name="One fewer").click()
        expect(reason).to_have_count(0)
        turn = studio.generate("A boat at the edge")
        expect(reason).to_contain_text("daily limit")
        expect(studio.button).to_be_disabled()
        ended(turn)
        expect(reason).to_have_count(0)
        expect(studio.button).to_be_enabled()
        ended(studio.send())
