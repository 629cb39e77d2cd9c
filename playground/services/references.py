"""Reference pictures: received by the web process, re-encoded by a worker, one at a time.

Nothing of an uploaded file is sent or served before it has been re-encoded: metadata, trailing bytes
and anything that hides in a picture file is gone by then.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from playground import imaging, queue, storage
from playground.models import Image, Job, JobState, Reference, ReferenceState, Team, Turn, User

RECEIVED, READY, FAILED = ReferenceState.RECEIVED, ReferenceState.READY, ReferenceState.FAILED
NAME_LENGTH = 200
MAX_TRIES = 3


def receive(team: Team, author: User, file: File[bytes]) -> Reference:
    """Check the header, keep the file as it came, and have a worker prepare it.

    The same file twice is one reference a team. Raises imaging.Rejected, storage.StorageError.
    """
    stream: BinaryIO = file.file or file  # type: ignore[assignment]  # both are binary streams
    header = imaging.peek(stream)
    digest = _digest(stream)
    earlier = Reference.objects.filter(team=team, digest=digest).first()
    if earlier is not None and earlier.state != FAILED:
        return earlier
    reference = earlier or Reference(team=team, author=author, digest=digest)
    reference.key = storage.incoming_key(team.id, reference.id)
    reference.name = display_name(file.name or "")
    reference.state, reference.problem, reference.tries = RECEIVED, "", 0
    reference.size, reference.mime_type = file.size, header.mime_type
    reference.width, reference.height = header.width, header.height
    reference.woken_at = timezone.now()
    stream.seek(0)
    storage.write(reference.key, file)
    try:
        with transaction.atomic():
            reference.save()
            queue.enqueue("prepare_reference", reference.id)
    except IntegrityError:
        storage.delete(reference.key)
        return Reference.objects.get(team=team, digest=digest)
    return reference


def of_image(author: User, image: Image) -> Reference:
    """A generated picture as a reference, prepared like any other file.

    Its own bytes stay as they are. Raises imaging.Rejected, storage.StorageError.
    """
    name = f"{image.frame}.{image.key.rsplit('.', 1)[-1]}"
    with storage.open(image.key) as kept:
        return receive(image.team, author, File(kept, name))


def prepare(reference_id: UUID) -> None:
    """Re-encode one reference. Repeatable: what is prepared already is left alone."""
    received = Reference.objects.filter(pk=reference_id, state=RECEIVED)
    # Counted before the work, so that a file that kills its worker is given up after three.
    if not received.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1, woken_at=timezone.now()):
        received.update(state=FAILED, problem=imaging.Rejected("unprepared").kept)
        return
    reference = Reference.objects.get(pk=reference_id)
    try:
        with storage.open(reference.key) as file:
            picture = imaging.normalise(file)
    except imaging.Rejected as rejected:
        received.update(state=FAILED, problem=rejected.kept)
    except storage.StorageError:
        # Not the file's fault: the sweeper sends it again.
        received.update(tries=F("tries") - 1)
        raise
    else:
        _keep(reference, picture)
    storage.delete(reference.key)
    wake_waiting(reference)


def room(reference_id: UUID) -> int:
    """Bytes of memory that preparing takes at its peak: 630 MB were measured for 50 megapixels."""
    sides = Reference.objects.filter(pk=reference_id).values_list("width", "height").first()
    return sides[0] * sides[1] * 13 if sides else 0


def of(turn: Turn) -> list[Reference]:
    """A turn's references in their order. They are read once and then known to this `turn`."""
    prefetch_related_objects([turn], "turn_references__reference")
    return [use.reference for use in turn.turn_references.all()]


def states(turn: Turn) -> set[str]:
    """The states that a turn's references are in."""
    return {reference.state for reference in of(turn)}


def wake_waiting(reference: Reference) -> None:
    """Wake the jobs that were waiting for this reference."""
    waiting = Job.objects.filter(turn__references=reference, state=JobState.QUEUED)
    for job_id in waiting.values_list("id", flat=True):
        queue.enqueue("run_job", job_id)


def next_waiting() -> UUID | None:
    """The reference that has waited longest and was not tried yet."""
    waiting = Reference.objects.filter(state=RECEIVED, tries=0).order_by("woken_at")
    return waiting.values_list("id", flat=True).first()


def display_name(name: str) -> str:
    """A file's name as something to show: one line, no path, no control or direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_LENGTH]


def _keep(reference: Reference, picture: imaging.Normalised) -> None:
    header = picture.header
    key = storage.reference_key(reference.team_id, reference.id, header.extension)
    storage.write(key, picture.data)
    for spec, thumbnail in picture.thumbnails.items():
        storage.write(storage.thumbnail_key(key, spec), thumbnail)
    Reference.objects.filter(pk=reference.pk, state=RECEIVED).update(
        state=READY,
        key=key,
        mime_type=header.mime_type,
        size=len(picture.data),
        width=header.width,
        height=header.height,
        placeholder=picture.placeholder,
    )


def _digest(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
