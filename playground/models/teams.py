"""Teams, and who is in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from playground.models.accounts import User
from playground.models.base import Row


class Team(Row):
    """`audited_on` is the day of the last audit of its ledger."""

    name = models.CharField(_("name"), max_length=100)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        User, through="Membership", related_name="teams"
    )
    audited_on = models.DateField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    VIEWER = "viewer", _("viewer")


class Membership(Row):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once_per_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    @property
    def may_write(self) -> bool:
        return self.role != Role.VIEWER
