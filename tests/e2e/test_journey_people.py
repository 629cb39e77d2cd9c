"""Two people at one browser, one after the other."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from playground.bench.processes import Installation
from tests.e2e.journey import Studio

# Sessions of their own: signing out ends those that the other journeys go on with.
LINKS = """
from pathlib import Path
from playground.models import User
from playground.services import sign_in, teams
owner = User.objects.earliest("id")
lodger = User.objects.create_user("lodger@example.org", "Lodger")
teams.create("Next door", lodger)
Path({path!r}).write_text("\\n".join(map(sign_in.issue_link, [owner, owner, lodger])))
"""


def test_a_draft_is_its_persons_own(browser: Browser, proofsheet: Installation, tmp_path: Path) -> None:
    """And still there when they come back."""
    links = tmp_path / "links"
    proofsheet.manage("shell", "-c", LINKS.format(path=str(links)))
    first, second, lodgers = links.read_text("utf-8").split()
    context = browser.new_context(base_url=proofsheet.url)
    page = context.new_page()

    mine = _came(page, first)
    mine.prompt.fill("A present for the lodger")
    _leave(page)
    theirs = _came(page, lodgers)
    expect(theirs.prompt).to_have_value("")
    theirs.prompt.fill("A house of my own")
    _leave(page)

    expect(_came(page, second).prompt).to_have_value("A present for the lodger")
    context.close()


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
