"""The Files API: resumable upload, list, get, delete, download (fact sheet, 6.4).

Contents lie in a temporary folder that goes with the process, for 48 hours at most. A file belongs to the
key that brought it: whoever asks with another one hears what Google says of a file that is not there.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import errors, wire
from .errors import Refusal, invalid
from .http import Answer, Asked, json_answer

if TYPE_CHECKING:
    from .emulation import Emulation

KEPT: Final = dt.timedelta(hours=48)
MAX_FILE: Final = 2_000_000_000
# Google keeps 20 GB a project; this machine's disk belongs to somebody.
MAX_KEPT: Final = 4_000_000_000
MAX_UPLOADS: Final = 100
UPLOAD: Final[wire.Schema] = {
    "file": {"name": "string", "displayName": "string", "mimeType": "string", "sizeBytes": "number"}
}
_OFFSET: Final = re.compile(r"\d{1,12}")


@dataclass(slots=True)
class File:
    """One file. `sha256` is of the contents, in hex; `generated` ones alone can be downloaded."""

    id: str
    owner: str
    mime_type: str
    display_name: str
    created: dt.datetime
    path: Path
    size: int = 0
    sha256: str = ""
    generated: bool = False

    def described(self, base: str) -> dict[str, object]:
        uri = f"{base}/v1/files/{self.id}"
        made: dict[str, object] = {
            "name": f"files/{self.id}",
            "mimeType": self.mime_type,
            "sizeBytes": str(self.size),
            "createTime": wire.moment(self.created),
            "updateTime": wire.moment(self.created),
            "expirationTime": wire.moment(self.created + KEPT),
            "sha256Hash": base64.b64encode(self.sha256.encode()).decode(),
            "uri": uri,
            "state": "ACTIVE",
            "source": "GENERATED" if self.generated else "UPLOADED",
        }
        if self.display_name:
            made["displayName"] = self.display_name
        if self.generated:
            made["downloadUri"] = f"{uri}:download?alt=media"
        return made


@dataclass(slots=True, weakref_slot=True)
class Files:
    """All files of one emulator. Safe for threads; `now` is the time of day with its zone."""

    now: Callable[[], dt.datetime]
    _folder: Path | None = None
    _files: dict[str, File] = field(default_factory=dict)
    _uploads: dict[str, tuple[File, int]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, owner: str, mime_type: str, display_name: str, size: int) -> str:
        """The id of a new upload. Raises Refusal (400)."""
        with self._lock:
            self._tidy()
            self._check_room(size)
            while len(self._uploads) >= MAX_UPLOADS:
                oldest = next(iter(self._uploads))
                self._uploads.pop(oldest)[0].path.unlink(missing_ok=True)
            number = secrets.token_urlsafe(32)
            self._uploads[number] = (self._new(owner, mime_type, display_name), size)
            return number

    def take(self, number: str, offset: int, data: bytes, *, last: bool) -> File:
        """Add a piece of an upload; the last one makes it a file. Raises Refusal (400, 404)."""
        with self._lock:
            if number not in self._uploads:
                raise Refusal(404, "Upload was not found.")
            file, size = self._uploads[number]
            if offset != file.size:
                raise invalid(f"Upload offset {offset} does not match the {file.size} bytes received.")
            if file.size + len(data) > size:
                raise invalid(f"Upload is larger than the {size} bytes announced.")
            with file.path.open("ab") as opened:
                opened.write(data)
            file.size += len(data)
            if last:
                del self._uploads[number]
                if file.size != size:
                    file.path.unlink()
                    raise invalid(f"Upload of {file.size} bytes is not the {size} bytes announced.")
                self._add(file)
            return file

    def keep(self, owner: str, mime_type: str, display_name: str, data: bytes) -> File:
        """A file that the emulator made. Raises Refusal (400): there is no room."""
        with self._lock:
            self._tidy()
            self._check_room(len(data))
            file = self._new(owner, mime_type, display_name)
            file.path.write_bytes(data)
            file.size, file.generated = len(data), True
            self._add(file)
            return file

    def get(self, owner: str, name: str) -> File:
        """Raises Refusal (403)."""
        with self._lock:
            self._tidy()
            file = self._files.get(name)
            if file is None or file.owner != owner:
                raise Refusal(
                    403,
                    f"You do not have permission to access the File {name[:60]} or it may not exist.",
                )
            return file

    def data(self, owner: str, uri: str) -> bytes:
        """The contents of the file that a `fileUri` names. Raises Refusal (400, 403)."""
        found = re.search(r"(?:^|/)files/([a-z0-9-]{1,60})$", uri)
        if not found:
            raise invalid("Unsupported file URI type: only files of this API can be given.")
        return self.get(owner, found[1]).path.read_bytes()

    def delete(self, owner: str, name: str) -> None:
        """Raises Refusal (403)."""
        with self._lock:
            del self._files[self.get(owner, name).id]
            (self._place() / name).unlink(missing_ok=True)

    def of(self, owner: str) -> list[File]:
        """The files of an owner, newest first."""
        with self._lock:
            self._tidy()
            return [file for file in reversed(self._files.values()) if file.owner == owner]

    def _check_room(self, size: int) -> None:
        if size > MAX_FILE or sum(one.size for one in self._files.values()) + size > MAX_KEPT:
            raise invalid(f"File is too large: {size} bytes.")

    def _new(self, owner: str, mime_type: str, display_name: str) -> File:
        name = secrets.token_hex(6)
        return File(name, owner, mime_type, display_name[:512], self.now(), self._place() / name)

    def _add(self, file: File) -> None:
        with file.path.open("rb") as opened:
            file.sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        self._files[file.id] = file

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="emulated-files-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _tidy(self) -> None:
        before = self.now() - KEPT
        for name in [name for name, file in self._files.items() if file.created < before]:
            self._files.pop(name).path.unlink(missing_ok=True)


def begin_or_take(emulation: Emulation, asked: Asked, _name: str) -> Answer:
    """Both legs of an upload: the first with a key, the second by the address that the first one gave."""
    number = asked.query("upload_id")
    commands = {word.strip().lower() for word in asked.header("x-goog-upload-command").split(",")}
    if number:
        return _take(emulation, asked, number, commands)
    if not emulation.check_key(asked.key):
        raise errors.key_not_valid()
    if "start" not in commands:
        raise invalid("Only resumable uploads are taken: X-Goog-Upload-Command has to be start.")
    described = wire.document(asked.body(), UPLOAD).get("file", {})
    size = asked.header("x-goog-upload-header-content-length") or str(described.get("sizeBytes", ""))
    if not _OFFSET.fullmatch(size.removesuffix(".0")):
        raise invalid("X-Goog-Upload-Header-Content-Length has to be the number of bytes.")
    kind = asked.header("x-goog-upload-header-content-type") or described.get("mimeType", "")
    name = described.get("displayName", "")
    begun = emulation.files.begin(asked.key, kind, name, int(size.removesuffix(".0")))
    address = f"{asked.base}/upload/v1/files?upload_id={begun}&upload_protocol=resumable"
    headers = (("X-Goog-Upload-URL", address), ("X-Goog-Upload-Status", "active"))
    return Answer(b"", headers=headers)


def _take(emulation: Emulation, asked: Asked, number: str, commands: set[str]) -> Answer:
    offset = asked.header("x-goog-upload-offset")
    if "upload" not in commands or not _OFFSET.fullmatch(offset):
        raise invalid("X-Goog-Upload-Command has to be upload, with X-Goog-Upload-Offset.")
    last = "finalize" in commands
    file = emulation.files.take(number, int(offset), asked.body(), last=last)
    if not last:
        return Answer(b"", headers=(("X-Goog-Upload-Status", "active"),))
    body = json.dumps({"file": file.described(asked.base)}).encode("ascii")
    return Answer(body, headers=(("X-Goog-Upload-Status", "final"),))


def listed(emulation: Emulation, asked: Asked, _name: str) -> Answer:
    files = [file.described(asked.base) for file in emulation.files.of(asked.key)]
    return json_answer(asked.page("files", files))


def described(emulation: Emulation, asked: Asked, name: str) -> Answer:
    return json_answer(emulation.files.get(asked.key, name).described(asked.base))


def deleted(emulation: Emulation, asked: Asked, name: str) -> Answer:
    emulation.files.delete(asked.key, name)
    return json_answer({})


def downloaded(emulation: Emulation, asked: Asked, name: str) -> Answer:
    file = emulation.files.get(asked.key, name)
    if not file.generated:
        raise invalid("Only generated files can be downloaded.")
    return Answer(file.path.read_bytes(), content_type=file.mime_type)
