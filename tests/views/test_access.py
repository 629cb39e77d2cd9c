"""Every address, for everybody: the team has it, a stranger gets 404, nobody gets the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from playground.models import Attempt, AttemptState, Membership, Role, User
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

OPEN = {"home", "settings", "sign_in", "sign_in_link", "sign_out", "healthz", "readyz"}
OF_ALL = {
    "studio", "conversations", "conversations_running", "gallery", "generate_history", "running",
    "running_list", "palette", "settings_profile", "settings_keyboard",
}  # fmt: skip
# What is a person's own: everybody signed in may change it, viewers too.
OWN = {"settings_theme"}
# Notices: nothing to see, for those who have the thing.
NOTICES = {"turn_finished"}
ASKED = {"generate_options", "generate_draft", "turn_draft"}
BYTES = {"turn_code_download", "image_file", "image_thumbnail", "reference_file", "reference_thumbnail"}
PAGES = {
    "conversation", "conversation_changes", "conversation_title", "turn_code", "turn_raw",
    "image_pair", "image", "reference",
}  # fmt: skip
# Where a number leads to the page of a picture, and a turn to its place in its conversation.
LEADS = {"conversation_frame"}
LEADS_ON = {"turn"}
ACTIONS = {
    "generate", "references", "turn_cancel", "turn_retry", "turn_delete", "turn_restore",
    "job_cancel", "job_retry", "attempt_billed", "attempt_not_billed", "image_delete",
    "image_favourite", "image_restore", "running_cancel", "turn_again", "conversation_rename",
    "conversation_archive", "conversation_unarchive", "image_as_reference",
}  # fmt: skip
# What an action needs to be given, to do it.
FIELDS = {"conversation_rename": {"title": "Dusk"}}
# The gallery's own: figures of a filter, and what is done to several pictures at once.
OF_ALL |= {"gallery_counts"}
SELECTION = {"selection_delete", "selection_restore", "selection_favourite"}
ACTIONS |= SELECTION
WITHOUT_ID = {"generate", "references", *SELECTION, "generate_options", "generate_draft", *OF_ALL, *OWN}


@dataclass(frozen=True)
class World:
    """One thing of each kind, all of Alice's team."""

    ids: dict[str, object]

    def address(self, name: str) -> str:
        if name in WITHOUT_ID:
            return reverse(name)
        if name == "image_pair":
            return f"{reverse(name)}?a={self.ids['image']}&b={self.ids['image']}"
        kind = name.split("_")[0]
        more: list[object] = ["tile"] if name.endswith("thumbnail") else [1, 1] if name in LEADS else []
        return reverse(name, args=[self.ids[kind], *more])


@pytest.fixture
def world(alice: User) -> World:
    turn, images = asking.pictures(alice)
    reference = asking.reference(alice)
    failed = making.turn(alice, prompt="Another").jobs.get()
    attempt = Attempt.objects.create(
        team_id=failed.team_id,
        job=failed,
        number=1,
        reservation=1,
        owner="gone",
        state=AttemptState.UNKNOWN,
        started_at=failed.created_at,
    )
    return World(
        {
            "conversation": turn.conversation_id,
            "turn": turn.pk,
            "running": turn.pk,
            "job": failed.pk,
            "attempt": attempt.pk,
            "reference": reference.pk,
            "image": images[0].pk,
        }
    )


def names(resolver: URLResolver | None = None) -> set[str]:
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(str(entry.name))
        else:
            found |= names(entry)
    return found


def test_every_address_is_in_this_table() -> None:
    assert names() == OPEN | OF_ALL | OWN | NOTICES | ASKED | BYTES | PAGES | LEADS | LEADS_ON | ACTIONS


@pytest.mark.parametrize("name", sorted(OF_ALL | PAGES | BYTES))
def test_the_whole_team_may_look(name: str, world: World, as_alice: Client, as_bob: Client) -> None:
    for somebody in (as_alice, as_bob):
        response, _body = asking.fetch(somebody, world.address(name))
        assert response.status_code == 200


@pytest.mark.parametrize("name", sorted(PAGES | LEADS | LEADS_ON | BYTES | NOTICES))
def test_a_stranger_finds_nothing(name: str, world: World, as_charlie: Client) -> None:
    assert as_charlie.get(world.address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted((ACTIONS | ASKED) - WITHOUT_ID))
def test_a_stranger_changes_nothing(name: str, world: World, as_charlie: Client) -> None:
    assert as_charlie.post(world.address(name), headers=asking.HTMX).status_code == 404


# The picture here is none that could become a reference: test_references.py has one.
@pytest.mark.parametrize("name", sorted(ACTIONS - WITHOUT_ID - {"image_as_reference"}))
def test_a_team_mate_may_do_it(name: str, world: World, as_bob: Client) -> None:
    # 204: nothing to put in place, a notice or another address.
    response = as_bob.post(world.address(name), FIELDS.get(name, {}), headers=asking.HTMX)

    assert response.status_code in (200, 204)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_viewer_may_not(name: str, world: World, bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert as_bob.post(world.address(name)).status_code == 403


@pytest.mark.parametrize("name", sorted(OF_ALL | PAGES | LEADS | LEADS_ON))
def test_nobody_is_sent_to_sign_in(name: str, world: World, client: Client) -> None:
    response = client.get(world.address(name))

    assert response.status_code == 302
    assert response["Location"] == reverse("sign_in")


@pytest.mark.parametrize("name", sorted(BYTES))
def test_nobody_gets_bytes(name: str, world: World, client: Client) -> None:
    assert client.get(world.address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED | OWN))
def test_nobody_changes_anything(name: str, world: World, client: Client) -> None:
    response = client.post(world.address(name))

    assert response.status_code == 403
    assert "You are not signed in any more." in response.content.decode()


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED | OWN))
def test_an_open_page_of_nobody_goes_to_sign_in(name: str, world: World, client: Client) -> None:
    response = client.post(world.address(name), headers=asking.HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("sign_in"))


def test_a_poll_of_nobody_goes_to_sign_in(world: World, client: Client) -> None:
    response = client.get(world.address("turn"), headers=asking.HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("sign_in"))


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED | OWN))
def test_a_get_changes_nothing(name: str, world: World, as_alice: Client) -> None:
    assert as_alice.get(world.address(name)).status_code == 405


@pytest.mark.parametrize("name", sorted(ACTIONS | OWN))
def test_a_post_without_a_token_is_refused(name: str, world: World, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    response = client.post(world.address(name), headers=asking.HTMX)

    assert response.status_code == 403
    assert "could not be trusted" in response.content.decode()


@pytest.mark.parametrize("name", sorted(OF_ALL | PAGES))
def test_no_cache_keeps_a_page(name: str, world: World, as_alice: Client) -> None:
    assert as_alice.get(world.address(name))["Cache-Control"] == "private, no-store"


def test_the_first_address_leads_to_the_studio(client: Client) -> None:
    assert client.get("/")["Location"] == reverse("studio")
