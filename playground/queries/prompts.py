"""What people have asked before."""

from __future__ import annotations

from playground.models import Team, Turn, User

LAST = 100
# Whoever asks for the same thing all day long has no hundred different prompts in these.
LOOKED_AT = 1000


def recent(team: Team, author: User) -> list[str]:
    """The person's last prompts in this team, newest first, each once."""
    rows = Turn.objects.filter(team=team, author=author, deleted_at=None).order_by("-id")
    prompts: dict[str, None] = {}
    for prompt in rows.values_list("prompt", flat=True)[:LOOKED_AT].iterator(LAST):
        prompts[prompt] = None
        if len(prompts) == LAST:
            break
    return list(prompts)
