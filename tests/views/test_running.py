"""What runs: the pill, the list behind it, cancelling from there, and the notice of a finished turn."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from playground.models import Job, JobState, Membership, Role, User
from playground.queries import running
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

SEEN = re.compile(r"\?seen=(\w+)")


def seen(page: str) -> str:
    found = SEEN.search(page)
    assert found, page
    return found[1]


def look(client: Client, name: str, version: str = "") -> tuple[int, str]:
    response = client.get(f"{reverse(name)}?seen={version}", headers=asking.HTMX)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(("name", "done"), [("running", (1, 2)), ("running_list", (1,))])
def test_204_until_something_changes(as_alice: Client, alice: User, name: str, done: tuple[int, ...]) -> None:
    """The pill counts turns, the list tells about pictures."""
    turn = making.turn(alice, count=2)
    version = seen(look(as_alice, name)[1])

    assert look(as_alice, name, version) == (204, "")
    Job.objects.filter(turn=turn, number__in=done).update(state=JobState.DONE)
    assert look(as_alice, name, version)[0] == 200


def test_a_pill_of_nothing_does_not_ask_again(as_alice: Client, alice: User) -> None:
    assert "hx-trigger" not in look(as_alice, "running")[1]
    making.turn(alice)
    assert "hx-trigger" in look(as_alice, "running")[1]


def test_the_list_says_what_who_and_where(as_alice: Client, alice: User, bob: User) -> None:
    turn, images = asking.pictures(alice, prompt="A cup on oak")
    mine = making.turn(alice, prompt="At dusk", conversation=turn.conversation, continues_from=images[0])
    Job.objects.filter(turn=mine).update(state=JobState.RUNNING)
    reference = asking.reference(bob)
    making.turn(bob, prompt="A quay", references=[reference])
    plain = making.turn(bob, prompt="A castle", aspect_ratio="16:9", count=3)

    page = look(as_alice, "running_list")[1]

    assert page.index("At dusk") < page.index("A quay") < page.index("A castle")
    assert "Alice, turn 2 of A cup on oak" in page
    assert "0 of 3" in page
    assert reverse("image_thumbnail", args=[images[0].pk, "tile"]) in page
    assert reverse("reference_thumbnail", args=[reference.pk, "tile"]) in page
    assert f"#turn-{plain.pk}" in page
    assert page.count("/cancel/") == 3


def test_running_turns_come_before_those_that_wait(as_alice: Client, alice: User) -> None:
    making.turn(alice, prompt="It waits")
    called = making.turn(alice, prompt="It is called")
    Job.objects.filter(turn=called).update(state=JobState.RUNNING)

    page = look(as_alice, "running_list")[1]

    assert page.index("It is called") < page.index("It waits")


def test_a_viewer_sees_the_list_and_no_cancel(bob: User, alice: User) -> None:
    making.turn(alice, prompt="A quay")
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    page = look(asking.client_of(bob), "running_list")[1]

    assert "A quay" in page
    assert "cancel" not in page.lower()


def test_strangers_see_nothing_run(as_charlie: Client, alice: User) -> None:
    making.turn(alice, prompt="A quay")

    assert "Nothing is running" in look(as_charlie, "running_list")[1]
    assert 'data-turns="0"' in look(as_charlie, "running")[1]


def test_nothing_runs_and_when_the_last_job_finished(as_alice: Client, alice: User) -> None:
    assert "What you ask for shows up here" in look(as_alice, "running_list")[1]
    asking.pictures(alice)
    assert re.search(r"The last job finished at \d\d:\d\d\.", look(as_alice, "running_list")[1])


def test_cancel_from_the_list(as_bob: Client, alice: User) -> None:
    turn = making.turn(alice, prompt="A quay", count=2)

    response = as_bob.post(reverse("running_cancel", args=[turn.pk]), headers=asking.HTMX)

    page = response.content.decode()
    assert "Nothing is running" in page
    assert 'id="running" data-turns="0"' in page
    assert {job.state for job in turn.jobs.all()} == {JobState.CANCELLED}


def test_as_many_queries_for_many_as_for_few(
    as_alice: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 20):
        for _number in range(count):
            making.turn(alice, prompt="A quay")
        with django_assert_max_num_queries(12):
            page = look(as_alice, "running_list")[1]
    assert page.count('class="running-row"') == running.LISTED
    assert "and 9 more turns that wait" in page


# --- The notice -----------------------------------------------------------------------------------
def notice(client: Client, turn: object) -> dict[str, object]:
    response = client.get(reverse("turn_finished", args=[turn]), headers=asking.HTMX)
    assert response.status_code == 204
    detail = json.loads(response.get("HX-Trigger", "{}")).get("toast", {})
    assert isinstance(detail, dict)
    return detail


def test_a_finished_turn_says_so_with_a_way_to_it(as_alice: Client, alice: User) -> None:
    turn, _images = asking.pictures(alice, count=2)

    said = notice(as_alice, turn.pk)

    assert said["words"] == "Turn 1 finished, 2 pictures, $0.068 demo"
    assert said["kind"] == "done"
    assert str(turn.pk) in str(said["show"])


def test_a_turn_that_goes_on_says_nothing(as_alice: Client, alice: User) -> None:
    assert notice(as_alice, making.turn(alice).pk) == {}


def test_a_turn_without_a_picture(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice)
    turn.jobs.update(state=JobState.FAILED, outcome="blocked_prompt")

    said = notice(as_alice, turn.pk)

    assert (said["words"], said["kind"]) == ("Turn 1 ended without a picture", "failed")


def test_mine_are_my_own_turns(alice: User, bob: User) -> None:
    turn = making.turn(alice)
    team = making.team_of(alice)

    assert running.of(team, alice).mine == (turn.pk,)
    assert running.of(team, bob) == running.Running(1, ())
