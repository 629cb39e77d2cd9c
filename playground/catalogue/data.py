"""The catalogue of this installation: both files, read and checked once, at import."""

from __future__ import annotations

from playground.catalogue.loading import load
from playground.catalogue.model import Model, UnknownModel
from playground.catalogue.pricebook import PriceBook
from playground.catalogue.ratios import nearest

CATALOGUE = load()

RATIOS: tuple[str, ...] = CATALOGUE.ratios
"""Every aspect ratio of any model, in display order."""

DEFAULT_MODEL: str = CATALOGUE.models[0].id


def models() -> tuple[Model, ...]:
    """All models in display order, the default first, retired ones included."""
    return CATALOGUE.models


def get(model_id: str) -> Model:
    """The model with this id or alias; "models/x" is the same as "x". Raises UnknownModel."""
    name = model_id.removeprefix("models/")
    try:
        return CATALOGUE.by_id[name]
    except KeyError:
        raise UnknownModel(model_id, CATALOGUE.gone.get(name)) from None


def find(words: str) -> Model:
    """The model that a person means: its id, an alias or its name, in any case. Raises UnknownModel.

    No two have the same name: such a catalogue is not loaded.
    """
    typed = " ".join(words.split()).lower()
    named = (model for model in models() if model.name.lower() == typed)
    return next(named, None) or get(typed)


def prices() -> PriceBook:
    return CATALOGUE.prices


def nearest_ratio(model: Model | str, ratio: str) -> str:
    """The offered ratio that is closest in shape. Raises UnknownModel, ValueError."""
    return nearest(_model(model).ratios, ratio)


def offers(model: Model | str, ratio: str, size: str) -> bool:
    """Whether the model offers this ratio at this size. Raises UnknownModel."""
    return _model(model).offers(ratio, size)


def _model(model: Model | str) -> Model:
    return get(model) if isinstance(model, str) else model
