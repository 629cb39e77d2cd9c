"""What the SDK gets back from generateContent."""

from __future__ import annotations

from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

from playground.emulator import rules
from playground.emulator.generate import Studio

from .conftest import DEFAULT, SEEDED, ask, encoded, in_process, opened, over_socket, picture, png

MODELS = rules.load()


def test_a_socket_and_in_process_give_the_same_picture(client: genai.Client, served: Any) -> None:
    near = ask(client, "a lighthouse", seed=7)
    far = ask(over_socket(served()), "a lighthouse", seed=7)
    assert picture(near) == picture(far)


def test_an_answer_has_text_then_picture_both_signed(client: genai.Client) -> None:
    text, image = ask(client, "a cup of tea").parts
    assert text.text
    assert text.thought_signature
    assert image.inline_data.mime_type == "image/png"
    assert image.thought_signature
    assert image.thought_signature != text.thought_signature


def test_without_the_text_modality_there_is_only_a_picture(client: genai.Client) -> None:
    (only,) = ask(client, "a cup", response_modalities=["Image"]).parts
    assert only.inline_data


def test_without_the_image_modality_there_are_only_words(client: genai.Client) -> None:
    (only,) = ask(client, "a cup", response_modalities=["TEXT"]).parts
    assert only.text


def test_thoughts_come_first_and_carry_no_signature(client: genai.Client) -> None:
    parts = ask(client, "a cup", thinking_config=types.ThinkingConfig(include_thoughts=True)).parts
    assert [part.thought for part in parts] == [True, True, None, None]
    assert [bool(part.thought_signature) for part in parts] == [False, False, True, True]


def test_models_of_the_2_5_family_sign_and_think_nothing(client: genai.Client) -> None:
    answer = ask(client, "a cup", model="gemini-2.5-flash-image")
    assert not any(part.thought_signature for part in answer.parts)
    assert answer.usage_metadata.thoughts_token_count is None


@pytest.mark.parametrize("rule", MODELS, ids=lambda rule: rule.id)
def test_pictures_have_exactly_the_pixels_of_ratio_and_size(
    client: genai.Client, rule: rules.ModelRule
) -> None:
    smallest = min(rule.pixels, key=lambda pair: rule.pixels[pair][0] * rule.pixels[pair][1])
    size = smallest[1] if rule.sends_size else None
    for ratio in {smallest[0], rule.ratios[-1]}:
        image = opened(picture(ask(client, "hills", model=rule.id, ratio=ratio, size=size)))
        assert image.size == rule.pixels[ratio, smallest[1]]
        assert image.format == "PNG"


def test_larger_sizes_are_exact_too(client: genai.Client) -> None:
    image = opened(picture(ask(client, "the sea", DEFAULT, ratio="21:9", size="2K")))
    assert image.size == (3168, 1344)


def test_every_pair_of_ratio_and_size_has_pixels_of_about_that_ratio() -> None:
    for rule in MODELS:
        for (ratio, _), (width, height) in rule.pixels.items():
            assert abs(width / height / rules.ratio_value(ratio) - 1) < 0.04


def test_the_shape_follows_the_last_picture_sent(client: genai.Client) -> None:
    answer = ask(client, [png(300, 300), png(640, 360), "make it dusk"])
    assert opened(picture(answer)).size == (1376, 768)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(client: genai.Client) -> None:
    one, again, other = (picture(ask(client, "a boat", seed=seed)) for seed in (5, 5, 6))
    assert one == again
    assert one != other


def test_a_seed_holds_for_edits(client: genai.Client) -> None:
    contents = [png(), "make it night"]
    assert picture(ask(client, contents, seed=1)) == picture(ask(client, contents, seed=1))


def test_requests_without_a_seed_differ(client: genai.Client) -> None:
    assert picture(ask(client, "a boat", size="512")) != picture(ask(client, "a boat", size="512"))


def different(client: genai.Client, count: int, **config: Any) -> int:
    """How many different pictures so many equal requests bring, one a seed."""
    return len({picture(ask(client, "a boat", size="512", seed=seed, **config)) for seed in range(count)})


def test_temperature_0_leaves_nothing_to_chance(client: genai.Client) -> None:
    assert different(client, 3, temperature=0.0) == 1
    unseeded = [picture(ask(client, "a boat", size="512", temperature=0.0)) for _ in range(2)]
    assert unseeded[0] == unseeded[1]
    assert picture(ask(client, "a cup", size="512", temperature=0.0)) != unseeded[0]


def test_a_low_temperature_leaves_little_to_chance(client: genai.Client) -> None:
    assert 1 < different(client, 6, temperature=0.1) <= 2
    assert different(client, 6, temperature=1.0) == different(client, 6) == 6


def test_a_seed_holds_at_every_temperature(client: genai.Client) -> None:
    for temperature in (0.4, 1.7):
        one, again = (
            picture(ask(client, "a boat", size="512", seed=5, temperature=temperature)) for _ in range(2)
        )
        assert one == again


def test_a_seed_belongs_to_its_system_instruction_and_its_thinking(client: genai.Client) -> None:
    high = types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)
    options: list[dict[str, Any]] = [{}, {"system_instruction": "Be brief."}, {"thinking_config": high}]
    made = {picture(ask(client, "a boat", size="512", seed=5, **option)) for option in options * 2}
    assert len(made) == 3


def test_a_system_instruction_says_in_what_manner(client: genai.Client) -> None:
    rules = {"system_instruction": "Always paint in watercolour, at night.", "size": "512"}
    words, _image = ask(client, "a boat on the sea", **rules).parts
    assert "night" in words.text
    assert "watercolour" in words.text
    asked, _image = ask(client, "a boat on the sea at noon as pixel art", **rules).parts
    assert "by day" in asked.text
    assert "pixel" in asked.text


def test_usage_adds_up_to_the_token(client: genai.Client) -> None:
    usage = ask(client, [png(), png(), "put image 1 on image 2"], size="512").usage_metadata
    details = {d.modality.name: d.token_count for d in usage.prompt_tokens_details}
    assert details["IMAGE"] == 2 * 1120
    assert usage.prompt_token_count == details["IMAGE"] + details["TEXT"]
    assert usage.candidates_tokens_details[0].token_count == 747
    assert usage.candidates_token_count > 747
    assert usage.thoughts_token_count > 0
    parts = (usage.prompt_token_count, usage.candidates_token_count, usage.thoughts_token_count)
    assert usage.total_token_count == sum(parts)


def test_more_thinking_costs_more_thought_tokens(client: genai.Client) -> None:
    counts = [
        ask(
            client, "a cup", size="512", thinking_config=types.ThinkingConfig(thinking_level=level)
        ).usage_metadata.thoughts_token_count
        for level in (types.ThinkingLevel.MINIMAL, types.ThinkingLevel.HIGH)
    ]
    assert counts[0] * 2 < counts[1]


def test_too_few_output_tokens_end_the_answer_early(client: genai.Client) -> None:
    answer = ask(client, "a cup", max_output_tokens=100)
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert answer.parts is None


def test_pictures_say_that_they_are_emulated_and_hide_the_prompt(client: genai.Client) -> None:
    image = opened(picture(ask(client, "a secret garden", size="512")))
    image.load()
    assert image.info["Software"] == "Proofsheet emulator"
    assert len(image.info["Prompt-SHA256"]) == 64
    assert "secret" not in str(image.info)


def test_models_can_be_listed_and_fetched(client: genai.Client) -> None:
    names = [model.name for model in client.models.list()]
    assert names[0] == f"models/{DEFAULT}"
    assert client.models.get(model=SEEDED).input_token_limit == 131_072


def test_an_alias_answers_as_its_model(client: genai.Client) -> None:
    assert ask(client, "a cup", model="nano-banana-pro-preview").model_version == "gemini-3-pro-image"


def test_retired_models_answer_404_when_told_to() -> None:
    client = in_process(retired="404")
    for model in ("gemini-2.5-flash-image", "gemini-3-pro-image-preview"):
        with pytest.raises(errors.ClientError) as caught:
            ask(client, "a cup", model=model)
        assert caught.value.code == 404
    assert "models/gemini-2.5-flash-image" not in [model.name for model in client.models.list()]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_all_three_formats_are_taken(client: genai.Client, kind: str) -> None:
    photo = types.Part.from_bytes(
        data=encoded(Image.new("RGB", (90, 60), "teal"), kind), mime_type=f"image/{kind.lower()}"
    )
    assert picture(ask(client, [photo, "warmer"], size="512"))


def test_fourteen_references_make_one_picture(client: genai.Client) -> None:
    answer = ask(client, ["combine", *(png(40 + n, 60) for n in range(14))], size="512", ratio="1:1")
    assert opened(picture(answer)).size == (512, 512)
    assert answer.usage_metadata.prompt_token_count >= 14 * 1120


def test_latency_is_what_was_asked_for() -> None:
    waited: list[float] = []
    client = in_process(studio=Studio(latency=(3.0, 4.0), sleep=waited.append))
    ask(client, "a cup", seed=1, size="512")
    ask(client, "a cup", seed=1, size="512")
    assert all(2.0 < seconds < 4.0 for seconds in waited)
    assert len(waited) == 2
