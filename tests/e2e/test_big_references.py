"""References of nearly 30 MB through the real page. Full dose: PROOFSHEET_TEST_REFERENCES=14."""

from __future__ import annotations

import os

import pytest

from playground.bench import references
from playground.bench.sampling import MEGABYTE

COUNT = int(os.environ.get("PROOFSHEET_TEST_REFERENCES", "3"))

pytestmark = pytest.mark.e2e


def test_large_references_are_taken_within_bounds_of_memory() -> None:
    outcome = references.run(COUNT)

    refused = {name: answer for name, answer in outcome.uploads.items() if answer[0] != 201}
    assert sorted(refused) == [
        "far-too-long.png", "no-picture.jpg", "too-long.png", "too-wide.png",
    ]  # fmt: skip
    # What is far too long is cut off before Django sees it; the tray has a sentence for that itself.
    assert refused.pop("far-too-long.png")[0] == 413
    for status, words in refused.values():
        assert status in (413, 422)
        assert words.endswith(".")
        assert "<" not in words
    assert [one["state"] for one in outcome.prepared] == ["ready"] * COUNT, outcome.prepared
    assert outcome.finished == {"done": 1}
    assert [call["pictures"] for call in outcome.calls] == [COUNT]
    assert outcome.calls[0]["bytes"] < 100_000_000
    assert outcome.web_growth < references.WEB_TARGET * MEGABYTE, str(outcome)
    assert outcome.worker_growth < references.WORKER_TARGET * MEGABYTE, str(outcome)
