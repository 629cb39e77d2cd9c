"""Calls that somebody stops, at every point of their way."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from playground import egress
from playground.egress import Call
from tests.providers.calls import MEBIBYTE, Timer, new_call, post
from tests.providers.recorder import (
    Line,
    Play,
    Recorder,
    Seen,
    answer,
    drip,
    endless,
    half,
    silence,
)


def aborts(pool: ThreadPoolExecutor, recorder: Recorder, call: Call) -> None:
    """A call that hangs in the recorder comes back within a second of its abort."""
    waiting = pool.submit(post, recorder.url, call)
    recorder.arrival()
    timer = Timer()
    call.abort()
    with pytest.raises(egress.Aborted):
        waiting.result(timeout=1)
    assert timer.seconds < 1


def test_abort_wakes_a_call_before_any_header(recorder: Recorder, pool: ThreadPoolExecutor) -> None:
    recorder.play(silence)
    call = new_call()
    aborts(pool, recorder, call)
    assert call.delivered
    assert call.status is None


def test_abort_wakes_a_call_on_a_kept_connection(recorder: Recorder, pool: ThreadPoolExecutor) -> None:
    recorder.play(answer({}), silence)
    pool.submit(post, recorder.url, new_call()).result(timeout=5)
    recorder.arrival()
    aborts(pool, recorder, new_call())
    assert recorder.connections == 1
    recorder.play(answer({}))
    assert post(recorder.url, new_call()).status_code == 200
    assert recorder.connections == 2


@pytest.mark.parametrize("play", [half(b"x" * 100_000), drip, endless])
def test_abort_wakes_a_call_in_the_middle_of_its_answer(
    recorder: Recorder, pool: ThreadPoolExecutor, play: Play
) -> None:
    recorder.play(play)
    aborts(pool, recorder, new_call(most=1 << 50))


def test_abort_before_the_call_begins(recorder: Recorder) -> None:
    call = new_call()
    call.abort()
    with pytest.raises(egress.Aborted):
        post(recorder.url, call)
    assert not call.sent
    assert recorder.connections == 0


def test_abort_after_the_call_leaves_the_kept_connection_alone(
    recorder: Recorder, pool: ThreadPoolExecutor
) -> None:
    """The connection is another call's by then."""
    go = threading.Event()

    def late(line: Line, seen: Seen) -> None:
        go.wait(10)
        answer({"late": True})(line, seen)

    recorder.play(answer({}), late)
    first = new_call()
    post(recorder.url, first)
    recorder.arrival()
    second = pool.submit(post, recorder.url, new_call())
    recorder.arrival()
    first.abort()
    go.set()
    assert second.result(timeout=5).json() == {"late": True}
    assert recorder.connections == 1


def test_abort_while_another_call_runs_ends_only_its_own(
    recorder: Recorder, pool: ThreadPoolExecutor
) -> None:
    go = threading.Event()

    def late(line: Line, seen: Seen) -> None:
        go.wait(10)
        with suppress(OSError):
            answer({"body": seen.body.decode()})(line, seen)

    recorder.play(late)
    calls = {name: new_call() for name in ("stays", "goes")}
    waiting = {name: pool.submit(post, recorder.url, call, name.encode()) for name, call in calls.items()}
    recorder.arrival()
    recorder.arrival()
    calls["goes"].abort()
    with pytest.raises(egress.Aborted):
        waiting["goes"].result(timeout=1)
    go.set()
    assert waiting["stays"].result(timeout=5).json() == {"body": "stays"}


def test_abort_wakes_a_handshake(pool: ThreadPoolExecutor) -> None:
    call = new_call()
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        waiting = pool.submit(post, url, call)
        sock, _ = server.accept()
        with sock:
            assert sock.recv(1)  # the greeting of TLS, which will get no reply
            call.abort()
            with pytest.raises(egress.Aborted):
                waiting.result(timeout=1)
    assert not call.sent


def test_abort_wakes_an_upload(recorder: Recorder, pool: ThreadPoolExecutor) -> None:
    """What has not gone out whole cannot have been carried out."""
    call = new_call()
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        waiting = pool.submit(post, url, call, b"x" * (64 * MEBIBYTE))
        sock, _ = server.accept()
        with sock:
            assert sock.recv(1)
            call.abort()
            with pytest.raises(egress.Aborted):
                waiting.result(timeout=1)
    assert call.sent
    assert not call.delivered
