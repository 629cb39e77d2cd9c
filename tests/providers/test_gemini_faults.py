"""Every way in which a Gemini call can fail, as the one error that leaves a provider."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from playground.providers.base import Endpoint, Fault, ProviderError
from playground.providers.gemini import Provider
from tests.providers.asking import KEY, ask, fails, new_call, request
from tests.providers.recorder import Line, Play, Recorder, Seen, answer, drip, endless, half, silence
from tests.providers.samples import BAD_KEY, OVERLOADED, error, quota, typed

DAILY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
MINUTELY = "GenerateRequestsPerMinutePerProjectPerModel-PaidTier1"
NOT_FOUND = error(404, "models/foo is not found for API version v1", "NOT_FOUND")


@pytest.mark.parametrize(
    ("status", "body", "fault", "retryable"),
    [
        (400, error(400, "Invalid aspect ratio", "INVALID_ARGUMENT"), Fault.BAD_REQUEST, False),
        (400, BAD_KEY, Fault.BAD_KEY, False),
        (400, error(400, "API key expired. Please renew the API key."), Fault.BAD_KEY, False),
        (400, error(400, "User location is not supported", "FAILED_PRECONDITION"), Fault.FORBIDDEN, False),
        (400, [error(400, "listed", "INVALID_ARGUMENT")], Fault.BAD_REQUEST, False),
        (
            401,
            {"error": {"message": "invalid token", "type": "new_api_error", "code": ""}},
            Fault.BAD_KEY,
            False,
        ),
        (402, error(402, "prepaid balance is empty"), Fault.NO_CREDIT, False),
        (403, error(403, "The caller does not have permission", "PERMISSION_DENIED"), Fault.FORBIDDEN, False),
        (404, NOT_FOUND, Fault.MODEL_GONE, False),
        (408, error(408, "timed out"), Fault.SERVER_ERROR, True),
        (413, b"<html>too large</html>", Fault.BAD_REQUEST, False),
        (422, {"detail": "no"}, Fault.BAD_REQUEST, False),
        (499, error(499, "cancelled", "CANCELLED"), Fault.SERVER_ERROR, True),
        (500, error(500, "An internal error has occurred.", "INTERNAL"), Fault.SERVER_ERROR, True),
        (500, b"\xff\xfe not text at all", Fault.SERVER_ERROR, True),
        (500, b"[" * 100_000, Fault.SERVER_ERROR, True),
        (502, b"<html>Bad Gateway</html>", Fault.SERVER_ERROR, True),
        (503, OVERLOADED, Fault.OVERLOADED, True),
        (503, b"", Fault.OVERLOADED, True),
        (504, error(504, "Deadline expired", "DEADLINE_EXCEEDED"), Fault.SERVER_ERROR, True),
        (529, {"error": "overloaded"}, Fault.OVERLOADED, True),
        (418, b"null", Fault.BAD_REQUEST, False),
    ],
)
def test_error_statuses(recorder: Recorder, status: int, body: object, fault: Fault, retryable: bool) -> None:
    recorder.play(answer(body, status))
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (fault, retryable, False)
    assert found.status == status
    assert found.detail
    assert "<" not in found.detail
    assert len(recorder.seen) == 1, "the SDK must not try again on its own"


def test_the_sentence_of_the_provider_is_kept(recorder: Recorder) -> None:
    recorder.play(answer(NOT_FOUND, 404))
    assert fails(recorder.url).detail == "models/foo is not found for API version v1"


# --- 429 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        ("34.074824224s", 34.074824224),
        ("7s", 7.0),
        ("0s", 0.0),
        ("1e3s", None),
        ("-5s", None),
        ("soon", None),
        ("999999999s", 86400.0),
    ],
)
def test_retry_info(recorder: Recorder, delay: str, expected: float | None) -> None:
    recorder.play(answer(quota(MINUTELY, "Quota exceeded, limit: 10", delay), 429))
    found = fails(recorder.url)
    assert (found.fault, found.retryable) == (Fault.RATE_LIMITED, True)
    assert found.retry_after == expected


@pytest.mark.parametrize(
    ("message", "headers", "expected"),
    [
        ("Please retry in 12.5s.", [("Retry-After", "7")], 12.5),
        ("Slow down", [("Retry-After", "7")], 7.0),
        ("Slow down", [("Retry-After", "soon")], None),
        ("Slow down", [("Retry-After", "nan")], None),
        ("Slow down", [], None),
    ],
)
def test_other_words_for_wait(
    recorder: Recorder, message: str, headers: list[tuple[str, str]], expected: float | None
) -> None:
    recorder.play(answer(quota(MINUTELY, message, None), 429, headers))
    assert fails(recorder.url).retry_after == expected


def test_retry_after_as_a_date(recorder: Recorder) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    recorder.play(answer(OVERLOADED, 503, [("Retry-After", until)]))
    wait = fails(recorder.url).retry_after
    assert wait is not None
    assert 55 < wait <= 60


@pytest.mark.parametrize(
    ("quota_id", "message"),
    [(DAILY, "Quota exceeded, limit: 250"), (MINUTELY, "Quota exceeded for x, limit: 0, model: m")],
)
def test_a_quota_that_waiting_does_not_cure(recorder: Recorder, quota_id: str, message: str) -> None:
    recorder.play(answer(quota(quota_id, message), 429))
    found = fails(recorder.url)
    assert (found.fault, found.retryable) == (Fault.QUOTA_EXHAUSTED, False)
    assert found.retry_after is None


def test_details_of_any_shape(recorder: Recorder) -> None:
    details: list[object] = [None, 7, typed("RetryInfo", retryDelay={}), typed("QuotaFailure", violations={})]
    recorder.play(answer(error(429, "Slow down", "", details), 429))
    assert fails(recorder.url).fault is Fault.RATE_LIMITED


# --- Under status 200, or nearly ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fault", "retryable"),
    [
        (error(400, "relay says no"), Fault.BAD_REQUEST, False),
        (OVERLOADED, Fault.OVERLOADED, True),
        ([BAD_KEY], Fault.BAD_KEY, False),
        ({"error": {"message": "quota", "code": "insufficient_quota"}}, Fault.SERVER_ERROR, True),
        ({"error": "no"}, Fault.SERVER_ERROR, True),
    ],
)
def test_an_error_under_status_200(recorder: Recorder, body: object, fault: Fault, retryable: bool) -> None:
    recorder.play(answer(body))
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (fault, retryable, False)
    assert found.detail


def test_another_success_is_none(recorder: Recorder) -> None:
    recorder.play(answer({"candidates": []}, 201))
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (Fault.DAMAGED, True, True)


def test_a_redirect_is_not_followed(recorder: Recorder) -> None:
    location = ("Location", "http://169.254.169.254/latest/meta-data/")
    recorder.play(answer({}, 302, [location]))
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (Fault.REFUSED_ADDRESS, False, False)
    assert len(recorder.seen) == 1


# --- No answer ------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = fails(f"http://127.0.0.1:{port}")
    assert (found.fault, found.retryable, found.unknown) == (Fault.NO_NETWORK, True, False)


@pytest.mark.parametrize("play", [silence, half(b"x" * 100_000), drip])
def test_the_deadline(recorder: Recorder, play: Play) -> None:
    recorder.play(play)
    found = fails(recorder.url, new_call(seconds=0.2))
    assert (found.fault, found.retryable, found.unknown) == (Fault.TIMED_OUT, True, True)


def broken_off(line: Line, _seen: Seen) -> None:
    line.reset()


def cut(line: Line, _seen: Seen) -> None:
    line.head(1000)
    line.send(b"{")
    line.close()


@pytest.mark.parametrize("play", [broken_off, cut])
def test_the_connection_is_lost(recorder: Recorder, play: Play) -> None:
    recorder.play(play)
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (Fault.CONNECTION_LOST, True, True)


def test_an_error_status_whose_body_is_cut_is_known(recorder: Recorder) -> None:
    def play(line: Line, _seen: Seen) -> None:
        line.head(1000, 503)
        line.close()

    recorder.play(play)
    found = fails(recorder.url)
    assert (found.fault, found.retryable, found.unknown) == (Fault.OVERLOADED, True, False)


def test_an_answer_that_is_too_large_is_not_asked_for_again(recorder: Recorder) -> None:
    recorder.play(endless)
    found = fails(recorder.url, new_call(most=1 << 20))
    assert (found.fault, found.retryable, found.unknown) == (Fault.DAMAGED, False, True)


def test_cancelled_in_flight(recorder: Recorder) -> None:
    recorder.play(silence)
    call = new_call()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(fails, recorder.url, call)
        recorder.arrival()
        call.abort()
        found = waiting.result(timeout=1)
    assert (found.fault, found.retryable, found.unknown) == (Fault.CANCELLED, False, True)


def test_cancelled_before_it_began(recorder: Recorder) -> None:
    call = new_call()
    call.abort()
    found = fails(recorder.url, call)
    assert (found.fault, found.unknown) == (Fault.CANCELLED, False)
    assert recorder.seen == []


# --- Before anything goes out ---------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel", "nul\0"])
def test_a_key_that_cannot_be_one(recorder: Recorder, key: str) -> None:
    assert fails(recorder.url, key=key).fault is Fault.BAD_KEY
    assert recorder.connections == 0


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://u:p@127.0.0.1/"])
def test_an_address_that_is_none(url: str) -> None:
    assert fails(url).fault is Fault.REFUSED_ADDRESS


def test_private_addresses_are_refused_unless_the_operator_named_them(recorder: Recorder) -> None:
    endpoint = Endpoint("gemini", recorder.url, KEY)
    with pytest.raises(ProviderError) as caught:
        Provider().generate(endpoint, request(), new_call())
    assert caught.value.fault is Fault.REFUSED_ADDRESS
    assert recorder.connections == 0


# --- What must not be read ------------------------------------------------------------------------


def test_the_key_is_in_no_message_and_no_log(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"relay: key {KEY} is bad, see https://relay/?key={KEY} {{'x-goog-api-key': '{KEY}'}}"
    plays = [answer(error(status, echo), status) for status in (400, 403, 429, 500)]
    plays += [answer(error(400, echo)), answer(echo.encode()), answer(echo.encode(), 502)]
    plays += [broken_off, cut]
    for play in plays:
        recorder.play(play)
        call = new_call()
        with pytest.raises(ProviderError) as caught:
            ask(recorder.url, call=call)
        assert "CANARY" not in "".join(traceback.format_exception(caught.value))
        assert b"CANARY" not in call.body_head
    assert "CANARY" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "CANARY" not in repr(Endpoint("gemini", recorder.url, KEY))


def test_threads_do_not_meet(recorder: Recorder) -> None:
    """Sixteen calls at once, half of them cancelled: each gets its own end."""
    go = threading.Event()

    def play(line: Line, seen: Seen) -> None:
        go.wait(10)
        answer(error(400, seen.json["contents"][0]["parts"][0]["text"]), 400)(line, seen)

    recorder.play(play)
    calls = [new_call() for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(fails, recorder.url, call) for call in calls]
        for _ in calls:
            recorder.arrival()
        for call in calls[::2]:
            call.abort()
        cancelled = [future.result(timeout=2) for future in waiting[::2]]
        go.set()
        answered = [future.result(timeout=5) for future in waiting[1::2]]
    assert {found.fault for found in cancelled} == {Fault.CANCELLED}
    assert {(found.fault, found.detail) for found in answered} == {(Fault.BAD_REQUEST, "a red banana")}
