"""Naming and archiving conversations, deleting what is in them. Nothing leaves storage: undo must work."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from playground.models import Conversation, Image, Turn, User
from playground.services import jobs


@transaction.atomic
def delete_turn(turn: Turn, person: User | None = None) -> None:
    """Hide a turn and its pictures; what it still has running is cancelled."""
    now = timezone.now()
    if not Turn.objects.filter(pk=turn.pk, deleted_at=None).update(deleted_at=now):
        return
    jobs.cancel(turn.jobs.all())
    # The same moment on both marks which pictures went with the turn, for restore.
    turn.images.filter(deleted_at=None).update(deleted_at=now, deleted_by=person)


@transaction.atomic
def restore_turn(turn: Turn) -> None:
    """Bring a turn back with the pictures that went with it."""
    turn.refresh_from_db(fields=["deleted_at"])
    if turn.deleted_at is None:
        return
    turn.images.filter(deleted_at=turn.deleted_at).update(deleted_at=None, deleted_by=None)
    Turn.objects.filter(pk=turn.pk).update(deleted_at=None)


def delete_image(image: Image, person: User | None = None) -> None:
    """Hide a picture; its place in the contact sheet says who did."""
    kept = Image.objects.filter(pk=image.pk, deleted_at=None)
    kept.update(deleted_at=timezone.now(), deleted_by=person)


def restore_image(image: Image) -> None:
    """Bring a picture back, with its whole turn where that is what was deleted."""
    if image.turn.deleted_at is not None:
        restore_turn(image.turn)
    Image.objects.filter(pk=image.pk, turn__deleted_at=None).update(deleted_at=None, deleted_by=None)


def rename(conversation: Conversation, title: str) -> None:
    """Give it another name. Its place in the list stays: a name is no activity."""
    conversation.title = title
    conversation.save(update_fields=["title"])


def archive(conversation: Conversation) -> None:
    """Out of the list, not out of reach: its address stays, and what it has running goes on."""
    if conversation.archived_at is None:
        conversation.archived_at = timezone.now()
        conversation.save(update_fields=["archived_at"])


def unarchive(conversation: Conversation) -> None:
    conversation.archived_at = None
    conversation.save(update_fields=["archived_at"])
