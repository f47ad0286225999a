"""The differences between two versions as a manager reads them: what happened, to what, and how to put it back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.procedures import queries
from beffroi.procedures.models import DraftVersion

#: Of each sign of a change: the shape of its badge, its word.
_WORDS: Final = {
    "+": ("done", gettext_lazy("Ajouté")),
    "-": ("refused", gettext_lazy("Retiré")),
    "~": ("progress", gettext_lazy("Changé")),
    "↕": ("neutral", gettext_lazy("Déplacé")),
}
#: The name of a part behind its words.
_NAME: Final = re.compile(r"» \([^()«»]*\)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: its badge, where it stands, what it says; ``key`` when it can be put back."""

    badge: tuple[str, Any]
    where: tuple[str, ...]
    words: str
    details: tuple[str, ...] = ()
    key: str = ""

    @property
    def what(self) -> str:
        """What was changed, in one word for a button."""
        return self.where[-1] if self.where else ""


def change_lines(
    changes: Iterable[queries.Change], definition: queries.Definition, draft: DraftVersion | None = None
) -> list[Line]:
    """A line for each, the translations in one; those of a ``draft`` may be put back where that is possible."""
    held = list(changes)
    told = [_line(one, definition, draft) for one in held if not _translated(one)]
    translated = [one for one in held if _translated(one) and one.kind != "moved"]
    return [*told, *([_translations(translated)] if translated else [])]


def _translated(change: queries.Change) -> bool:
    return change.place[0] == "translations"


def _translations(changes: Sequence[queries.Change]) -> Line:
    found = {str(one.place[1]) for one in changes if len(one.place) > 1}
    languages = sorted(found, key="nl de en".find)
    count = max(Counter(one.place[1] for one in changes).values())
    said = ngettext("%(n)s texte traduit (%(languages)s)", "%(n)s textes traduits (%(languages)s)", count)
    return Line(_WORDS["~"], (said % {"n": count, "languages": ", ".join(languages)},), "")


def _line(change: queries.Change, definition: queries.Definition, draft: DraftVersion | None) -> Line:
    where = tuple(_plain(one) for one in change.where)
    possible = draft is not None and queries.data_without(draft, change) is not None
    return Line(
        _WORDS[change.sign],
        where,
        _words(change, definition),
        _details(change, definition),
        change.key if possible else "",
    )


def _plain(words: str) -> str:
    """A part by its words, without the name that the program gives it."""
    return _NAME.sub("»", words)


def _words(change: queries.Change, definition: queries.Definition) -> str:
    """What stood there and what stands there; of a move, from where to where."""
    if change.kind == "moved":
        if isinstance(change.before, str):
            pages = {page.name: page.title for page in definition.package.form.pages}
            places = {
                "before": pages.get(change.before, change.before),
                "after": pages.get(change.after, change.after),
            }
            return _("de la page « %(before)s » à la page « %(after)s »") % places
        return _("plus haut") if change.after < change.before else _("plus bas")
    before, after = change.sides
    if change.sign == "~":
        return f"{before} → {after}"
    value = change.before if change.sign == "-" else change.after
    return "" if isinstance(value, dict) else (before or after)


def _details(change: queries.Change, definition: queries.Definition) -> tuple[str, ...]:
    """What a new question is: its type, whether it must be answered, when it is asked."""
    if change.kind != "added" or change.part != "Field":
        return ()
    held = change.after
    said = [
        queries.type_said(held.get("type", "")),
        _("Réponse obligatoire") if held.get("required", True) else _("Réponse facultative"),
    ]
    if held.get("when"):
        said.append(_("Posée seulement si %(condition)s") % {"condition": held["when"]})
    return tuple(said)
