"""Text in several languages, as packs and packages write it, with a visible fallback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

DEFAULT = "fr"


@dataclass(frozen=True, slots=True)
class Text:
    """A text by language code; ``fr`` is always there.

    ``in_(language)`` gives the words and the language they are really in, so that a screen can set ``lang``.
    """

    by_language: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text | None) -> Text:
        """Read a plain string (French) or a mapping of languages."""
        if isinstance(value, Text):
            return value
        if value is None:
            return cls({})
        return cls({DEFAULT: value} if isinstance(value, str) else dict(value))

    def in_(self, language: str | None = None) -> tuple[str, str]:
        """The words and their real language: the one asked for, else French, else any."""
        language = language or get_language() or DEFAULT
        for code in (language, language.split("-")[0], DEFAULT, *self.by_language):
            if self.by_language.get(code):
                return self.by_language[code], code
        return "", language

    @property
    def lang(self) -> str:
        """The language ``str()`` really gives."""
        return self.in_()[1]

    def __str__(self) -> str:
        return self.in_()[0]

    def __bool__(self) -> bool:
        return any(self.by_language.values())
