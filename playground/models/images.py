"""Pictures that a model made."""

from __future__ import annotations

from django.db import models

from playground.models.base import TeamRow
from playground.models.conversations import Part, Turn
from playground.models.jobs import Job


class Image(TeamRow):
    """One picture, with the provider's bytes untouched under `part.key`.

    `number` is the picture's place in its turn, so that turn 2's third picture is frame 2.3.
    `width` and `height` are the decoded pixels, which need not be those that were asked for:
    `mismatch` says that they differ.
    """

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="images")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="images")
    part = models.OneToOneField(Part, on_delete=models.CASCADE, related_name="image")
    number = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    mime_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    mismatch = models.BooleanField(default=False)
    placeholder = models.CharField(max_length=7)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="image_number_once_per_turn")]
        indexes = [
            models.Index(
                fields=["team", "-id"],
                name="image_by_team",
                condition=models.Q(deleted_at=None),
            ),
            models.Index(
                fields=["team", "model", "-id"],
                name="image_by_team_and_model",
                condition=models.Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.frame

    @property
    def frame(self) -> str:
        """The frame number by which people name a picture: turn.picture."""
        return f"{self.turn.number}.{self.number}"
