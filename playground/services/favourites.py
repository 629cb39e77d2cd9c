"""Stars on pictures: each person has their own, and nobody else's work changes by them."""

from __future__ import annotations

from collections.abc import Sequence

from playground.models import Favourite, Image, User


def mark(user: User, image: Image, *, wanted: bool) -> None:
    """Put a person's star on a picture or take it away. The wanted state twice is the same as once."""
    if wanted:
        Favourite.objects.get_or_create(user=user, image=image, defaults={"team_id": image.team_id})
    else:
        Favourite.objects.filter(user=user, image=image).delete()


def mark_all(user: User, images: Sequence[Image], *, wanted: bool) -> None:
    """The same for many pictures at once."""
    if wanted:
        stars = [Favourite(user=user, image=image, team_id=image.team_id) for image in images]
        Favourite.objects.bulk_create(stars, ignore_conflicts=True)
    else:
        Favourite.objects.filter(user=user, image__in=images).delete()
