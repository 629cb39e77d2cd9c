"""The click on Generate, and the composer's answers before it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground.models import Conversation, Job, Turn, User
from playground.services import conversations as editing
from playground.templatetags.proofsheet import money
from tests.views import asking

pytestmark = pytest.mark.django_db

PRO = "gemini-3-pro-image"


def generate(client: Client, **changes: object) -> str:
    response = client.post(reverse("generate"), asking.click(**changes), headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def options(client: Client, **changes: object) -> str:
    response = client.post(reverse("generate_options"), asking.click(**changes), headers=asking.HTMX)
    assert response.status_code == 200
    return response.content.decode()


def test_a_click_answers_with_the_card_and_the_new_address(as_alice: Client) -> None:
    key = asking.click()["idempotency_key"]
    response = as_alice.post(
        reverse("generate"), asking.click(count="2", idempotency_key=key), headers=asking.HTMX
    )

    turn = Turn.objects.get()
    page = response.content.decode()
    assert response["HX-Push-Url"] == reverse("conversation", args=[turn.conversation_id])
    assert f'id="turn-{turn.pk}"' in page
    assert page.count("<figure") == turn.jobs.count() == 2
    assert f'name="conversation" value="{turn.conversation_id}"' in page
    assert key not in page


def test_the_second_turn_stays_in_its_conversation(as_alice: Client) -> None:
    generate(as_alice)
    conversation = Conversation.objects.get()

    response = as_alice.post(
        reverse("generate"), asking.click(conversation=conversation.pk), headers=asking.HTMX
    )

    assert "HX-Push-Url" not in response
    assert list(conversation.turns.values_list("number", flat=True)) == [1, 2]


def test_two_clicks_with_one_key_are_one_turn(as_alice: Client) -> None:
    fields = asking.click()

    for _ in range(2):
        as_alice.post(reverse("generate"), fields, headers=asking.HTMX)

    assert Turn.objects.count() == Job.objects.count() == 1


def test_a_used_key_with_another_prompt_is_said_and_the_next_click_runs(as_alice: Client) -> None:
    """The first answer never came: the browser still holds its key, and the prompt was changed."""
    first = asking.click()
    as_alice.post(reverse("generate"), first, headers=asking.HTMX)
    changed = {**first, "prompt": "A blue cup"}

    response = as_alice.post(reverse("generate"), changed, headers=asking.HTMX)

    page = response.content.decode()
    assert response.status_code == 422
    toast = json.loads(response["HX-Trigger"])["toast"]
    assert toast["words"] == "Your last click did arrive: see turn 1. Click again for this one."
    assert toast["show"]["url"].endswith(f"#turn-{Turn.objects.get().pk}")
    assert 'role="alert"' not in page
    fresh = re.search(r'name="idempotency_key" value="(\w+)"', page)
    assert fresh is not None
    assert fresh[1] != first["idempotency_key"]
    generate(as_alice, prompt="A blue cup", idempotency_key=fresh[1])
    assert Turn.objects.count() == 2


def test_a_plain_post_leads_to_the_conversation(as_alice: Client) -> None:
    response = as_alice.post(reverse("generate"), asking.click())

    turn = Turn.objects.get()
    address = reverse("conversation", args=[turn.conversation_id])
    assert response["Location"] == f"{address}#turn-{turn.pk}"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"prompt": ""}, "Write what the picture should show."),
        ({"prompt": " \u200b\n"}, "Write what the picture should show."),
        ({"prompt": "x" * 32_001}, "at most 32000 characters"),
        ({"prompt": "nul \x00"}, "Null characters are not allowed."),
        ({"model": "dall-e"}, "There is no model “dall-e”"),
        ({"model": "imagen-4.0-generate-001"}, "is not connected yet"),
        ({"aspect_ratio": "17:1"}, "has no ratio 17:1"),
        ({"size": "8K"}, "has no size 8K"),
        ({"count": "0"}, "Ask for 1 to 8 pictures."),
        ({"count": "1000"}, "Ask for 1 to 8 pictures."),
        ({"model": PRO, "seed": "12x"}, "A seed is a whole number from 0 to 2147483647."),
        ({"references": ["nonsense"]}, "A reference is not known here."),
    ],
)
def test_a_refused_click_says_why_and_keeps_the_rest(
    as_alice: Client, changes: dict[str, object], sentence: str
) -> None:
    fields = asking.click(**{"prompt": "Keep <this> & that", "count": "3", **changes})
    response = as_alice.post(reverse("generate"), fields, headers=asking.HTMX)

    page = response.content.decode()
    assert response.status_code == 422
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#options", "outerHTML")
    assert sentence in page
    assert f'value="{fields["idempotency_key"]}"' in page
    # Prompt and tray stay in the page as they are: nothing of theirs is sent back over them.
    assert 'name="prompt"' not in page
    assert "<reference-tray" not in page
    if "count" not in changes:
        assert re.search(r'name="count"[^>]*value="3"', page)
    assert Turn.objects.count() == 0


def test_a_refused_plain_post_is_the_whole_page(as_alice: Client) -> None:
    fields = asking.click(prompt="Keep <this> & that", count="9")

    response = as_alice.post(reverse("generate"), fields)

    page = response.content.decode()
    assert response.status_code == 422
    assert "<!doctype html>" in page
    assert "Keep &lt;this&gt; &amp; that</textarea>" in page


def test_what_passes_the_daily_limit_is_refused_with_the_amount(as_alice: Client, settings: Settings) -> None:
    settings.DAILY_LIMIT_MICROS = 300_000

    response = as_alice.post(reverse("generate"), asking.click(count="8"), headers=asking.HTMX)

    page = response.content.decode()
    assert response.status_code == 422
    sentence = r"This run may cost up to \$([\d.]+), and \$0.30 of your daily limit of \$0.30 is left\."
    held = re.search(sentence, page)
    assert held
    assert 0.3 < float(held[1]) < 8
    assert "data-blocked" in page
    assert Turn.objects.count() == 0


def test_a_price_from_the_client_is_ignored(as_alice: Client) -> None:
    generate(as_alice, estimate="1", ceiling="1", price="0")

    assert Job.objects.get().estimate > 30_000


def test_another_teams_rows_are_no_references(as_alice: Client, charlie: User) -> None:
    theirs = asking.reference(charlie)
    _turn, images = asking.pictures(charlie)

    for changes in (
        {"references": [theirs.pk]},
        {"continues_from": images[0].pk},
        {"conversation": images[0].turn.conversation_id},
    ):
        fields = asking.click(**changes)
        assert as_alice.post(reverse("generate"), fields, headers=asking.HTMX).status_code == 422
    page = options(as_alice, references=[theirs.pk], continues_from=images[0].pk)
    assert str(images[0].pk) not in page


def test_a_deleted_picture_to_continue_from_is_said_until_it_is_back(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice)
    continues = {"continues_from": images[0].pk, "conversation": turn.conversation_id}
    editing.delete_image(images[0], alice)
    words = "The picture to continue from was deleted."

    refused = as_alice.post(reverse("generate"), asking.click(**continues), headers=asking.HTMX)
    assert refused.status_code == 422
    assert refused.content.decode().count(words) == 1
    lost = f'name="continues_lost" value="{images[0].pk}"'
    for page in (
        options(as_alice, **continues),
        options(as_alice, continues_lost=images[0].pk, refused="yes"),
    ):
        assert words in page
        assert lost in page
    editing.restore_image(images[0])
    page = options(as_alice, continues_lost=images[0].pk)
    assert words not in page
    assert f'name="continues_from" value="{images[0].pk}"' in page


def test_the_price_follows_every_change(as_alice: Client) -> None:
    one, four = options(as_alice), options(as_alice, count="4")
    pro = options(as_alice, model=PRO, size="4K")

    prices = [re.search(r"Generate (\d) · (\$[\d.]+)", page) for page in (one, four, pro)]
    assert [match and match[1] for match in prices] == ["1", "4", "1"]
    assert len({match and match[2] for match in prices}) == 3
    assert "demo" in one


def test_the_button_says_what_the_ledger_will_estimate(as_alice: Client) -> None:
    page = options(as_alice, count="3")
    generate(as_alice, count="3")

    total = sum(Job.objects.values_list("estimate", flat=True))
    assert f"Generate 3 · {money(total)}" in page


def test_a_lost_ratio_and_size_give_way_and_it_is_said(as_alice: Client) -> None:
    page = options(as_alice, model=PRO, aspect_ratio="8:1", size="512")

    assert "Nano Banana Pro has no 8:1. Using 21:9." in page
    assert "Nano Banana Pro has no 512. Using 1K." in page
    assert re.search(r'value="21:9"[^>]* checked', page)


def test_a_model_without_seeds_says_so(as_alice: Client) -> None:
    assert "not supported by Nano Banana 2.1" in options(as_alice)
    assert 'name="seed"' in options(as_alice, model=PRO)


def test_models_that_cannot_run_give_their_reason(as_alice: Client) -> None:
    page = options(as_alice)

    assert "retired 2 Oct 2026 · emulator only" in page
    assert "not connected yet" in page


def test_too_many_references_are_counted_out(as_alice: Client, alice: User) -> None:
    ids = [asking.reference(alice).pk for _ in range(5)]

    page = options(as_alice, model="gemini-2.5-flash-image", references=ids)

    assert "Nano Banana takes 3 references, you have 5. Remove 2 or use Nano Banana 2.1." in page


def test_more_references_than_any_model_takes_are_refused_in_words(as_alice: Client, alice: User) -> None:
    ids = [asking.reference(alice).pk for _ in range(15)]
    sentence = "Nano Banana 2.1 takes 14 references, you have 15. Remove 1."

    refused = as_alice.post(reverse("generate"), asking.click(references=ids), headers=asking.HTMX)

    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert sentence in options(as_alice, references=ids)


def test_a_mention_of_a_missing_image_is_said(as_alice: Client, alice: User) -> None:
    ids = [asking.reference(alice).pk]

    page = options(as_alice, prompt="like image 1 and image 6", references=ids)

    assert "The prompt mentions image 6, but there is 1 reference." in page


def test_another_models_history_is_said_to_be_left_out(as_alice: Client, alice: User) -> None:
    _turn, images = asking.pictures(alice)

    page = options(as_alice, model=PRO, continues_from=images[0].pk)

    assert (
        "Nano Banana Pro gets 1.1 as a reference, and does not know what was asked before."
        " Say in the prompt what still matters, or choose Nano Banana 2.1, which made it."
    ) in page


def test_a_draft_comes_back_as_it_was(as_alice: Client, alice: User) -> None:
    first, second = asking.reference(alice, "a.jpg"), asking.reference(alice, "b.jpg")
    fields = asking.click(prompt="half a th", references=[second.pk, first.pk], count="5")

    page = as_alice.post(reverse("generate_draft"), fields, headers=asking.HTMX).content.decode()

    assert page.index(str(second.pk)) < page.index(str(first.pk))
    assert Turn.objects.count() == 0


@pytest.mark.parametrize("fields", [{}, {"model": "x", "size": "", "count": "y", "references": "z"}])
def test_nonsense_in_a_draft_gives_way_to_defaults(as_alice: Client, fields: dict[str, str]) -> None:
    assert "Generate 1" in as_alice.post(reverse("generate_draft"), fields).content.decode()
