"""Keys, and files in a folder: whole or not at all (hostile cases U18, U19, U20, C13, C20)."""

from __future__ import annotations

import io
import itertools
import os
import resource
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from playground import storage
from playground.storage import StorageError, StorageFull, StorageMissing

TEAM = UUID("01939f00-0000-7000-8000-0000000000aa")
JOB = UUID("01939f00-0000-7000-8000-0000000000bb")
KEY = storage.output_key(TEAM, JOB, 1, 0, "png")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty pictures folder, which is made by the first write."""
    place = tmp_path / "deep" / "pictures"
    with override_settings(STORAGES=in_folder(place)):
        yield place


def in_folder(place: Path) -> dict[str, Any]:
    backend = "playground.storage.DurableFileSystemStorage"
    return {"pictures": {"BACKEND": backend, "OPTIONS": {"location": str(place)}}}


# Keys


def test_keys_are_made_of_ids_and_fixed_words() -> None:
    key = storage.reference_key(TEAM, JOB, "jpg")
    assert storage.incoming_key(TEAM, JOB) == f"{TEAM}/incoming/{JOB}"
    assert key == f"{TEAM}/references/{JOB}.jpg"
    assert storage.output_key(TEAM, JOB, 1, 0, "png") == f"{TEAM}/outputs/bb/{JOB}-1-0.png"
    assert storage.thumbnail_key(key, "tile") == f"{TEAM}/references/{JOB}.tile.webp"
    assert storage.thumbnail_key(KEY, "view") == f"{TEAM}/outputs/bb/{JOB}-1-0.view.webp"


def test_two_teams_and_two_attempts_never_share_a_key() -> None:
    ids = (TEAM, JOB)
    keys = {
        storage.output_key(team, JOB, attempt, index, "png")
        for team in ids
        for attempt in (1, 2)
        for index in (0, 1)
    }
    assert len(keys) == 8


HOSTILE_NAMES = [
    "../../../app/x.png",
    "/etc/passwd",
    "a/../../b",
    "..",
    ".",
    "",
    "a//b",
    "a/",
    ".hidden",
    "nul\0byte",
    "line\r\nbreak",
    "trailing\n",
    "back\\slash",
    "C:\\windows",
    "x" * 4096,
    "\u202egnp.exe",
    "emoji😀",
    "con.png/..",
    "s p a c e",
    "a/./b",
    "%2e%2e/x",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_key_is_never_opened(name: str, folder: Path) -> None:
    uses: tuple[Callable[[], object], ...] = (
        lambda: storage.read(name),
        lambda: storage.open(name),
        lambda: storage.write(name, b"x"),
        lambda: storage.delete(name),
        lambda: storage.exists(name),
        lambda: storage.size(name),
        lambda: storage.read_range(name, 0, 1),
        lambda: storage.thumbnail_key(name, "tile"),
    )
    for use in uses:
        with pytest.raises(ValueError, match="bad storage key"):
            use()
    assert not folder.exists()


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name != "con.png"])
def test_hostile_id_extension_or_spec_makes_no_key(name: str) -> None:
    makes: tuple[Callable[[], object], ...] = (
        lambda: storage.incoming_key(name, JOB),
        lambda: storage.reference_key(TEAM, name, "png"),
        lambda: storage.reference_key(TEAM, JOB, name),
        lambda: storage.output_key(TEAM, JOB, 1, 0, "png/../../" + name),
        lambda: storage.thumbnail_key(KEY, name),
    )
    for make in makes:
        with pytest.raises(ValueError, match="bad"):
            make()


@pytest.mark.parametrize("extension", ["svg", "html", "PNG", "jpeg", ".png", "png/../../x"])
def test_extension_is_one_of_three(extension: str) -> None:
    with pytest.raises(ValueError, match="bad extension"):
        storage.reference_key(TEAM, JOB, extension)


def test_type_follows_from_the_key_alone() -> None:
    types = {extension: storage.content_type(f"a/b.{extension}") for extension in ("png", "jpg", "webp")}
    assert types == {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
    assert storage.content_type(storage.incoming_key(TEAM, JOB)) == "application/octet-stream"


# Files


def test_what_was_written_is_read(folder: Path) -> None:
    storage.write(KEY, b"some bytes")
    assert storage.read(KEY) == b"some bytes"
    assert storage.exists(KEY)
    assert storage.size(KEY) == 10
    assert (folder / KEY).read_bytes() == b"some bytes"
    with storage.open(KEY) as file:
        assert file.size == 10
        file.seek(5)
        assert file.read(3) == b"byt"


@pytest.mark.parametrize(
    "file",
    [
        ContentFile(b"x" * 200_000),
        File(io.BytesIO(b"x" * 200_000)),
        SimpleUploadedFile("../../etc/passwd", b"x" * 200_000, content_type="text/html"),
    ],
    ids=["content", "stream", "upload"],
)
def test_files_are_written_from_their_start(file: File[bytes], folder: Path) -> None:
    file.seek(1000)
    storage.write(KEY, file)
    assert storage.size(KEY) == 200_000
    assert [place.name for place in folder.rglob("*") if place.is_file()] == [Path(KEY).name]


def test_writing_again_replaces(folder: Path) -> None:
    storage.write(KEY, b"a longer first version")
    storage.write(KEY, b"second")
    assert storage.read(KEY) == b"second"
    assert len([place for place in folder.rglob("*") if place.is_file()]) == 1


def test_empty_file_is_a_file(folder: Path) -> None:
    storage.write(KEY, b"")
    assert storage.read(KEY) == b""
    assert list(storage.read_range(KEY, 0, 0)) == []


def test_files_and_folders_are_for_their_owner_only(folder: Path) -> None:
    before = os.umask(0)
    try:
        storage.write(KEY, b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600
    for place in [folder, *(folder / KEY).relative_to(folder).parents]:
        assert stat.S_IMODE((folder / place).stat().st_mode) == 0o700


def test_missing_files(folder: Path) -> None:
    for use in (storage.read, storage.open, storage.size):
        with pytest.raises(StorageMissing):
            use(KEY)
    with pytest.raises(StorageMissing):
        storage.read_range(KEY, 0, 1)
    assert not storage.exists(KEY)


def test_deleting_is_repeatable(folder: Path) -> None:
    other = storage.thumbnail_key(KEY, "tile")
    storage.write(KEY, b"x")
    storage.write(other, b"x")
    storage.delete(KEY, other)
    storage.delete(KEY, other)
    assert not storage.exists(KEY)
    assert not storage.exists(other)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (0, 200_000), (65_535, 65_537), (199_999, 200_000), (7, 150_000)]
)
def test_range_is_exact_and_in_small_chunks(start: int, end: int, folder: Path) -> None:
    data = bytes(range(250)) * 800
    storage.write(KEY, data)
    chunks = list(storage.read_range(KEY, start, end))
    assert b"".join(chunks) == data[start:end]
    assert max(map(len, chunks)) <= storage.CHUNK


def test_range_beyond_the_end_gives_what_there_is(folder: Path) -> None:
    storage.write(KEY, b"12345")
    assert b"".join(storage.read_range(KEY, 3, 99)) == b"45"


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 4)])
def test_senseless_range_is_refused(start: int, end: int, folder: Path) -> None:
    with pytest.raises(ValueError, match="bad range"):
        storage.read_range(KEY, start, end)


@pytest.mark.parametrize("taken", [0, 1, 99])
def test_range_gives_its_file_back_however_much_is_read(taken: int, folder: Path) -> None:
    storage.write(KEY, bytes(300_000))
    before = open_files()
    chunks = storage.read_range(KEY, 0, 300_000)
    for _chunk in itertools.islice(chunks, taken):
        pass
    chunks.close()
    assert open_files() == before


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_many_threads_may_write_the_same_key(folder: Path) -> None:
    versions = [bytes([number]) * 300_000 for number in range(8)]
    threads = [threading.Thread(target=storage.write, args=(KEY, data)) for data in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.read(KEY) in versions
    assert len([place for place in folder.rglob("*") if place.is_file()]) == 1


# Faults


@pytest.mark.skipif(shutil.which("strace") is None, reason="install strace to see what is flushed")
def test_file_is_flushed_before_it_gets_its_name_and_its_folder_after(folder: Path, tmp_path: Path) -> None:
    place, trace = folder / KEY, tmp_path / "trace"
    script = (
        "from django.conf import settings;"
        f"settings.configure(STORAGES={in_folder(folder)!r});"
        f"from playground import storage; storage.write({KEY!r}, b'x')"
    )
    calls = "trace=fsync,rename,renameat,renameat2"
    command = ["strace", "-f", "-y", "-s", "500", "-e", calls, "-o", str(trace)]
    subprocess.run([*command, sys.executable, "-c", script], check=True)
    seen = [line for line in trace.read_text().splitlines() if str(folder.parent.parent) in line]
    name, *rest = [index for index, line in enumerate(seen) if "rename" in line]
    assert not rest
    assert "/.parts/" in seen[name - 1]
    assert f"{place.parent}>" in seen[name + 1]
    assert len(seen) == name + 2
    made = {folder.parent, folder, *(folder / part for part in Path(KEY).parents[:-1])}
    assert all(any(f"{new.parent}>" in line for line in seen[: name - 1]) for new in made)


def test_broken_source_leaves_nothing_behind(folder: Path) -> None:
    storage.write(KEY, b"before")
    with pytest.raises(StorageError, match="Input/output error"):
        storage.write(KEY, File(Breaking()))
    assert storage.read(KEY) == b"before"
    assert len([place for place in folder.rglob("*") if place.is_file()]) == 1


class Breaking(io.BytesIO):
    """A disk that fails in the middle of an upload's temporary file."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(5, os.strerror(5))


def test_file_in_the_place_of_a_folder(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("not a folder")
    with pytest.raises(StorageError):
        storage.write(KEY, b"x")
    with pytest.raises(StorageError):
        storage.read(KEY)


def test_message_names_no_path(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("not a folder")
    with pytest.raises(StorageError) as caught:
        storage.write(KEY, b"x")
    assert str(folder) not in str(caught.value)


def test_limit_on_file_size_is_a_full_storage(folder: Path) -> None:
    storage.write(KEY, b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StorageFull):
            storage.write(KEY, bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert storage.read(KEY) == b"before"
    assert len([place for place in folder.rglob("*") if place.is_file()]) == 1


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        with override_settings(STORAGES=in_folder(place)):
            yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_full_disk(tiny_disk: Path) -> None:
    storage.write(KEY, b"before")
    with pytest.raises(StorageFull, match="No space left on device"):
        storage.write(KEY, bytes(500_000))
    assert storage.read(KEY) == b"before"
    other = storage.output_key(TEAM, JOB, 2, 0, "png")
    storage.write(other, bytes(100_000))
    assert storage.size(other) == 100_000


def test_read_only_disk(tiny_disk: Path) -> None:
    storage.write(KEY, b"before")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(StorageError, match="Read-only file system"):
        storage.write(KEY, b"after")
    with pytest.raises(StorageError):
        storage.delete(KEY)
    assert storage.read(KEY) == b"before"


def test_the_storage_is_the_one_that_overwrites(folder: Path) -> None:
    assert isinstance(storages["pictures"], storage.DurableFileSystemStorage)
    assert storages["pictures"].get_available_name(KEY) == KEY
