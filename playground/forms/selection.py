"""Which pictures something is to be done to."""

from __future__ import annotations

import datetime
from uuid import UUID

from django import forms
from django.http import QueryDict

from playground.forms.search import Moment, ids_in

MOST = 500


class SelectionForm(forms.Form):
    """One field of ids with commas between them, or a field for each from a page without scripts.

    `wanted` is the state of a star, `moment` names one deletion that is to be undone.
    """

    pictures = forms.CharField(required=False, max_length=40 * MOST)
    wanted = forms.CharField(required=False)
    moment = Moment()

    def ids(self) -> list[UUID]:
        """What is not an id is as good as a picture that is not there."""
        self.is_valid()
        joined = self.cleaned_data.get("pictures", "").split(",")
        single = self.data.getlist("picture") if isinstance(self.data, QueryDict) else []
        return list(dict.fromkeys(ids_in([*joined, *single])))

    def too_many(self) -> bool:
        self.is_valid()
        return "pictures" in self.errors or len(self.ids()) > MOST

    def moment_given(self) -> datetime.datetime | None:
        self.is_valid()
        moment: datetime.datetime | None = self.cleaned_data.get("moment")
        return moment
