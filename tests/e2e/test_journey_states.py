"""Every way a turn can stand or end, as the browser shows it. The emulator fails on request."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.journey import Studio, ended, numbers

FREE = re.compile(r"\$0\.00 demo")


def _message(turn: Locator) -> Locator:
    return turn.locator(".message")


def test_queued_and_running_frames_are_told_apart(studio: Studio) -> None:
    """Eight pictures, four calls at once: four wait their turn."""
    studio.count(8)
    turn = studio.generate("Eight boats [emulate: slow 4s]")
    expect(turn.locator(".frame[data-state=running]")).to_have_count(4)
    expect(turn.locator(".frame[data-state=queued]")).to_have_count(4)
    expect(studio.page.locator("#running")).to_have_text("1 running")
    assert numbers(turn) == [f"1.{number}" for number in range(1, 9)]
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(8)
    expect(studio.page.locator("#running")).to_have_text("")


@pytest.mark.parametrize(
    ("fault", "title", "code", "free"),
    [
        ("blocked prompt", "Google’s safety filter blocked this prompt", "PROHIBITED_CONTENT", True),
        ("blocked picture", "Google’s safety filter held this picture back", "IMAGE_SAFETY", True),
        ("no picture", "The model made no picture", "NO_IMAGE", False),
        ("text only", "The model answered in words only", "", False),
        ("400", "Google did not accept this request", "", True),
    ],
)
def test_an_answer_without_a_picture_says_why(
    studio: Studio, fault: str, title: str, code: str, free: bool
) -> None:
    turn = studio.generate(f"A castle [emulate: {fault}]")
    ended(turn)
    expect(_message(turn)).to_have_count(1)
    expect(_message(turn)).to_contain_text(title)
    expect(_message(turn)).to_contain_text(code)
    if fault == "text only":
        expect(turn.locator(".turn-text")).not_to_be_empty()
    # Failures stay small.
    expect(turn.locator(".frame")).to_have_count(0)
    if free:
        expect(turn.locator(".turn-meta")).to_contain_text(FREE)
    else:
        expect(turn.locator(".turn-meta")).not_to_contain_text(FREE)
    _message(turn).get_by_role("link", name="Edit prompt").click()
    expect(studio.prompt).to_have_value(f"A castle [emulate: {fault}]")


def test_partly_done_says_what_arrived_and_what_it_cost(studio: Studio) -> None:
    studio.count(3)
    turn = studio.generate("Three boats [emulate: blocked picture once]")
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(2)
    expect(turn.locator(".frame[data-state=failed]")).to_have_count(1)
    expect(_message(turn)).to_contain_text("1 of 3 pictures")
    expect(_message(turn)).to_contain_text(re.compile(r"You were charged for the 2 that arrived, \$0\.0"))


def test_a_busy_provider_is_waited_for(studio: Studio) -> None:
    turn = studio.generate("A boat [emulate: 429 2s once]")
    waiting = turn.get_by_role("status").filter(has_text="trying again in")
    expect(waiting).to_contain_text("Google is busy")
    expect(waiting).to_contain_text("Attempt 2 of 2. Your place in the queue is kept.")
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(1)
    expect(_message(turn)).to_have_count(0)


def test_an_error_after_every_try_and_the_retry_that_works(studio: Studio) -> None:
    turn = studio.generate("A boat [emulate: 503 twice]")
    ended(turn)
    expect(_message(turn)).to_contain_text("The model is overloaded")
    expect(_message(turn)).to_contain_text("Nothing was charged")
    _message(turn).get_by_role("button", name="Retry").click()
    expect(turn).to_have_attribute("data-alive", "")
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(1)
    expect(_message(turn)).to_have_count(0)


def test_a_broken_call_is_run_again_and_nobody_is_asked_what_the_emulator_billed(studio: Studio) -> None:
    turn = studio.generate("A boat [emulate: cut once]")
    ended(turn)
    expect(turn.locator(".frame[data-state=done]")).to_have_count(1)
    expect(_message(turn)).to_have_count(0)


def test_cancelled_while_it_runs(studio: Studio) -> None:
    studio.count(6)
    turn = studio.generate("Six boats [emulate: slow 30s]")
    expect(turn.locator(".frame[data-state=running]")).to_have_count(4)
    turn.get_by_role("button", name="Cancel").click()
    ended(turn)
    expect(turn).to_contain_text(re.compile(r"\d pictures were cancelled"))
    expect(turn.get_by_role("button", name="Run again")).to_be_visible()


def test_a_turn_is_deleted_brought_back_and_deleted_for_good(studio: Studio) -> None:
    page, turn = studio.page, studio.generate("A boat to be gone")
    ended(turn)
    turn.hover()
    turn.get_by_role("button", name="Delete turn 1").click()
    expect(studio.turns).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(studio.turns.locator(".frame[data-state=done]")).to_have_count(1)
    turn.get_by_role("button", name="Delete turn 1").click()
    expect(studio.turns).to_have_count(0)
    page.reload()
    expect(studio.prompt).to_be_visible()
    expect(studio.turns).to_have_count(0)
    page.goto("/gallery/?words=to+be+gone")
    expect(page.get_by_text("No pictures match")).to_be_visible()


def test_a_picture_is_deleted_and_brought_back(studio: Studio) -> None:
    studio.count(2)
    turn = studio.generate("Two boats")
    ended(turn)
    turn.locator(".frame").first.hover()
    turn.get_by_role("button", name="More 1.1").click()
    studio.page.get_by_role("menuitem", name="Delete 1.1").click()
    expect(turn.locator(".frame").first).to_contain_text(re.compile("Deleted by .+, "))
    studio.page.get_by_role("button", name="Undo").click()
    expect(turn.locator(".frame img")).to_have_count(2)


def test_focus_stays_where_it_was_while_other_pictures_arrive(studio: Studio) -> None:
    studio.count(8)
    turn = studio.generate("Eight boats to look at [emulate: slow 1.5s]")
    # By its address: a picture with a smaller number may arrive later and then stand before it.
    address = turn.locator("a.frame-link").first.get_attribute("href")
    first = turn.locator(f'a.frame-link[href="{address}"]')
    first.focus()
    expect(turn.locator(".frame[data-state=done]")).to_have_count(8, timeout=30_000)
    ended(turn)
    expect(first).to_be_focused()
