"""What somebody may set about themselves."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from playground.models import Theme, User

if TYPE_CHECKING:
    _Form = forms.ModelForm[User]
else:
    _Form = forms.ModelForm

AS_BROWSER = _("As the browser asks")


class ProfileForm(_Form):
    theme = forms.ChoiceField(
        choices=Theme.choices, error_messages={"invalid_choice": _("Choose one of the three themes.")}
    )
    language = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Proofsheet does not speak this language.")}
    )

    class Meta:
        model = User
        fields = ["name", "theme", "language", "time_zone", "single_keys"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [("", AS_BROWSER), *languages()]

    def clean_time_zone(self) -> str:
        """A name of the IANA list however it is written, or nothing for the installation's."""
        typed = self.cleaned_data["time_zone"].strip().replace(" ", "_")
        known = {name.lower(): name for name in time_zones()}
        if typed and typed.lower() not in known:
            raise ValidationError(
                _("There is no time zone “%(name)s”. Write it as Europe/Berlin."), params={"name": typed}
            )
        return known.get(typed.lower(), "")

    def refused(self) -> dict[str, Any]:
        """Every field as it was typed, for the page that says what is wrong."""
        return {name: self[name].value() for name in self.fields}


def languages() -> list[tuple[str, str]]:
    """The languages that can be chosen, by their own names."""
    return [(code, own_name(code)) for code, _name in settings.LANGUAGES]


def untranslated() -> list[str]:
    """The other languages of this program, by the reader's names for them and their own."""
    offered = dict(settings.LANGUAGES)
    return [f"{name} ({own_name(code)})" for code, name in settings.ALL_LANGUAGES if code not in offered]


def own_name(code: str) -> str:
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


@cache
def time_zones() -> tuple[str, ...]:
    """All places of the IANA list, without its abbreviations."""
    places = (name for name in zoneinfo.available_timezones() if "/" in name and name[:4] != "Etc/")
    return (*sorted(places), "UTC")
