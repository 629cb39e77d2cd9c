"""What the gallery is asked for; an unreadable part of a query string counts as not given."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from playground.queries.gallery import Search

MAX_WORDS = 12


class SearchForm(forms.Form):
    words = forms.CharField(required=False, max_length=200)
    model = forms.CharField(required=False, max_length=100)
    before = forms.UUIDField(required=False)
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def search(self) -> Search:
        return Search(
            words=tuple(self.typed().split()[:MAX_WORDS]),
            model=self._given("model") or "",
            before=self._given("before"),
        )

    def typed(self) -> str:
        return self._given("words") or ""

    def day_seen(self) -> datetime.date | None:
        """The day of the last picture on the page before, whose heading stands there already."""
        day: datetime.date | None = self._given("day")
        return day

    def _given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)
