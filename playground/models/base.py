"""What every table shares: an opaque, time-ordered id and, nearly always, a team."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7: opaque in a URL, and in order of creation, so that it can be paged by."""
    return uuid7()


def first_id(moment: datetime.datetime) -> uuid.UUID:
    """No id made at that moment or later is smaller."""
    return uuid.UUID(int=max(int(moment.timestamp() * 1_000), 0) << 80)


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class TeamRow(Row):
    """A row that belongs to a team. Whoever is not of that team gets 404 for it."""

    team = models.ForeignKey("playground.Team", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
