"""Reference pictures that people bring along."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from playground import imaging
from playground.models.accounts import User
from playground.models.base import TeamRow


class ReferenceState(models.TextChoices):
    RECEIVED = "received", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("not usable")


class Reference(TeamRow):
    """A picture as it was brought, then re-encoded by a worker before anything is sent.

    `digest` is the SHA-256 of the file as it was uploaded, so that the same file is stored once a
    team. `name` is what the person called the file: shown, never used as a path.
    `size` is in bytes, `width` and `height` in upright pixels. `problem` is an `imaging.Rejected.kept`.
    """

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="uploads")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=ReferenceState.choices, default=ReferenceState.RECEIVED)
    problem = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300)
    mime_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    placeholder = models.CharField(max_length=7, blank=True)
    woken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "digest"], name="reference_once_per_team")]
        indexes = [
            models.Index(
                fields=["woken_at"],
                name="reference_to_prepare",
                condition=models.Q(state="received"),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def sentence(self) -> str:
        """Why it is not usable, in the language of whoever reads it; empty when nothing is wrong."""
        return imaging.sentence_of(self.problem)
