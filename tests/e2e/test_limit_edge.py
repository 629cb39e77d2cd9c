"""64 clicks at one moment, from several processes, where only some fit under the day's limit."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from playground.bench.processes import Installation

PROCESSES = 4
THREADS = 16
FITS = 37

pytestmark = pytest.mark.e2e


@contextmanager
def _postgresql(name: str) -> Iterator[str]:
    """A database of its own on the server of the tests; the value is its URL."""
    url = os.environ["PROOFSHEET_TEST_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(drop)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def settings_of_database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield {}
        else:
            yield {"DATABASE_URL": stack.enter_context(_postgresql(f"proofsheet_edge_{os.getpid()}"))}


def _installed(folder: Path, settings: dict[str, str]) -> Installation:
    """Tables and a team, nobody at work."""
    installed = Installation(folder / "data", **settings)
    installed.data.mkdir()
    installed.manage("migrate", "--verbosity", "0")
    installed.run("prepare")
    return installed


def _race(installed: Installation, key: str = "") -> list[dict[str, Any]]:
    """All processes get ready, then all are let go by one line each; returns what each saw."""
    with ExitStack() as stack:
        arguments = ["race", "--threads", str(THREADS), *(["--key", key] if key else [])]
        racers = [stack.enter_context(installed.inside(*arguments)) for _ in range(PROCESSES)]
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == b"ready\n", installed.tail()
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write(b"go\n")
            racer.stdin.flush()
        return [json.loads(racer.communicate(timeout=120)[0]) for racer in racers]


def test_exactly_what_fits_is_accepted(tmp_path: Path, settings_of_database: dict[str, str]) -> None:
    installed = _installed(tmp_path, settings_of_database)
    ceiling = installed.run("price")["ceiling"]
    limit = FITS * ceiling + ceiling - 1
    installed.settings["PROOFSHEET_DAILY_LIMIT"] = f"{limit // 1_000_000}.{limit % 1_000_000:06}"

    outcomes = _race(installed)

    accepted = [turn for outcome in outcomes for turn in outcome["turns"]]
    assert len(accepted) == len(set(accepted)) == FITS
    assert sum(outcome["refused"] for outcome in outcomes) == PROCESSES * THREADS - FITS
    state = installed.run("state")
    assert [spend["reserved"] for spend in state["spend"]] == [FITS * ceiling]
    assert state["audit"] == []
    # What was refused has left nothing behind.
    assert len(state["jobs"]) == state["conversations"] == FITS


def test_a_double_click_makes_one_turn(tmp_path: Path, settings_of_database: dict[str, str]) -> None:
    installed = _installed(tmp_path, settings_of_database)
    ceiling = installed.run("price")["ceiling"]

    outcomes = _race(installed, key="one-click")

    turns = [turn for outcome in outcomes for turn in outcome["turns"]]
    assert len(turns) == PROCESSES * THREADS
    assert len(set(turns)) == 1
    state = installed.run("state")
    assert [spend["reserved"] for spend in state["spend"]] == [ceiling]
    assert len(state["jobs"]) == state["conversations"] == 1


def test_a_double_click_at_the_edge_makes_one_turn_and_no_refusal(
    tmp_path: Path, settings_of_database: dict[str, str]
) -> None:
    """Whoever comes second meets the room that the first one took; that is no reason to refuse."""
    installed = _installed(tmp_path, settings_of_database)
    ceiling = installed.run("price")["ceiling"]
    installed.settings["PROOFSHEET_DAILY_LIMIT"] = f"{ceiling / 1_000_000:.6f}"

    outcomes = _race(installed, key="one-click")

    assert len({turn for outcome in outcomes for turn in outcome["turns"]}) == 1
    assert sum(outcome["refused"] for outcome in outcomes) == 0
