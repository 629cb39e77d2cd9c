"""The whole way of a job on PostgreSQL, a real broker and S3 (hostile cases C09, C10)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psycopg
import pytest
from kombu import Connection
from moto.server import ThreadedMotoServer
from psycopg import sql

from playground.bench.polling import wait_until
from playground.bench.processes import ROOT, Installation, environment, folder

pytestmark = pytest.mark.services

BROKERS = {"redis": "PROOFSHEET_TEST_REDIS_URL", "amqp": "PROOFSHEET_TEST_AMQP_URL"}
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
BUCKET = "proofsheet-worker"
QUEUE = "proofsheet"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A fresh database on the server of the tests."""
    server = os.environ["PROOFSHEET_TEST_DATABASE_URL"]
    name = f"proofsheet_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()
    try:
        yield f"s3://{BUCKET}/pictures?endpoint_url=http://{host}:{port}&region=us-east-1"
    finally:
        server.stop()


@pytest.fixture(scope="module", params=list(BROKERS))
def up(request: pytest.FixtureRequest, database: str, bucket: str) -> Iterator[Installation]:
    broker = os.environ[BROKERS[request.param]]
    _drain(broker)
    with folder("services") as place:
        made = Installation(
            place / "data",
            DATABASE_URL=database,
            BROKER_URL=broker,
            STORAGE_URL=bucket,
            PROOFSHEET_EMULATOR_LATENCY="0",
            **KEYS,
        )
        try:
            made.start()
            yield made
        finally:
            made.stop()
            _drain(broker)


def _drain(broker: str) -> None:
    """What an earlier run left must not be what wakes this worker."""
    with Connection(broker, connect_timeout=5) as connection:
        channel: Any = connection.default_channel
        channel.queue_declare(queue=QUEUE, durable=True, auto_delete=False)
        channel.queue_purge(QUEUE)


def generate(up: Installation, *arguments: str) -> list[Path]:
    done = subprocess.run(
        [sys.executable, "manage.py", "generate", *arguments, "--json", "--out", str(up.data.parent)],
        cwd=ROOT,
        env=environment(**up.settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stderr}\n{up.tail()}"
    return [Path(image["path"]) for image in json.loads(done.stdout)["images"]]


def test_ready(up: Installation) -> None:
    with urllib.request.urlopen(f"{up.url}/readyz", timeout=10) as response:
        assert json.load(response)["ready"] is True


def test_pictures_arrive_and_the_ledger_is_in_order(up: Installation) -> None:
    photograph = ROOT / "tests" / "photographs" / "astronaut.jpg"
    pictures = generate(up, "Make it dusk", "--ref", str(photograph), "--count", "3")
    assert len(pictures) == 3
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    state = up.run("state")
    assert state["audit"] == []
    assert [spend["reserved"] for spend in state["spend"]] == [0]
    assert not (up.data / "pictures").exists()


def test_lost_messages_are_sent_again(up: Installation) -> None:
    """The broker is emptied while the worker is dead: the table is the truth, not the messages."""
    worker = up.child("worker")
    assert worker is not None
    worker.suspend()
    try:
        found = up.run("submit", "--turns", "2", "--count", "2")
        _drain(up.settings["BROKER_URL"])
    finally:
        worker.resume()
    assert found
    wait_until(lambda: _all_done(up), 60, "all jobs to be done")
    assert up.run("state")["audit"] == []


def _all_done(up: Installation) -> bool:
    return {job["state"] for job in up.run("state")["jobs"]} == {"done"}


def test_a_broker_that_is_not_there_is_seen_and_does_not_stop_the_pages(
    database: str, bucket: str, tmp_path: Path
) -> None:
    made = Installation(
        tmp_path / "data",
        DATABASE_URL=database,
        BROKER_URL="amqp://127.0.0.1:1//",
        STORAGE_URL=bucket,
        **KEYS,
    )
    try:
        with pytest.raises(Exception, match="web and worker"):
            made.start(seconds=12)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{made.url}/readyz", timeout=10)
        with refused.value as response:
            assert response.status == 503
            assert json.load(response)["broker"] == "not reachable"
    finally:
        made.stop()
