"""The composer as it is drawn: every state of its settings, of the price and of the day's limit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as live
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from playground.models import DaySpend, Turn, User
from playground.services import ledger
from playground.views.examples import examples
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

NEWEST, PRO, LITE = "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image"


def options(client: Client, **changes: object) -> str:
    """The answer to a change, on one line for the expressions below."""
    response = client.post(reverse("generate_options"), asking.click(**changes), headers=asking.HTMX)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def refused(client: Client, **changes: object) -> str:
    response = client.post(reverse("generate"), asking.click(**changes), headers=asking.HTMX)
    assert response.status_code == 422
    assert Turn.objects.count() == 0
    return " ".join(response.content.decode().split())


def field(page: str, name: str) -> str | None:
    """The value of the first field of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else None


def chosen(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" id="[\w-]+" value="([^"]*)"[^>]*? checked', page)


# --- Models, ratios, sizes ----------------------------------------------------------------------------
def test_a_size_of_other_models_only_is_there_and_cannot_be_chosen(as_alice: Client) -> None:
    page = options(as_alice)

    tile = re.search(r'<label class="segment"[^>]*>\s*<input[^>]*value="512".*?</label>', page)
    assert tile is not None
    assert 'title="Not offered by Nano Banana 2.1" aria-disabled="true"' in tile[0]
    assert "512<span>n/a</span>" in tile[0]
    assert chosen(page, "size") == ["1K"]


def test_sizes_go_from_small_to_large_with_prices(as_alice: Client) -> None:
    page = options(as_alice, model="gemini-3.1-flash-image")

    found = re.findall(r"(\w+)<span>(\$[\d.]+|n/a)</span>", page)
    assert [name for name, _price in found] == ["512", "1K", "2K", "4K"]
    prices = [float(price.strip("$")) for _name, price in found]
    assert prices == sorted(prices)


def test_a_ratio_that_is_not_offered_says_why_and_can_be_focused(as_alice: Client) -> None:
    page = options(as_alice, model=PRO)

    radio = re.search(r'<input type="radio" name="aspect_ratio" id="ratio-8-1"[^>]*>', page)
    assert radio is not None
    assert 'aria-label="8:1, Not offered by Nano Banana Pro"' in radio[0]
    assert 'aria-disabled="true"' in radio[0]
    assert " disabled" not in radio[0].replace("aria-disabled", "")
    assert len(re.findall(r'name="aspect_ratio"', page)) == 14


# --- A ratio lost -------------------------------------------------------------------------------------
LOST = {"model": PRO, "aspect_ratio": "8:1", "size": "2K", "before_model": NEWEST}


def test_a_lost_ratio_can_be_undone(as_alice: Client) -> None:
    page = options(as_alice, **LOST)

    assert "Nano Banana Pro has no 8:1. Using 21:9." in page
    assert "data-undo" in page
    assert [field(page, f"undo_{name}") for name in ("model", "aspect_ratio", "size")] == [
        NEWEST, "8:1", "2K",
    ]  # fmt: skip


def test_the_undo_stays_until_something_else_is_chosen(as_alice: Client) -> None:
    offer = {"undo_model": NEWEST, "undo_aspect_ratio": "8:1", "undo_size": "2K", "before_model": PRO}

    later = options(as_alice, model=PRO, aspect_ratio="21:9", prompt="typing on", **offer)
    other = options(as_alice, model=PRO, aspect_ratio="16:9", **offer)
    back = options(as_alice, model=NEWEST, aspect_ratio="8:1", **offer)

    assert "Nano Banana Pro has no 8:1. Using 21:9." in later
    assert "data-undo" in later
    assert "data-undo" not in other + back
    assert chosen(back, "aspect_ratio") == ["8:1"]


@pytest.mark.parametrize("before", ["", "nonsense", "imagen-4.0-generate-001", PRO])
def test_there_is_no_way_back_to_what_could_not_be(as_alice: Client, before: str) -> None:
    page = options(as_alice, **{**LOST, "before_model": before})

    assert "Nano Banana Pro has no 8:1. Using 21:9." in page
    assert "data-undo" not in page


# --- Seed ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "random each run"),
        ({"seed": "7"}, "this run, +1 per image"),
        ({"seed": "7", "seed_locked": "on"}, "locked, +1 per image"),
    ],
)
def test_the_seed_says_for_how_long_it_holds(as_alice: Client, changes: dict[str, str], words: str) -> None:
    page = options(as_alice, model=PRO, **changes)

    assert re.search(rf'id="seed-hint">{re.escape(words)}<', page)


def test_a_loose_seed_goes_with_its_run_and_a_locked_one_stays(as_alice: Client) -> None:
    def clicked(**changes: str) -> str:
        fields = asking.click(model=PRO, seed="7", **changes)
        return as_alice.post(reverse("generate"), fields, headers=asking.HTMX).content.decode()

    assert re.search(r'id="seed-field" hx-swap-oob="true"[\s\S]*name="seed" value=""', clicked())
    assert 'id="seed-field"' not in clicked(seed_locked="on")
    assert list(Turn.objects.values_list("seed", flat=True)) == [7, 7]


def test_what_a_model_does_not_take_is_kept_for_the_way_back(as_alice: Client) -> None:
    away = options(as_alice, model=NEWEST, seed="7", seed_locked="on", temperature="0.4", before_model=PRO)

    spare = {name: field(away, f"spare_{name}") for name in ("seed", "seed_locked", "temperature")}
    assert spare == {"seed": "7", "seed_locked": "on", "temperature": "0.4"}
    back = options(as_alice, model=PRO, **{f"spare_{name}": value for name, value in spare.items()})
    assert re.search(r'id="seed" name="seed" value="7"', back)
    assert re.search(r'name="seed_locked" autocomplete="off" checked', back)
    assert re.search(r'name="temperature" value="0.4"', back)


# --- Advanced -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({}, "Thinking medium · Text + image"),
        ({"thinking": "high", "response": "image"}, "Thinking high · Image"),
        ({"model": PRO, "temperature": "0.4"}, "Temperature 0.4 · Text + image"),
        ({"system_instruction": "Only ink"}, "Thinking medium · Text + image · System instruction"),
    ],
)
def test_closed_it_shows_its_values(as_alice: Client, changes: dict[str, str], values: str) -> None:
    page = options(as_alice, **changes)

    assert f'<span class="advanced-values">{values}</span>' in page
    assert '<details class="advanced" id="advanced">' in page


def test_it_has_what_the_model_takes(as_alice: Client) -> None:
    newest, pro = options(as_alice), options(as_alice, model=PRO)

    assert 'name="thinking"' in newest
    assert 'name="temperature"' not in newest
    assert 'name="thinking"' not in pro
    assert 'name="temperature"' in pro
    assert 'name="system_instruction"' in newest
    assert 'name="system_instruction"' not in options(as_alice, model="gemini-2.5-flash-image")


def test_the_models_own_level_is_sent_as_nothing(as_alice: Client) -> None:
    """So that a level nobody chose follows a change of model."""
    assert chosen(options(as_alice), "thinking") == [""]
    assert chosen(options(as_alice, model=LITE), "thinking") == [""]
    assert chosen(options(as_alice, thinking="high"), "thinking") == ["high"]


def test_a_mistake_inside_opens_it(as_alice: Client) -> None:
    page = refused(as_alice, model=PRO, temperature="warm")

    assert '<details class="advanced" id="advanced" open>' in page
    assert 'aria-invalid="true" aria-describedby="temperature-error"' in page
    assert 'id="temperature-error" role="alert"' in page


# --- Mentions -----------------------------------------------------------------------------------------
def test_a_refusal_is_said_until_it_is_mended(as_alice: Client) -> None:
    """A price that is asked for after the click must not wipe away what the click was told."""
    sentence = "Write what the picture should show."
    page = refused(as_alice, prompt="")
    assert sentence in page
    kept = str(field(page, "refused"))

    page = options(as_alice, prompt="", aspect_ratio="3:2", refused=kept)
    assert sentence in page
    assert field(page, "refused") == kept
    page = options(as_alice, prompt="A boat", aspect_ratio="3:2", refused=kept)
    assert sentence not in page
    assert field(page, "refused") is None
    assert sentence not in options(as_alice, prompt="")


def test_a_click_that_succeeds_takes_the_refusal_away(as_alice: Client) -> None:
    fields = asking.click(refused="yes")
    page = as_alice.post(reverse("generate"), fields, headers=asking.HTMX).content.decode()
    assert 'id="prompt-errors" hx-swap-oob="true"' in page
    assert field(page, "refused") is None


def test_a_click_that_mentions_a_missing_picture_is_refused(as_alice: Client, alice: User) -> None:
    ids = [asking.reference(alice).pk for _ in range(5)]

    page = refused(as_alice, prompt="image 1 like image 6", references=ids)

    sentence = "The prompt mentions image 6, but there are 5 references."
    assert page.count(sentence) == 1
    assert re.search(rf'id="prompt-error" role="alert"><p>{sentence}', page)


def test_an_edit_may_speak_of_pictures_of_earlier_turns(as_alice: Client, alice: User) -> None:
    turn, images = asking.pictures(alice)
    fields = asking.click(
        prompt="the cup of image 1 again", continues_from=images[0].pk, conversation=turn.conversation_id
    )

    assert as_alice.post(reverse("generate"), fields, headers=asking.HTMX).status_code == 200


# --- Price and limit ----------------------------------------------------------------------------------
def test_the_breakdown_adds_up_to_what_the_button_says(as_alice: Client, alice: User) -> None:
    page = options(as_alice, count="3", references=[asking.reference(alice).pk])

    part = page[page.index('id="breakdown"') :]
    parts = [float(text) for text in re.findall(r"\$([\d.]+)</span>", part)]
    *lines, total, held = parts
    assert 'aria-describedby="breakdown"' in page
    assert len(lines) >= 3
    assert total == pytest.approx(3 * sum(lines), abs=0.001)
    assert held > total


@pytest.mark.parametrize(
    ("taken", "level", "reason"),
    [
        (1_000_000, "", None),
        (8_400_000, "near", None),
        (9_990_000, "over", "This run may cost up to $"),
        (10_000_000, "spent", "Your daily limit of $10.00 is spent or held. Wait until 00:00."),
    ],
)
def test_the_day_has_four_states(
    as_alice: Client, alice: User, settings: Settings, taken: int, level: str, reason: str | None
) -> None:
    settings.DAILY_LIMIT_MICROS = 10_000_000
    team, day = making.team_of(alice), ledger.today()
    DaySpend.objects.create(team=team, day=day, simulated=True, charged=taken)

    page = options(as_alice)

    assert f'data-level="{level}"' in page
    assert ("data-blocked" in page) == bool(reason)
    assert (f'<p class="reason" role="alert">{reason}' in page) if reason else ('class="reason"' not in page)


# --- First visit --------------------------------------------------------------------------------------
def test_a_closed_notice_stays_away(as_alice: Client) -> None:
    assert 'id="demo-banner"' in as_alice.get(reverse("studio")).content.decode()
    as_alice.cookies["proofsheet_banner"] = "closed"
    assert 'id="demo-banner"' not in as_alice.get(reverse("studio")).content.decode()


def test_examples_have_small_pictures_and_can_be_asked_as_they_are(as_alice: Client) -> None:
    page = as_alice.get(reverse("studio")).content.decode()
    files = [Path(live.BASE_DIR) / "static" / example.picture for example in examples()]

    assert sum(file.stat().st_size for file in files) < 120_000
    for example in examples():
        assert f'src="{static(example.picture)}"' in page
        fields = asking.click(
            prompt=example.prompt, model=example.model, aspect_ratio=example.ratio, size=example.size
        )
        assert as_alice.post(reverse("generate"), fields, headers=asking.HTMX).status_code == 200
