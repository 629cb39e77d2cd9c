"""Temperature, thinking, words, system instruction and seeds, from the form to the call."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from playground.forms import draft as drafts
from playground.forms.draft import Draft
from playground.forms.generate import GenerateForm
from playground.models import Job, Turn, User
from playground.services import jobs, messages
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db

PRO, TWO, FIRST = "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-2.5-flash-image"


def read(user: User, **fields: object) -> Draft:
    data = QueryDict(mutable=True)
    for name, value in asking.click(**fields).items():
        data[name] = str(value)
    return drafts.read(making.team_of(user), data)


def errors(user: User, **fields: object) -> dict[str, list[str]]:
    form = GenerateForm(asking.click(**fields), team=making.team_of(user))
    return {name: [str(word) for word in words] for name, words in form.errors.items()}


def clicked(client: Client, **fields: object) -> str:
    response = client.post(reverse("generate"), asking.click(**fields), headers=asking.HTMX)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_every_option_is_kept_with_the_turn_and_sent(as_alice: Client) -> None:
    clicked(
        as_alice,
        model=TWO,
        temperature="0,35",
        thinking="high",
        response="image",
        system_instruction="Paint\r\nin oil.",
    )

    turn = Turn.objects.get()
    assert (turn.temperature, turn.thinking, turn.text_answers) == (Decimal("0.35"), "high", False)
    assert turn.system_instruction == "Paint\nin oil."
    sent = messages.build(turn.jobs.get())
    assert (sent.temperature, sent.thinking, sent.text_answers) == (0.35, "high", False)
    assert sent.system == "Paint\nin oil."


def test_what_was_left_alone_is_not_sent(as_alice: Client) -> None:
    clicked(as_alice, model=TWO, temperature="", thinking="", system_instruction=" \u200b\n")

    sent = messages.build(Job.objects.get())
    assert (sent.temperature, sent.thinking, sent.system, sent.text_answers) == (None, None, None, True)


def test_what_a_model_does_not_take_is_never_sent(alice: User) -> None:
    """A catalogue that changed between the click and the call."""
    turn = making.turn(
        alice, model=FIRST, temperature=Decimal(1), thinking="high", system_instruction="Be brief"
    )
    sent = messages.build(turn.jobs.get())
    assert (sent.temperature, sent.thinking, sent.system) == (1.0, None, None)


def test_more_thinking_may_take_more_tokens(alice: User) -> None:
    def most(level: str) -> int:
        turn = making.turn(alice, thinking=level)
        return messages.build(turn.jobs.get()).max_output_tokens or 0

    assert most("minimal") <= most("") <= most("high")
    assert most("minimal") < most("high")


def test_the_price_knows_the_options(alice: User) -> None:
    def price(**options: object) -> tuple[int, int]:
        quote = jobs.price(making.team_of(alice), making.submission(model=TWO, **options)).quote
        return quote.estimate, quote.ceiling

    plain, ceiling = price()
    assert price(thinking="high") > (plain, ceiling)
    assert price(thinking="high")[1] > ceiling
    assert price(system_instruction="word " * 400)[0] > plain
    assert price(system_instruction="word " * 400)[1] > ceiling
    assert price(text_answers=False)[0] < plain


def test_the_price_leaves_out_what_is_not_sent(alice: User) -> None:
    def price(**options: object) -> jobs.Price:
        return jobs.price(making.team_of(alice), making.submission(model=FIRST, **options))

    assert price(system_instruction="word " * 400, thinking="high").quote == price().quote


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"temperature": "0.5"}, "temperature", "Nano Banana 2.1 takes no temperature."),
        ({"model": TWO, "temperature": "2.1"}, "temperature", "A temperature is a number from 0 to 2,"),
        ({"model": TWO, "temperature": "-1"}, "temperature", "A temperature is a number from 0 to 2,"),
        ({"model": TWO, "temperature": "0.333"}, "temperature", "A temperature is a number from 0 to 2,"),
        ({"model": TWO, "temperature": "warm"}, "temperature", "A temperature is a number from 0 to 2,"),
        ({"model": TWO, "temperature": "NaN"}, "temperature", "A temperature is a number from 0 to 2,"),
        ({"model": TWO, "thinking": "medium"}, "thinking", "It has: minimal, high."),
        ({"model": PRO, "thinking": "high"}, "thinking", "Nano Banana Pro has no thinking levels."),
        ({"model": FIRST, "system_instruction": "x"}, "system_instruction", "takes no system instruction."),
        ({"system_instruction": "x" * 32_001}, "system_instruction", "at most 32000 characters"),
        ({"system_instruction": "AIza" + "x" * 35}, "system_instruction", "This looks like an API key."),
        ({"system_instruction": "nul \0"}, "system_instruction", "Null characters"),
        ({"response": "video"}, "response", "Choose an image alone, or text and image."),
    ],
)
def test_a_wrong_option_is_said_once_beside_its_field(
    alice: User, fields: dict[str, str], field: str, sentence: str
) -> None:
    found = errors(alice, **fields)
    assert list(found) == [field]
    assert len(found[field]) == 1
    assert sentence in found[field][0]


def test_a_draft_keeps_what_was_typed(alice: User) -> None:
    draft = read(
        alice,
        model=TWO,
        temperature="0,7x",
        thinking="high",
        response="image",
        system_instruction="Be\r\nbrief",
        seed="12x",
        seed_locked="on",
    )
    assert (draft.temperature, draft.thinking, draft.response) == ("0,7x", "high", "image")
    assert (draft.system_instruction, draft.seed, draft.seed_locked) == ("Be\nbrief", "12x", True)
    assert draft.notices == []


def test_a_look_at_another_model_loses_nothing(alice: User) -> None:
    typed = {"temperature": "0.7", "system_instruction": "Be brief", "thinking": "high", "seed": "5"}

    there = read(alice, model=FIRST, **typed, seed_locked="on")
    assert len(there.notices) == 2
    assert "takes no system instruction: yours is kept for other models" in there.notices[1]
    away = {"spare_system_instruction": there.system_instruction, "spare_thinking": there.thinking}
    still_there = read(alice, model=FIRST, temperature="0.7", seed="5", seed_locked="on", **away)
    assert still_there.notices == []
    back = read(alice, model=TWO, temperature="0.7", seed="5", seed_locked="on", **away)

    assert (back.thinking, back.system_instruction) == ("high", "Be brief")
    assert errors(alice, model=FIRST, temperature="0.7", seed="5", **away) == {}


def test_a_seed_survives_a_model_that_takes_none(alice: User) -> None:
    spare = {"spare_seed": "5", "spare_seed_locked": "on"}
    draft = read(alice, **spare)
    assert (draft.seed, draft.seed_locked) == ("5", True)
    assert errors(alice, **spare) == {}


def test_a_thinking_level_that_a_model_lacks_gives_way(alice: User) -> None:
    draft = read(alice, model=TWO, thinking="medium")
    assert draft.thinking == ""
    assert draft.notices == ["Nano Banana 2 has no thinking level medium. Using minimal."]


def test_nonsense_gives_way(alice: User) -> None:
    draft = read(alice, response="video", thinking="x" * 1000)
    assert (draft.response, draft.thinking) == ("text_image", "")
    assert len(draft.notices[0]) < 100


@pytest.mark.parametrize("settings_only", [True, False])
def test_a_turn_gives_its_options_back(alice: User, settings_only: bool) -> None:
    turn = making.turn(
        alice,
        model=TWO,
        temperature=Decimal("0.70"),
        thinking="high",
        text_answers=False,
        system_instruction="Be brief",
        seed=9,
    )
    draft = drafts.of_turn(Turn.objects.get(pk=turn.pk), settings_only=settings_only)
    assert (draft.temperature, draft.thinking, draft.response) == ("0.7", "high", "image")
    assert draft.system_instruction == "Be brief"
    assert (draft.seed, draft.seed_locked) == ("" if settings_only else "9", False)


@pytest.mark.parametrize(("locked", "left"), [({}, ""), ({"seed_locked": "on"}, "77")])
def test_a_seed_holds_for_one_run_unless_it_is_locked(alice: User, locked: dict[str, str], left: str) -> None:
    before = read(alice, model=TWO, seed="77", temperature="0.7", **locked)
    key = before.idempotency_key

    after = drafts.after_run(before)

    assert (after.seed, after.seed_locked, after.temperature) == (left, bool(locked), "0.7")
    assert after.idempotency_key != key


def test_a_refused_click_keeps_a_loose_seed(as_alice: Client) -> None:
    fields = asking.click(model=TWO, seed="77", prompt="")
    page = as_alice.post(reverse("generate"), fields, headers=asking.HTMX).content.decode()
    assert 'name="seed" value="77"' in page


@pytest.mark.parametrize(
    "other",
    [
        {"temperature": Decimal("0.5")},
        {"thinking": "high"},
        {"text_answers": False},
        {"system_instruction": "Be brief"},
    ],
)
def test_another_option_is_another_question(alice: User, other: dict[str, object]) -> None:
    key = jobs.new_key()
    making.turn(alice, model=TWO, idempotency_key=key)
    with pytest.raises(jobs.KeyReused):
        making.turn(alice, model=TWO, idempotency_key=key, **other)


def test_a_double_click_with_options_is_one_turn(as_alice: Client) -> None:
    fields = asking.click(model=TWO, temperature="0.7", thinking="high", response="image")
    for _ in range(2):
        as_alice.post(reverse("generate"), fields, headers=asking.HTMX)
    assert Turn.objects.count() == 1
