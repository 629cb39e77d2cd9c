"""What the composer offers to choose from: rows of models, ratio shapes, sizes, levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from playground import catalogue
from playground.catalogue.ratios import fraction

# A ratio's shape is drawn with the area of a 14 pixel square, in a box of 20 by 22.
SIDE, BOX_WIDTH, BOX_HEIGHT, LONGEST = 14.0, 20, 22, 19.0
# How long before its end a model's shut-down is announced.
NOTICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class ModelRow:
    """`dim`: not for this request, `off`: cannot be chosen at all, `wide`: the note has a line of its own."""

    model: catalogue.Model
    price: int
    note: str
    dim: bool = False
    off: bool = False
    wide: bool = False

    @property
    def latency(self) -> str:
        low, high = self.model.latency_seconds
        return _("%(low)d–%(high)d s") % {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class RatioTile:
    ratio: str
    title: str
    offered: bool
    width: str
    height: str
    x: str
    y: str

    @property
    def slug(self) -> str:
        return self.ratio.replace(":", "-")


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """`price` is None where the model does not offer this size, and `title` says so."""

    name: str
    price: int | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: its value in the form, and its name."""

    value: str
    name: str
    chosen: bool


def ratio_tile(model: catalogue.Model, ratio: str, size: str) -> RatioTile:
    shape = float(fraction(ratio)) ** 0.5
    width, height = SIDE * shape, SIDE / shape
    scale = min(1.0, LONGEST / width, LONGEST / height)
    width, height = width * scale, height * scale
    offered = ratio in model.ratios
    pixels = "{} × {} px".format(*model.pixels[(ratio, size)]) if offered else ""
    return RatioTile(
        ratio=ratio,
        title=pixels or not_offered(model),
        offered=offered,
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        x=f"{(BOX_WIDTH - width) / 2:.1f}",
        y=f"{(BOX_HEIGHT - height) / 2:.1f}",
    )


def size_names(models: Iterable[catalogue.Model]) -> list[str]:
    """Every size that one of the models offers, smallest first."""
    return sorted({name for model in models for name in model.size_names}, key=_pixels)


def not_offered(model: catalogue.Model) -> str:
    return _("Not offered by %s") % model.name


def last_days(model: catalogue.Model, today: date) -> str:
    """That a model shuts down, from NOTICE_DAYS before; empty until then, and once it has."""
    if model.shut_down is None or not 0 < (model.shut_down - today).days <= NOTICE_DAYS:
        return ""
    left = (model.shut_down - today).days
    words = ngettext(
        "%(model)s shuts down in %(days)d day, on %(date)s.",
        "%(model)s shuts down in %(days)d days, on %(date)s.",
        left,
    )
    # Translators: day and month, in the format of Django's date filter.
    day = date_format(model.shut_down, _("j F"), use_l10n=False)
    return words % {"model": model.name, "days": left, "date": day}


def level_name(level: str) -> str:
    """A thinking level in words."""
    names = {
        "minimal": pgettext("thinking level", "Minimal"),
        "low": pgettext("thinking level", "Low"),
        "medium": pgettext("thinking level", "Medium"),
        "high": pgettext("thinking level", "High"),
    }
    return names.get(level, level)


def _pixels(size: str) -> int:
    return int(size.removesuffix("K")) * (1024 if size.endswith("K") else 1)
