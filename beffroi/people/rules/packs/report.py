"""What loading a pack did or would do, in lines for the operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .difference import Change, Difference

KIND_LABELS = {
    "municipality": gettext_lazy("commune"),
    "section": gettext_lazy("section"),
    "street": gettext_lazy("rue"),
    "school": gettext_lazy("école"),
    "organisation": gettext_lazy("identité de la commune"),
    "department": gettext_lazy("service"),
    "contact_point": gettext_lazy("point de contact"),
    "opening": gettext_lazy("heures d’ouverture"),
    "opening_exception": gettext_lazy("ouverture exceptionnelle"),
    "closing_day": gettext_lazy("jour de fermeture"),
}
#: A longer list (a first load) is counted by kind only.
_LINES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PackReport:
    """The difference between a pack and the database; ``kept_by_desk`` is what the pack may not overwrite."""

    slug: str
    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    kept_by_desk: tuple[Change, ...] = ()
    unchanged: int = 0

    @classmethod
    def of(cls, slug: str, differences: dict[str, Difference], objects: int) -> PackReport:
        """The report of all kinds together; ``objects`` is how many the pack describes."""
        every = list(differences.values())
        added = tuple(change for found in every for change in found.added)
        changed = tuple(change for found in every for change in found.changed)
        return cls(
            slug=slug,
            added=added,
            changed=changed,
            removed=tuple(change for found in every for change in found.removed),
            kept_by_desk=tuple(change for found in every for change in found.kept),
            unchanged=objects - len(added) - len(changed),
        )

    @property
    def is_empty(self) -> bool:
        """Whether the pack changes nothing."""
        return not (self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield _("Paquet « %(slug)s »") % {"slug": self.slug}
        for title, changes in (
            (_("ajoutés"), self.added),
            (_("changés"), self.changed),
            (_("retirés"), self.removed),
            (_("gardés tels que le bureau les a modifiés"), self.kept_by_desk),
        ):
            if changes:
                yield f"  {len(changes)} {title} ({_by_kind(changes)})"
                yield from _shown(changes)
        yield "  " + _("%(count)d sans changement") % {"count": self.unchanged}


def _by_kind(changes: tuple[Change, ...]) -> str:
    counts = Counter(change.kind for change in changes)
    return ", ".join(f"{KIND_LABELS[kind]} : {count}" for kind, count in counts.items())


def _shown(changes: tuple[Change, ...]) -> Iterator[str]:
    if len(changes) > _LINES_SHOWN:
        return
    for change in changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        yield f"    {KIND_LABELS[change.kind]} · {change.key}{fields}"
