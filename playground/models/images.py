"""Pictures that a model made."""

from __future__ import annotations

from django.db import models

from playground.models.accounts import User
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
    deleted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

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
            models.Index(
                fields=["team", "-id"],
                name="image_in_trash",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.frame

    @property
    def frame(self) -> str:
        """The frame number by which people name a picture: turn.picture."""
        return f"{self.turn.number}.{self.number}"


class Favourite(TeamRow):
    """A person's star on a picture; each person has their own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="favourites")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="favourites")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "image"], name="favourite_once_per_person")]
        indexes = [models.Index(fields=["team", "user", "-image"], name="favourite_by_person")]

    def __str__(self) -> str:
        return f"star of {self.user}"
