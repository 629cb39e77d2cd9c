"""Teams: the one that the first start makes, and the connections that every team has."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from playground import catalogue
from playground.models import Connection, ConnectionKind, Membership, Role, Team, User

FIRST_OWNER = "owner@localhost"


@transaction.atomic
def bootstrap() -> User:
    """Make the first team and its owner, once; later calls return that owner."""
    membership = Membership.objects.select_related("user").filter(role=Role.OWNER).order_by("id").first()
    if membership is not None:
        return membership.user
    owner = User.objects.create_user(email=FIRST_OWNER, name=_("Owner"))
    create(_("My team"), owner)
    return owner


@transaction.atomic
def create(name: str, owner: User) -> Team:
    team = Team.objects.create(name=name)
    Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    return team


def first(user: User) -> Team:
    """The team that somebody works in when none is chosen. Raises Membership.DoesNotExist."""
    return user.memberships.select_related("team").earliest("id").team


def connection_kind(model: catalogue.Model, today: datetime.date) -> ConnectionKind:
    """A retired model is only played by the emulator; any other goes to Google where there is a key."""
    if settings.GEMINI_API_KEY and not model.retired_on(today):
        return ConnectionKind.GEMINI
    return ConnectionKind.BUILTIN


def connection(team: Team, model: catalogue.Model, today: datetime.date) -> Connection:
    """The team's connection for this model; unsaved while nothing has been asked over it."""
    kind = connection_kind(model, today)
    return Connection.objects.filter(team=team, kind=kind).first() or Connection(team=team, kind=kind)


def kept(connection: Connection) -> Connection:
    """The connection's row; made now if it was not there. Whoever is second gets the first one's."""
    return Connection.objects.get_or_create(team=connection.team, kind=connection.kind)[0]
