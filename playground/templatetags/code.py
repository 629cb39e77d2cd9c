"""How code, JSON and sizes of files are shown."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from playground import code
from playground.file_size import rounded

register = template.Library()


@register.filter
def tint(text: str, language: str) -> SafeString:
    """A program with its comments, strings and keywords marked."""
    pieces = ((kind, piece) for kind, piece in code.tinted(text, language) if piece)
    return format_html_join("", "{}", ((_marked(kind, piece),) for kind, piece in pieces))


@register.filter
def tint_json(value: object) -> SafeString:
    """A body as it was kept: JSON, or the text of what was none."""
    return format_html("{}", value) if isinstance(value, str) else tint(code.pretty(value), "json")


@register.filter
def file_size(count: int) -> str:
    """0.6 kB, 975.2 kB, 5.8 MB, as the reader's language writes numbers."""
    size, unit = rounded(count)
    words = _("%(size)s kB") if unit == "kB" else _("%(size)s MB")
    return words % {"size": number_format(size, 1)}


def _marked(kind: str, piece: str) -> SafeString:
    return format_html('<span class="code-{}">{}</span>', kind, piece) if kind else format_html("{}", piece)


@register.filter
def shortened(text: str) -> str:
    """The ends of a long id: 7f3c…91d."""
    return f"{text[:4]}…{text[-3:]}" if len(text) > 12 else text
