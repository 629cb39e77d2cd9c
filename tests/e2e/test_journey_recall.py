"""A turn's settings by the palette: what is typed stays, with its references."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.journey import Studio, ended


def test_the_settings_of_a_turn_come_beside_what_is_typed(studio: Studio, fourteen: list[Path]) -> None:
    page, keys = studio.page, studio.page.keyboard
    studio.choose("aspect_ratio", "16:9")
    ended(studio.generate("A walrus on a wide floe"))
    studio.choose("aspect_ratio", "2:3")
    ended(studio.generate("A walrus, upright"))
    studio.pick(fourteen[:1])
    expect(studio.ready).to_have_count(1)
    studio.prompt.fill("Half a thought, not yet asked")
    keys.press("Control+k")
    keys.type("wide floe")
    row = page.get_by_role("option", name="Recall settings:")
    expect(row).to_contain_text("turn 1")
    row.click()
    page.wait_for_url(re.compile("take=settings"))
    wide = page.locator('input[name="aspect_ratio"][value="16:9"]')
    # The tray comes with the settings, in one answer: by then they are those that stay.
    expect(studio.ready).to_have_count(1)
    expect(wide).to_be_checked()
    expect(studio.prompt).to_have_value("Half a thought, not yet asked")
    page.reload()
    expect(studio.prompt).to_have_value("Half a thought, not yet asked")
    expect(studio.ready).to_have_count(1)
    expect(wide).to_be_checked()
