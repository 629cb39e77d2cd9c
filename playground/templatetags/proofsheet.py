"""How money, times, models and icons are written, in one place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from playground import __version__, catalogue, imaging, shortcuts
from playground.http import AppRequest
from playground.mentions import pieces
from playground.models import Image, Reference, Theme, TurnReference, User
from playground.queries import gallery, running
from playground.services import ledger

register = template.Library()
MICRO = Decimal(1_000_000)
THEME_COOKIE = "proofsheet_theme"
APPLE = ("Macintosh", "iPhone", "iPad")
ICON_SIZES = {"": "icon", "small": "icon icon-small", "large": "icon icon-large"}


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str, size: str = "") -> SafeString:
    """A symbol of the page's sprite; always beside words, so hidden from screen readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"></use></svg>',
        ICON_SIZES[size],
        name,
    )


@register.simple_tag
def stylesheets(*names: str) -> SafeString:
    """One link for the style sheets of these names, in this order."""
    return format_html('<link rel="stylesheet" href="{}">', static(f"css/{'~'.join(names)}.css"))


@register.simple_block_tag
def modules(content: str) -> SafeString:
    """One script for the modules of the names that stand between the tags, and what they import.

    The page is painted without it: style sheets and the first pictures have the line before it.
    """
    names = "~".join(dict.fromkeys(content.split()))
    return format_html(
        '<script type="module" src="{}" fetchpriority="low"></script>', static(f"js/{names}.js")
    )


@register.filter
def srcset(image: Image) -> str:
    """The thumbnails of a picture with their widths, for browsers to choose from."""
    widths = imaging.thumbnail_widths(image.width, image.height)
    return ", ".join(
        f"{reverse('image_thumbnail', args=[image.pk, spec])} {width}w" for spec, width in widths.items()
    )


@register.filter
def money(micros: int) -> str:
    """Micro-dollars as a price: two decimals, three when the third is not zero ($0.24, $0.067)."""
    return _price(micros, get_language())


# A page repeats few prices many times, and writing one in a language takes longer than looking it up.
@lru_cache(maxsize=5000)
def _price(micros: int, _language: str | None) -> str:
    dollars = (Decimal(micros) / MICRO).quantize(Decimal("0.001"), ROUND_HALF_UP)
    if micros > 0 and dollars == 0:
        return f"<${_number(Decimal('0.001'), 3)}"
    places = 2 if dollars == dollars.quantize(Decimal("0.01")) else 3
    return f"${_number(dollars, places)}"


def marked(micros: int, *, simulated: bool) -> str:
    """A price; demo money says that it is."""
    return f"{money(micros)} {_('demo')}" if simulated else money(micros)


@register.filter
def money_exact(micros: int) -> str:
    """Micro-dollars with four decimals, for the breakdown of a cost."""
    dollars = (Decimal(micros) / MICRO).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"${_number(dollars, 4)}"


@register.filter
def seconds(value: float | None, places: int = 1) -> str:
    """One decimal and a space ("6.2 s"), from 100 s on minutes ("4:07"); nothing for None.

    The same as `static/js/elapsed.js` counts on.
    """
    if value is None:
        return ""
    if value >= 100:
        minutes, rest = divmod(int(value), 60)
        return f"{minutes}:{rest:02d}"
    return _("%(seconds)s s") % {"seconds": number_format(round(value, places), places)}


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


def ahead(moment: datetime.datetime) -> str:
    """A time of day that is still to come, local; midnight is always the next one."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate() or local.time() == datetime.time():
        return clock(moment)
    return _("%(time)s tomorrow") % {"time": clock(moment)}


@register.filter
def clock_exact(moment: datetime.datetime) -> str:
    """The same to the second, where calls of one minute are told apart."""
    # Translators: a time of day with seconds, in the format of Django's date filter.
    return date_format(timezone.localtime(moment), _("H:i:s"), use_l10n=False)


@register.filter
def moment(when: datetime.datetime) -> str:
    """Day and time ("19 Nov, 17:42"), local; with the year where it is not this one."""
    local = timezone.localtime(when)
    # Translators: day and time, in the format of Django's date filter.
    pattern = _("j M, H:i") if local.year == timezone.localdate().year else _("j M Y, H:i")
    return date_format(local, pattern, use_l10n=False)


@register.filter
def when(moment: datetime.datetime) -> str:
    """How long ago, in a word: the time of day today, then the day; the year where it is not this one."""
    day, today = timezone.localdate(moment), timezone.localdate()
    if day == today:
        return clock(moment)
    if day == today - datetime.timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "j M" if day.year == today.year else "j M Y")


@register.filter
def around(text: str, words: Sequence[str]) -> str:
    """The part of a long text in which the first of some words stands, on one line."""
    line = " ".join(text.split())
    found = re.search("|".join(map(re.escape, words)), line, flags=re.IGNORECASE) if words else None
    start = max(found.start() - 24, 0) if found else 0
    if start and (space := line.find(" ", start, start + 12)) > 0:
        start = space + 1
    return f"{'…' if start else ''}{line[start : start + 120]}"


@register.filter
def grouped(value: int) -> str:
    """A whole number with separators between thousands."""
    return number_format(value, 0, force_grouping=True)


@register.filter
def capped(count: int, partial: bool = False) -> str:
    """A count that stopped at its limit, "1,000+"; with `partial` there are at least so many."""
    words = grouped(min(count, gallery.CAP))
    return f"{words}+" if partial or count > gallery.CAP else words


@register.filter
def alt(prompt: str, frame: str) -> str:
    """A picture's text alternative: its frame number and the prompt, cut to 120 characters."""
    line = " ".join(prompt.split())
    if len(line) > 120:
        line = line[:119].rstrip() + "…"
    return f"{frame}: {line}"


@register.filter
def mentions(prompt: str, uses: Iterable[TurnReference]) -> SafeString:
    """A prompt in which each `image N` leads to the N-th reference and shows it when pointed at."""
    references = {use.position: use.reference for use in uses}
    shown = ((text, references.get(number) if number else None) for text, number in pieces(prompt))
    return format_html_join("", "{}", ((_mention(text, found),) for text, found in shown))


def _mention(text: str, found: Reference | None) -> str:
    if found is None:
        return text
    return format_html(
        '<a class="mention" href="{}" data-picture="{}">{}</a>',
        reverse("reference_file", args=[found.pk]),
        reverse("reference_thumbnail", args=[found.pk, "tile"]),
        text,
    )


@register.filter
def plain(value: int) -> str:
    """A number as a machine writes it, without separators."""
    return str(value)


@register.filter
def bolded(text: str, words: Sequence[str]) -> SafeString:
    """The text, escaped, with these words in bold wherever they stand."""
    if not words:
        return conditional_escape(text)
    anyone = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.I)
    parts, at = [], 0
    for found in anyone.finditer(text):
        parts += [escape(text[at : found.start()]), format_html("<b>{}</b>", found[0])]
        at = found.end()
    return SafeString("".join([*parts, escape(text[at:])]))


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme that the person chose, on whatever machine; else the one of this browser.

    "auto" follows the system.
    """
    person = _person(context)
    if person and person.theme != Theme.AUTO:
        return person.theme
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in Theme.values else Theme.AUTO.value


@register.simple_tag(takes_context=True)
def single_keys(context: template.Context) -> str:
    """Whether shortcuts of one key are "on" or "off" for this person."""
    person = _person(context)
    return "off" if person and not person.single_keys else "on"


@register.filter
def reader(request: AppRequest) -> str:
    """Who reads and how, as far as it changes what is written: a part of the key of kept fragments."""
    rights = "writes" if request.membership.may_write else "reads"
    return f"{request.user.pk}:{rights}:{get_language()}:{timezone.get_current_timezone_name()}"


@register.simple_tag(takes_context=True)
def running_jobs(context: template.Context) -> running.Running:
    """What of the team is queued or running."""
    request = context["request"]
    return running.of(request.team, request.user)


@register.simple_tag(takes_context=True)
def modifier(context: template.Context) -> str:
    """ "⌘" on a Mac; elsewhere "Ctrl ", with the space that keeps a word and a sign apart."""
    request = context.get("request")
    apple = request is not None and any(word in request.headers.get("User-Agent", "") for word in APPLE)
    return "⌘" if apple else f"{_('Ctrl')} "


@register.simple_tag(takes_context=True)
def key(context: template.Context, name: str) -> SafeString:
    """The caps of a key or of keys pressed at once; "Mod" is ⌘ on a Mac and Ctrl elsewhere."""
    caps = [modifier(context).strip() if cap == "Mod" else cap for cap in shortcuts.caps(name)]
    return format_html_join("", "<kbd>{}</kbd>", ((cap,) for cap in caps))


@register.simple_tag
def version() -> str:
    return __version__


@register.simple_tag(takes_context=True)
def demo_notice(context: template.Context) -> bool:
    """Whether to say that pictures come from the built-in emulator: no key is set, and nobody closed it."""
    closed = context["request"].COOKIES.get("proofsheet_banner") == "closed"
    return not settings.GEMINI_API_KEY and not closed


def _person(context: template.Context) -> User | None:
    """Who is signed in, as the middleware found out; nobody on the page of a server that has failed."""
    return getattr(context.get("request"), "person", None)


def _number(value: Decimal, places: int) -> str:
    return number_format(value, places, force_grouping=True)
