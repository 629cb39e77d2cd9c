"""Waking a worker: after commit, quick, and never an error (hostile case C09)."""

from __future__ import annotations

import json
import logging
import socket
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from kombu import Connection
from pytest_django.fixtures import Settings

from playground import backends, queue
from playground.celery import app
from playground.queue import Publisher
from playground.wakeups import Transport

ID = uuid.UUID("01939f00-0000-7000-8000-0000000000aa")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The app publishes into files below this folder."""
    yield from _with_broker(settings, "", tmp_path)


@pytest.fixture(params=["redis", "amqp"])
def silent(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The broker's port takes connections and then says nothing, which is the worst way to be down."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        url = f"{request.param}://127.0.0.1:{server.getsockname()[1]}//"
        yield from _with_broker(settings, url, tmp_path)


def _with_broker(settings: Settings, url: str, data: Path) -> Iterator[Path]:
    config = backends.broker(url, data, 300)
    settings.CELERY = {**settings.CELERY, **config}
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport", "broker_transport_options")}
    app.conf.update({"broker_transport": None, **config})
    queue.publisher.forget()
    yield data
    queue.publisher.forget()
    app.conf.update(before)


def names(data: Path) -> list[str]:
    place = data / "broker" / "messages"
    return sorted(file.name for file in place.iterdir()) if place.is_dir() else []


def received(data: Path) -> list[dict[str, Any]]:
    """What a worker would find."""
    options = backends.broker("", data, 300)["broker_transport_options"]
    found = []
    with Connection("filesystem://localhost//", transport=Transport, transport_options=options) as connection:
        channel: Any = connection.default_channel
        while True:
            try:
                found.append(channel._get("proofsheet"))
            except Empty:
                return found


def test_a_message_carries_the_task_and_the_id(folder: Path) -> None:
    assert queue.publisher.send("run_job", str(ID))
    (message,) = received(folder)
    assert message["headers"]["task"] == "run_job"
    assert message["headers"]["argsrepr"] == f"['{ID}']"
    assert names(folder) == []


def test_messages_come_in_the_order_in_which_they_went(folder: Path) -> None:
    sent = [str(uuid.uuid4()) for _ in range(20)]
    for argument in sent:
        queue.publisher.send("run_job", argument)
    assert [message["headers"]["argsrepr"] for message in received(folder)] == [f"['{one}']" for one in sent]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_commit(folder: Path) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        queue.enqueue("run_job", ID)
        assert names(folder) == []
    assert len(names(folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_after_a_rollback(folder: Path) -> None:
    with transaction.atomic():
        queue.enqueue("run_job", ID)
        transaction.set_rollback(True)
    assert names(folder) == []


def test_a_reader_never_sees_half_a_message(folder: Path) -> None:
    """Two readers while one writes: each message arrives whole and once."""
    count = 200
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(_read_until, folder, f"['{count}']") for _ in range(2)]
        for number in [*range(count), count, count]:
            queue.publisher.send("run_job", str(number))
        found = [argument for reader in readers for argument in reader.result(60)]
    assert sorted(found) == sorted(f"['{number}']" for number in range(count))


def _read_until(data: Path, last: str) -> list[str]:
    """What one reader gets before the message that sends it home."""
    found: list[str] = []
    options = backends.broker("", data, 300)["broker_transport_options"]
    with Connection("filesystem://localhost//", transport=Transport, transport_options=options) as connection:
        channel: Any = connection.default_channel
        while last not in found:
            with suppress(Empty):
                message = channel._get("proofsheet")
                found.append(message["headers"]["argsrepr"])
    return found[:-1]


def test_a_silent_broker_is_waited_for_once_and_is_no_error(
    silent: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "DOWN_SECONDS", 3600.0)
    with caplog.at_level(logging.WARNING):
        for _ in range(50):
            assert not queue.publisher.send("run_job", str(ID))
    assert len(caplog.records) == 1
    assert not queue.broker_reachable()


def test_a_refused_connection_is_no_error(tmp_path: Path, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for _ in _with_broker(settings, f"redis://127.0.0.1:{port}/0", tmp_path):
        assert not Publisher().send("run_job", str(ID))
        assert not queue.broker_reachable()


def test_a_folder_broker_is_reachable(folder: Path) -> None:
    assert queue.broker_reachable()
    queue.publisher.send("run_job", str(ID))
    (name,) = names(folder)
    json.loads((folder / "broker" / "messages" / name).read_text())
