"""People, and the one-time links with which they sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from playground.models.base import Row


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str = "") -> User:
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class Theme(models.TextChoices):
    AUTO = "auto", _("as the system")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class User(Row, AbstractBaseUser):
    """A person. Signs in with a one-time link; passwords come with team invitations.

    `single_keys`: shortcuts of one key are on (WCAG 2.1.4 wants a way to switch them off).
    `language` and `time_zone` are empty while the browser's and the installation's are good enough.
    """

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = str(self).replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()


class SignInLink(Row):
    """Only the digest of the token is kept: a copy of the database signs nobody in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link for {self.user}"
