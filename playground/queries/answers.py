"""What models said in words beside, or in place of, a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from playground.models import Attempt, Part, Turn


def words_by_job(turns: Iterable[Turn]) -> dict[UUID, list[str]]:
    """The texts of all answers of these turns, thoughts left out, by job. One query."""
    said: defaultdict[UUID, list[str]] = defaultdict(list)
    parts = Part.objects.filter(
        attempt__job__turn__in=[turn.pk for turn in turns], thought=False, text__isnull=False
    ).order_by("attempt__number", "position")
    for job_id, text in parts.values_list("attempt__job_id", "text"):
        if text and text.strip():
            said[job_id].append(text.strip())
    return said


def words_of(attempt: Attempt) -> list[str]:
    """The texts of one answer, thoughts left out."""
    parts = attempt.parts.filter(thought=False, text__isnull=False).order_by("position")
    return [text.strip() for text in parts.values_list("text", flat=True) if text and text.strip()]
