"""Two people at one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio

# Sessions of their own: signing out ends those that the other journeys go on with.
LINKS = """
from pathlib import Path
from playground.models import User
from playground.services import sign_in, teams
owner = User.objects.get(email="owner@localhost")
lodger = User.objects.filter(email="lodger@example.org").first()
if not lodger:
    lodger = User.objects.create_user("lodger@example.org", "Lodger")
    teams.create("Next door", lodger)
Path({path!r}).write_text("\\n".join(map(sign_in.issue_link, [owner, lodger, owner])))
"""


@pytest.fixture
def links(proofsheet: Installation, tmp_path: Path) -> list[str]:
    """For the owner, for a stranger to the team, and for the owner again."""
    file = tmp_path / "links"
    proofsheet.manage("shell", "-c", LINKS.format(path=str(file)))
    return file.read_text("utf-8").split()


@pytest.fixture
def window(browser: Browser, proofsheet: Installation) -> Iterator[BrowserContext]:
    """Nobody is signed in."""
    made = browser.new_context(base_url=proofsheet.url)
    made.set_default_timeout(30_000)
    yield made
    made.close()


def test_a_draft_is_its_persons_own(window: BrowserContext, links: list[str]) -> None:
    """And still there when they come back."""
    page = window.new_page()
    _came(page, links[0]).prompt.fill("A present for the lodger")
    _leave(page)
    theirs = _came(page, links[1])
    expect(theirs.prompt).to_have_value("")
    theirs.prompt.fill("A house of my own")
    _leave(page)

    expect(_came(page, links[2]).prompt).to_have_value("A present for the lodger")


def test_a_file_of_one_is_not_sent_as_anothers(
    window: BrowserContext, links: list[str], fourteen: list[Path]
) -> None:
    mine = _came(window.new_page(), links[0])
    other = window.new_page()
    _came(other, links[1])
    mine.pick(fourteen[:1])
    expect(mine.problems).to_contain_text("You are signed out.")

    with mine.page.expect_response("**/references/") as answer:
        mine.problems.get_by_role("button", name="Retry").click()
    assert answer.value.status == 403
    expect(mine.problems).to_contain_text("You are signed out.")

    _came(other, links[2])
    mine.problems.get_by_role("button", name="Retry").click()
    expect(mine.ready).to_have_count(1)


def _came(page: Page, link: str) -> Studio:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    studio = Studio(page)
    expect(studio.prompt).to_be_visible()
    return studio


def _leave(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
