"""Processes are killed with -9 while jobs run. Full dose: PROOFSHEET_TEST_KILLS=10 (300 jobs)."""

from __future__ import annotations

import os

import pytest

from playground.bench import kills

KILLS = int(os.environ.get("PROOFSHEET_TEST_KILLS", "3"))
SEED = int(os.environ.get("PROOFSHEET_TEST_SEED", "1"))

pytestmark = pytest.mark.e2e


def test_every_job_is_done_once_and_every_call_is_accounted_for() -> None:
    outcome = kills.run(jobs=40 if KILLS <= 3 else 30 * KILLS, kills=KILLS, seed=SEED)

    assert outcome.problems == (), str(outcome)
    assert outcome.unknown > 0, "no kill met a call: the test has shown nothing"
    assert outcome.seconds < kills.WHOLE_SECONDS
