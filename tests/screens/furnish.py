"""`python -m tests.screens.furnish`: conversations worth looking at, made by the real services and worker.

Runs within the settings of an installation that is up; prints the ids of what it made as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
django.setup()

# Only after setup() can tables be imported.
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import transaction  # noqa: E402

from playground.bench.polling import wait_until  # noqa: E402
from playground.models import (  # noqa: E402
    ALIVE,
    Attempt,
    Connection,
    ConnectionKind,
    Reference,
    ReferenceState,
    Turn,
    User,
)
from playground.providers.base import Fault  # noqa: E402
from playground.queries import spend  # noqa: E402
from playground.services import conversations, jobs, ledger, references, sign_in, teams  # noqa: E402
from tests import making, pictures  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.models import Image

PATIENCE = 300.0
# What is left of Anna's day, in micro-dollars: one picture fits, four do not.
ROOM_LEFT = 300_000
SUBJECTS = (
    "A lighthouse above the sea",
    "A mountain lake with a small boat",
    "A house on a hill",
    "Sand dunes",
)
HOURS = ("at dawn", "at noon", "at dusk", "at night", "in fog", "under the moon", "after rain", "in snow")


class Room:
    """Somebody at work: each click waits for its pictures, unless it is to be seen running."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        self.team = self.owner.teams.get()

    def click(self, prompt: str, **changes: Any) -> Turn:
        turn = self.start(prompt, **changes)
        wait_until(lambda: not turn.jobs.filter(state__in=ALIVE).exists(), PATIENCE, prompt, pause=0.1)
        return turn

    def start(self, prompt: str, **changes: Any) -> Turn:
        return jobs.submit(self.team, self.owner, making.submission(prompt=prompt, **changes))

    def follow(self, image: Image, prompt: str, **changes: Any) -> Turn:
        return self.click(prompt, continues_from=image, conversation=image.turn.conversation, **changes)

    def cancel(self, prompt: str, **changes: Any) -> None:
        turn = self.start(prompt, **changes)
        jobs.cancel(turn.jobs.all())
        wait_until(lambda: not turn.jobs.filter(state__in=ALIVE).exists(), PATIENCE, prompt, pause=0.1)

    def bring(self, *names: str) -> Sequence[Reference]:
        made = [
            references.receive(self.team, self.owner, SimpleUploadedFile(name, pictures.photograph(name)))
            for name in names
        ]
        rows = Reference.objects.filter(pk__in=[row.pk for row in made])
        ready = rows.filter(state=ReferenceState.READY)
        wait_until(lambda: ready.count() == len(made), PATIENCE, "references", pause=0.1)
        return [rows.get(pk=row.pk) for row in made]


def furnish() -> dict[str, str]:
    room, anna = Room(teams.bootstrap()), _anna()
    long = _thirty(room)
    failed = _failures(room)
    lighthouse = _lighthouse(room)
    full = _espresso(room)
    waiting = _waiting(anna)
    _hold_all_but(ROOM_LEFT, waiting)
    return {
        "full": str(full.conversation_id),
        "failed": str(failed.conversation_id),
        "lighthouse": str(lighthouse.conversation_id),
        "lit": str(_image(lighthouse).pk),
        "link": sign_in.issue_link(anna.owner),
        "waiting": str(waiting.conversation_id),
        "thirty": str(long.conversation_id),
        "image": str(_image(full).pk),
        "broken": str(_broken(_image(long)).pk),
        "removed": str(_image(failed.conversation.turns.get(number=4)).pk),
    }


def _espresso(room: Room) -> Turn:
    """The conversation of the design's pictures; returns its second turn. Its last one runs on."""
    first = room.click(
        "The cup from image 1 on a warm oak table, three-quarter view from above. Soft window light as in "
        "image 2, no props besides the spoon.",
        references=room.bring("coffee.png", "chelsea.png"),
        aspect_ratio="3:2",
        count=4,
    )
    second = room.follow(_image(first), "Make it dusk, keep the cup.", aspect_ratio="3:2", count=2)
    room.follow(
        _image(second), "Add a famous footballer holding the cup, smiling at the camera.", aspect_ratio="3:2"
    )
    room.start(
        "Pull the camera back so the whole table and the window are in frame.",
        continues_from=_image(second),
        conversation=first.conversation,
        aspect_ratio="3:2",
        count=4,
    )
    return second


def _lighthouse(room: Room) -> Turn:
    """The conversation of the README's picture, in which seeds are seen; returns its second turn."""
    settings = {"model": "gemini-3-pro-image", "aspect_ratio": "3:2", "seed": 48151623}
    first = room.click("A lighthouse above the sea, a small boat below, low sun", count=4, **settings)
    return room.follow(_image(first), "Make it dusk, keep the boat.", count=2, **settings)


def _failures(room: Room) -> Turn:
    """One of each way to end without a picture, in words that `house.FAULTS` knows; returns the last."""
    first = room.click("Three boats in a held back harbour", count=3)
    more = {"conversation": first.conversation}
    room.click("A castle that is only told about", **more)
    room.click("A bridge, and the line is cut", **more)
    late = room.click("A mill that nobody waits for", count=2, **more)
    conversations.delete_image(_image(late), room.owner)
    room.click("A tower that Google does not accept <b>at all</b>", **more)
    slow = room.click("A clock whose line is cut", count=2, **more)
    slow.jobs.update(outcome=Fault.TIMED_OUT)
    room.cancel("A ferry that is called off", count=2, **more)
    return _as_if_paid_for(room.click("A coach whose line is cut", **more))


def _as_if_paid_for(turn: Turn) -> Turn:
    """What the emulator did not answer, as if Google had not: nobody knows whether it was billed."""
    google = Connection.objects.create(team=turn.team, kind=ConnectionKind.GEMINI)
    turn.jobs.update(connection=google)
    turn.connection = google
    turn.save()
    return turn


def _anna() -> Room:
    """Whose team has a limit and a connection of its own: what she waits for, nobody else does."""
    anna = User.objects.create_user(email="anna@example.org", name="Anna Lind")
    teams.create("Harbour office", anna)
    return Room(anna)


def _waiting(anna: Room) -> Turn:
    """A run that Google asked to come back later, after one that went through."""
    first = anna.click("A ferry at the quay, low sun", aspect_ratio="3:2", count=2)
    turn = anna.start("The ferry that everybody wants", conversation=first.conversation, aspect_ratio="3:2")
    wait_until(turn.jobs.filter(outcome=Fault.RATE_LIMITED).exists, PATIENCE, "the rate limit", pause=0.1)
    return turn


def _hold_all_but(micros: int, turn: Turn) -> None:
    """Hold the rest of the day's limit, as if one of this turn's calls could cost that much."""
    job = turn.jobs.get()
    job.ceiling = spend.today(turn.team, simulated=True).free - micros
    with transaction.atomic():
        ledger.reserve([job])


def _thirty(room: Room) -> Turn:
    """A long conversation; returns its last turn."""
    turn = room.click(f"{SUBJECTS[0]} {HOURS[0]}")
    prompts = [f"{subject} {hour}" for hour in HOURS for subject in SUBJECTS][1:30]
    for prompt in prompts:
        turn = room.click(prompt, conversation=turn.conversation, aspect_ratio="3:2", count=2)
    return turn


def _broken(image: Image) -> Image:
    """A picture whose page the server fails to make."""
    Attempt.objects.filter(parts__image=image).update(cost_lines=[{"no such": "line"}])
    return image


def _image(turn: Turn) -> Image:
    return turn.images.order_by("number")[0]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(furnish()) + "\n")
