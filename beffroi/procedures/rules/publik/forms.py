"""A whole form: its pages, its questions under names of ours, and the conditions between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lxml import etree

from .conditions import FALSE, TRUE, NotTranslated, Value, constant_of, joined, translate
from .fields import question
from .library import Library
from .markup import inert, plain, typographic
from .names import Kind, Names, column_of, our_name
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


#: What the house says of itself, there and here, while a form is filled in.
def _fixed(title: str) -> dict[str, Value]:
    return {"form_name": constant_of(title), "form_display_name": constant_of(title)}


def form(root: etree._Element, names: Names, library: Library, scribe: Scribe, read: str) -> Form:
    """Translate the pages and questions of a form. ``names`` are those of its workflow; ``read`` is all that is written
    in the form and its workflow: what it reads of a source that lives elsewhere becomes the columns of a table.
    """
    elements = root.findall("fields/field")
    asked = _questions(elements, library)
    _open_columns(asked.values(), read)
    known = _known(names, asked.values())
    writer = _Writer(known, _fixed((root.findtext("name") or "").strip()), library, scribe)
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
    tables, rows = _tables(asked.values())
    return Form(kept, known, list(asked.values()), tables, rows)


def _questions(
    elements: Iterable[etree._Element], library: Library, room: str = "answers"
) -> dict[etree._Element, Question]:
    taken: Counter[str] = Counter()
    found = {}
    for one in elements:
        if not is_page(one):
            name = unique(our_name((one.findtext("varname") or "").strip() or label_of(one)[:60]), taken)
            found[one] = question(one, name, library, room)
    return found


def unique(name: str, taken: Counter[str]) -> str:
    """The name itself, or with a number where it is taken."""
    told, number = name, 1
    while taken[told]:
        number += 1
        told = f"{name[: 39 - len(str(number))].rstrip('_')}_{number}"
    taken[told] += 1
    return told


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


#: Types that a line of a block cannot hold.
_NOT_IN_A_LINE: Final = frozenset({"file", "national_number", "computed", "repeat", "place", "slot"})


def _block_of(asked: Question) -> str:
    return asked.source.findtext("block_slug") or asked.kind.partition(":")[2]


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
    before: set[str] = field(default_factory=set)
    open: dict[str, Any] = field(default_factory=dict)
    element: etree._Element | None = None
    #: Whether the condition of the open page is left to a person: nothing is required on it.
    unsure: bool = False

    @property
    def known(self) -> Names:
        """The names as they stand at this place."""
        every = {name for called in self.names.called.values() for name in called}
        return replace(self.names, later=frozenset(every - self.before), started=False)

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
        found = []
        for rule in (
            self.element.iterfind("post_conditions/post_condition") if self.element is not None else ()
        ):
            source = (rule.findtext("condition/value") or "").strip()
            message = plain(rule.findtext("error_message/value") or rule.findtext("error_message") or "")
            told = self._told(rule, f"règle de la page « {self.open['title']} »", source)
            if told and told != TRUE:
                found.append(
                    {"that": told, "message": typographic(message) or f"{OPEN} Vérifiez vos réponses."}
                )
        if found:
            self.open["checks"] = found
        self.element = None

    # --- fields

    def field(self, asked: Question) -> list[dict[str, Any]]:
        """The entries of form.yaml for one field: none, one, or several notes."""
        where = f"« {label_of(asked.source)[:80] or asked.varname} »"
        if asked.data["type"] == "repeat":
            self._files(asked)
        data = dict(asked.data)
        self._conditioned(asked.source, data, where)
        if self.unsure and "required" in data:
            data["required"] = False
        found = self._filled(asked, data, where)
        if asked.asks or asked.kind == "computed":
            self.before.add(asked.name)
        if found:
            self._reported(asked, where)
        return found

    def _filled(self, asked: Question, data: dict[str, Any], where: str) -> list[dict[str, Any]]:
        kind = data["type"]
        if kind == "note":
            return self._notes(asked, data, where)
        if kind == "heading":
            data["text"] = self._line(asked, data["text"], where)
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
            told = [Paragraph(f"{OPEN} {_without_tags(source)}")]
        else:
            if "{" in source:
                self.scribe.told("text", asked.source, where)
        notes = []
        for number, (when, text) in enumerate(_gathered(told)):
            note = {**data, "text": typographic(text)[:4000]}
            if number:
                note["name"] = f"{data['name'][:36].rstrip('_')}_p{number}"
            condition = joined("and", data.get("when", TRUE), when)
            if condition != TRUE:
                note["when"] = condition
            notes.append(note)
        return notes or self._dropped(asked, where, "cette explication n’est jamais montrée.")

    def _dropped(self, asked: Question, where: str, reason: str) -> list[dict[str, Any]]:
        self.scribe.adapted("field", asked.source, where, reason, asked.source.findtext("label") or "")
        return []

    def _line(self, asked: Question, source: str, where: str) -> str:
        if "{" not in source:
            return source
        try:
            told = one_line(source, self.known, self.env)
        except NotTranslated as reason:
            self.scribe.left("text", asked.source, where, str(reason), source)
            return f"{OPEN} {_without_tags(source)}"
        self.scribe.told("text", asked.source, where)
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
        """The questions of a block that may be repeated; their own conditions are left to a person."""
        slug = _block_of(asked)
        block = self.library.find("block", slug)
        if block is None:
            asked.notes.append(f"le bloc « {slug} » n’est pas dans l’import.")
            return [{"name": "reponse", "type": "text", "label": asked.data["label"], "required": False}]
        questions = _questions(block.root.findall("fields/field"), self.library, "item")
        line = replace(_known(replace(self.names, whole=True), questions.values()), line=True)
        inner = _Writer(line, self.env, self.library, self.scribe)
        found: list[dict[str, Any]] = []
        for one in questions.values():
            where = f"bloc « {block.name} », « {label_of(one.source)[:60]} »"
            if one.data["type"] in _NOT_IN_A_LINE:
                reason = f"une question de type « {one.data['type']} » ne se répète pas ici : posez-la hors du bloc."
                self.scribe.left("field", one.source, where, reason)
                continue
            one.data.pop("prefill", None)
            one.data.pop("listed", None)
            one.data.pop("shown", None)
            data = dict(one.data)
            inner._conditioned(one.source, data, where)
            found += inner._filled(one, data, where)
            inner.before.add(one.name)
        return found or [{"name": "reponse", "type": "text", "label": asked.data["label"], "required": False}]

    def _files(self, asked: Question) -> bool:
        """Whether a block only repeats a file: it is one question with several files here."""
        block = self.library.find("block", _block_of(asked))
        fields = block.root.findall("fields/field") if block is not None else []
        if [one.findtext("type") for one in fields] != ["file"]:
            return False
        most = asked.data.pop("max", 10)
        asked.data |= {"type": "file", "max_files": min(10, most)}
        asked.data.setdefault(
            "personal",
            {
                "category": "identification",
                "purpose": f"{OPEN} Traiter votre demande.",
                "at_anonymisation": "erase",
            },
        )
        return True

    def _reported(self, asked: Question, where: str) -> None:
        rule = asked.source.find("prefill")
        if rule is not None and rule.findtext("type") not in (None, "none"):
            self._prefilled(asked, rule, where)
        if asked.kind in ("item", "items"):
            if asked.table and not asked.rows:
                self.scribe.adapted("choice", asked.source, where, " ".join(asked.notes))
            else:
                self.scribe.told("choice", asked.source, where)
        notes = [] if asked.kind in ("item", "items") else asked.notes
        if notes:
            self.scribe.adapted("field", asked.source, where, " ".join(notes))
        else:
            self.scribe.told("field", asked.source, where)

    def _prefilled(self, asked: Question, rule: etree._Element, where: str) -> None:
        if asked.data.get("prefill") or "default" in asked.data or asked.template:
            self.scribe.told("prefill", rule, where)
        else:
            source = f"{rule.findtext('type')} : {rule.findtext('value') or ''}"
            self.scribe.left("prefill", rule, where, "cette première valeur n’a pas d’équivalent.", source)

    # --- conditions

    def _conditioned(self, one: etree._Element, data: dict[str, Any], where: str) -> None:
        """Give a page or a question its condition; where it is left to a person, no answer is required."""
        source = (one.findtext("condition/value") or "").strip()
        if not source:
            return
        told = self._told(one, where, source)
        if told and told != TRUE:
            data["when"] = told
        if not told and "required" in data:
            data["required"] = False
        elif not told:
            self.unsure = self.unsure or is_page(one)

    def _told(self, one: etree._Element, where: str, source: str) -> str:
        """The expression of a condition, or nothing when it is left to a person."""
        place = one.find("condition")
        place = one if place is None else place
        if (place.findtext("type") or "django") != "django":
            self.scribe.left("condition", place, where, "cette condition est écrite en Python.", source)
            return ""
        try:
            told = translate(source, self.known)
        except NotTranslated as reason:
            self.scribe.left("condition", place, where, str(reason), source)
            return ""
        if told == FALSE:
            self.scribe.adapted("condition", place, where, "elle ne tient jamais.", source)
        else:
            self.scribe.told("condition", place, where)
        return told


def _gathered(told: Iterable[Paragraph]) -> list[tuple[str, str]]:
    """Paragraphs that follow each other under one condition, as one text."""
    found: list[tuple[str, str]] = []
    for one in told:
        if found and found[-1][0] == one.when:
            found[-1] = (one.when, f"{found[-1][1]}\n\n{one.text}")
        else:
            found.append((one.when, one.text))
    return found


def _without_tags(source: str) -> str:
    """A text whose tags could not be told, for a person to mend."""
    return " ".join(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "…", source, flags=re.DOTALL).split())


def form_fields(
    elements: Iterable[etree._Element], prefix: str, library: Library, scribe: Scribe, told: Form
) -> list[dict[str, Any]]:
    """The questions of a small form that someone fills in on the way; each name begins with the form's."""
    found = []
    for one in elements:
        varname = (one.findtext("varname") or "").strip() or label_of(one)[:40]
        asked = question(one, our_name(f"{prefix}_{varname}"), library)
        if not asked.asks or is_page(one):
            continue
        tables, rows = _tables([asked])
        told.tables = {**tables, **told.tables}
        told.rows += [row for row in rows if row not in told.rows]
        data = {key: value for key, value in asked.data.items() if key not in ("prefill", "listed", "shown")}
        if data["type"] == "repeat":
            data = {**data, "type": "long_text"}
            data.pop("max", None)
        data.pop("checks", None)
        found.append(data)
        scribe.told("field", one, f"petit formulaire, « {label_of(one)[:60]} »")
    return found
