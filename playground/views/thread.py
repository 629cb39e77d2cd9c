"""The cards of a thread as they are written, each once per version and reader.

A card of an ended turn looks the same for as long as its version does, and a thread is opened far more
often than it changes: only cards that are not known yet are fetched and rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from playground.http import AppRequest
from playground.models import Image, Turn
from playground.queries import changes
from playground.templatetags.proofsheet import reader
from playground.views.cards import cards

# Seconds; the name of whoever deleted a picture is all that changes without a new version.
KEEP = 3600


def thread(request: AppRequest, turns: QuerySet[Turn]) -> Sequence[SafeString]:
    """The cards of these turns, oldest first."""
    # First, so that a change in between is found by the next look.
    versions = changes.versions(turns, request.user)
    pictured = Exists(Image.objects.filter(turn=OuterRef("pk")))
    rows = list(turns.order_by("number").values_list("pk", pictured))
    order = [pk for pk, _pictured in rows]
    newest = next((pk for pk, has_pictures in reversed(rows) if has_pictures), None)
    keys = {pk: _key(request, pk, versions.get(pk, ""), newest=pk == newest) for pk in order}
    found = cache.get_many(keys.values())
    unknown = [pk for pk in order if keys[pk] not in found]
    if unknown:
        missing, made = turns.filter(pk__in=unknown), {}
        for card in cards(missing, request.user, versions):
            context = {"card": card, "newest": card.turn.pk == newest}
            html = found[keys[card.turn.pk]] = render_to_string("turns/card.html", context, request)
            if not card.alive:
                made[card.turn.pk] = html
        # A version can come back (a star given and taken). What changed meanwhile is kept under none.
        now = changes.versions(missing, request.user)
        same = {keys[pk]: html for pk, html in made.items() if now.get(pk) == versions.get(pk)}
        cache.set_many(same, KEEP)
    return [found[keys[pk]] for pk in order if keys[pk] in found]


def _key(request: AppRequest, pk: UUID, version: str, *, newest: bool) -> str:
    """The newest one with pictures asks for them at once."""
    return f"card:{pk}:{version}:{newest}:{reader(request)}"
