"""The only code that names and opens picture files, in a folder or in S3.

Keys are made here from ids, numbers and fixed words only; nothing that a person typed or a provider
sent is ever part of one. Each begins with its team. Writing the same key again overwrites it whole,
so a repeated attempt leaves one file.

Errors of the disk, the network and S3 are StorageError, so that callers need not know which of them
holds the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _BinaryFile = File[bytes]
else:  # Django's class is generic in its stubs only
    _BinaryFile = File

CHUNK = 64 * 1024
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_WORD = re.compile(r"[a-z][a-z0-9]{0,15}")
_KEY = re.compile(r"(?=.{1,255}\Z)[0-9A-Za-z][0-9A-Za-z_-]*(?:[./][0-9A-Za-z][0-9A-Za-z_-]*)*\Z")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_CODES = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"}
_GONE_CODES = {"404", "NoSuchKey", "NotFound"}


class StorageError(Exception):
    """A file could not be read or written. `str()` names the cause, never a path or an address.

    `kept` is what a row may hold of it; `sentence_of` makes words of that in the reader's language.
    """

    code = "failed"

    @property
    def kept(self) -> str:
        return f"{self.code}: {self}"

    @property
    def sentence(self) -> str:
        """What happened, in the language that is active now."""
        return sentence_of(self.kept)


class StorageFull(StorageError):
    """There is no room left. Nothing of the file was kept; the same write may succeed later."""

    code = "full"


class StorageMissing(StorageError):
    """There is no file under this key."""

    code = "missing"


_SENTENCES = {
    "failed": _("The storage failed (%(cause)s)."),
    "full": _("The storage is full (%(cause)s)."),
    "missing": _("A file is missing in the storage."),
}


def sentence_of(kept: str) -> str:
    """The sentence of a `StorageError.kept`; any other text is given back as it is."""
    code, _colon, cause = kept.partition(": ")
    return str(_SENTENCES[code]) % {"cause": cause} if code in _SENTENCES else kept


def incoming_key(team_id: object, reference_id: object) -> str:
    """An uploaded file as it came: never sent, never served."""
    return f"{_id(team_id)}/incoming/{_id(reference_id)}"


def reference_key(team_id: object, reference_id: object, extension: str) -> str:
    """A re-encoded reference. `extension` is a key of CONTENT_TYPES."""
    return f"{_id(team_id)}/references/{_id(reference_id)}.{_extension(extension)}"


def output_key(team_id: object, job_id: object, attempt: int, index: int, extension: str) -> str:
    """A provider's picture, byte for byte. The same job, attempt and index give the same key.

    Spread over folders by the job's last two letters, which are random in a UUIDv7.
    """
    job = _id(job_id)
    name = f"{job}-{int(attempt)}-{int(index)}.{_extension(extension)}"
    return f"{_id(team_id)}/outputs/{job[-2:].strip('-') or '0'}/{name}"


def thumbnail_key(key: str, spec: str) -> str:
    """The WebP thumbnail of a stored picture; `spec` is a key of imaging.THUMBNAILS."""
    if not _WORD.fullmatch(spec):
        raise ValueError("bad thumbnail name")
    stem, _dot, _extension_of_key = checked(key).rpartition(".")
    return f"{stem or key}.{spec}.webp"


def checked(key: str) -> str:
    """The key itself, if it is one that this module makes: relative, no "..", no odd letters.

    Raises ValueError. Every function here that opens anything asks this first.
    """
    if not _KEY.match(key):
        raise ValueError("bad storage key")
    return key


def content_type(key: str) -> str:
    """The MIME type to serve a key with, by its extension, which we chose from the bytes."""
    return CONTENT_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def write(key: str, data: bytes | File[bytes]) -> None:
    """Store the data under the key, replacing what was there. On return they survive a power cut.

    Raises StorageFull, StorageError; then the key holds what it held before.
    """
    content = _Content(data, key)
    with _translated():
        kept = pictures().save(checked(key), content)
    if kept != key:
        delete(kept)
        raise StorageError("the storage renamed a file; it must overwrite")


def read(key: str) -> bytes:
    """The whole file. Raises StorageMissing, StorageError."""
    with open(key) as file, _translated():
        data: bytes = file.read()
    return data


def open(key: str) -> File[bytes]:  # noqa: A001  # reads as storage.open(key)
    """The file, to read and to seek in, with `size`. From S3 it is fetched whole, here and now.

    Raises StorageMissing, StorageError. The caller closes it.
    """
    with _translated():
        file: File[bytes] = pictures().open(checked(key), "rb")
        # S3's file fetches at first use: use it now, where its errors are understood.
        file.seek(0)
        return file


def size(key: str) -> int:
    """The file's length in bytes. Raises StorageMissing, StorageError."""
    with _translated():
        return int(pictures().size(checked(key)))


def read_range(key: str, start: int, end: int) -> Range:
    """The bytes from `start` up to but not with `end`, in chunks of at most 64 KiB.

    Only these bytes are read or fetched. The first error (StorageMissing, StorageError) comes from
    this call, before the first chunk. An empty range gives no chunk.
    """
    if not 0 <= start <= end:
        raise ValueError("bad range")
    with _translated():
        pieces, source = _pieces(checked(key), start, end)
    return Range(pieces, source)


def tidy() -> None:
    """Delete what killed processes left half written. Only for whoever holds the data folder's lock."""
    storage = pictures()
    if isinstance(storage, DurableFileSystemStorage) and storage.parts.is_dir():
        for part in storage.parts.iterdir():
            part.unlink(missing_ok=True)


def delete(*keys: str) -> None:
    """Remove files; keys that are not there are fine. Raises StorageError."""
    with _translated():
        for key in keys:
            pictures().delete(checked(key))


def exists(key: str) -> bool:
    """Whether there is a file under the key. Raises StorageError."""
    with _translated():
        return bool(pictures().exists(checked(key)))


def pictures() -> Storage:
    """The storage of STORAGES["pictures"]."""
    return storages["pictures"]


@deconstructible(path="playground.storage.DurableFileSystemStorage")
class DurableFileSystemStorage(FileSystemStorage):
    """A folder whose files appear whole or not at all, and stay after a power cut.

    Each file is written in a folder apart, flushed, moved to its place, and the folder flushed. Files
    are 0600 and folders 0700 whatever the umask; an existing file is replaced.
    """

    @property
    def parts(self) -> Path:
        """Where files are while they are being written; what a killed process left there is waste."""
        return Path(self.location) / ".parts"

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        place = Path(self.path(name))
        _make_folder(place.parent)
        _make_folder(self.parts)
        descriptor, temporary = tempfile.mkstemp(dir=self.parts)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks(CHUNK):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(place)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _flush_folder(place.parent)
        return name


class Range(Iterator[bytes]):
    """Chunks of a file; `close()` gives the file or connection back, read to its end or not at all."""

    def __init__(self, pieces: Iterable[bytes], source: Any) -> None:
        self._pieces = iter(pieces)
        self._source = source

    def __next__(self) -> bytes:
        with _translated():
            chunk = next(self._pieces, None)
        if chunk is None:
            self.close()
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._source.close()


class _Content(_BinaryFile):
    """Data on their way in, with the type that S3 shall serve them with, whatever a browser said."""

    def __init__(self, data: bytes | File[bytes], key: str) -> None:
        file = ContentFile(data) if isinstance(data, bytes) else data
        super().__init__(file, name=key)
        self.content_type = content_type(key)


def _id(value: object) -> str:
    text = str(value)
    if not _ID.fullmatch(text):
        raise ValueError("bad id in a storage key")
    return text


def _extension(value: str) -> str:
    if value not in CONTENT_TYPES:
        raise ValueError("bad extension in a storage key")
    return value


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Have the folder's own entries on disk: without it a power cut may take back a rename."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pieces(key: str, start: int, end: int) -> tuple[Iterable[bytes], Any]:
    """The chunks of a range, and what must be closed after them."""
    file: Any = pictures().open(key, "rb")
    remote = getattr(file, "obj", None)  # an S3File holds its boto3 object under this name
    if remote is None:
        file.seek(start)
        return _steps(file, end - start), file
    if start == end:
        return (), file
    body = remote.get(Range=f"bytes={start}-{end - 1}")["Body"]
    return body.iter_chunks(CHUNK), body


def _steps(file: IO[bytes], count: int) -> Iterator[bytes]:
    while count > 0 and (chunk := file.read(min(CHUNK, count))):
        count -= len(chunk)
        yield chunk


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Errors of the disk and of S3 as StorageError."""
    try:
        yield
    except FileNotFoundError as error:
        raise StorageMissing("no such file") from error
    except OSError as error:
        kind = StorageFull if error.errno in _FULL else StorageError
        raise kind(os.strerror(error.errno) if error.errno else "the disk failed") from error
    except Exception as error:
        if not isinstance(error, _remote_errors()):
            raise
        raise _remote(error) from error


def _remote_errors() -> tuple[type[Exception], ...]:
    """What boto3 raises; nothing where it was never loaded, as with files in a folder."""
    if "botocore" not in sys.modules:
        return ()
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return (Boto3Error, BotoCoreError, ClientError)


def _remote(error: Exception) -> StorageError:
    response: dict[str, Any] = getattr(error, "response", None) or {}
    code = str(response.get("Error", {}).get("Code") or type(error).__name__)
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in _GONE_CODES:
        return StorageMissing("no such file")
    kind = StorageFull if code in _FULL_CODES or status == 507 else StorageError
    return kind(f"S3: {code}")
