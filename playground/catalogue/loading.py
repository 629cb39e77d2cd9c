"""models.toml and prices.toml into values, with every rule checked that the rest relies on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from playground.catalogue.model import Alias, Fact, Family, Gone, Model, Size
from playground.catalogue.pricebook import PriceBook, Tier, load_prices
from playground.catalogue.ratios import fraction
from playground.catalogue.reading import BadCatalogue, Table

HERE = Path(__file__).parent

Pixels = dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    ratios: tuple[str, ...]
    models: tuple[Model, ...]
    by_id: Mapping[str, Model]
    gone: Mapping[str, Gone]
    prices: PriceBook


def load(models_file: Path = HERE / "models.toml", prices_file: Path = HERE / "prices.toml") -> Catalogue:
    """Read and check both files. Raises BadCatalogue with file, table and a sentence."""
    top = Table.of_file(models_file)
    if top.count("schema") != 1:
        raise top.fail("schema must be 1.")
    ratios = _ratios(top)
    pixels = {name: _pixels(table) for name, table in top.table("pixels").named_tables()}
    models = tuple(_model(table, pixels, ratios) for table in top.tables("models"))
    gone = {entry.id: entry for entry in map(_gone, top.tables("gone"))}
    top.finish()
    by_id = _by_id(top, models, gone)
    _check_successors(top, models, gone)
    prices = load_prices(prices_file)
    _check_prices(prices_file.name, models, prices)
    return Catalogue(ratios, models, MappingProxyType(by_id), MappingProxyType(gone), prices)


def _ratios(top: Table) -> tuple[str, ...]:
    ratios = top.texts("ratios")
    for ratio in ratios:
        try:
            fraction(ratio)
        except ValueError as error:
            raise top.fail(f"ratios holds {ratio}, which is not of the form 16:9.") from error
    return ratios


def _pixels(table: Table) -> Pixels:
    table.text("source")
    table.day("checked")
    rows = table.table("rows")
    found: Pixels = {}
    for ratio, sizes in rows.named_tables():
        for size in ("512", "1K", "2K", "4K"):
            if sizes.has(size):
                found[ratio, size] = sizes.pair(size)
        sizes.finish()
    table.finish()
    _check_shapes(rows, found)
    return found


def _check_shapes(rows: Table, pixels: Pixels) -> None:
    """A typing error such as 792x168 for 21:9 shows as a shape that is far off its ratio."""
    for (ratio, size), (width, height) in pixels.items():
        if not width or not height:
            raise rows.fail(f"{ratio} at {size} has no area.")
        off = fraction(ratio) / fraction(f"{width}:{height}")
        if max(off, 1 / off) > 1.08:
            raise rows.fail(f"{ratio} at {size} is {width}x{height}, which is not {ratio}.")


def _model(table: Table, pixels: Mapping[str, Pixels], ratios: tuple[str, ...]) -> Model:
    sizes = tuple(_size(entry) for entry in table.tables("sizes"))
    offered = table.texts("ratios")
    typical = table.table("typical")
    model = Model(
        id=table.text("id"),
        alias_list=tuple(_alias(entry) for entry in table.tables("aliases")),
        family=_family(table),
        name=table.text("name"),
        sizes=sizes,
        default_size=table.text("default_size"),
        sends_size=table.flag("sends_size"),
        ratios=tuple(ratio for ratio in ratios if ratio in offered),
        pixels=_offered_pixels(table, pixels, offered, sizes),
        default_ratio=table.text("default_ratio"),
        max_references=table.count("max_references"),
        reference_note=table.text("reference_note", empty=True),
        input_image_tokens=table.count("input_image_tokens"),
        input_image_tokens_max=table.count("input_image_tokens_max"),
        thinking=table.texts("thinking"),
        default_thinking=table.optional_text("default_thinking"),
        thinking_always=table.flag("thinking_always"),
        takes_seed=table.flag("takes_seed"),
        takes_temperature=table.flag("takes_temperature"),
        takes_system=table.flag("takes_system"),
        grounding_web=table.flag("grounding_web"),
        grounding_image=table.flag("grounding_image"),
        flex=table.optional_flag("flex"),
        batch=table.flag("batch"),
        signatures=table.flag("signatures"),
        latency_seconds=table.pair("latency_seconds"),
        context_in=table.count("context_in"),
        context_out=table.count("context_out"),
        released=table.day("released"),
        deprecated=table.optional_day("deprecated"),
        shut_down=table.optional_day("shut_down"),
        successor=table.optional_text("successor"),
        notes=table.texts("notes"),
        facts=tuple(_fact(entry) for entry in table.tables("facts")),
        typical_thoughts=MappingProxyType(typical.counts("thoughts")),
        typical_text=typical.count("text"),
        room=MappingProxyType(table.counts("room")),
    )
    typical.finish()
    table.finish()
    _check_choices(table, model, offered, ratios)
    _check_thinking(table, model)
    _check_life(table, model)
    return model


def _offered_pixels(
    table: Table, pixels: Mapping[str, Pixels], ratios: tuple[str, ...], sizes: tuple[Size, ...]
) -> Mapping[tuple[str, str], tuple[int, int]]:
    name = table.text("pixels")
    if name not in pixels:
        raise table.fail(f"pixels names {name}, and there is no such table.")
    offered: Pixels = {}
    for ratio in ratios:
        for size in sizes:
            if (ratio, size.name) not in pixels[name]:
                raise table.fail(f"there are no pixels for {ratio} at {size.name} in {name}.")
            offered[ratio, size.name] = pixels[name][ratio, size.name]
    return MappingProxyType(offered)


def _size(table: Table) -> Size:
    size = Size(table.text("name"), table.count("image_tokens"))
    table.finish()
    return size


def _alias(table: Table) -> Alias:
    alias = Alias(table.text("id"), table.optional_day("shut_down"))
    table.finish()
    return alias


def _fact(table: Table) -> Fact:
    fact = Fact(table.text("about"), table.text("source"), table.day("date"))
    table.finish()
    return fact


def _gone(table: Table) -> Gone:
    gone = Gone(
        table.text("id"),
        table.optional_day("shut_down"),
        table.text("successor"),
        table.text("source"),
        table.day("date"),
    )
    table.finish()
    return gone


def _family(table: Table) -> Family:
    match table.text("family"):
        case "gemini":
            return "gemini"
        case "imagen":
            return "imagen"
    raise table.fail("family must be gemini or imagen.")


def _check_choices(table: Table, model: Model, offered: tuple[str, ...], ratios: tuple[str, ...]) -> None:
    unknown = set(offered) - set(ratios)
    if unknown:
        raise table.fail(f"offers ratios that the list at the top lacks: {sorted(unknown)}.")
    if model.default_size not in model.size_names:
        raise table.fail("default_size is not among its sizes.")
    if model.default_ratio not in model.ratios:
        raise table.fail("default_ratio is not among its ratios.")
    if model.input_image_tokens_max < model.input_image_tokens:
        raise table.fail("input_image_tokens_max is less than input_image_tokens.")
    if model.latency_seconds[0] > model.latency_seconds[1]:
        raise table.fail("latency_seconds must be [low, high].")
    if not model.facts:
        raise table.fail("facts is empty: every model needs a source.")
    if model.family == "gemini" and not all(size.image_tokens for size in model.sizes):
        raise table.fail("every size of a gemini model needs image_tokens.")


def _check_thinking(table: Table, model: Model) -> None:
    if bool(model.thinking) != (model.default_thinking is not None):
        raise table.fail("default_thinking belongs to a model with levels, and to no other.")
    if model.default_thinking is not None and model.default_thinking not in model.thinking:
        raise table.fail("default_thinking is not among its levels.")
    keys = model.thinking or (model.thinking_key(None),)
    thoughts = () if keys == ("none",) else keys
    if set(model.room) != set(keys) or set(model.typical_thoughts) != set(thoughts):
        raise table.fail(f"room and typical thoughts need exactly these keys: {', '.join(keys)}.")
    for key in keys:
        if model.typical_thoughts.get(key, 0) + model.typical_text > model.room[key]:
            raise table.fail(f"the room for {key} is less than what is typical.")
    for size in model.sizes:
        if size.image_tokens + max(model.room.values()) > model.context_out:
            raise table.fail(f"size {size.name} and its room do not fit into context_out.")


def _check_life(table: Table, model: Model) -> None:
    days = [day for day in (model.released, model.deprecated, model.shut_down) if day is not None]
    if days != sorted(days):
        raise table.fail("released, deprecated and shut_down are not in this order.")
    if len(days) > 1 and model.successor is None:
        raise table.fail("a model that ends needs a successor.")


def _by_id(top: Table, models: tuple[Model, ...], gone: Mapping[str, Gone]) -> dict[str, Model]:
    by_id: dict[str, Model] = {}
    names: set[str] = set()
    for model in models:
        if model.name.lower() in names:
            raise top.fail(f"the name {model.name} stands there twice.")
        names.add(model.name.lower())
        for known in (model.id, *model.aliases):
            if known in by_id or known in gone:
                raise top.fail(f"the id {known} stands there twice.")
            by_id[known] = model
    return by_id


def _check_successors(top: Table, models: tuple[Model, ...], gone: Mapping[str, Gone]) -> None:
    ends: dict[str, date | None] = {model.id: model.deprecated or model.shut_down for model in models}
    named = {model.id: model.successor for model in models if model.successor is not None}
    for owner, successor in (named | {entry.id: entry.successor for entry in gone.values()}).items():
        if successor not in ends:
            raise top.fail(f"{owner} names the successor {successor}, which is not a model here.")
        if ends[successor] is not None:
            raise top.fail(f"{owner} names the successor {successor}, which ends itself.")


def _check_prices(file: str, models: tuple[Model, ...], prices: PriceBook) -> None:
    unknown = {row.model for row in prices.rows} - {model.id for model in models}
    if unknown:
        raise BadCatalogue(file, f"prices models that are not there: {', '.join(sorted(unknown))}.")
    for model in models:
        sold = {Tier.STANDARD: True, Tier.BATCH: model.batch, Tier.FLEX: bool(model.flex)}
        for tier, offered in sold.items():
            _check_tier(file, model, tier, offered, prices)


def _check_tier(file: str, model: Model, tier: Tier, offered: bool, prices: PriceBook) -> None:
    where = f"{file}, prices {model.id}"
    history = prices.history(model.id, tier)
    if bool(history) != offered:
        verb = "is offered" if offered else "is not offered"
        raise BadCatalogue(where, f"the tier {tier} {verb}, and it has {len(history)} prices.")
    if history and history[0].valid_from > model.released:
        raise BadCatalogue(where, f"the first {tier} price starts after the release.")
    if any((row.per_image is None) != (model.family == "gemini") for row in history):
        raise BadCatalogue(where, "per_image is for imagen models, and for them only.")
    if any(not row.query for row in history) and (model.grounding_web or model.grounding_image):
        raise BadCatalogue(where, f"the {tier} price lacks query, and the model can search.")
