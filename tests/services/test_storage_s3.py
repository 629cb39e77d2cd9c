"""The same storage on S3, over a real connection to moto's server (hostile cases A08, C14, U18)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import boto3
import pytest
from botocore.config import Config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from moto.server import ThreadedMotoServer

from playground import backends, imaging, storage
from playground.storage import StorageError, StorageFull, StorageMissing
from tests import pictures

pytestmark = pytest.mark.services

TEAM = UUID("01939f00-0000-7000-8000-0000000000aa")
JOB = UUID("01939f00-0000-7000-8000-0000000000bb")
KEY = storage.output_key(TEAM, JOB, 1, 0, "png")
BUCKET, PREFIX = "proofsheet-tests", "pictures"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def client(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Settings as STORAGE_URL gives them, and a client that looks past our code."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    made = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    made.create_bucket(Bucket=BUCKET)
    with override_settings(STORAGES={"pictures": in_bucket(endpoint, tmp_path)}):
        yield made
    for found in made.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        made.delete_object(Bucket=BUCKET, Key=found["Key"])
    made.delete_bucket(Bucket=BUCKET)
    made.close()


def in_bucket(endpoint: str, folder: Path, bucket: str = BUCKET) -> dict[str, Any]:
    url = f"s3://{bucket}/{PREFIX}?endpoint_url={endpoint}&region=us-east-1"
    return backends.pictures(url, folder)


def test_what_was_written_is_read(client: Any) -> None:
    data = pictures.photograph("chelsea.png")
    storage.write(KEY, data)
    assert storage.read(KEY) == data
    assert storage.size(KEY) == len(data)
    assert storage.exists(KEY)
    with storage.open(KEY) as file:
        assert file.size == len(data)
        file.seek(1000)
        assert file.read(9) == data[1000:1009]
    objects = client.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert [found["Key"] for found in objects] == [f"{PREFIX}/{KEY}"]


def test_writing_again_replaces() -> None:
    storage.write(KEY, b"a longer first version")
    storage.write(KEY, b"second")
    assert storage.read(KEY) == b"second"


def test_large_file_goes_in_parts() -> None:
    data = pictures.noise(2000, 1500, 256).tobytes() * 2
    storage.write(KEY, data)
    assert len(data) == 18_000_000
    assert b"".join(storage.read_range(KEY, 8_388_600, 8_388_620)) == data[8_388_600:8_388_620]
    assert storage.read(KEY) == data


def test_type_is_ours_whatever_a_browser_said(client: Any) -> None:
    upload = SimpleUploadedFile("x.html", b"<script>", content_type="text/html")
    for key, wanted in (
        (KEY, "image/png"),
        (storage.thumbnail_key(KEY, "tile"), "image/webp"),
        (storage.incoming_key(TEAM, JOB), "application/octet-stream"),
    ):
        storage.write(key, upload)
        assert client.head_object(Bucket=BUCKET, Key=f"{PREFIX}/{key}")["ContentType"] == wanted


def test_missing_files() -> None:
    for use in (storage.read, storage.open, storage.size):
        with pytest.raises(StorageMissing):
            use(KEY)
    with pytest.raises(StorageMissing):
        storage.read_range(KEY, 0, 1)
    assert not storage.exists(KEY)
    storage.delete(KEY)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (0, 0), (65_535, 65_537), (199_999, 200_000), (7, 150_000)]
)
def test_range_is_exact_and_in_small_chunks(start: int, end: int) -> None:
    data = bytes(range(250)) * 800
    storage.write(KEY, data)
    chunks = list(storage.read_range(KEY, start, end))
    assert b"".join(chunks) == data[start:end]
    assert max(map(len, chunks), default=0) <= storage.CHUNK


def test_range_that_nobody_reads_is_given_back() -> None:
    storage.write(KEY, bytes(300_000))
    chunks = storage.read_range(KEY, 0, 300_000)
    next(chunks)
    chunks.close()
    assert storage.size(KEY) == 300_000


def test_picture_is_prepared_from_s3() -> None:
    key = storage.incoming_key(TEAM, JOB)
    storage.write(key, pictures.private_jpeg())
    with storage.open(key) as file:
        done = imaging.normalise(file)
    assert (done.header.width, done.header.height) == (32, 48)


def test_bucket_that_is_not_there(endpoint: str, tmp_path: Path) -> None:
    settings = in_bucket(endpoint, tmp_path, bucket="no-such-bucket")
    with override_settings(STORAGES={"pictures": settings}):
        with pytest.raises(StorageError, match="NoSuchBucket"):
            storage.write(KEY, b"x")
        with pytest.raises(StorageMissing):
            storage.read(KEY)


def test_server_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = in_bucket(f"http://127.0.0.1:{closed.getsockname()[1]}", tmp_path)
        settings["OPTIONS"]["client_config"] = Config(retries={"total_max_attempts": 1})
        with override_settings(STORAGES={"pictures": settings}):
            for use in (
                lambda: storage.write(KEY, b"x"),
                lambda: storage.read(KEY),
                lambda: storage.size(KEY),
                lambda: storage.exists(KEY),
                lambda: storage.delete(KEY),
                lambda: storage.read_range(KEY, 0, 1),
            ):
                with pytest.raises(StorageError, match=r"^S3: EndpointConnectionError$"):
                    use()


@pytest.mark.parametrize(
    ("status", "kind"),
    [("507 Insufficient Storage", StorageFull), ("403 Forbidden", StorageError)],
)
def test_server_that_refuses(status: str, kind: type[StorageError], tmp_path: Path) -> None:
    with Refusing(status) as endpoint:
        settings = in_bucket(endpoint, tmp_path)
        settings["OPTIONS"]["client_config"] = Config(retries={"total_max_attempts": 1})
        with override_settings(STORAGES={"pictures": settings}), pytest.raises(kind) as caught:
            storage.write(KEY, b"x")
    assert type(caught.value) is kind
    assert endpoint not in str(caught.value)


class Refusing:
    """An S3 server with one answer for everything."""

    def __init__(self, status: str) -> None:
        from werkzeug.serving import make_server
        from werkzeug.wrappers import Response

        self.server = make_server("127.0.0.1", 0, Response(status=status), threaded=True)

    def __enter__(self) -> str:
        from threading import Thread

        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
