"""The flags of `manage.py generate`, read by the very form that the page uses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from playground.forms.generate import GenerateForm
from playground.management.commands import generate
from playground.models import User
from playground.services.jobs import Submission
from tests import making
from tests.views import asking

pytestmark = pytest.mark.django_db


def form(user: User, *flags: str) -> GenerateForm:
    parser = generate.Command().create_parser("manage.py", "generate")
    options = vars(parser.parse_args(["A red cup", *flags]))
    return GenerateForm(generate._form_data(options, []), team=making.team_of(user))


def asked(user: User, *flags: str) -> Submission:
    found = form(user, *flags)
    assert found.is_valid(), found.errors
    return found.submission()


def test_without_flags_everything_is_left_to_the_model(alice: User) -> None:
    plain = asked(alice)
    assert (plain.temperature, plain.thinking, plain.system_instruction) == (None, "", "")
    assert (plain.text_answers, plain.seed, plain.count, plain.size) == (True, None, 1, "1K")


def test_every_option_has_a_flag(alice: User) -> None:
    flags = ["--model", "gemini-3.1-flash-image", "--temperature", "0.4", "--thinking", "high"]
    full = asked(alice, *flags, "--system", "Paint in oil", "--image-only", "--seed", "7")
    assert (full.temperature, full.thinking, full.seed) == (Decimal("0.4"), "high", 7)
    assert (full.system_instruction, full.text_answers) == ("Paint in oil", False)


@pytest.mark.parametrize(
    "name",
    ["gemini-3-pro-image", "nano-banana-pro-preview", "models/gemini-3-pro-image", "Nano Banana Pro"],
)
def test_a_model_goes_by_the_name_on_the_page_too_in_any_case(alice: User, name: str) -> None:
    for typed in (name, name.upper()):
        assert asked(alice, "--model", typed).model == "gemini-3-pro-image"


def test_a_model_that_is_none_is_answered_with_the_names_of_all(alice: User) -> None:
    said = generate._first_sentence(form(alice, "--model", "Nano"))
    assert said.startswith("There is no model “Nano”. Choose one of: ")
    assert "Nano Banana Pro (gemini-3-pro-image), Nano Banana 2 Lite (gemini-3.1-flash-lite-image)," in said


def test_what_the_model_does_not_take_is_a_sentence(alice: User) -> None:
    found = form(alice, "--temperature", "0.4")
    assert not found.is_valid()
    assert generate._first_sentence(found) == "Nano Banana 2.1 takes no temperature."


@pytest.mark.parametrize("name", ["prompt", "system_instruction"])
def test_bytes_that_are_no_text_are_a_sentence(alice: User, name: str) -> None:
    fields = asking.click(**{name: "A cup \udcff"})
    found = GenerateForm(fields, team=making.team_of(alice))

    assert found.errors[name] == ["This holds characters that are no text. Type it again, as UTF-8."]
