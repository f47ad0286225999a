"""The form: known types, names used once, conditions that look back only."""

from __future__ import annotations

from beffroi.procedures.rules.definition import reference_of, type_of
from beffroi.procedures.rules.expressions import ExpressionProblem, compile_expression
from beffroi.procedures.rules.fields import field_type, field_types, keys_of_types
from beffroi.procedures.rules.schema import Field, Page, every_field
from beffroi.procedures.rules.sources import data_source, data_sources
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_CASE, IN_FORM, IN_LINE, Report

#: Names of inputs that the screens keep for themselves.
_RESERVED = frozenset(
    {"csrfmiddlewaretoken", "seen", "asked", "later", "remove_file", "add_row", "remove_row"}
)
_PREFILLS = frozenset(
    {"person", "family_name", "given_names", "birth_date", "national_number", "email", "telephone", "address",
     *(f"address.{part}" for part in ("street", "number", "box", "postcode", "municipality"))}
)  # fmt: skip


def check(report: Report) -> None:
    """Every page and question."""
    _types(report)
    if report.stops:
        return
    _names(report)
    _reads(report)
    seen: set[str] = set()
    for number, page in enumerate(report.package.form.pages):
        _page(report, page, ("form", "pages", number), seen)
    _kept(report)
    for place, way in report.definition.transitions():
        for index, field in enumerate(way.form):
            _field(report, field, (*place, "form", index), None)


def _kept(report: Report) -> None:
    """What blocks keep on the case: of a known type, under a name that no small form asks."""
    asked = {field.name for _, way in report.definition.transitions() for field in way.form}
    for index, field in enumerate(report.package.workflow.fields):
        place: Path = ("workflow", "fields", index)
        _field(report, field, place, None)
        if field.name in asked:
            message = f"« {field.name} » est déjà une question d’un petit formulaire."
            report.error((*place, "name"), message, "Renommez-la.")


def _types(report: Report) -> None:
    for place, field in every_field(report.package.form):
        if field_type(field.type) is None:
            report.stops = True
            report.error(
                (*place, "type"),
                f"le type « {field.type} » n’existe pas.",
                f"Les types : {', '.join(field_types())}.",
            )


def _names(report: Report) -> None:
    pages: set[str] = set()
    fields: set[str] = set()
    for number, page in enumerate(report.package.form.pages):
        if page.name in pages:
            report.error(
                ("form", "pages", number, "name"),
                f"deux pages s’appellent « {page.name} ».",
                "Renommez-en une.",
            )
        pages.add(page.name)
        for index, field in enumerate(page.fields):
            if field.name in fields:
                place: Path = ("form", "pages", number, "fields", index, "name")
                report.error(place, f"deux questions s’appellent « {field.name} ».", "Renommez-en une.")
            if field.name in _RESERVED:
                place = ("form", "pages", number, "fields", index, "name")
                report.error(place, f"« {field.name} » est un nom réservé.", "Renommez la question.")
            fields.add(field.name)


def _reads(report: Report) -> None:
    """The questions that the house reads exist and have the right type."""
    wanted = {"applicant": "person", "email": "email", "address": "address", "delivery": "choice", "subject": "person",
              "subject_number": "national_number"}  # fmt: skip
    for role, kind in wanted.items():
        named = getattr(report.package.procedure.reads, role)
        for name in (named,) if isinstance(named, str) else named or ():
            found = report.definition.fields.get(name)
            if found is None or found.type != kind:
                place: Path = ("procedure", "reads", role)
                report.error(
                    place, f"« {name} » n’est pas une question de type « {kind} ».", "Nommez-en une."
                )
    reads = report.package.procedure.reads
    if reads.subject_number and len(reads.subject_number) != len(reads.subject):
        report.error(
            ("procedure", "reads", "subject_number"),
            "chaque personne de « subject » doit avoir son numéro, dans le même ordre.",
            "Donnez autant de questions aux deux listes.",
        )
    report.expression(
        report.package.procedure.reads.subject_is_applicant,
        ("procedure", "reads", "subject_is_applicant"),
        IN_FORM,
        gives=bool,
    )


def _page(report: Report, page: Page, place: Path, seen: set[str]) -> None:
    _condition(report, page.when, (*place, "when"), seen)
    if page.exit and page.fields:
        report.error(
            (*place, "fields"), "une page de sortie ne pose pas de question.", "Retirez les questions."
        )
    if not page.exit and not page.fields:
        report.error(
            place, f"la page « {page.name} » ne pose aucune question.", "Ajoutez-en ou retirez la page."
        )
    for index, field in enumerate(page.fields):
        _field(report, field, (*place, "fields", index), seen)
        seen.add(field.name)
    for index, rule in enumerate(page.checks):
        _condition(report, rule.that, (*place, "checks", index, "that"), seen)
        if rule.field and rule.field not in {field.name for field in page.fields}:
            report.error(
                (*place, "checks", index, "field"),
                f"« {rule.field} » n’est pas sur cette page.",
                "Corrigez le nom.",
            )
    report.all_texts(page, place, IN_FORM)


def _condition(
    report: Report, source: str, place: Path, seen: set[str] | None, line: set[str] | None = None
) -> None:
    """``line``: the questions that stand before in the same line of a repeated block."""
    inside = IN_FORM if line is None else IN_LINE
    report.expression(source, place, inside if seen is not None else IN_CASE, gives=bool)
    if source and seen is not None:
        _looks_back(report, source, place, seen, line)


def _looks_back(
    report: Report, source: str, place: Path, seen: set[str], line: set[str] | None = None
) -> None:
    """A condition reads earlier questions only: otherwise two questions could hide each other."""
    try:
        compiled = compile_expression(source)
    except ExpressionProblem:
        return
    read = {path[:2] for path in compiled.references} | {("answers", name) for name in compiled.given}
    asked = {path[1] for path in read if path[0] in ("answers", "labels", "rows")}
    beside = {path[1] for path in read if path[0] == "item"}
    for names, where in (
        ((asked & report.definition.fields.keys()) - seen, "le formulaire"),
        ((beside & set(report.names["item"])) - (line or set()), "la ligne"),
    ):
        for name in sorted(names):
            hint = "Une condition lit les questions précédentes."
            report.error(place, f"« {name} » vient plus loin dans {where}.", hint)


def _block(report: Report, block: Field, place: Path, seen: set[str]) -> None:
    """The questions of a repeated block; a line starts afresh, so they may bear names used elsewhere."""
    report.block, report.names["item"] = block, [part.name for part in block.fields]
    line: set[str] = set()
    for index, part in enumerate(block.fields):
        at: Path = (*place, "fields", index)
        if part.name in line:
            report.error(
                (*at, "name"), f"deux questions du bloc s’appellent « {part.name} ».", "Renommez-en une."
            )
        if not type_of(part).in_line:
            report.error(
                (*at, "type"),
                f"le type « {part.type} » ne peut pas se répéter.",
                "Posez cette question hors du bloc.",
            )
        if part.prefill:
            report.error(
                (*at, "prefill"), "une question d’un bloc ne se préremplit pas.", "Retirez « prefill »."
            )
        _field(report, part, at, seen, line)
        line.add(part.name)
    report.block, report.names["item"] = None, ()


def _field(
    report: Report, field: Field, place: Path, seen: set[str] | None, line: set[str] | None = None
) -> None:
    kind = type_of(field)
    _condition(report, field.when, (*place, "when"), seen, line)
    for key in sorted(field.model_fields_set & keys_of_types() - kind.keys):
        report.error(
            (*place, key), f"« {key} » n’a pas de sens pour le type « {field.type} ».", "Retirez cette clé."
        )
    for message, hint in kind.problems(field):
        report.error(place, message, hint)
    if kind.awaits:
        report.unready(
            (*place, "type"),
            f"le type « {field.type} » ne sert pas encore ici : il attend {kind.awaits}.",
            "La procédure ne peut pas être publiée avant.",
        )
    if kind.asks and not field.label:
        report.error(place, f"la question « {field.name} » n’a pas de libellé.", "Écrivez-le dans « label ».")
    table = reference_of(field)
    if table and table not in report.definition.references:
        declared = ", ".join(report.definition.references) or "aucune"
        report.error(
            (*place, "source"),
            f"la table de référence « {table} » n’existe pas.",
            f"Déclarez-la dans « references » de procedure.yaml. Les tables : {declared}.",
        )
    elif field.source and not table and data_source(field.source) is None:
        report.error(
            (*place, "source"),
            f"la source « {field.source} » n’existe pas.",
            f"Les sources : {', '.join(data_sources()) or 'aucune'}.",
        )
    if field.prefill and field.prefill.key not in _PREFILLS:
        report.error(
            (*place, "prefill", "key"),
            f"« {field.prefill.key} » ne peut pas être prérempli.",
            f"Choisissez : {', '.join(sorted(_PREFILLS))}.",
        )
    after = None if seen is None else seen | {field.name} if line is None else seen
    for index, option in enumerate(field.options):
        _condition(report, option.when, (*place, "options", index, "when"), seen)
    for index, rule in enumerate(field.checks):
        own = None if line is None else line | {field.name}
        _condition(report, rule.that, (*place, "checks", index, "that"), after, own)
    if seen is None and field.type == "repeat":
        report.error(
            (*place, "type"), "une étape ne pose pas de bloc répété.", "Posez ces questions autrement."
        )
    elif field.fields and line is None and seen is not None:
        _block(report, field, place, seen)
    if field.compute:
        report.expression(field.compute, (*place, "compute"), IN_FORM)
        if seen is not None:
            _looks_back(report, field.compute, (*place, "compute"), seen, line)
