"""What can be asked of which model, and what it costs. No database, no network.

The facts are in models.toml and prices.toml beside this file, each with source and date. They are
read and checked at import; a file that breaks a rule raises BadCatalogue. Money is whole
micro-dollars everywhere.
"""

from playground.catalogue.costing import Cost, TokenUsage, cost
from playground.catalogue.data import (
    DEFAULT_MODEL,
    RATIOS,
    find,
    get,
    models,
    nearest_ratio,
    offers,
    prices,
)
from playground.catalogue.gate import MAX_SEED, MAX_TEMPERATURE, Problem, ProblemCode, problems
from playground.catalogue.model import Alias, Fact, Family, Gone, Model, Size, UnknownModel
from playground.catalogue.money import Line
from playground.catalogue.pricebook import NoPrice, Price, PriceBook, Tier
from playground.catalogue.quoting import Ask, Quote, quote, text_tokens
from playground.catalogue.reading import BadCatalogue

__all__ = [
    "DEFAULT_MODEL",
    "MAX_SEED",
    "MAX_TEMPERATURE",
    "RATIOS",
    "Alias",
    "Ask",
    "BadCatalogue",
    "Cost",
    "Fact",
    "Family",
    "Gone",
    "Line",
    "Model",
    "NoPrice",
    "Price",
    "PriceBook",
    "Problem",
    "ProblemCode",
    "Quote",
    "Size",
    "Tier",
    "TokenUsage",
    "UnknownModel",
    "cost",
    "find",
    "get",
    "models",
    "nearest_ratio",
    "offers",
    "prices",
    "problems",
    "quote",
    "text_tokens",
]
