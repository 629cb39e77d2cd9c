"""The request as views see it: somebody who is signed in, with a team."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from playground.models import Membership, Team, User


class AppRequest(HttpRequest):
    """What `access.member` guarantees: `user`, their `team` and `membership`, and `htmx`."""

    user: User
    team: Team
    membership: Membership
    htmx: HtmxDetails
