"""The fixed cast, an emulator, and a browser, for all tests."""

from __future__ import annotations

from tests import environment

environment.prepare()  # before anything below reads Django's settings

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings

from playground.emulator.server import Server, start
from playground.models import Membership, Role, User
from playground.services import teams
from tests.browsing import CHROMIUM, CHROMIUM_FLAGS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser is skipped, with a sentence, where there is none."""
    missing = pytest.mark.skip(reason="no Chromium found: install Debian's package `chromium`")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(missing)


@pytest.fixture
def alice(db: None) -> User:
    """Owns the team "Studio"."""
    user = User.objects.create_user("alice@example.org", "Alice")
    teams.create("Studio", user)
    return user


@pytest.fixture
def bob(alice: User) -> User:
    """Alice's team-mate, an editor."""
    user = User.objects.create_user("bob@example.org", "Bob")
    Membership.objects.create(team=alice.teams.get(), user=user, role=Role.EDITOR)
    return user


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: owns another team."""
    user = User.objects.create_user("charlie@example.org", "Charlie")
    teams.create("Elsewhere", user)
    return user


@pytest.fixture(scope="session")
def emulator_server() -> Iterator[Server]:
    """The real emulator over a socket, which answers at once."""
    with start(latency=0.0) as server:
        yield server


@pytest.fixture
def emulator(emulator_server: Server, settings: Settings) -> Server:
    """What the built-in connection asks instead of a child process."""
    settings.EMULATOR_URL = emulator_server.base_url
    return emulator_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Its tests talk to a process of its own, never to the ORM of this one."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield started
        started.close()
