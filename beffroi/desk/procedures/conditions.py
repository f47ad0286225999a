"""A condition as a person chooses it: always, or only if a question was answered so; the formula stays within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.procedures import queries

#: Keys that hold a condition, with what is asked about it.
_ASKED: Final[Mapping[str, Promise]] = {
    "Field.when": gettext_lazy("Quand poser cette question ?"),
    "Page.when": gettext_lazy("Quand montrer cette page ?"),
    "Option.when": gettext_lazy("Quand proposer cette réponse ?"),
    "Transition.when": gettext_lazy("Quand cette transition est-elle possible ?"),
    "Prefill.when": gettext_lazy("Quand préremplir ?"),
    "Fee.free_when": gettext_lazy("Quand est-ce gratuit ?"),
    "Reads.subject_is_applicant": gettext_lazy("Quand le demandeur est-il la personne concernée ?"),
    "when": gettext_lazy("Quand cela compte-t-il ?"),
}
_HOWS: Final[Mapping[str, Promise]] = {
    "is": gettext_lazy("est l’une des réponses cochées"),
    "is_not": gettext_lazy("n’est aucune des réponses cochées"),
    "text.is": gettext_lazy("est exactement"),
    "text.is_not": gettext_lazy("n’est pas"),
    "holds": gettext_lazy("contient"),
    "holds_not": gettext_lazy("ne contient pas"),
    "yes": gettext_lazy("est « oui »"),
    "no": gettext_lazy("n’est pas « oui »"),
    "least": gettext_lazy("est au moins"),
    "most": gettext_lazy("est au plus"),
    "equal": gettext_lazy("est égal à"),
    "other": gettext_lazy("est différent de"),
    "more": gettext_lazy("est plus que"),
    "fewer": gettext_lazy("est moins que"),
    "from": gettext_lazy("est ce jour ou après"),
    "until": gettext_lazy("est ce jour ou avant"),
    "filled": gettext_lazy("a une réponse"),
    "empty": gettext_lazy("n’a pas de réponse"),
}
_OF: Final[Mapping[str, Promise]] = {
    "item": gettext_lazy("Même ligne : %(words)s"),
    "agent": gettext_lazy("Noté par un agent : %(words)s"),
    "tables": gettext_lazy("Table de décision – %(words)s"),
    "options": gettext_lazy("Valeur de la commune : %(words)s"),
}
_VALUES: Final = {
    "choice": "choices",
    "choices": "select",
    "number": "number",
    "amount": "amount",
    "date": "date",
}


@dataclass
class Condition:
    """The boxes of one condition. ``lines``: the question, how it is compared and with what; the last one is blank."""

    id: str
    legend: str
    asked: dict[str, Any]
    lines: list[list[dict[str, Any]]]
    formula: dict[str, Any]
    was: dict[str, Any]
    words: str = ""
    join: dict[str, Any] | None = None
    #: Whether the formula stands open: it is wrong, or it is all there is.
    open: bool = False
    always: bool = False


@dataclass(frozen=True)
class Conditions:
    """Draws the conditions of a sheet, at one address."""

    definition: queries.Definition
    raw: Mapping[str, Sequence[str]]
    errors: Mapping[str, list[str]]
    known: Mapping[str, queries.Subject] = field(default_factory=dict)

    def drawn(self, kind: str, formula: dict[str, Any]) -> Condition | None:
        """The boxes of the condition that this formula is; None for what gives no yes or no."""
        name = str(formula["name"])
        key = name.rpartition(".")[2]
        legend = _ASKED.get(f"{kind}.{key}") or (_ASKED["when"] if key == "when" else None)
        if legend is None:
            return None
        source = str(formula["value"]).strip()
        lines, join = self._lines(name, source)
        asked = self._asked(name, source, lines)
        choices = [("always", _("Toujours")), ("only", _("Seulement si…"))]
        if asked == "formula":
            choices.append(("formula", _("Selon la formule écrite ci-dessous")))
        return Condition(
            id="groupe-" + name.replace(".", "-"),
            legend=str(legend),
            asked={"name": f"{name}.asked", "type": "radios", "label": str(legend), "options": choices, "value": asked,
                   "quiet": True, "inline": False},
            lines=lines,
            formula={**formula, "label": _("Formule"), "quiet": True,
                     "help": _("Par exemple answers.motif == \"banque\". Une formule tapée ici remplace les lignes.")},
            was={"name": f"{name}.was", "type": "hidden", "value": source},
            words=queries.in_words(self.definition, source) if source and not formula["errors"] else "",
            join=self._join(name, join) if len(lines) > 1 else None,
            open=bool(formula["errors"]) or asked == "formula",
            always=asked == "always",
        )  # fmt: skip

    def _asked(self, name: str, source: str, lines: list[Any]) -> str:
        sent = queries.last(self.raw, f"{name}.asked")
        if sent in queries.CHOICES:
            return sent
        return "always" if not source else "only" if len(lines) > 1 else "formula"

    def _lines(self, name: str, source: str) -> tuple[list[list[dict[str, Any]]], str]:
        """What was just chosen, else what the formula says, then a blank line."""
        if f"{name}.asked" in self.raw:
            sent = [
                self._line(f"{name}.{n}")
                for n in range(queries.MOST_LINES)
                if queries.last(self.raw, f"{name}.{n}.of") in self.known or f"{name}.{n}.of" in self.errors
            ]
            return self._with_blank(name, sent), queries.last(self.raw, f"{name}.join")
        held = queries.read_back(source, self.known) if source else None
        drawn = [
            self._boxes(f"{name}.{n}", self.known[one.path], one.how, self._value(one))
            for n, one in enumerate(held.lines if held else ())
        ]
        return self._with_blank(name, drawn), held.join if held else "all"

    def _with_blank(self, name: str, lines: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
        taken = {str(line[0]["name"]) for line in lines}
        free = next((n for n in range(queries.MOST_LINES) if f"{name}.{n}.of" not in taken), None)
        return lines if free is None else [*lines, self._boxes(f"{name}.{free}", None, "", "")]

    def _value(self, line: Any) -> Any:
        subject = self.known[line.path]
        return list(line.values) if subject.kind == "choice" else queries.value_in_box(subject, line)

    def _line(self, at: str) -> list[dict[str, Any]]:
        subject = self.known.get(queries.last(self.raw, f"{at}.of"))
        value: Any = queries.sent_value(self.raw, f"{at}.value")
        if subject is None or subject.kind != "choice" or subject.answers is None:
            value = value[-1] if value else ""
        return self._boxes(at, subject, queries.last(self.raw, f"{at}.how"), value)

    def _boxes(self, at: str, subject: queries.Subject | None, how: str, value: Any) -> list[dict[str, Any]]:
        of = {
            "name": f"{at}.of", "type": "select", "label": _("Question ou donnée"), "quiet": True,
            "value": subject.path if subject else "", "errors": self.errors.get(f"{at}.of", []),
            "options": [("", _("Choisissez")), *((path, _called(one)) for path, one in self.known.items())],
        }  # fmt: skip
        if subject is None:
            return [of]
        ways = [(one, str(_HOWS.get(f"{subject.kind}.{one}") or _HOWS[one])) for one in queries.hows(subject)]
        boxes = [of, {"name": f"{at}.how", "type": "select", "label": _("Comparaison"), "quiet": True,
                      "value": how or ways[0][0], "options": ways}]  # fmt: skip
        if set(queries.hows(subject)) <= queries.ALONE:
            return boxes
        kind = _VALUES.get(subject.kind, "line")
        if subject.answers is None and kind in ("choices", "select"):
            kind = "line"
        options = {
            "choices": subject.answers or (),
            "select": [("", _("Choisissez")), *(subject.answers or ())],
        }.get(kind, ())
        value_box = {
            "name": f"{at}.value",
            "type": kind,
            "label": _("Réponses") if kind == "choices" else _("Réponse"),
            "value": value,
            "quiet": True,
            "errors": self.errors.get(f"{at}.value", []),
            "options": options,
        }
        return [*boxes, value_box]

    def _join(self, name: str, join: str) -> dict[str, Any]:
        return {
            "name": f"{name}.join", "type": "select", "label": _("S’il y a plusieurs lignes"), "quiet": True,
            "value": join or "all",
            "options": [("all", _("toutes doivent être vraies")), ("any", _("au moins une doit être vraie"))],
        }  # fmt: skip


def _called(subject: queries.Subject) -> str:
    """What a subject is called among the others."""
    form = _OF.get(subject.path.partition(".")[0])
    return str(form) % {"words": subject.words} if form else subject.words
