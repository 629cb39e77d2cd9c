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

OPEN = {"home", "sign_in", "sign_in_link", "sign_out", "healthz", "readyz"}
OF_ALL = {"studio", "gallery", "running"}
ASKED = {"generate_options", "generate_draft"}
BYTES = {"image_file", "image_thumbnail", "reference_file", "reference_thumbnail"}
PAGES = {"conversation", "turn", "image", "reference"}
ACTIONS = {
    "generate", "references", "turn_cancel", "turn_retry", "turn_delete", "turn_restore",
    "job_cancel", "job_retry", "attempt_billed", "attempt_not_billed", "image_delete",
    "image_restore",
}  # fmt: skip
WITHOUT_ID = {"generate", "references", *ASKED, *OF_ALL}


@dataclass(frozen=True)
class World:
    """One thing of each kind, all of Alice's team."""

    ids: dict[str, object]

    def address(self, name: str) -> str:
        if name in WITHOUT_ID:
            return reverse(name)
        kind = name.split("_")[0]
        more = ["tile"] if name.endswith("thumbnail") else []
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
    assert names() == OPEN | OF_ALL | ASKED | BYTES | PAGES | ACTIONS


@pytest.mark.parametrize("name", sorted(OF_ALL | PAGES | BYTES))
def test_the_whole_team_may_look(name: str, world: World, as_alice: Client, as_bob: Client) -> None:
    for somebody in (as_alice, as_bob):
        response, _body = asking.fetch(somebody, world.address(name))
        assert response.status_code == 200


@pytest.mark.parametrize("name", sorted(PAGES | BYTES))
def test_a_stranger_finds_nothing(name: str, world: World, as_charlie: Client) -> None:
    assert as_charlie.get(world.address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(ACTIONS - WITHOUT_ID))
def test_a_stranger_changes_nothing(name: str, world: World, as_charlie: Client) -> None:
    assert as_charlie.post(world.address(name), headers=asking.HTMX).status_code == 404


@pytest.mark.parametrize("name", sorted(ACTIONS - WITHOUT_ID))
def test_a_team_mate_may_do_it(name: str, world: World, as_bob: Client) -> None:
    assert as_bob.post(world.address(name), headers=asking.HTMX).status_code == 200


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_viewer_may_not(name: str, world: World, bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    assert as_bob.post(world.address(name)).status_code == 403


@pytest.mark.parametrize("name", sorted(OF_ALL | PAGES))
def test_nobody_is_sent_to_sign_in(name: str, world: World, client: Client) -> None:
    response = client.get(world.address(name))

    assert response.status_code == 302
    assert response["Location"] == reverse("sign_in")


@pytest.mark.parametrize("name", sorted(BYTES))
def test_nobody_gets_bytes(name: str, world: World, client: Client) -> None:
    assert client.get(world.address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED))
def test_nobody_changes_anything(name: str, world: World, client: Client) -> None:
    response = client.post(world.address(name))

    assert response.status_code == 403
    assert "You are not signed in any more." in response.content.decode()


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED))
def test_an_open_page_of_nobody_goes_to_sign_in(name: str, world: World, client: Client) -> None:
    response = client.post(world.address(name), headers=asking.HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("sign_in"))


def test_a_poll_of_nobody_goes_to_sign_in(world: World, client: Client) -> None:
    response = client.get(world.address("turn"), headers=asking.HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("sign_in"))


@pytest.mark.parametrize("name", sorted(ACTIONS | ASKED))
def test_a_get_changes_nothing(name: str, world: World, as_alice: Client) -> None:
    assert as_alice.get(world.address(name)).status_code == 405


@pytest.mark.parametrize("name", sorted(ACTIONS))
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
