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
            r"This run may cost up to \$0\.\d+, and \$0\.20 of your daily limit of \$0\.20 is left\."
            r" Make 1 image,"
        )
        expect(reason).to_contain_text(sentence)
        expect(studio.button).to_be_disabled()
        studio.page.get_by_role("button", name="One fewer").click()
        expect(reason).to_have_count(0)
        today = studio.page.locator("#budget")
        turn = studio.generate("A boat at the edge")
        expect(today).to_contain_text(re.compile(r"\$0\.00 of \$0\.20 demo · up to \$0\.1\d* held"))
        expect(reason).to_contain_text("daily limit")
        expect(studio.button).to_be_disabled()
        ended(turn)
        expect(today).to_have_text(re.compile(r"Today\s+\$0\.0\d+ of \$0\.20 demo\s*"))
        expect(reason).to_have_count(0)
        expect(studio.button).to_be_enabled()
        ended(studio.send())
