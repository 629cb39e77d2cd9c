"""Ways to a provider. The key itself is not here: it comes from the environment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from playground.models.base import TeamRow


class ConnectionKind(models.TextChoices):
    BUILTIN = "builtin", _("Built-in emulator")
    GEMINI = "gemini", _("Gemini API")


class Connection(TeamRow):
    """`paused_until`: the provider asked everybody on this connection to wait until then.

    `refused_at`: the provider refused the key; cleared by the next call that succeeds.
    """

    kind = models.CharField(max_length=20, choices=ConnectionKind.choices)
    paused_until = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="connection_kind_once_per_team")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def simulated(self) -> bool:
        """Whether what this connection charges is demo money."""
        return self.kind == ConnectionKind.BUILTIN
