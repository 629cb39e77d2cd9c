"""Deleting and bringing back turns. Nothing leaves storage here: undo must always work."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from playground.models import Image, Turn
from playground.services import jobs


@transaction.atomic
def delete_turn(turn: Turn) -> None:
    """Hide a turn and its pictures; what it still has running is cancelled."""
    now = timezone.now()
    if not Turn.objects.filter(pk=turn.pk, deleted_at=None).update(deleted_at=now):
        return
    jobs.cancel(turn.jobs.all())
    # The same moment on both marks which pictures went with the turn, for restore.
    turn.images.filter(deleted_at=None).update(deleted_at=now)


@transaction.atomic
def restore_turn(turn: Turn) -> None:
    """Bring a turn back with the pictures that went with it."""
    turn.refresh_from_db(fields=["deleted_at"])
    if turn.deleted_at is None:
        return
    turn.images.filter(deleted_at=turn.deleted_at).update(deleted_at=None)
    Turn.objects.filter(pk=turn.pk).update(deleted_at=None)


def delete_image(image: Image) -> None:
    Image.objects.filter(pk=image.pk, deleted_at=None).update(deleted_at=timezone.now())


def restore_image(image: Image) -> None:
    Image.objects.filter(pk=image.pk, turn__deleted_at=None).update(deleted_at=None)
