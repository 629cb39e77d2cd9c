"""References: one file a request, a sentence for what is refused, nothing served before it is re-encoded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from playground import imaging, storage
from playground.emulator.server import Server
from playground.models import Image, Membership, Reference, ReferenceState, Role, User
from playground.services import references
from tests import making, pictures
from tests.views import asking

pytestmark = pytest.mark.django_db


def upload(client: Client, name: str, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile(name, data, content_type="image/png")
    response = client.post(reverse("references"), {"file": file})
    return response.status_code, response.content.decode()


def test_a_photograph_becomes_a_tile_and_then_a_thumbnail(as_alice: Client) -> None:
    status, tile = upload(as_alice, "cup.png", pictures.photograph("coffee.png"))
    reference = Reference.objects.get()
    address = reverse("reference", args=[reference.pk])

    assert status == 201
    assert f'data-reference="{reference.pk}"' in tile
    assert "every 1s" in tile
    assert as_alice.get(address, headers=asking.HTMX).status_code == 204
    assert as_alice.get(reverse("reference_file", args=[reference.pk])).status_code == 404

    references.prepare(reference.pk)

    ready = as_alice.get(address, headers=asking.HTMX).content.decode()
    thumbnail = reverse("reference_thumbnail", args=[reference.pk, "tile"])
    assert thumbnail in ready
    assert "every 1s" not in ready
    assert asking.fetch(as_alice, thumbnail)[0]["Content-Type"] == "image/webp"


def test_the_same_file_twice_is_one_reference(as_alice: Client, as_bob: Client) -> None:
    photograph = pictures.photograph("rocket.jpg")

    assert upload(as_alice, "a.jpg", photograph)[0] == upload(as_bob, "b.jpg", photograph)[0] == 201
    assert Reference.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"II*\0" + b"\0" * 99,
    ],
)
def test_what_is_no_picture_gets_a_sentence(as_alice: Client, data: bytes) -> None:
    status, sentence = upload(as_alice, "photo.png", data)

    assert status == 422
    assert sentence.endswith(".")
    assert "<" not in sentence
    assert Reference.objects.count() == 0


def test_too_large_is_413(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imaging, "MAX_BYTES", 1000)

    status, sentence = upload(as_alice, "cup.png", pictures.photograph("coffee.png"))

    assert (status, sentence) == (413, "It is too large. The limit is 30 MB.")


def test_the_tray_knows_the_limit_before_it_sends(as_alice: Client) -> None:
    page = as_alice.get(reverse("studio")).content.decode()

    assert f'data-bytes="{imaging.MAX_BYTES}"' in page
    assert 'data-large="{size} MB. The limit is {limit} MB."' in page


def test_one_file_a_request(as_alice: Client) -> None:
    assert as_alice.post(reverse("references")).status_code == 422
    files = [SimpleUploadedFile(f"{n}.png", b"x") for n in range(2)]
    assert as_alice.post(reverse("references"), {"file": files}).status_code == 422


def test_a_file_that_turns_out_damaged_says_so_in_its_tile(as_alice: Client) -> None:
    upload(as_alice, "cut.jpg", pictures.photograph("rocket.jpg")[:20_000])
    reference = Reference.objects.get()
    references.prepare(reference.pk)

    reference.refresh_from_db()
    tile = as_alice.get(reverse("reference", args=[reference.pk]), headers=asking.HTMX)
    assert reference.state == ReferenceState.FAILED
    assert f'data-problem="{reference.sentence}"' in tile.content.decode()


@pytest.mark.parametrize("name", ["../../x.png", "con.png", "a\r\nb.png", "x" * 300 + ".png", "🍌.png"])
def test_a_name_is_never_more_than_a_name(as_alice: Client, name: str) -> None:
    status, _tile = upload(as_alice, name, pictures.photograph("coffee.png"))

    assert status == 201
    key = Reference.objects.get().key
    assert not Path(key).is_absolute()
    assert ".." not in key


def test_nothing_is_left_in_the_temporary_folder(
    as_alice: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    upload(as_alice, "photo.png", b"no picture")
    upload(as_alice, "cup.png", pictures.photograph("coffee.png"))

    assert list(tmp_path.iterdir()) == []
    assert str(tmp_path) == live.FILE_UPLOAD_TEMP_DIR


def test_a_viewers_eyes_need_a_prepared_file(as_bob: Client, alice: User) -> None:
    waiting = asking.reference(alice, state=ReferenceState.RECEIVED)

    for name, more in (("reference_file", []), ("reference_thumbnail", ["tile"])):
        assert as_bob.get(reverse(name, args=[waiting.pk, *more])).status_code == 404


@pytest.mark.parametrize(
    ("data", "problem"),
    [(pictures.bomb(), "too_many_pixels"), (b"Dear diary", "unknown")],
)
def test_a_refusal_names_its_kind_for_the_row(as_alice: Client, data: bytes, problem: str) -> None:
    file = SimpleUploadedFile("photo.png", data)

    response = as_alice.post(reverse("references"), {"file": file})

    assert (response.status_code, response["X-Problem"]) == (422, problem)


# --- Pictures that were made here ---------------------------------------------------------------------
@pytest.fixture
def made(alice: User, emulator: Server) -> Image:
    """A picture from the emulator, bytes and all."""
    return making.finished(making.turn(alice))[0]


def as_reference(image: Image) -> str:
    return reverse("image_as_reference", args=[image.pk])


def test_a_picture_becomes_a_reference_prepared_like_any_file(as_bob: Client, made: Image) -> None:
    before = storage.read(made.key)

    response = as_bob.post(as_reference(made))

    reference = Reference.objects.get()
    assert response.status_code == 201
    assert f'data-reference="{reference.pk}"' in response.content.decode()
    assert (reference.name, reference.digest) == ("1.1.png", made.digest)
    assert (reference.author.name, reference.state) == ("Bob", ReferenceState.RECEIVED)
    references.prepare(reference.pk)
    reference.refresh_from_db()
    assert reference.state == ReferenceState.READY
    assert (reference.width, reference.height) == (made.width, made.height)
    assert storage.read(made.key) == before


def test_a_picture_twice_or_as_a_file_is_one_reference(as_alice: Client, made: Image) -> None:
    for _ in range(2):
        assert as_alice.post(as_reference(made)).status_code == 201
    assert upload(as_alice, "downloaded.png", storage.read(made.key))[0] == 201

    assert Reference.objects.count() == 1


def test_a_picture_of_another_team_or_in_the_trash_is_not_there(
    as_alice: Client, as_charlie: Client, made: Image
) -> None:
    assert as_charlie.post(as_reference(made)).status_code == 404
    Image.objects.update(deleted_at=timezone.now())
    assert as_alice.post(as_reference(made)).status_code == 404
    assert Reference.objects.count() == 0


def test_a_viewer_makes_no_reference(as_bob: Client, bob: User, made: Image) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert as_bob.post(as_reference(made)).status_code == 403


def test_a_picture_whose_bytes_are_gone_is_a_sentence(as_alice: Client, made: Image) -> None:
    storage.delete(made.key)

    response = as_alice.post(as_reference(made))

    assert response.status_code == 507
    assert response["Content-Type"].startswith("text/plain")
    assert Reference.objects.count() == 0
