"""What a move of open cases would do, or did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.cases import queries as cases
from beffroi.desk.cases.words import phase_tag
from beffroi.procedures import queries

from .shelf import language, open_cases
from .which import name_of

_WHY: Mapping[str, str | Promise] = {
    "busy": gettext_lazy("Beffroi travaille encore à ce dossier : réessayez plus tard."),
    "nowhere": gettext_lazy("Son étape n’a pas de place dans la nouvelle version."),
    "no_clock": gettext_lazy("Son délai légal court, et la nouvelle version n’en prévoit pas."),
    "circle": gettext_lazy("Le circuit de la nouvelle version tourne en rond avec ce dossier."),
    "exit": gettext_lazy("Avec ces réponses, le nouveau formulaire refuse la demande."),
    "unfit": gettext_lazy("« %(question)s » : la réponse donnée ne convient plus."),
    "unanswered": gettext_lazy("« %(question)s » : la question est nouvelle, personne n’y a répondu."),
    "unasked": gettext_lazy(
        "« %(question)s » : la question n’y est plus. La réponse est gardée, mais ne se lit plus dans le dossier."
    ),
}


@dataclass(frozen=True)
class Versions:
    """The version that cases leave, and the one to which they go."""

    before: queries.Definition
    after: queries.Definition

    def line(self, line: cases.MoveLine) -> dict[str, Any]:
        """Where the cases of a status go, and what changes for them there."""
        return {
            "status": status_said(self.before, line.status),
            "count": line.count,
            "to": status_said(self.after, line.to) if line.to else "",
            "changes": self._changes(line),
        }

    def _changes(self, line: cases.MoveLine) -> list[str]:
        if line.changes is None:
            return []
        after = self.after.statuses[line.to]
        said = []
        if line.changes.task and after.task:
            said.append(_("Tâche : %(task)s") % {"task": self.after.say(after.task.label, language())})
        elif line.changes.task:
            said.append(_("Plus de tâche pour un agent"))
        if line.changes.delays:
            said.append(_("Délais : comptés depuis l’arrivée à l’étape ; un délai passé agit aussitôt"))
        if line.changes.phase:
            said.append(_("Avancement : %(phase)s") % {"phase": phase_tag(after.phase)[0]})
        return said

    def why(self, why: cases.Why) -> dict[str, Any]:
        """A reason, with what the form says, how many cases have it and the first numbers."""
        return {
            "why": str(_WHY[why.kind]) % {"question": self._question(why.field)},
            "message": why.message if why.kind == "unfit" else "",
            "count": why.count,
            "cases": open_cases(why.count),
            "numbers": sorted(why.numbers),
            "others": _others(why.count - len(why.numbers)),
        }

    def _question(self, name: str) -> str:
        """A question as people read it, in the new version when it still asks it."""
        for definition in (self.after, self.before):
            found = definition.fields.get(name) or definition.agent_fields.get(name)
            if found is not None:
                return definition.say(found.label, language()) or name
        return name


def status_said(definition: queries.Definition, name: str) -> str:
    """A status as agents read it."""
    return definition.say(definition.statuses[name].label, language())


def _others(count: int) -> str:
    """How many cases have no number told."""
    return ngettext("et %(n)s autre", "et %(n)s autres", count) % {"n": count} if count else ""


def move_said(move: Any) -> dict[str, Any]:
    """A move that was asked: how far it is, or how it ended."""
    versions = Versions(queries.definition(move.from_version_id), queries.definition(move.to_version_id))
    return {
        "move": move,
        "to": name_of(move.to_version.number),
        "who": move.asked_by.account.get_full_name(),
        "running": move.ended_at is None,
        "counts": _counts(move.moved, move.left),
        "reasons": [versions.why(why) for why in cases.whys_of(move)],
    }


def _counts(moved: int, left: int) -> str:
    said = [_("aucun dossier déplacé")]
    if moved:
        said = [ngettext("%(n)s dossier déplacé", "%(n)s dossiers déplacés", moved) % {"n": moved}]
    if left:
        said.append(ngettext("%(n)s dossier resté", "%(n)s dossiers restés", left) % {"n": left})
    return ", ".join(said)
