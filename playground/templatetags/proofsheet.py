"""How money, times, models and icons are written, in one place."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from playground import catalogue
from playground.queries import conversations
from playground.services import ledger

register = template.Library()
MICRO = Decimal(1_000_000)
THEMES = ("auto", "light", "dark")
ICON_SIZES = {"": "icon", "small": "icon icon-small", "large": "icon icon-large"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A symbol of the page's sprite; always beside words, so hidden from screen readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"></use></svg>',
        ICON_SIZES[size],
        name,
    )


@register.filter
def money(micros: int) -> str:
    """Micro-dollars as a price: two decimals, three when the third is not zero ($0.24, $0.067)."""
    dollars = (Decimal(micros) / MICRO).quantize(Decimal("0.001"), ROUND_HALF_UP)
    if micros > 0 and dollars == 0:
        return f"<${_number(Decimal('0.001'), 3)}"
    places = 2 if dollars == dollars.quantize(Decimal("0.01")) else 3
    return f"${_number(dollars, places)}"


@register.filter
def money_exact(micros: int) -> str:
    """Micro-dollars with four decimals, for the breakdown of a cost."""
    dollars = (Decimal(micros) / MICRO).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"${_number(dollars, 4)}"


@register.filter
def seconds(value: float | None) -> str:
    """One decimal and a space ("6.2 s"); nothing for None."""
    if value is None:
        return ""
    return _("%(seconds)s s") % {"seconds": number_format(round(value, 1), 1)}


@register.filter
def model_name(model_id: str) -> str:
    """What people call a model, ", retired" behind one that Google no longer offers."""
    try:
        model = catalogue.get(model_id)
    except catalogue.UnknownModel:
        return model_id
    if model.retired_on(ledger.today()):
        return _("%(name)s, retired") % {"name": model.name}
    return model.name


@register.filter
def day_name(day: datetime.date) -> str:
    """Today, Yesterday, else the date; the year only where it is not this one."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - datetime.timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "j F" if day.year == today.year else "j F Y")


@register.filter
def clock(moment: datetime.datetime) -> str:
    """The time of day, local."""
    # Translators: a time of day, in the format of Django's date filter.
    return date_format(timezone.localtime(moment), _("H:i"), use_l10n=False)


@register.filter
def moment(when: datetime.datetime) -> str:
    """Day and time ("19 Nov, 17:42"), local; with the year where it is not this one."""
    local = timezone.localtime(when)
    # Translators: day and time, in the format of Django's date filter.
    pattern = _("j M, H:i") if local.year == timezone.localdate().year else _("j M Y, H:i")
    return date_format(local, pattern, use_l10n=False)


@register.filter
def grouped(value: int) -> str:
    """A whole number with separators between thousands."""
    return number_format(value, 0, force_grouping=True)


@register.filter
def alt(prompt: str, frame: str) -> str:
    """A picture's text alternative: its frame number and the prompt, cut to 120 characters."""
    line = " ".join(prompt.split())
    if len(line) > 120:
        line = line[:119].rstrip() + "…"
    return f"{frame}: {line}"


@register.filter
def plain(value: int) -> str:
    """A number as a machine writes it, without separators."""
    return str(value)


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Whole percent from 0 to 100; 100 when there is nothing to be part of."""
    return max(0, min(100 * part // whole, 100)) if whole > 0 else 100


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme that was chosen in this browser; "auto" follows the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("proofsheet_theme") if request else None
    return chosen if chosen in THEMES else "auto"


@register.simple_tag(takes_context=True)
def running_jobs(context: template.Context) -> int:
    """How many of the team's jobs are queued or running."""
    return conversations.running(context["request"].team)


@register.simple_tag
def demo_mode() -> bool:
    """Whether pictures come from the built-in emulator because no key is set."""
    return not settings.GEMINI_API_KEY


def _number(value: Decimal, places: int) -> str:
    return number_format(value, places, force_grouping=True)
