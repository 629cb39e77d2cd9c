"""What the list of conversations is asked for, and the name that a person gives to one."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from playground.forms.search import Moment
from playground.models import Conversation, User
from playground.queries.conversations import Scope, Search
from playground.services.titles import clean

MAX_WORDS = 12
MAX_TITLE = 200


class ListForm(forms.Form):
    """An unreadable part of a query string counts as not given. `before` and `id` are one cursor."""

    words = forms.CharField(required=False, max_length=200)
    scope = forms.ChoiceField(required=False, choices=Scope.choices)
    before = Moment()
    id = forms.UUIDField(required=False)

    def search(self, author: User, scope: Scope) -> Search:
        """`scope` is the one that is meant when none is named."""
        return Search(
            scope=Scope(self._given("scope") or scope),
            author=author,
            words=tuple(self.typed().split()[:MAX_WORDS]),
            before=self._cursor(),
        )

    def typed(self) -> str:
        return self._given("words") or ""

    def _cursor(self) -> tuple[datetime.datetime, UUID] | None:
        before, last = self._given("before"), self._given("id")
        return (before, last) if before and last else None

    def _given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class TitleForm(forms.Form):
    """Only blanks are no name; line breaks and unseen characters are no part of one."""

    title = forms.CharField(required=False, strip=False)

    @classmethod
    def of(cls, conversation: Conversation) -> TitleForm:
        """As it is before anything is typed."""
        return cls(initial={"title": conversation.title})

    @property
    def typed(self) -> str:
        return str(self["title"].value() or "")

    def clean_title(self) -> str:
        title = clean(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("A conversation needs a name. Esc keeps the old one."))
        if len(title) > MAX_TITLE:
            words = _("A name has at most %(limit)d characters, this one has %(length)d.")
            raise forms.ValidationError(words % {"limit": MAX_TITLE, "length": len(title)})
        return title
