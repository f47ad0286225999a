"""Words in a language that may not be the page's own."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import get_language


def said(text: str, language: str) -> str:
    """A text that exists in one language: on a page in another, the markup says which, for screen readers."""
    return text if language == get_language() else format_html('<span lang="{}">{}</span>', language, text)
