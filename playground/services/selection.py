"""What is done to many pictures at once. Nothing leaves storage here: undo must always work."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from playground.models import Image, Turn, User


def discard(images: Collection[Image], person: User) -> datetime.datetime:
    """Move pictures to the trash; returns the moment that marks them, by which they can be brought back."""
    now = timezone.now()
    ids = [image.pk for image in images]
    Image.objects.filter(pk__in=ids, deleted_at=None).update(deleted_at=now, deleted_by=person)
    return now


@transaction.atomic
def restore(images: Collection[Image]) -> None:
    """Bring pictures back; a turn that was deleted comes back with only those."""
    turns = {image.turn_id for image in images}
    Turn.objects.filter(pk__in=turns, deleted_at__isnull=False).update(deleted_at=None)
    Image.objects.filter(pk__in=[image.pk for image in images]).update(deleted_at=None, deleted_by=None)
