"""A conversation as it is shown: turns with jobs, attempts and pictures, in a fixed number of queries."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from playground.models import ALIVE, Attempt, Conversation, Image, Job, Team, Turn


def turns(conversation: Conversation) -> QuerySet[Turn]:
    """The conversation's turns, oldest first, deleted ones left out, ready to be rendered."""
    return for_card(Turn.objects.filter(conversation=conversation, deleted_at=None)).order_by("number")


def for_card(rows: QuerySet[Turn]) -> QuerySet[Turn]:
    attempts = Attempt.objects.order_by("number")
    images = Image.objects.filter(deleted_at=None).select_related("part__attempt").order_by("number")
    jobs = Job.objects.order_by("number").prefetch_related(
        Prefetch("attempts", queryset=attempts), Prefetch("images", queryset=images)
    )
    return rows.select_related(
        "author", "connection", "conversation", "continues_from__turn"
    ).prefetch_related(Prefetch("jobs", queryset=jobs), "turn_references__reference")


def running(team: Team) -> int:
    """How many of the team's jobs are queued or running."""
    return Job.objects.filter(team=team, state__in=ALIVE).count()
