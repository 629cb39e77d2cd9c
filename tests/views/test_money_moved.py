"""Whatever frees money says so: a Generate that waits for room asks for its price again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from playground.models import Job, User
from playground.services import claims
from playground.templatetags.proofsheet import money
from playground.views import fragments
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db


def told(response: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.get("HX-Trigger", "{}"))
    return found


def post(client: Client, name: str, pk: object) -> HttpResponse:
    response: HttpResponse = client.post(reverse(name, args=[pk]), headers=asking.HTMX)  # type: ignore[assignment]
    assert response.status_code == 200
    return response


def today(response: HttpResponse) -> str:
    """The words of the budget line of an answer."""
    page = response.content.decode()
    line = re.search(r'id="budget" hx-swap-oob="true">(.*?)</div>', page, re.DOTALL)
    assert line, page
    return " ".join(re.sub(r"<[^>]+>", "", line[1]).split())


def test_a_deleted_turn_that_waited_frees_its_money(as_alice: Client, alice: User) -> None:
    turn = making.turn(alice, count=2)

    response = post(as_alice, "turn_delete", turn.pk)

    assert set(told(response)) == {"toast", "money-moved"}
    assert told(response)["toast"]["undo"]["target"] == f"#turn-{turn.pk}"
    assert today(response) == "Today $0.00 of $10.00 demo"


def test_a_deleted_turn_that_ran_frees_it_when_its_call_has_ended(as_alice: Client, alice: User) -> None:
    """Its card is gone, and cannot tell: the pill of the top bar does."""
    turn = making.turn(alice)
    job = turn.jobs.get()
    claim = making.claimed(job)
    deleted = post(as_alice, "turn_delete", turn.pk)
    assert today(deleted) == f"Today $0.00 of $10.00 demo · up to {money(job.ceiling)} held"
    seen = re.search(r"\?seen=(\w+)", deleted.content.decode())
    assert seen
    pill = f"{reverse('running')}?seen={seen[1]}"
    assert "HX-Trigger" not in as_alice.get(pill, headers=asking.HTMX)

    claims.expire_leases(claim.owner)

    response: HttpResponse = as_alice.get(pill, headers=asking.HTMX)  # type: ignore[assignment]
    assert not Job.objects.get(pk=job.pk).is_alive
    assert "money-moved" in told(response)


def test_a_turn_cancelled_from_the_list(as_alice: Client, alice: User) -> None:
    assert "money-moved" in told(post(as_alice, "running_cancel", making.turn(alice).pk))


def test_a_picture_deleted_in_the_thread(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice)

    assert set(told(post(as_alice, "image_delete", images[0].pk))) == {"toast", "money-moved"}


@pytest.mark.parametrize("name", ["turn_cancel", "turn_restore"])
def test_an_answer_with_a_card(name: str, as_alice: Client, alice: User) -> None:
    assert set(told(post(as_alice, name, making.turn(alice).pk))) == {"money-moved"}


def test_no_event_takes_the_place_of_another() -> None:
    """Also words beyond ASCII, which a header cannot hold as they are."""
    said = fragments.toast(fragments.money_moved(HttpResponse()), "“Kaffee” é 漢")
    turned = fragments.money_moved(fragments.toast(HttpResponse(), "“Kaffee” é 漢"))

    assert told(said) == told(turned)
    assert told(said)["toast"]["words"] == "“Kaffee” é 漢"
    assert said["HX-Trigger"].isascii()
