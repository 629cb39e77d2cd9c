"""Connections that wait for their next call: which are lent, kept and closed."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from playground.egress import lines, transport
from tests.providers.calls import new_call
from tests.providers.recorder import Recorder, answer


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with transport.new_client(allow_private=True) as made:
        yield made


def ask(client: httpx2.Client, recorder: Recorder) -> int:
    """Make a call; returns the number of the connection that it went over."""
    with new_call():
        assert client.get(recorder.url).status_code == 200
    return recorder.seen[-1].connection


def test_one_after_the_other_they_share_a_connection(recorder: Recorder, client: httpx2.Client) -> None:
    recorder.play(answer({}))
    assert [ask(client, recorder) for _ in range(3)] == [1, 1, 1]


def test_one_that_has_waited_for_too_long_is_not_used_again(
    recorder: Recorder, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "KEPT_SECONDS", -1.0)
    recorder.play(answer({}))
    assert [ask(client, recorder) for _ in range(3)] == [1, 2, 3]


def test_no_more_are_kept_than_allowed(
    recorder: Recorder, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "KEPT_CONNECTIONS", 0)
    recorder.play(answer({}))
    assert [ask(client, recorder) for _ in range(2)] == [1, 2]


def test_each_place_has_connections_of_its_own(recorder: Recorder, client: httpx2.Client) -> None:
    recorder.play(answer({}))
    with Recorder([answer({})]) as other:
        assert [ask(client, place) for place in (recorder, other, recorder, other)] == [1, 1, 1, 1]


def test_an_answer_that_is_not_read_to_its_end_costs_its_connection(
    recorder: Recorder, client: httpx2.Client
) -> None:
    recorder.play(answer(b" " * 5_000_000))
    with new_call(), client.stream("GET", recorder.url) as left:
        assert left.status_code == 200
    assert ask(client, recorder) == 2
