"""One-time sign-in links. Looking at one changes nothing, so that a link preview cannot use it up."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.urls import reverse
from django.utils import timezone

from playground.models import SignInLink, User

LIFETIME = datetime.timedelta(hours=1)


def issue_link(user: User) -> str:
    """The path of a fresh link for this person, valid for an hour."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=_digest(token), expires_at=timezone.now() + LIFETIME)
    return reverse("sign_in_link", args=[token])


def find(token: str) -> SignInLink | None:
    """The link if it can still be used. Reads only."""
    return (
        SignInLink.objects.select_related("user")
        .filter(digest=_digest(token), used_at=None, expires_at__gt=timezone.now())
        .filter(user__is_active=True)
        .first()
    )


def consume(token: str) -> User | None:
    """Use the link up; None when it is unknown, expired or used. Of two at once one wins."""
    link = find(token)
    if link is None:
        return None
    unused = SignInLink.objects.filter(pk=link.pk, used_at=None)
    return link.user if unused.update(used_at=timezone.now()) else None


def forget_expired() -> int:
    """Delete links that can no longer be used; returns how many."""
    return SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
