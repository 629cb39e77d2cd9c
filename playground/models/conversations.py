"""Conversations, their turns, and the raw parts of what the model answered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.models.accounts import User
from playground.models.base import Row, TeamRow
from playground.models.connections import Connection
from playground.models.references import Reference


class Conversation(TeamRow):
    """`active_at` is when its newest turn was asked for: the order of the list of conversations."""

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conversations")
    title = models.CharField(_("title"), max_length=200)
    active_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["team", "-id"], name="conversation_by_team"),
            models.Index(fields=["team", "-active_at", "-id"], name="conversation_by_activity"),
        ]

    def __str__(self) -> str:
        return self.title


class Turn(TeamRow):
    """One click on Generate: a prompt and its settings, asked `count` times.

    `continues_from` is the picture whose history goes along; `flattened` says that the history could
    not be replayed to this model, so that the picture was sent as a reference instead.
    `seed` is what was asked for; job n sends seed + n - 1. None lets the provider choose.
    `temperature`, `thinking` and `system_instruction` are None or empty when they were left alone, so
    that nothing is sent; `text_answers` says that words were asked for beside the picture.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="turns")
    idempotency_key = models.CharField(max_length=64)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="turns")
    prompt = models.TextField(_("prompt"))
    continues_from = models.ForeignKey(
        "playground.Image", on_delete=models.PROTECT, null=True, related_name="continued_by"
    )
    flattened = models.BooleanField(default=False)
    model = models.CharField(max_length=100)
    aspect_ratio = models.CharField(max_length=10)
    size = models.CharField(max_length=10)
    count = models.PositiveSmallIntegerField(default=1)
    seed = models.BigIntegerField(null=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    thinking = models.CharField(max_length=20, blank=True)
    text_answers = models.BooleanField(default=True)
    system_instruction = models.TextField(_("system instruction"), blank=True)
    deleted_at = models.DateTimeField(null=True)
    references: models.ManyToManyField[Reference, TurnReference] = models.ManyToManyField(
        Reference, through="TurnReference", related_name="turns"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "idempotency_key"], name="turn_once_per_idempotency_key"),
            models.UniqueConstraint(
                fields=["conversation", "number"], name="turn_number_once_per_conversation"
            ),
        ]
        indexes = [models.Index(fields=["team", "author", "-id"], name="turn_by_author")]

    def __str__(self) -> str:
        return f"turn {self.number}: {self.prompt[:60]}"


class TurnReference(Row):
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="turn_references")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["turn", "position"], name="reference_position_once_per_turn")
        ]

    def __str__(self) -> str:
        return f"image {self.position}"


class Part(Row):
    """One raw part of an answer, in the order of the wire.

    `signature` is the thought signature byte for byte: a later turn must send it back on this part.
    A picture's bytes are in storage under `key`, untouched.
    """

    attempt = models.ForeignKey("playground.Attempt", on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(null=True)  # noqa: DJ001 - no text and an empty text differ on the wire
    key = models.CharField(max_length=300, blank=True)
    mime_type = models.CharField(max_length=100, blank=True)
    thought = models.BooleanField(default=False)
    signature = models.BinaryField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="part_position_once_per_attempt")
        ]

    def __str__(self) -> str:
        return f"part {self.position}"
