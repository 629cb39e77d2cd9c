"""Going on from a picture: by an edit, by its prompt, as a reference. What was typed stays in reach."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.journey import Studio, Watch, ended


def _edited(studio: Studio) -> Locator:
    """A turn whose picture is being edited: the composer continues from it."""
    turn = studio.generate("A boat to go on from")
    ended(turn)
    studio.continue_from(turn, "1.1")
    return turn


def _continues(page: Page) -> Locator:
    return page.locator(".continues strong")


def test_after_an_edit_its_picture_is_gone_on_from(studio: Studio) -> None:
    page = studio.page
    _edited(studio)
    ended(studio.generate("Make it dusk"))
    expect(_continues(page)).to_have_text("2.1")
    expect(studio.prompt).to_have_value("Make it dusk")
    page.reload()
    expect(_continues(page)).to_have_text("2.1")
    expect(studio.prompt).to_have_value("Make it dusk")


def test_a_picture_that_is_deleted_is_not_gone_on_from_without_a_word(studio: Studio) -> None:
    page = studio.page
    turn = _edited(studio)
    lost = page.locator("form").get_by_text("The picture to continue from was deleted.")
    expect(studio.prompt).to_have_attribute("placeholder", "What should change?")
    turn.get_by_role("button", name="Delete").click()
    expect(lost).to_be_visible()
    expect(_continues(page)).to_have_count(0)
    expect(studio.prompt).to_have_attribute("placeholder", re.compile("Describe"))
    # A price that is asked for by itself is no change.
    with page.expect_response("**/generate/options/"):
        page.evaluate("document.querySelector('studio-composer').ask()")
    studio.price()
    expect(lost).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(_continues(page)).to_have_text("1.1")
    expect(lost).to_have_count(0)


def test_a_picture_deleted_elsewhere_is_refused_in_words_that_stay(studio: Studio) -> None:
    page = studio.page
    turn = _edited(studio)
    lost = page.locator("form").get_by_text("The picture to continue from was deleted.")
    # The other window is nearer to the server than this one's next poll.
    page.route("**/changes/**", lambda route: route.abort())
    picture = turn.locator(".frame").get_attribute("data-image")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    page.request.post(f"/images/{picture}/delete/", headers={"X-CSRFToken": token, "Referer": page.url})
    studio.prompt.fill("Make it dusk")
    studio.prompt.press("Control+Enter")
    expect(lost).to_be_visible()
    with page.expect_response("**/generate/options/"):
        page.evaluate("document.querySelector('studio-composer').ask()")
    studio.price()
    expect(lost).to_be_visible()
    assert studio.turns.count() == 1
    studio.prompt.press("End")
    studio.prompt.type(".")
    expect(lost).to_have_count(0)


def test_an_address_asks_only_once(studio: Studio) -> None:
    """The way from a picture's own page leads by an address that names it."""
    page = studio.page
    turn = studio.generate("A boat to go on from")
    ended(turn)
    page.goto(f"{page.url}?from={turn.locator('.frame').get_attribute('data-image')}")
    expect(_continues(page)).to_have_text("1.1")
    ended(studio.generate("Make it dusk"))
    expect(_continues(page)).to_have_text("2.1")
    page.reload()
    expect(_continues(page)).to_have_text("2.1")
    expect(studio.prompt).to_have_value("Make it dusk")


def test_an_edit_that_ends_while_nobody_looks_is_gone_on_from_later(studio: Studio) -> None:
    page = studio.page
    _edited(studio)
    studio.generate("Make it snow")
    address = page.url
    page.goto("/gallery/")
    expect(page.locator(".gallery-tile").first).to_be_visible()
    page.goto(address)
    ended(studio.turns.last)
    expect(_continues(page)).to_have_text("2.1")


def test_another_choice_meanwhile_stays(studio: Studio) -> None:
    page = studio.page
    first = _edited(studio)
    running = studio.generate("Make it rain")
    page.get_by_role("button", name="Start afresh").click()
    expect(_continues(page)).to_have_count(0)
    expect(studio.prompt).to_be_focused()
    ended(running)
    expect(_continues(page)).to_have_count(0)
    studio.continue_from(first, "1.1")
    running = studio.generate("Make it windy")
    studio.continue_from(first, "1.1")
    studio.prompt.fill("Something else for the same one")
    ended(running)
    expect(_continues(page)).to_have_text("1.1")
    expect(studio.prompt).to_have_value("Something else for the same one")


def test_what_a_remix_replaced_comes_back(studio: Studio, fourteen: list[Path]) -> None:
    page = studio.page
    turn = studio.generate("A boat to mix again")
    ended(turn)
    studio.prompt.fill("Something else with image 1")
    studio.pick(fourteen[:1])
    expect(studio.ready).to_have_count(1)
    turn.get_by_role("link", name="Remix").first.click()
    expect(studio.prompt).to_have_value("A boat to mix again")
    expect(studio.tiles).to_have_count(0)
    toast = page.locator(".toast", has_text="What you had typed was replaced.")
    toast.get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("Something else with image 1")
    expect(studio.ready).to_have_count(1)
    page.reload()
    expect(studio.prompt).to_have_value("Something else with image 1")
    expect(studio.ready).to_have_count(1)


def test_a_remix_with_the_same_words_loses_no_reference_and_no_setting(
    studio: Studio, fourteen: list[Path]
) -> None:
    page = studio.page
    turn = studio.generate("A boat in the same words")
    ended(turn)
    studio.pick(fourteen[:2])
    expect(studio.ready).to_have_count(2)
    studio.choose("aspect_ratio", "16:9")
    studio.price()
    turn.get_by_role("link", name="Remix").first.click()
    expect(studio.tiles).to_have_count(0)
    wide = page.locator('input[name="aspect_ratio"][value="16:9"]')
    expect(wide).not_to_be_checked()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(studio.ready).to_have_count(2)
    expect(wide).to_be_checked()


def test_a_remix_of_what_is_there_already_replaces_nothing(studio: Studio) -> None:
    page = studio.page
    turn = studio.generate("A boat as it is")
    ended(turn)
    page.locator("#studio-composer").evaluate("(composer) => composer.dataset.before = ''")
    turn.get_by_role("link", name="Remix").first.click()
    expect(page.locator("#studio-composer[data-before]")).to_have_count(0)
    expect(studio.prompt).to_have_value("A boat as it is")
    expect(page.locator(".toast", has_text="What you had typed was replaced.")).to_have_count(0)


def test_a_remix_on_the_page_of_a_picture_loses_nothing_either(studio: Studio) -> None:
    page = studio.page
    turn = studio.generate("A boat to mix from afar")
    ended(turn)
    studio.prompt.fill("Half a thou")
    page.goto(f"/images/{turn.locator('.frame').get_attribute('data-image')}/")
    page.keyboard.press("x")
    expect(studio.prompt).to_have_value("A boat to mix from afar")
    page.get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("Half a thou")


def test_a_picture_used_on_its_own_page_joins_what_was_typed(studio: Studio, fourteen: list[Path]) -> None:
    page = studio.page
    turn = studio.generate("A boat to refer to")
    ended(turn)
    studio.prompt.fill("The boat of image 2 on the sea of image 1")
    studio.pick(fourteen[:1])
    expect(studio.ready).to_have_count(1)
    page.goto(f"/images/{turn.locator('.frame').get_attribute('data-image')}/")

    def last(route: Route) -> None:
        """The kept draft must not take away what was put into the tray meanwhile."""
        expect(studio.ready).to_have_count(1)
        route.continue_()

    page.route("**/generate/draft/", last)
    page.keyboard.press("r")
    expect(studio.ready).to_have_count(2)
    expect(studio.prompt).to_have_value("The boat of image 2 on the sea of image 1")
    page.unroute_all()
    page.reload()
    expect(studio.ready).to_have_count(2)


def test_a_picture_used_is_seen_before_its_copy_is_there(studio: Studio) -> None:
    page = studio.page
    turn = studio.generate("A boat to be seen at once")
    ended(turn)
    held: list[Route] = []
    page.route("**/from-image/**", lambda route: held.append(route))
    page.goto(f"/images/{turn.locator('.frame').get_attribute('data-image')}/")
    page.keyboard.press("r")
    shown = page.locator(".tile[data-state=uploading] img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True)
    held[0].continue_()
    expect(studio.ready).to_have_count(1)


def test_a_price_that_could_not_be_asked_is_asked_again(studio: Studio, watch: Watch) -> None:
    page = studio.page
    before = studio.price()
    down: list[Route] = []

    def fail(route: Route) -> None:
        down.append(route)
        route.fulfill(status=503)

    page.route("**/generate/options/", fail)
    studio.choose("size", "4K")
    expect(page.locator(".toast")).to_be_visible()
    expect(studio.button).to_have_attribute("aria-busy", "true")
    page.unroute("**/generate/options/")
    assert down
    expect(studio.button).to_have_attribute("aria-busy", "false")
    assert studio.price() > before
    watch.problems.clear()


def test_single_keys_work_from_the_button_that_adds_pictures(studio: Studio) -> None:
    page = studio.page
    ended(studio.generate("A boat, and no mouse"))
    studio.prompt.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Add reference images")).to_be_focused()
    page.keyboard.press("e")
    expect(studio.prompt).to_be_focused()
    expect(_continues(page)).to_have_text("1.1")
