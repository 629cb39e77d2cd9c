"""Pictures: their bytes, and the trash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground import storage
from playground.models import Image
from tests.views import asking

pytestmark = pytest.mark.django_db


def file(image: Image) -> str:
    return reverse("image_file", args=[image.pk])


def test_bytes_come_as_they_are_and_cannot_do_anything(as_alice: Client, image: Image) -> None:
    response, body = asking.fetch(as_alice, file(image))

    assert body == asking.PIXELS
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Content-Disposition" not in response or "inline" in response["Content-Disposition"]


def test_a_known_tag_is_not_sent_again(as_alice: Client, image: Image) -> None:
    tag = asking.fetch(as_alice, file(image))[0]["ETag"]

    assert as_alice.get(file(image), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=5-", 206, 5, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=-99999", 206, 0, None),
        ("bytes=0-99999", 206, 0, None),
        ("bytes=99999-", 416, 0, 0),
        ("bytes=0-1,4-5", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=x", 200, 0, None),
    ],
)
def test_ranges(
    as_alice: Client, image: Image, asked: str, status: int, start: int, stop: int | None
) -> None:
    response, body = asking.fetch(as_alice, file(image), Range=asked)

    assert response.status_code == status
    if status != 416:
        assert body == asking.PIXELS[start:stop]
        assert int(response["Content-Length"]) == len(asking.PIXELS[start:stop])
    else:
        assert response["Content-Range"] == f"bytes */{len(asking.PIXELS)}"


def test_a_head_says_the_length_and_reads_nothing(as_alice: Client, image: Image) -> None:
    response = as_alice.head(file(image), headers={"Range": "bytes=0-9"})

    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) == len(asking.PIXELS)
    assert response["ETag"] == f'"{image.digest}"'


def test_bytes_that_are_gone_are_404(as_alice: Client, image: Image) -> None:
    storage.delete(image.key)

    assert as_alice.get(file(image)).status_code == 404
    assert as_alice.head(file(image)).status_code == 404


def test_a_storage_that_fails_says_so_and_is_not_kept(
    as_alice: Client, image: Image, settings: Settings, tmp_path: Path
) -> None:
    """A folder that is a link to itself: every look below it fails, but nothing is missing."""
    (tmp_path / "loop").symlink_to("loop")
    place = {
        "BACKEND": "playground.storage.DurableFileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "loop")},
    }
    settings.STORAGES = {**settings.STORAGES, "pictures": place}

    response = as_alice.get(file(image))

    assert response.status_code == 503
    assert response["Cache-Control"] == "private, no-store"
    assert "Nothing is lost" in response.content.decode()


def test_a_range_of_another_version_gets_the_whole(as_alice: Client, image: Image) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    response, body = asking.fetch(as_alice, file(image), **headers)

    assert (response.status_code, body) == (200, asking.PIXELS)


def test_a_download_is_named_after_its_conversation(as_alice: Client, image: Image) -> None:
    response, _body = asking.fetch(as_alice, file(image) + "?download")

    expected = 'attachment; filename="a-red-cup-on-an-oak-table-at-dusk-1.1.png"'
    assert response["Content-Disposition"] == expected


def test_only_declared_thumbnails(as_alice: Client, image: Image) -> None:
    view, huge = (reverse("image_thumbnail", args=[image.pk, spec]) for spec in ("view", "huge"))

    assert asking.fetch(as_alice, view)[0].status_code == 200
    assert as_alice.get(huge).status_code == 404


def test_deleted_twice_is_deleted_once(as_alice: Client, as_bob: Client, image: Image) -> None:
    address = reverse("image_delete", args=[image.pk])
    as_alice.post(address, headers=asking.HTMX)
    first = Image.objects.get(pk=image.pk)

    response = as_bob.post(address, headers=asking.HTMX)

    assert response.status_code == 200
    second = Image.objects.get(pk=image.pk)
    assert (second.deleted_at, second.deleted_by) == (first.deleted_at, first.deleted_by)


def test_deleted_in_a_thread_comes_back_by_undo(as_alice: Client, image: Image) -> None:
    response = as_alice.post(reverse("image_delete", args=[image.pk]), headers=asking.HTMX)
    toast = json.loads(response["HX-Trigger"])["toast"]

    assert toast["words"] == "Picture 1.1 moved to Trash."
    assert "Deleted by Alice, " in response.content.decode()
    assert as_alice.get(file(image)).status_code == 404
    as_alice.post(toast["undo"]["url"], headers=asking.HTMX)
    assert asking.fetch(as_alice, file(image))[0].status_code == 200
