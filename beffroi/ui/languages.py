"""Words in a language that may not be the page's own."""

from __future__ import annotations

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


def said(text: str, language: str) -> str:
    """A text that exists in one language: on a page in another, the markup says which, for screen readers."""
    return text if language == get_language() else format_html('<span lang="{}">{}</span>', language, text)


def in_french(text: str) -> str:
    """Words of a package that only agents read: they exist in French."""
    return said(text, "fr")


def sentence(text: str, **parts: str) -> SafeString:
    """A translated sentence with ``%(name)s`` for parts that may be marked; everything else is escaped."""
    return mark_safe(escape(text) % {name: conditional_escape(part) for name, part in parts.items()})
