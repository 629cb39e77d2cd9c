"""The main job in a real browser, from the first photograph to the picture's page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio, ended, numbers

NO_SEED, SEED = "gemini-nano-banana-2.1", "gemini-3-pro-image"
NAMES = {NO_SEED: "Nano Banana 2.1", SEED: "Nano Banana Pro"}


def _fill_tray(studio: Studio, files: list[Path]) -> None:
    """Pick the first, drop the middle, paste the last; as many as there are."""
    studio.pick(files[:1])
    if len(files) > 2:
        studio.drop(files[1:-1])
    if len(files) > 1:
        studio.paste(files[-1])
    expect(studio.ready).to_have_count(len(files))
    expect(studio.problems).to_have_count(0)


def _watch_steps(turn: Locator) -> None:
    """Queued is over, the call is on, and nothing is saved yet: all at once, since it does not last."""
    steps = (("done", "Queued"), ("now", "Calling model"), ("next", "Saving"))
    row = " + ".join(f'.step[data-state={state}]:has-text("{name}")' for state, name in steps)
    expect(turn.locator(row)).to_be_visible()


@pytest.mark.parametrize("model", [NO_SEED, SEED])
@pytest.mark.parametrize("references", [1, 5, 14])
def test_from_photographs_to_the_gallery(
    studio: Studio, proofsheet: Installation, fourteen: list[Path], model: str, references: int
) -> None:
    page = studio.page
    studio.choose("model", model)
    plain = studio.price()
    _fill_tray(studio, fourteen[:references])
    expect(studio.button).not_to_contain_text(f"${plain:.3f}".rstrip("0"))
    words = f"Image 1 at dusk, {references} for {model} [emulate: slow 4s once]"

    first = studio.generate(words)
    _watch_steps(first)
    page.reload()
    expect(first).to_contain_text(words)
    expect(studio.ready).to_have_count(references)
    expect(studio.prompt).to_have_value(words)
    ended(first)
    assert numbers(first) == ["1.1"]

    studio.continue_from(first, "1.1")
    expect(studio.ready).to_have_count(0)
    second = studio.generate("Make it night, with a full moon")
    ended(second)
    assert numbers(second) == ["2.1"]
    expect(second).to_contain_text("edits 1.1")
    studio.continue_from(second, "2.1")
    third = studio.generate("Now in black and white")
    ended(third)
    assert numbers(third) == ["3.1"]

    page.get_by_role("link", name="Gallery").click()
    for name in (f"1.1: {words}", "2.1: Make it night, with a full moon", "3.1: Now in black and white"):
        expect(page.get_by_role("link", name=name).first).to_be_visible()
    page.get_by_role("link", name=f"1.1: {words}").first.click()
    _check_picture(page, proofsheet, words, model, references)


def _check_picture(page: Page, proofsheet: Installation, words: str, model: str, references: int) -> None:
    panel = page.get_by_role("complementary", name="About this picture")
    expect(panel).to_contain_text(words)
    expect(panel).to_contain_text(f"{NAMES[model]} {model}")
    seed = panel.locator("dt", has_text="Seed").locator("+ dd")
    expected = r"^\d+ requested and sent$" if model == SEED else f"^not supported by {NAMES[model]}$"
    expect(seed).to_have_text(re.compile(expected))
    expect(panel.locator(".picture-references img")).to_have_count(references)
    _check_cost(panel)
    with page.expect_download() as download:
        panel.get_by_role("link", name="Download").click()
    assert re.fullmatch(r"[\w-]+-1\.1\.png", download.value.suggested_filename)
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in proofsheet.data.rglob("*.png")}
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() in kept


def _check_cost(panel: Locator) -> None:
    """Each part with its tokens and price; the total is their sum."""
    rows = panel.locator(".cost tbody tr")
    names = rows.locator("th").all_inner_texts()
    assert {"Image", "Input text", "Input images"} <= set(names)
    assert all(
        re.fullmatch(r"[\d,]+ tok", text) for text in rows.locator("td:nth-child(2)").all_inner_texts()
    )
    parts = [float(text.strip("$")) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
    total = float(panel.locator(".cost tfoot td").last.inner_text().strip("$"))
    assert total == pytest.approx(sum(parts), abs=0.0001 * len(parts))
    assert total > 0


def test_the_price_follows_every_change(studio: Studio, fourteen: list[Path]) -> None:
    one = studio.price()
    studio.count(3)
    expect(studio.button).to_contain_text("Generate 3")
    assert studio.price() == pytest.approx(3 * one, abs=0.002)
    three = studio.price()
    studio.choose("size", "4K")
    expect(studio.button).not_to_contain_text(f"${three}")
    four_k = studio.price()
    assert four_k > three
    studio.choose("model", SEED)
    expect(studio.button).not_to_contain_text(f"${four_k}")
    with_model = studio.price()
    studio.pick(fourteen[:2])
    expect(studio.button).not_to_contain_text(f"${with_model}")
    assert studio.price() > with_model


def test_a_typed_number_changes_the_price_before_the_click(studio: Studio) -> None:
    """Whoever types a count and presses the key to generate has seen what it costs."""
    field = studio.page.get_by_label("Images", exact=True)
    field.fill("4")
    field.press("Enter")
    expect(studio.button).to_contain_text("Generate 4")


def test_a_seed_gives_the_same_picture_again(studio: Studio) -> None:
    studio.choose("model", SEED)
    seed = studio.page.get_by_label("Seed", exact=True)
    seed.fill("4711")
    seed.press("Tab")
    studio.page.locator(".seed-lock").click()
    expect(studio.page.get_by_text("locked, +1 per image")).to_be_visible()
    studio.count(2)
    first = studio.generate("A boat on a calm sea, twice")
    ended(first)
    assert first.locator(".frame-seed").all_inner_texts() == ["4711", "4712"]
    second = studio.send()
    ended(second)
    page = studio.page
    digests = []
    for turn in (first, second):
        picture = turn.locator("a.frame-link").first.get_attribute("href")
        digests.append(hashlib.sha256(page.request.get(f"{picture}file/").body()).hexdigest())
    assert digests[0] == digests[1]
