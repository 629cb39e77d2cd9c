"""Several pictures at once: to the trash and back, stars, and ids that are none of ours."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from playground.forms.selection import MOST
from playground.models import Favourite, Image, Membership, Role, Turn, User
from playground.services import conversations
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

DELETE, RESTORE, FAVOURITE = (reverse(f"selection_{name}") for name in ("delete", "restore", "favourite"))


def send(client: Client, address: str, *images: object, **fields: str) -> Any:
    """As the page's script sends it: one field with all ids."""
    joined = ",".join(str(getattr(image, "pk", image)) for image in images)
    return client.post(address, {"pictures": joined, **fields}, headers=asking.HTMX)


def toast(response: Any) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(response["HX-Trigger"])["toast"]
    return detail


def told(response: Any) -> dict[str, Any]:
    """What the page is told to do with its tiles."""
    found: dict[str, Any] = json.loads(response["HX-Trigger-After-Swap"])
    return found


def shown() -> set[Image]:
    return set(Image.objects.filter(deleted_at=None))


def test_to_the_trash_and_back_by_undo(as_alice: Client, alice: User) -> None:
    _turn, (first, second, third) = asking.pictures(alice, count=3)

    response = send(as_alice, DELETE, first, second)

    assert response.status_code == 200
    assert response["HX-Reswap"] == "none"
    assert shown() == {third}
    assert toast(response)["words"] == "2 pictures moved to Trash."
    first.refresh_from_db()
    assert first.deleted_by == alice
    moment = told(response)["pictures-gone"]["moment"]

    back = as_alice.post(toast(response)["undo"]["url"], headers=asking.HTMX)
    assert shown() == {first, second, third}
    assert told(back) == {"pictures-back": {"moment": moment}}
    assert toast(back)["words"] == "2 pictures restored."


def test_undo_brings_back_that_deletion_alone(as_alice: Client, as_bob: Client, alice: User) -> None:
    _turn, (first, second, third) = asking.pictures(alice, count=3)
    send(as_alice, DELETE, first)
    by_bob = toast(send(as_bob, DELETE, second))["undo"]["url"]
    send(as_alice, DELETE, third)

    as_alice.post(by_bob, headers=asking.HTMX)
    assert shown() == set()
    as_bob.post(by_bob, headers=asking.HTMX)
    assert shown() == {second}


def test_lists_and_days_follow(as_alice: Client, alice: User) -> None:
    _turn, (first, _second) = asking.pictures(alice, count=2)

    changed = send(as_alice, DELETE, first).content.decode()

    assert "1 picture, $0.034 demo" in changed
    assert changed.count('hx-swap-oob="true"') == 2
    assert "gallery-tile" not in changed


def test_a_day_without_pictures_is_hidden(as_alice: Client, alice: User) -> None:
    _turn, (only,) = asking.pictures(alice)

    assert 'hx-swap-oob="true" hidden>Today' in send(as_alice, DELETE, only).content.decode()


def test_days_follow_within_the_search(as_alice: Client, alice: User) -> None:
    asking.pictures(alice, prompt="A boat")
    _turn, (cup, _other) = asking.pictures(alice, prompt="A cup", count=2)

    changed = send(as_alice, f"{DELETE}?words=cup", cup)

    assert "1 picture, $0.034 demo" in changed.content.decode()
    assert "words=cup" in toast(changed)["undo"]["url"]


def test_restoring_in_the_trash(as_alice: Client, alice: User) -> None:
    _turn, (first, second) = asking.pictures(alice, count=2)
    send(as_alice, DELETE, first, second)

    response = send(as_alice, f"{RESTORE}?show=trash", first)

    assert shown() == {first}
    assert told(response) == {"pictures-gone": {"moment": ""}}


def test_a_picture_of_a_deleted_turn_brings_its_turn_back_alone(as_alice: Client, alice: User) -> None:
    turn, (first, _second) = asking.pictures(alice, count=2)
    conversations.delete_turn(turn, alice)

    send(as_alice, RESTORE, first)

    assert shown() == {first}
    assert Turn.objects.get(pk=turn.pk).deleted_at is None


def test_stars_on_and_off(as_alice: Client, alice: User, bob: User) -> None:
    _turn, images = asking.pictures(alice, count=2)
    Favourite.objects.create(team=making.team_of(alice), user=bob, image=images[0])

    for _twice in range(2):
        assert "pictures-starred" in told(send(as_alice, FAVOURITE, *images, wanted="yes"))
    assert Favourite.objects.filter(user=alice).count() == 2

    assert "pictures-unstarred" in told(send(as_alice, FAVOURITE, *images, wanted="no"))
    assert list(Favourite.objects.values_list("user", flat=True)) == [bob.pk]


@pytest.mark.parametrize("address", [DELETE, RESTORE, FAVOURITE])
def test_what_is_not_ours_counts_as_not_sent(
    as_alice: Client, as_charlie: Client, alice: User, charlie: User, address: str
) -> None:
    _turn, (theirs, gone) = asking.pictures(charlie, count=2)
    send(as_charlie, DELETE, gone)
    before = {image.pk: image.deleted_at for image in Image.objects.all()}

    response = send(as_alice, address, theirs, gone, uuid.uuid4(), "nonsense", "")

    assert response.status_code == 200
    assert {image.pk: image.deleted_at for image in Image.objects.all()} == before
    assert not Favourite.objects.exists()


def test_the_moment_of_another_team_brings_nothing_back(
    as_alice: Client, as_charlie: Client, charlie: User
) -> None:
    _turn, (theirs,) = asking.pictures(charlie)
    undo = toast(send(as_charlie, DELETE, theirs))["undo"]["url"]

    as_alice.post(undo, headers=asking.HTMX)

    assert shown() == set()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "x", ""])
def test_a_moment_that_cannot_be_brings_nothing_back(as_alice: Client, image: Image, moment: str) -> None:
    send(as_alice, DELETE, image)

    response = as_alice.post(f"{RESTORE}?moment={moment}", headers=asking.HTMX)

    assert response.status_code == 200
    assert shown() == set()


@pytest.mark.parametrize("address", [DELETE, RESTORE, FAVOURITE])
def test_a_viewer_may_not(as_bob: Client, alice: User, bob: User, address: str) -> None:
    _turn, (image,) = asking.pictures(alice)
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert send(as_bob, address, image).status_code == 403
    page = as_bob.get(reverse("gallery")).content.decode()
    assert "data-download" in page
    assert "/selection/" not in page
    assert "gallery-star" not in page


@pytest.mark.parametrize("address", [DELETE, RESTORE, FAVOURITE])
def test_one_request_has_a_limit(as_alice: Client, alice: User, address: str) -> None:
    _turn, (image,) = asking.pictures(alice)
    others = [uuid.uuid4() for _number in range(MOST - 1)]

    refused = send(as_alice, address, image, *others, uuid.uuid4())
    assert refused.status_code == 422
    assert toast(refused)["words"] == "At most 500 pictures at a time."
    assert shown() == {image}

    assert send(as_alice, address, image, *others).status_code == 200


def test_without_scripts_it_is_a_form(as_alice: Client, alice: User) -> None:
    _turn, (first, second) = asking.pictures(alice, count=2)

    response = as_alice.post(f"{DELETE}?words=cup", {"picture": [str(first.pk)], "pictures": ""})

    assert (response.status_code, response["Location"]) == (302, "/gallery/?words=cup")
    assert shown() == {second}


def test_nothing_selected_says_nothing_happened(as_alice: Client, alice: User) -> None:
    asking.pictures(alice)

    response = send(as_alice, DELETE)

    assert "undo" not in toast(response)
    assert toast(response)["words"] == "Nothing was selected that is still here."
