"""Bad input in the browser: a sentence beside the field, nothing lost, and one turn for one click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests import pictures
from tests.e2e.journey import Studio, clicks, ended

SEED_MODEL = "gemini-3-pro-image"


def _bad_files(folder: Path) -> list[Path]:
    """What people and scripts name .png or .jpg, and cannot be used."""
    contents = {
        "notes.png": b"Dear diary, this is no picture at all.\n" * 20,
        "half.jpg": pictures.photograph("rocket.jpg")[:30_000],
        "huge.png": pictures.bomb(),
        "empty.png": b"",
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in contents]


def _row(studio: Studio, name: str) -> Locator:
    return studio.problems.filter(has_text=name)


def test_files_that_cannot_be_used_are_named_and_the_others_go_on(
    studio: Studio, fourteen: list[Path], tmp_path: Path
) -> None:
    studio.prompt.fill("Both photographs on one table")
    bad = _bad_files(tmp_path)
    studio.drop([fourteen[0], *bad, fourteen[1]])
    expect(studio.ready).to_have_count(2)
    expect(studio.problems).to_have_count(len(bad))
    expect(_row(studio, "notes.png")).to_contain_text("PNG, JPEG or WebP")
    expect(_row(studio, "half.jpg")).to_contain_text("damaged")
    expect(_row(studio, "huge.png")).to_contain_text("50")
    expect(_row(studio, "empty.png")).to_contain_text("empty")
    expect(studio.prompt).to_have_value("Both photographs on one table")
    _row(studio, "half.jpg").get_by_role("button", name="Dismiss").click()
    expect(studio.problems).to_have_count(len(bad) - 1)
    turn = studio.send()
    ended(turn)
    expect(turn.locator(".turn-references img")).to_have_count(2)


def test_the_fifteenth_reference_is_refused(studio: Studio, fourteen: list[Path], tmp_path: Path) -> None:
    fifteenth = tmp_path / "fifteenth.png"
    fifteenth.write_bytes(pictures.saved(pictures.quadrants(), "PNG"))
    studio.pick([*fourteen, fifteenth])
    expect(studio.ready).to_have_count(14)
    expect(_row(studio, "fifteenth.png")).to_contain_text("The tray is full: 14 references.")
    expect(studio.page.get_by_label("Add reference images")).to_be_hidden()
    studio.page.reload()
    expect(studio.ready).to_have_count(14)


def test_the_same_picture_twice_is_one_reference(studio: Studio, fourteen: list[Path]) -> None:
    studio.pick(fourteen[:1])
    expect(studio.ready).to_have_count(1)
    studio.paste(fourteen[0])
    expect(_row(studio, fourteen[0].name)).to_contain_text("in the tray already")
    expect(studio.tiles).to_have_count(1)


def test_the_order_of_references_is_what_the_prompt_means(studio: Studio, fourteen: list[Path]) -> None:
    studio.pick(fourteen[:2])
    expect(studio.ready).to_have_count(2)
    studio.prompt.fill("Put image 2 on image 1")
    studio.page.get_by_role("button", name=f"Image 2: {fourteen[1].name}").press("ArrowLeft")
    expect(studio.prompt).to_have_value("Put image 1 on image 2")
    expect(studio.tiles.first).to_have_attribute("data-name", fourteen[1].name)
    studio.tiles.nth(1).drag_to(studio.tiles.first, target_position={"x": 4, "y": 20})
    expect(studio.prompt).to_have_value("Put image 2 on image 1")
    expect(studio.tiles.first).to_have_attribute("data-name", fourteen[0].name)
    studio.tiles.first.get_by_role("button", name=f"Remove {fourteen[0].name}").click()
    expect(studio.tiles).to_have_count(1)


def test_an_empty_prompt_cannot_be_sent(studio: Studio) -> None:
    expect(studio.button).to_be_disabled()
    studio.prompt.press("Control+Enter")
    expect(
        studio.page.locator(".field-error").filter(has_text="Write what the picture should show")
    ).to_be_visible()
    studio.prompt.fill("​ ​")
    studio.prompt.press("Control+Enter")
    expect(
        studio.page.locator(".field-error").filter(has_text="Write what the picture should show")
    ).to_be_visible()
    expect(studio.turns).to_have_count(0)


def _nine(studio: Studio) -> None:
    studio.page.get_by_label("Images", exact=True).fill("9")


def _no_number(studio: Studio) -> None:
    studio.page.get_by_label("Seed").fill("blue")


@pytest.mark.parametrize(
    ("mistake", "field", "kept", "sentence"),
    [
        (_nine, "Images", "9", "Ask for 1 to 8 pictures."),
        (_no_number, "Seed", "blue", "A seed is a whole number from 0 to 2147483647."),
    ],
)
def test_a_mistake_gets_a_sentence_and_everything_typed_is_kept(
    studio: Studio,
    fourteen: list[Path],
    mistake: Callable[[Studio], None],
    field: str,
    kept: str,
    sentence: str,
) -> None:
    studio.choose("model", SEED_MODEL)
    studio.pick(fourteen[:1])
    expect(studio.ready).to_have_count(1)
    studio.prompt.fill("A boat")
    mistake(studio)
    studio.prompt.press("Control+Enter")
    page = studio.page
    expect(page.locator(".field-error").filter(has_text=sentence)).to_be_visible()
    wrong = page.get_by_label(field, exact=field == "Images")
    expect(wrong).to_have_value(kept)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(studio.prompt).to_have_value("A boat")
    expect(studio.ready).to_have_count(1)
    expect(page.locator('input[name="model"]:checked')).to_have_value(SEED_MODEL)
    expect(studio.turns).to_have_count(0)


def test_the_draft_survives_a_reload(studio: Studio, fourteen: list[Path]) -> None:
    studio.choose("model", SEED_MODEL)
    studio.choose("size", "2K")
    studio.choose("aspect_ratio", "16:9")
    studio.count(3)
    studio.pick(fourteen[:2])
    expect(studio.ready).to_have_count(2)
    studio.prompt.fill("A draft,\nin two lines <b>&amp;")
    price = studio.price()
    studio.page.reload()
    expect(studio.ready).to_have_count(2)
    expect(studio.prompt).to_have_value("A draft,\nin two lines <b>&amp;")
    expect(studio.button).to_contain_text("Generate 3")
    for name, value in (("model", SEED_MODEL), ("size", "2K"), ("aspect_ratio", "16:9")):
        expect(studio.page.locator(f'input[name="{name}"]:checked')).to_have_value(value)
    assert studio.price() == pytest.approx(price, abs=0.001)


def test_a_double_click_makes_one_turn(studio: Studio) -> None:
    studio.prompt.fill("A boat, once")
    studio.button.dblclick()
    expect(studio.turns).to_have_count(1)
    ended(studio.turns.first)
    studio.page.evaluate(
        """() => { const form = document.querySelector("#composer");
        form.requestSubmit(); form.requestSubmit(); }"""
    )
    expect(studio.turns).to_have_count(2)
    ended(studio.turns.nth(1))
    studio.page.reload()
    expect(studio.turns).to_have_count(2)


def test_what_is_pressed_once_is_sent_once_however_soon_the_answer_comes(studio: Studio) -> None:
    page, keys, sent = studio.page, studio.page.keyboard, clicks(studio.page)

    def answered(count: int) -> None:
        expect(studio.turns).to_have_count(count)
        ended(studio.turns.nth(count - 1))
        expect(studio.button).to_be_enabled()

    # A double click whose second half comes after the answer.
    studio.prompt.fill("A boat, once for each press")
    studio.button.hover()
    for click in (1, 2):
        page.mouse.down(click_count=click)
        page.mouse.up(click_count=click)
        answered(1)
    # Keys that are held down: in the prompt, and on the button.
    studio.prompt.focus()
    keys.down("Control")
    for _repeat in range(3):
        keys.down("Enter")
        answered(2)
    keys.up("Enter")
    keys.up("Control")
    studio.button.focus()
    for _repeat in range(3):
        keys.down("Enter")
        answered(3)
    keys.up("Enter")
    assert len(sent) == 3
    page.reload()
    expect(studio.turns).to_have_count(3)


def test_back_and_send_again_makes_one_turn(studio: Studio) -> None:
    """The page that "back" brings is the one before the click, with the same idempotency key."""
    page = studio.page
    body = page.evaluate(
        """() => { const form = document.querySelector("#composer");
        form.querySelector("#prompt").value = "A boat, sent twice";
        return new URLSearchParams(new FormData(form)).toString(); }"""
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
    addresses = {
        page.request.post("/generate/", data=body, headers=headers, max_redirects=0).headers["location"]
        for _click in range(2)
    }
    assert len(addresses) == 1
    page.goto(addresses.pop())
    expect(studio.turns).to_have_count(1)


def test_back_after_the_click_shows_no_stale_form(studio: Studio) -> None:
    studio.page.goto("/gallery/")
    studio.open()
    turn = studio.generate("A boat before going back")
    ended(turn)
    address = studio.page.url
    studio.page.go_back()
    expect(studio.turns).to_have_count(0)
    expect(studio.prompt).to_have_value("")
    studio.page.go_forward()
    expect(studio.page).to_have_url(address)
    expect(studio.turns).to_have_count(1)


def test_a_file_is_called_as_it_is_called(studio: Studio, tmp_path: Path) -> None:
    """Signs that mean something to a browser's own replacing of texts, too."""
    file = tmp_path / "$& for $'100 $$ {number} <b>.png"
    file.write_bytes(pictures.saved(Image.new("RGB", (61, 47), "teal"), "PNG"))
    studio.pick([file])
    expect(studio.ready).to_have_count(1)
    name = f"Image 1: {file.name}. Arrow keys move it, Delete removes it."
    expect(studio.tiles.get_by_role("button", name=name, exact=True)).to_have_count(1)
