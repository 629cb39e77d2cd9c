"""One call over a real socket: stop button, deadline, sizes, guard."""

from __future__ import annotations

import base64
import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from playground import egress
from playground.egress import transport
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


def test_nothing_goes_out_without_a_call(recorder: Recorder) -> None:
    with pytest.raises(RuntimeError, match="outside of a Call"):
        transport.client(allow_private=True).get(recorder.url)
    assert recorder.connections == 0


def test_a_call_that_goes_well(recorder: Recorder) -> None:
    recorder.play(answer({"a": 1}))
    call = new_call()
    response = post(recorder.url, call, b'{"b": 2}')
    assert response.json() == {"a": 1}
    assert recorder.seen[0].json == {"b": 2}
    assert recorder.seen[0].headers["accept-encoding"] == "identity"
    assert (call.sent, call.delivered, call.status) == (True, True, 200)
    assert call.body_head == b'{"a": 1}'
    assert call.received_bytes == 8


def test_connections_are_kept_and_cookies_are_not(recorder: Recorder) -> None:
    recorder.play(answer({}, headers=[("Set-Cookie", "session=1; Path=/")]))
    for _ in range(3):
        assert "set-cookie" not in post(recorder.url, new_call()).headers
    assert recorder.connections == 1
    assert all("cookie" not in seen.headers for seen in recorder.seen)


def test_many_calls_at_once_wait_for_no_connection(recorder: Recorder) -> None:
    together = threading.Barrier(130)

    def play(line: Line, seen: Seen) -> None:
        together.wait(10)
        answer({})(line, seen)

    recorder.play(play)
    with ThreadPoolExecutor(130) as threads:
        calls = [threads.submit(post, recorder.url, new_call()) for _ in range(130)]
    assert all(call.result().status_code == 200 for call in calls)


# --- Deadline -------------------------------------------------------------------------------------


@pytest.mark.parametrize("play", [silence, half(b"x" * 100_000), drip])
def test_the_deadline_holds_whatever_comes(recorder: Recorder, play: Play) -> None:
    recorder.play(play)
    timer, call = Timer(), new_call(seconds=0.2)
    with pytest.raises(egress.DeadlinePassed):
        post(recorder.url, call)
    assert 0.2 <= timer.seconds < 1
    assert call.delivered


def test_the_deadline_counts_from_the_start(recorder: Recorder) -> None:
    call = new_call(seconds=0)
    with pytest.raises(egress.DeadlinePassed):
        post(recorder.url, call)
    assert not call.sent


# --- Faults of the wire ---------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    call = new_call()
    with pytest.raises(egress.Unreachable, match="refused"):
        post(f"http://127.0.0.1:{port}/", call)
    assert not call.sent


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(egress.Unreachable, match=r"nobody\.invalid"):
        post("http://nobody.invalid/", new_call())


def broken_off(line: Line, _seen: Seen) -> None:
    line.reset()


def closed(line: Line, _seen: Seen) -> None:
    line.close()


def cut(line: Line, _seen: Seen) -> None:
    line.head(1000)
    line.send(b"x" * 500)
    line.close()


def not_http(line: Line, _seen: Seen) -> None:
    line.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    line.close()


@pytest.mark.parametrize("play", [broken_off, closed, cut, not_http])
def test_a_connection_that_is_lost_after_the_request(recorder: Recorder, play: Play) -> None:
    recorder.play(play)
    call = new_call()
    with pytest.raises(egress.ConnectionLost):
        post(recorder.url, call)
    assert call.delivered


def test_a_refusal_in_the_middle_of_the_upload_is_read() -> None:
    """A server may answer 413 before it has read the body, and close."""

    def refuse(server: socket.socket) -> None:
        sock, _ = server.accept()
        with sock:
            sock.recv(1)
            sock.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}")
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(MEBIBYTE):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=refuse, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        response = post(url, new_call(), b"x" * (8 * MEBIBYTE))
        thread.join(5)
    assert response.status_code == 413


def test_certificates_are_verified(pool: ThreadPoolExecutor, self_signed: Callable[..., None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = pool.submit(self_signed, server)
        call = new_call()
        with pytest.raises(egress.Unreachable):
            post(f"https://127.0.0.1:{server.getsockname()[1]}/", call)
        serving.result(timeout=5)
    assert not call.sent


# --- Sizes ----------------------------------------------------------------------------------------


def test_an_endless_answer_is_cut_off(recorder: Recorder) -> None:
    recorder.play(endless)
    call = new_call(most=3 * MEBIBYTE)
    with pytest.raises(egress.TooLarge):
        post(recorder.url, call)
    assert call.received_bytes < 4 * MEBIBYTE
    assert len(call.body_head) == 4096


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_cut_off_while_it_is_unpacked(recorder: Recorder, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    bomb = pack(b" " * (32 * MEBIBYTE))
    recorder.play(answer(bomb, headers=[("Content-Encoding", encoding)]))
    call = new_call(most=3 * MEBIBYTE)
    with pytest.raises(egress.TooLarge):
        post(recorder.url, call)
    assert call.received_bytes < 4 * MEBIBYTE


def test_a_packed_answer_is_unpacked(recorder: Recorder) -> None:
    text = b'{"a": "' + b"x" * 1_000_000 + b'"}'
    recorder.play(answer(gzip.compress(text), headers=[("Content-Encoding", "gzip")]))
    assert post(recorder.url, new_call()).content == text


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not packed", "gzip"), (gzip.compress(b"x" * 999, mtime=0)[:-9], "gzip"), (b"x", "br"), (b"", "gzip")],
    ids=["not packed", "cut", "unknown", "empty"],
)
def test_a_badly_packed_answer(recorder: Recorder, body: bytes, encoding: str) -> None:
    recorder.play(answer(body, headers=[("Content-Encoding", encoding)]))
    with pytest.raises(egress.Garbled):
        post(recorder.url, new_call())


def test_the_head_of_an_answer_is_kept_without_secrets(recorder: Recorder) -> None:
    recorder.play(answer(b"your key s3cret-token and AIzaCANARY0123456789 are bad"))
    call = new_call()
    call.keep_secret("s3cret-token")
    post(recorder.url, call)
    assert call.body_head == b"your key [hidden] and [hidden] are bad"


# --- Attachments ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 2, 3, 3 << 18, (3 << 18) + 1, 2_000_003])
def test_attachments_take_the_place_of_their_stand_ins(recorder: Recorder, size: int) -> None:
    recorder.play(answer({}))
    first, second = bytes(range(256)) * (size // 256 + 1), b"\xff\xfe\xfd"
    call = new_call()
    stand_ins = [base64.urlsafe_b64encode(call.attach(data)) for data in (first[:size], second)]
    post(recorder.url, call, b'["' + b'","'.join(stand_ins) + b'"]')
    expected = [base64.urlsafe_b64encode(data).decode() for data in (first[:size], second)]
    assert recorder.seen[0].json == expected


def test_an_attachment_that_is_nowhere_is_an_error(recorder: Recorder) -> None:
    call = new_call()
    call.attach(b"picture")
    with pytest.raises(ValueError, match="not mentioned"):
        post(recorder.url, call)
    assert not call.sent


# --- Where to -------------------------------------------------------------------------------------


def test_loopback_is_refused_unless_allowed(recorder: Recorder) -> None:
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:7f00:1]"):
        with new_call() as call, pytest.raises((egress.RefusedAddress, httpx2.InvalidURL)):
            transport.client().get(f"http://{host}:{recorder.port}/")
        assert not call.sent
    assert recorder.connections == 0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/", "ws://127.0.0.1/", "x://y/"])
def test_other_schemes_are_refused(url: str) -> None:
    with new_call(), pytest.raises(egress.RefusedAddress):
        transport.client(allow_private=True).get(url)


def test_the_address_that_was_checked_is_the_one_connected(recorder: Recorder) -> None:
    """The name is asked for once: a second answer (rebinding) is never seen."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    recorder.play(answer({}))
    with transport.new_client(allow_private=True, resolver=lambda _host, _port: next(answers)) as client:
        with new_call():
            assert client.get(f"http://relay.example:{recorder.port}/x").status_code == 200
        assert recorder.seen[0].headers["host"] == f"relay.example:{recorder.port}"
        recorder.play(closed)
        with new_call(), pytest.raises(egress.ConnectionLost):
            client.get(f"http://relay.example:{recorder.port}/")
        with new_call(), pytest.raises(egress.RefusedAddress):
            client.get(f"http://relay.example:{recorder.port}/")


def test_forbidden_addresses_of_a_name_are_passed_over(recorder: Recorder) -> None:
    recorder.play(answer({}))
    addresses = ["169.254.169.254", "127.0.0.1"]
    with transport.new_client(allow_private=True, resolver=lambda *_: addresses) as client, new_call():
        assert client.get(f"http://relay.example:{recorder.port}/").status_code == 200


def test_redirects_are_not_followed(recorder: Recorder) -> None:
    location = ("Location", "http://169.254.169.254/latest/meta-data/")
    recorder.play(answer({}, status=302, headers=[location]))
    assert post(recorder.url, new_call()).status_code == 302
    assert len(recorder.seen) == 1


def test_proxies_of_the_environment_are_not_used(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    recorder.play(answer({}))
    with transport.new_client(allow_private=True) as client, new_call():
        assert client.get(recorder.url).status_code == 200
