"""What of a conversation looks different from how somebody last saw it, without building its cards.

A card's version is a digest over sums and newest moments of everything that it shows: any change of a
job, a call, a picture or a star moves at least one of them. Seconds that count are left out.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from playground.models import (
    Attempt,
    AttemptState,
    Conversation,
    Favourite,
    Image,
    Job,
    JobState,
    ReferenceState,
    Turn,
    User,
)

# Rows of a turn's id and what is known of it.
Facts = Iterable[tuple[Any, ...]]
# What stands where a turn was deleted while the page was open.
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Different:
    """Numbers of turns that changed, came new (each with the turn before which it stands), and went."""

    changed: Sequence[int]
    new: Mapping[int, UUID | None]
    gone: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.changed or self.new or self.gone)


def different(conversation: Conversation, user: User, seen: Mapping[int, str]) -> Different:
    """Compare what a page shows, by turn number, with what there is from its first turn on."""
    first = min(seen, default=0)
    turns = Turn.objects.filter(conversation=conversation, deleted_at=None, number__gte=first)
    ids = dict(turns.order_by("number").values_list("number", "pk"))
    now = versions(turns, user)
    shown = [number for number in ids if number in seen]
    return Different(
        changed=[number for number in shown if seen[number] != now[ids[number]]],
        new={
            number: next((ids[other] for other in shown if other > number), None)
            for number in ids
            if number not in seen
        },
        gone=[number for number, version in seen.items() if number not in ids and version != GONE],
    )


def versions(turns: QuerySet[Turn], user: User) -> dict[UUID, str]:
    """The version of each turn's card as this person sees it. Six queries at most.

    Read before the cards themselves: a change in between is then found by the next look.
    """
    known: defaultdict[UUID, list[object]] = defaultdict(list)
    for rows in (_turns(turns), _jobs(turns), _attempts(turns), _images(turns), _stars(turns, user)):
        for pk, *facts in rows:
            known[pk].append(facts)
    waiting = Job.objects.filter(turn__in=turns, state=JobState.QUEUED).order_by("pk")
    if queued := list(waiting.values_list("turn_id", "pk", "team_id")):
        places = queue_places(queued[0][2])
        for pk, job, _team in queued:
            known[pk].append(places.get(job))
    return {
        pk: hashlib.blake2b(repr(facts).encode(), digest_size=5).hexdigest() for pk, facts in known.items()
    }


def of_head(conversation: Conversation) -> str:
    """The version of what stands above a thread, but for its sums."""
    facts = (conversation.title, conversation.archived_at)
    return hashlib.blake2b(repr(facts).encode(), digest_size=5).hexdigest()


def queue_places(team_id: UUID) -> dict[UUID, int]:
    """The place of each of a team's queued jobs, the one that waits longest first."""
    queued = Job.objects.filter(team=team_id, state=JobState.QUEUED).order_by("pk")
    return {pk: place for place, pk in enumerate(queued.values_list("pk", flat=True), start=1)}


def _turns(turns: QuerySet[Turn]) -> Facts:
    pending = Count("turn_references", filter=Q(turn_references__reference__state=ReferenceState.RECEIVED))
    rows = turns.annotate(pending=pending).values_list(
        "pk",
        "author__name",
        "deleted_at",
        "continues_from__deleted_at",
        "pending",
        "connection__paused_until",
    )
    now = timezone.now()
    # A pause that is over looks like none.
    return [(*facts, paused if paused and paused > now else None) for *facts, paused in rows]


def _jobs(turns: QuerySet[Turn]) -> Facts:
    states = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in JobState.values}
    jobs = Job.objects.filter(turn__in=turns).order_by().values_list("turn_id")
    return jobs.annotate(
        **states,
        claims=Sum("attempt"),
        asked=Max("cancel_requested_at"),
        waits=Max("not_before"),
        ended=Max("finished_at"),
    )


def _attempts(turns: QuerySet[Turn]) -> Facts:
    states = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in AttemptState.values}
    attempts = Attempt.objects.filter(job__turn__in=turns).order_by().values_list("job__turn_id")
    return attempts.annotate(
        **states,
        answers=Count("answered_at"),
        held=Count("pk", filter=Q(state=AttemptState.STARTED) & ~Q(detail="")),
        resolved=Count("resolved_at"),
        costs=Sum("cost"),
    )


def _images(turns: QuerySet[Turn]) -> Facts:
    images = Image.objects.filter(turn__in=turns).order_by().values_list("turn_id")
    return images.annotate(all=Count("pk"), removed=Count("deleted_at"), last=Max("deleted_at"))


def _stars(turns: QuerySet[Turn], user: User) -> Facts:
    stars = Favourite.objects.filter(user=user, image__turn__in=turns).order_by()
    return stars.values_list("image__turn_id").annotate(all=Count("pk"), last=Max("created_at"))
