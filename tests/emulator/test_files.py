"""The Files API, as the SDK and a bare client see it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

from playground.emulator.app import create_app
from playground.emulator.server import Server

from .conftest import ask, encoded, over_socket, picture

PHOTO = encoded(Image.new("RGB", (90, 60), "teal"))
LARGE = b"\x00" * (8 * 1024 * 1024 + 10)
BEGIN = {"x-goog-upload-command": "start", "x-goog-upload-header-content-length": "6"}
WHOLE = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0"}


def upload(client: genai.Client, data: bytes = PHOTO, mime_type: str = "image/png") -> types.File:
    return client.files.upload(
        file=io.BytesIO(data), config={"mime_type": mime_type, "display_name": "photo"}
    )


def bare(**options: Any) -> httpx2.Client:
    transport = httpx2.WSGITransport(app=create_app(**options))
    return httpx2.Client(transport=transport, base_url="http://emulator", headers={"x-goog-api-key": "k"})


def test_a_file_goes_up_and_is_a_reference(served: Callable[..., Server]) -> None:
    client = over_socket(served())
    file = upload(client)
    assert file.name
    assert file.state == types.FileState.ACTIVE
    assert file.size_bytes == len(PHOTO)
    assert client.files.get(name=file.name).display_name == "photo"
    assert [one.name for one in client.files.list()] == [file.name]
    by_uri = picture(ask(client, [file, "warmer"], seed=3, size="512"))
    inline = types.Part.from_bytes(data=PHOTO, mime_type="image/png")
    assert by_uri == picture(ask(client, [inline, "warmer"], seed=3, size="512"))


def test_a_large_file_goes_up_in_pieces(served: Callable[..., Server]) -> None:
    assert upload(over_socket(served()), LARGE, "application/octet-stream").size_bytes == len(LARGE)


def test_what_is_deleted_is_gone(served: Callable[..., Server]) -> None:
    client = over_socket(served())
    file = upload(client)
    assert file.name
    client.files.delete(name=file.name)
    with pytest.raises(errors.ClientError, match="may not exist"):
        client.files.get(name=file.name)
    with pytest.raises(errors.ClientError, match="may not exist"):
        ask(client, [file, "warmer"])


def test_a_file_belongs_to_its_key(served: Callable[..., Server]) -> None:
    server = served()
    file = upload(over_socket(server))
    stranger = over_socket(server, key="another-key")
    assert file.name
    assert list(stranger.files.list()) == []
    with pytest.raises(errors.ClientError) as caught:
        stranger.files.get(name=file.name)
    assert caught.value.code == 403
    with pytest.raises(errors.ClientError):
        stranger.files.delete(name=file.name)


def test_what_was_uploaded_is_not_given_back(served: Callable[..., Server]) -> None:
    client = over_socket(served())
    file = upload(client)
    assert file.name
    with pytest.raises(errors.ClientError, match="generated"):
        client.files.download(file=file.name)


def test_files_go_after_two_days() -> None:
    now = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    client = bare(now=lambda: now)
    begun = client.post("/upload/v1/files", headers=BEGIN, json={})
    sent = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0"}
    name = client.post(begun.headers["x-goog-upload-url"], headers=sent, content=b"123456").json()["file"][
        "name"
    ]
    assert client.get(f"/v1/{name}").status_code == 200
    now += dt.timedelta(hours=49)
    assert client.get(f"/v1/{name}").status_code == 403


def test_the_second_leg_needs_no_key_and_the_first_one_does() -> None:
    client = bare()
    del client.headers["x-goog-api-key"]
    assert client.post("/upload/v1/files", headers=BEGIN, json={}).status_code == 400
    begun = client.post("/upload/v1/files?key=k", headers=BEGIN, json={})
    address = begun.headers["x-goog-upload-url"]
    assert address.startswith("http://emulator/upload/")
    first = {"x-goog-upload-command": "upload", "x-goog-upload-offset": "0"}
    assert client.post(address, headers=first, content=b"123").headers["x-goog-upload-status"] == "active"
    last = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "3"}
    done = client.post(address, headers=last, content=b"456")
    assert done.headers["x-goog-upload-status"] == "final"
    assert done.json()["file"]["sizeBytes"] == "6"
    assert client.post(address, headers=last, content=b"456").status_code == 404


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"x-goog-upload-offset": "1"}, b"123456"),
        ({"x-goog-upload-offset": "-1"}, b"123456"),
        ({"x-goog-upload-offset": "0"}, b"1234567"),
        ({"x-goog-upload-offset": "0"}, b"12345"),
        ({"x-goog-upload-offset": "0", "x-goog-upload-command": "query"}, b""),
        ({}, b"123456"),
    ],
)
def test_pieces_that_do_not_fit_are_refused(headers: dict[str, str], content: bytes) -> None:
    client = bare()
    address = client.post("/upload/v1/files", headers=BEGIN, json={}).headers["x-goog-upload-url"]
    sent = {"x-goog-upload-command": "upload, finalize", **headers}
    assert client.post(address, headers=sent, content=content).status_code == 400


@pytest.mark.parametrize("size", ["", "-3", "99999999999", "many"])
def test_a_size_that_cannot_be_is_refused(size: str) -> None:
    headers = {**BEGIN, "x-goog-upload-header-content-length": size}
    assert bare().post("/upload/v1/files", headers=headers, json={}).status_code == 400


def test_lists_come_in_pages() -> None:
    client = bare()
    for _ in range(3):
        address = client.post("/upload/v1/files", headers=BEGIN, json={}).headers["x-goog-upload-url"]
        client.post(address, headers=WHOLE, content=b"123456")
    first = client.get("/v1/files?pageSize=2").json()
    second = client.get(f"/v1/files?pageSize=2&pageToken={first['nextPageToken']}").json()
    assert (len(first["files"]), len(second["files"])) == (2, 1)
    assert "nextPageToken" not in second
    assert client.get("/v1/files?pageSize=many").status_code == 400


@pytest.mark.parametrize("uri", ["https://example.org/cat.png", "gs://bucket/cat.png", "", "files/none"])
def test_no_file_is_fetched_from_elsewhere(client: genai.Client, uri: str) -> None:
    with pytest.raises(errors.ClientError) as caught:
        ask(client, [types.Part.from_uri(file_uri=uri, mime_type="image/png"), "warmer"])
    assert caught.value.code in (400, 403)
