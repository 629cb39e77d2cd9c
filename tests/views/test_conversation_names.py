"""Names of conversations, and the archive."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from playground.models import Job, JobState, Membership, Role, User
from tests.views import asking
from tests.views.listing import listing, names, post, started, toast

pytestmark = pytest.mark.django_db


# --- Names ---------------------------------------------------------------------------------------
def test_the_head_offers_a_field_and_then_the_new_name(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    address = reverse("conversation_title", args=[found.pk])

    field = as_alice.get(f"{address}?rename", headers=asking.HTMX).content.decode()
    assert 'name="title" value="A red cup on oak"' in field
    assert 'id="thread-head"' in field
    response = post(as_alice, "conversation_rename", found, title="  Espresso\n on\toak ")

    page = response.content.decode()
    assert 'data-title="Espresso on oak"' in page
    assert '<form class="rename' not in page
    found.refresh_from_db()
    assert found.title == "Espresso on oak"
    shown = as_alice.get(reverse("conversation", args=[found.pk])).content.decode()
    assert "<title>Espresso on oak · Proofsheet</title>" in shown


def test_a_name_does_not_move_it_in_the_list(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak", days_ago=2)
    started(alice, "A boat on a lake", days_ago=1)

    post(as_alice, "conversation_rename", found, title="Espresso")

    assert names(listing(as_alice)) == ["A boat on a lake", "Espresso"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("  ", "A conversation needs a name. Esc keeps the old one."),
        ("\u200b\u202e", "A conversation needs a name."),
        ("x" * 201, "A name has at most 200 characters, this one has 201."),
    ],
)
def test_what_is_no_name_is_refused_and_kept_in_the_field(
    typed: str, sentence: str, as_alice: Client, alice: User
) -> None:
    found = started(alice, "A red cup on oak")

    response = post(as_alice, "conversation_rename", found, title=typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    found.refresh_from_db()
    assert found.title == "A red cup on oak"


def test_two_hundred_characters_are_a_name(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")

    assert post(as_alice, "conversation_rename", found, title="漢" * 200).status_code == 200


def test_a_name_is_text_wherever_it_is_shown(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    evil = "<script>alert(1)</script> \" onload=x {{7*7}} 'y'"

    pages = [
        post(as_alice, "conversation_rename", found, title=evil).content.decode(),
        post(as_alice, "conversation_rename", found, "?in=team", title=evil).content.decode(),
        listing(as_alice, "?words=script"),
        as_alice.get(reverse("conversation", args=[found.pk])).content.decode(),
        as_alice.get(reverse("conversation_title", args=[found.pk]) + "?rename").content.decode(),
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert '" onload' not in page


def test_a_row_is_renamed_in_its_place_and_the_open_head_follows(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    address = reverse("conversation_title", args=[found.pk])
    field = as_alice.get(f"{address}?in=mine&rename", headers=asking.HTMX).content.decode()
    assert f'id="conversation-{found.pk}"' in field
    assert 'id="thread-head"' not in field

    page = post(as_alice, "conversation_rename", found, "?in=mine", title="Espresso").content.decode()

    assert names(page) == ["Espresso"]
    assert re.search(r'id="thread-head" hx-swap-oob="true">\s*<thread-head data-title="Espresso"', page)


def test_without_script_a_page_asks_for_the_name(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    address = reverse("conversation_title", args=[found.pk])
    assert "<html" in as_alice.get(f"{address}?rename").content.decode()

    refused = as_alice.post(reverse("conversation_rename", args=[found.pk]), {"title": ""})
    assert (refused.status_code, "needs a name" in refused.content.decode()) == (422, True)
    named = as_alice.post(reverse("conversation_rename", args=[found.pk]), {"title": "Espresso"})

    assert named["Location"] == reverse("conversation", args=[found.pk])


def test_who_may_only_look_gets_no_field(alice: User, bob: User, as_bob: Client) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    found = started(alice, "A red cup on oak")

    page = as_bob.get(reverse("conversation_title", args=[found.pk]) + "?rename", headers=asking.HTMX)
    thread = as_bob.get(reverse("conversation", args=[found.pk])).content.decode()

    assert "<form" not in page.content.decode()
    assert "data-rename" not in thread
    assert 'id="thread-title"' in thread


# --- The archive ---------------------------------------------------------------------------------
def test_an_archived_one_leaves_the_list_and_keeps_its_address(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")

    response = post(as_alice, "conversation_archive", found)

    assert "Archived" in response.content.decode()
    assert toast(response)["words"] == "“A red cup on oak” is archived."
    assert toast(response)["undo"]["target"] == "#thread-head"
    assert names(listing(as_alice)) == []
    thread = as_alice.get(reverse("conversation", args=[found.pk]))
    assert (thread.status_code, "Archived" in thread.content.decode()) == (200, True)


def test_undo_from_the_head(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    undo = toast(post(as_alice, "conversation_archive", found))["undo"]

    response: Any = as_alice.post(undo["url"], headers=asking.HTMX)

    assert 'id="thread-head"' in response.content.decode()
    assert "Archived" not in response.content.decode()
    assert "HX-Trigger" not in response
    assert names(listing(as_alice)) == ["A red cup on oak"]


@pytest.mark.parametrize(
    ("action", "scope", "other"),
    [("conversation_archive", "team", "archived"), ("conversation_unarchive", "archived", "team")],
)
def test_a_row_goes_and_undo_brings_it_back(
    action: str, scope: str, other: str, as_alice: Client, alice: User
) -> None:
    found = started(alice, "A red cup on oak")
    if scope == "archived":
        post(as_alice, "conversation_archive", found)

    response = post(as_alice, action, found, f"?in={scope}")
    page = response.content.decode()
    assert f'<li id="conversation-{found.pk}" hidden></li>' in page
    assert 'id="thread-head"' in page
    assert names(listing(as_alice, f"?scope={other}")) == ["A red cup on oak"]
    undo = toast(response)["undo"]
    assert undo["target"] == f"#conversation-{found.pk}"
    back: Any = as_alice.post(undo["url"], headers=asking.HTMX)

    assert names(back.content.decode()) == ["A red cup on oak"]
    assert names(listing(as_alice, f"?scope={scope}")) == ["A red cup on oak"]


@pytest.mark.parametrize(
    ("action", "fields", "shown"),
    [("conversation_rename", {"title": "Espresso"}, ">Espresso<"), ("conversation_archive", {}, "Archived")],
)
def test_another_window_hears_of_it_with_its_next_look(
    action: str, fields: dict[str, str], shown: str, as_alice: Client, alice: User
) -> None:
    found = started(alice, "A red cup on oak")
    thread = as_alice.get(reverse("conversation", args=[found.pk])).content.decode()
    (version,) = re.findall(r'data-head="(\w+)"', thread)
    seen = ",".join(
        f"{number}.{card}"
        for number, card in re.findall(r'data-number="(\d+)"[^>]*data-version="(\w+)"', thread, re.S)
    )
    assert seen
    query = {"head": version, "seen": seen}
    address = reverse("conversation_changes", args=[found.pk])
    assert as_alice.get(address, query, headers=asking.HTMX).status_code == 204

    post(as_alice, action, found, **fields)

    head = as_alice.get(address, query, headers=asking.HTMX).content.decode()
    assert 'id="thread-head" hx-swap-oob="true"' in head
    assert shown in head


def test_a_new_turn_brings_it_back_at_once(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")
    post(as_alice, "conversation_archive", found)

    fields = asking.click(conversation=str(found.pk), prompt="Make it dusk")
    response = as_alice.post(reverse("generate"), fields, headers=asking.HTMX)

    page = response.content.decode()
    assert 'id="thread-head"' in page
    assert "Archived" not in page
    assert names(listing(as_alice)) == ["A red cup on oak"]


def test_what_runs_goes_on_in_the_archive(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")

    post(as_alice, "conversation_archive", found)

    assert Job.objects.get().state == JobState.QUEUED
    assert "conversation-running" in listing(as_alice, "?scope=archived")


def test_without_script_archiving_leads_back_to_the_list(as_alice: Client, alice: User) -> None:
    found = started(alice, "A red cup on oak")

    response = as_alice.post(reverse("conversation_archive", args=[found.pk]))

    assert response["Location"] == reverse("conversations")
