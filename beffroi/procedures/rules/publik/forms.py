"""A whole form: its pages, its questions under names of ours, and the conditions between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lxml import etree

from beffroi.procedures.rules.fields import field_types

from .conditions import (
    FALSE,
    TRUE,
    NotTranslated,
    Value,
    admitted,
    condition_of,
    constant_of,
    joined,
    translate_of,
)
from .fields import personal, question
from .library import Library
from .markup import inert, plain, typographic, without_tags
from .names import Kind, Names, column_of, our_name, unique
from .question import OPEN, Question, is_page, label_of
from .report import Scribe
from .words import Paragraph, expression, one_line, paragraphs


@dataclass
class Form:
    """What a form becomes: ``pages`` as form.yaml says them, the names for its workflow, the tables it needs."""

    pages: list[dict[str, Any]]
    names: Names
    questions: list[Question]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def first(self, kind: str) -> str:
        """Our name of the first question of a type, or nothing."""
        return next((one.name for one in self.questions if one.data["type"] == kind), "")


def _fixed(title: str) -> dict[str, Value]:
    """What the house says of itself, there and here, while a form is filled in."""
    return {"form_name": constant_of(title), "form_display_name": constant_of(title)}


def form(root: etree._Element, names: Names, library: Library, scribe: Scribe, read: str) -> Form:
    """Translate the pages and questions of a form. ``names`` are those of its workflow; ``read`` is all that is written
    in the form and its workflow: what it reads of a source that lives elsewhere becomes the columns of a table.
    """
    elements = root.findall("fields/field")
    names_taken: Counter[str] = Counter()
    asked = _questions(elements, library, names_taken)
    _open_columns(asked.values(), read)
    known = _known(names, asked.values())
    writer = _Writer(known, _fixed((root.findtext("name") or "").strip()), library, scribe, names_taken)
    pages: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    for one in elements:
        if is_page(one) or not pages:
            pages.append(writer.page(one if is_page(one) else root, taken))
        if not is_page(one):
            pages[-1]["fields"] += writer.field(asked[one])
    writer.end_page()
    pages = pages or [{"name": "demande", "title": "Votre demande", "fields": []}]
    kept = [page for page in pages if page["fields"]] or pages[:1]
    for page in kept:
        if not page["fields"]:
            page["fields"].append(
                {"name": "rien", "type": "note", "text": f"{OPEN} Cette démarche ne pose pas de question."}
            )
    tables, rows = _tables([*asked.values(), *writer.in_lines])
    return Form(kept, known, list(asked.values()), tables, rows)


def _questions(
    elements: Iterable[etree._Element], library: Library, taken: Counter[str], room: str = "answers"
) -> dict[etree._Element, Question]:
    found = {}
    for one in elements:
        if not is_page(one):
            name = unique(our_name((one.findtext("varname") or "").strip() or label_of(one)[:60]), taken)
            found[one] = question(one, name, library, room)
    return found


def _known(names: Names, asked: Iterable[Question]) -> Names:
    """The names of the workflow with those of the form."""
    questions = [one for one in asked if one.varname]
    called: dict[str, tuple[str, ...]] = {}
    ids: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, str]] = {}
    columns: dict[str, dict[str, Any]] = {}
    for one in questions:
        called[one.varname] = (*called.get(one.varname, ()), one.name)
        ids.setdefault(one.varname, {}).update(one.ids)
        words.setdefault(one.varname, {}).update(one.words)
        columns.setdefault(one.varname, {}).update(one.columns)
    return replace(
        names,
        fields={one.varname: one.kind for one in questions},
        called=called,
        ids={name: told for name, told in ids.items() if told},
        words={name: told for name, told in words.items() if told},
        columns=columns,
        reads={one.name: one.reads for one in questions if one.reads},
    )


def _block_of(asked: Question) -> str:
    written = asked.source.findtext("type") or ""
    return asked.source.findtext("block_slug") or written.partition(":")[2]


#: A computed value that reads such a name holds rows, not a text.
_GIVES_A_LIST: Final = ("data_source.", "_structured", "webservice.", "json_dumps", "{% for ")
_COLUMN: Final = re.compile(r"form_var_(\w+)")
_NO_COLUMN: Final = frozenset({"raw", "structured", "display", "text", "id"})


def _open_columns(asked: Iterable[Question], read: str) -> None:
    names = sorted(set(_COLUMN.findall(read)))
    by_name: dict[str, list[Question]] = {}
    for one in asked:
        if one.varname and one.table is not None:
            by_name.setdefault(one.varname, []).append(one)
    for varname, several in by_name.items():
        if not any(one.open for one in several):
            continue
        found = {
            column_of(name[len(varname) + 1 :]): name[len(varname) + 1 :].replace("_", " ")
            for name in names
            if name.startswith(f"{varname}_") and column_of(name[len(varname) + 1 :]) not in _NO_COLUMN
        }
        for one in several:
            for column, label in found.items():
                if column not in one.columns and one.table is not None:
                    one.columns[column] = Kind.TEXT
                    one.table["columns"].append({"name": column, "label": label, "type": "text"})


def _tables(asked: Iterable[Question]) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    tables: dict[str, dict[str, Any]] = {}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in asked:
        if one.table is not None:
            key = one.table["key"]
            held = tables.setdefault(key, {**one.table, "columns": []})
            known = {column["name"] for column in held["columns"]}
            held["columns"] += [column for column in one.table["columns"] if column["name"] not in known]
            for row in one.rows:
                rows.setdefault((key, row["value"]), {"table": key, **row})
    return tables, list(rows.values())


@dataclass
class _Writer:
    """Writes pages and fields in their order: what a condition may read are the questions before it."""

    names: Names
    env: Mapping[str, Value]
    library: Library
    scribe: Scribe
    #: The names of ours that are taken.
    taken: Counter[str]
    #: The questions of ours that come later than this place.
    later: set[str] = field(init=False)
    #: Those of the blocks met so far.
    in_lines: list[Question] = field(default_factory=list)
    open: dict[str, Any] = field(default_factory=dict)
    element: etree._Element | None = None
    #: Whether the condition of the open page is left to a person: nothing is required on it.
    unsure: bool = False

    def __post_init__(self) -> None:
        self.later = {name for called in self.names.called.values() for name in called}

    @property
    def known(self) -> Names:
        """The names as they stand at this place."""
        return replace(self.names, later=frozenset(self.later), started=False)

    # --- pages

    def page(self, one: etree._Element, taken: Counter[str]) -> dict[str, Any]:
        """A page, still empty, with its condition."""
        self.end_page()
        words = label_of(one) if is_page(one) else (one.findtext("name") or "")
        title = inert(typographic(words)) or "Votre demande"
        self.open = {"name": unique(our_name(title), taken), "title": title[:4000], "fields": []}
        self.element, self.unsure = one, False
        if is_page(one):
            self._conditioned(one, self.open, f"page « {title} »")
        return self.open

    def end_page(self) -> None:
        """Add the rules at the end of the page, which read its own questions too."""
        rules = self.element.iterfind("post_conditions/post_condition") if self.element is not None else ()
        found = [rule for one in rules if (rule := self._rule(one)) is not None]
        if found:
            self.open["checks"] = found
        self.element = None

    def _rule(self, one: etree._Element) -> dict[str, str] | None:
        where = f"règle de la page « {self.open['title']} »"
        if self.unsure or not self.open["fields"]:
            reason = (
                "la condition de la page est laissée" if self.unsure else "la page ne pose pas de question"
            )
            self.scribe.left("condition", one, where, f"{reason} : sa règle aussi.", condition_of(one))
            return None
        told = self._told(one, where)
        if not told or told == TRUE:
            return None
        message = plain(one.findtext("error_message/value") or one.findtext("error_message") or "")
        return {"that": told, "message": self._line(one, message, where) or f"{OPEN} Vérifiez vos réponses."}

    # --- fields

    def field(self, asked: Question) -> list[dict[str, Any]]:
        """The entries of form.yaml for one field: none, one, or several notes."""
        where = f"« {label_of(asked.source)[:80] or asked.varname} »"
        if asked.data["type"] == "repeat":
            self._becomes_files(asked)
        data = dict(asked.data)
        self._conditioned(asked.source, data, where)
        if self.unsure and "required" in data:
            data["required"] = False
        found = self._filled(asked, data, where)
        self.later.discard(asked.name)
        if found:
            self._reported(asked, where)
        return found

    def _filled(self, asked: Question, data: dict[str, Any], where: str) -> list[dict[str, Any]]:
        kind = data["type"]
        if kind == "note":
            return self._notes(asked, data, where)
        if kind == "heading":
            data["text"] = self._line(asked.source, data["text"], where)
            return (
                [data]
                if data["text"]
                else self._dropped(asked, where, "un titre sans mots n’est pas repris.")
            )
        if kind == "computed":
            data["compute"] = self._computed(asked, where)
        if kind == "repeat":
            data["fields"] = self._block(asked)
        return [data]

    def _notes(self, asked: Question, data: dict[str, Any], where: str) -> list[dict[str, Any]]:
        source = plain(asked.source.findtext("label") or "")
        if not source:
            return self._dropped(
                asked, where, "une explication sans mots (image, mise en forme) n’est pas reprise."
            )
        try:
            told = paragraphs(source, self.known, self.env)
        except NotTranslated as reason:
            self.scribe.left("text", asked.source, where, str(reason), source)
            told = [Paragraph(f"{OPEN} {without_tags(source)}")]
        else:
            if "{" in source:
                self.scribe.told("text", asked.source, where)
        notes = []
        for number, (when, text) in enumerate(_gathered(told)):
            note = {**data, "text": text[:4000]}
            if number:
                note["name"] = unique(data["name"], self.taken)
            condition = admitted(joined("and", data.get("when", TRUE), when))
            if condition != TRUE:
                note["when"] = condition
            notes.append(note)
        return notes or self._dropped(asked, where, "cette explication n’est jamais montrée.")

    def _dropped(self, asked: Question, where: str, reason: str) -> list[dict[str, Any]]:
        self.scribe.adapted("field", asked.source, where, reason, asked.source.findtext("label") or "")
        return []

    def _line(self, place: etree._Element, source: str, where: str) -> str:
        """A text on one line; what cannot be told is left with its own words."""
        if "{" not in source:
            return typographic(source)
        try:
            told = one_line(source, self.known, self.env)
        except NotTranslated as reason:
            self.scribe.left("text", place, where, str(reason), source)
            return f"{OPEN} {without_tags(source)}"
        self.scribe.told("text", place, where)
        return told

    def _computed(self, asked: Question, where: str) -> str:
        source = (asked.template or asked.source.findtext("value_template") or "").strip()
        try:
            told = expression(source, self.known, self.env)
        except NotTranslated as reason:
            if any(mark in source for mark in _GIVES_A_LIST):
                reason_ = "cette valeur est une liste d’ailleurs : une table de référence donne les réponses."
                self.scribe.adapted("text", asked.source, where, reason_, source)
            else:
                self.scribe.left("text", asked.source, where, str(reason), source)
            return '""'
        self.scribe.told("text", asked.source, where)
        return told

    def _block(self, asked: Question) -> list[dict[str, Any]]:
        """The questions of a block that may be repeated: each line has its own answers and conditions."""
        slug = _block_of(asked)
        block = self.library.find("block", slug)
        if block is None:
            asked.notes.append(f"le bloc « {slug} » n’est pas dans l’import.")
            return [_any_answer(asked)]
        taken: Counter[str] = Counter()
        questions = _questions(block.root.findall("fields/field"), self.library, taken, "item")
        line = replace(_known(replace(self.names, whole=True), questions.values()), line=True)
        inner = _Writer(line, self.env, self.library, replace(self.scribe, file=block.file), taken)
        found = [data for one in questions.values() for data in inner.in_a_line(one, block.name)]
        self.in_lines += questions.values()
        return found or [_any_answer(asked)]

    def in_a_line(self, one: Question, block: str) -> list[dict[str, Any]]:
        """The entries for a question of a block; what a line cannot hold is left to a person."""
        where = f"bloc « {block} », « {label_of(one.source)[:60]} »"
        kind = field_types()[one.data["type"]]
        if not kind.in_line:
            reason = f"« {one.data['type']} » ne se répète pas ici : posez-la hors du bloc."
            self.scribe.left("field", one.source, where, reason)
            return []
        data = {key: value for key, value in one.data.items() if key not in ("prefill", "listed", "shown")}
        if "prefill" in one.data:
            one.notes.append("dans un bloc, rien n’est rempli d’avance.")
        self._conditioned(one.source, data, where)
        found = self._filled(one, data, where)
        self.later.discard(one.name)
        if found:
            self._reported(one, where)
        return found

    def _becomes_files(self, asked: Question) -> None:
        """A block that only repeats a file is one question with several files here."""
        block = self.library.find("block", _block_of(asked))
        fields = block.root.findall("fields/field") if block is not None else []
        if [one.findtext("type") for one in fields] == ["file"]:
            asked.data |= {"type": "file", "max_files": min(10, asked.data.pop("max", 10))}
            asked.data.setdefault("personal", personal("file", {}, asked.source))

    def _reported(self, asked: Question, where: str) -> None:
        rule = asked.source.find("prefill")
        if rule is not None and rule.findtext("type") not in (None, "none"):
            self._prefilled(asked, rule, where)
        if asked.kind in ("item", "items"):
            if asked.table and not asked.rows:
                self.scribe.adapted("choice", asked.source, where, " ".join(asked.notes))
            else:
                self.scribe.told("choice", asked.source, where)
            self.scribe.told("field", asked.source, where)
        else:
            self.scribe.told_with("field", asked.source, where, asked.notes)

    def _prefilled(self, asked: Question, rule: etree._Element, where: str) -> None:
        if asked.data.get("prefill") or "default" in asked.data or asked.template:
            self.scribe.told("prefill", rule, where)
        else:
            source = f"{rule.findtext('type')} : {rule.findtext('value') or ''}"
            self.scribe.left("prefill", rule, where, "cette première valeur n’a pas d’équivalent.", source)

    # --- conditions

    def _conditioned(self, one: etree._Element, data: dict[str, Any], where: str) -> None:
        """Give a page or a question its condition; where it is left to a person, no answer is required."""
        if not condition_of(one):
            return
        told = self._told(one, where)
        if told and told != TRUE:
            data["when"] = told
        if not told and "required" in data:
            data["required"] = False
        elif not told:
            self.unsure = self.unsure or is_page(one)

    def _told(self, one: etree._Element, where: str) -> str:
        """The expression of a condition, or nothing when it is left to a person."""
        place = one.find("condition")
        place = one if place is None else place
        try:
            told = translate_of(one, self.known)
        except NotTranslated as reason:
            self.scribe.left("condition", place, where, str(reason), condition_of(one))
            return ""
        if told == FALSE:
            self.scribe.adapted("condition", place, where, "elle ne tient jamais.", condition_of(one))
        else:
            self.scribe.told("condition", place, where)
        return told


def _any_answer(asked: Question) -> dict[str, Any]:
    return {"name": "reponse", "type": "text", "label": asked.data["label"], "required": False}


def _gathered(told: Iterable[Paragraph]) -> list[tuple[str, str]]:
    """Paragraphs that follow each other under one condition, as one text."""
    found: list[tuple[str, str]] = []
    for one in told:
        if found and found[-1][0] == one.when:
            found[-1] = (one.when, f"{found[-1][1]}\n\n{one.text}")
        else:
            found.append((one.when, one.text))
    return found


def form_fields(
    elements: Iterable[etree._Element], prefix: str, library: Library, scribe: Scribe, told: Form
) -> list[dict[str, Any]]:
    """The questions of a small form that someone fills in on the way; each name begins with the form's."""
    found = []
    taken = Counter(told.names.agent_names.values())
    for one in elements:
        where = f"petit formulaire, « {label_of(one)[:60]} »"
        varname = (one.findtext("varname") or "").strip()
        name = (
            told.names.agent_name(f"{prefix}_{varname}")
            if varname
            else unique(our_name(f"{prefix}_{label_of(one)[:40]}"), taken)
        )
        asked = question(one, name, library)
        if not asked.asks or is_page(one):
            scribe.adapted("field", one, where, "un petit formulaire ne pose ici que des questions.")
            continue
        _keep_tables(told, asked)
        data = {key: value for key, value in asked.data.items() if key not in _NOT_IN_A_SMALL_FORM}
        asked.notes += [note for key, note in _NOT_IN_A_SMALL_FORM.items() if note and key in asked.data]
        if condition_of(one):
            asked.notes.append("sa condition n’est pas reprise : elle n’est pas obligatoire.")
            data["required"] = False
        if data["type"] == "repeat":
            asked.notes.append("ici, un texte remplace les lignes qui se répètent.")
            data = {key: value for key, value in data.items() if key != "max"} | {"type": "long_text"}
        found.append(data)
        scribe.told_with("field", one, where, asked.notes)
    return found


#: What a question of a small form does not have, and what is said of it.
_NOT_IN_A_SMALL_FORM: Final = {
    "prefill": "rien n’y est rempli d’avance.",
    "checks": "sa règle sur la réponse n’est pas reprise.",
    "listed": "",
    "shown": "",
}


def _keep_tables(told: Form, asked: Question) -> None:
    tables, rows = _tables([asked])
    for key, table in tables.items():
        held = told.tables.setdefault(key, table)
        known = {column["name"] for column in held["columns"]}
        held["columns"] += [column for column in table["columns"] if column["name"] not in known]
    told.rows += [row for row in rows if row not in told.rows]
