"""Each form of the material with its workflow there, the package that they became here, and what the report says."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Final

from lxml import etree

from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.publik import BadDefinition, Names, Report, Verdict, names_of, read_definition
from beffroi.procedures.rules.publik import library as library_of
from beffroi.procedures.rules.publik.packages import SITE, Written, packages
from beffroi.procedures.rules.publik.report import Entry
from beffroi.procedures.rules.reading import HOUSE, read_files
from beffroi.procedures.tests import wcs_texts
from beffroi.procedures.tests.factories import SHELF
from tests.support.shared import SHARED

from .wcs_circuit import CITIZEN, Circuit, Offer, text

DEFINITIONS = SHARED / "peers" / "publik"
#: What an "adapted" may say that means: nothing is done here.
NOTHING_HERE: Final = (
    "là-bas non plus, rien ne part",
    "la conservation de la démarche décide",
    "un lien dans le texte remplace la redirection",
    "rien n’est à annuler",
    "jamais faite",
    "jamais montré",
    "sa condition ne tient jamais",
    "un agent ajoute un document à tout moment",
)
#: What it may say of what tells agents something: there is a task in the status, or the case is closed.
TASK: Final = "les agents voient une tâche"
NO_TASK: Final = "les agents n’ont rien à faire dans un dossier clôturé"
#: What it may say that holds in a closed case only.
CLOSED: Final = "un dossier clôturé ne bouge plus"
#: What it says of a button that keeps what was typed and leads nowhere.
OWN_BUTTON: Final = "un bouton de plus garde les réponses"
_ROLES: Final = {"agent traitant": "clerk", "chef de service": "head", "la personne qui demande": "citizen"}
_BECOMES: Final = re.compile(r"« ([^»]+) » devient « ([^»]+) »")


def flat(said: object) -> str:
    """A text without what typography changes."""
    plain = wcs_texts.normal(re.sub(r"<[^>]*>", " ", unescape(str(said))))
    return " ".join(re.findall(r"\w+", plain.lower()))


def flat_value(value: object) -> str:
    """A value kept, without what only separates its figures."""
    return flat(value).replace(" ", "")


@dataclass
class Subject:
    """A form and its workflow there, the package they became here, and what the report says of each action."""

    form: etree._Element
    file: str
    circuit: Circuit
    definition: Definition
    names: Names
    entries: Mapping[str, list[Entry]]
    roles: Mapping[str, str]
    read: frozenset[str]

    @cached_property
    def ids(self) -> dict[str, str]:
        """Our name of each of their statuses that came in."""
        return statuses_here(self)

    @cached_property
    def words(self) -> list[str]:
        """What an answer may be: the words that the conditions speak of, and others."""
        said = [text(one, "value") for one in self.circuit.root.iter("condition")]
        quoted = [
            word for one in said for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', one) for word in pair
        ]
        return sorted({word for word in quoted if word} | {"", "autre chose", "0", "2.50", "12"})

    def said(self, item: etree._Element) -> list[Entry]:
        """What the report says of an action."""
        return self.entries.get(path_of(item), [])

    def verdict(self, item: etree._Element) -> Verdict:
        found = {one.verdict for one in self.said(item)}
        return Verdict.LEFT if Verdict.LEFT in found else max(found, default=Verdict.TOLD)

    def says(self, item: etree._Element, *wanted: str) -> bool:
        """Whether the report says of an action that it is done otherwise, in some of these words."""
        reasons = [one.reason for one in self.said(item) if one.verdict is Verdict.ADAPTED]
        return any(said in reason for reason in reasons for said in wanted)

    def nothing_here(self, item: etree._Element) -> bool:
        """Whether the report says that this action does nothing here."""
        return self.says(item, *NOTHING_HERE)

    def actions(self) -> dict[tuple[str, str], etree._Element]:
        """Every action of the workflow, by its file and its place."""
        items = self.circuit.root.xpath(".//items/item[@type]")
        return {(self.file, path_of(item)): item for item in items}

    def roles_of(self, offer: Offer) -> frozenset[str]:
        said = [offer.item, *offer.asks]
        become = {
            theirs: _ROLES[ours]
            for item in said
            for one in self.said(item)
            for theirs, ours in _BECOMES.findall(one.reason)
        }
        known = {CITIZEN: "citizen", "_receiver": "clerk", **self.roles, **become}
        return frozenset(known.get(one, f"« {one} »") for one in offer.by)


def path_of(item: etree._Element) -> str:
    return str(item.getroottree().getpath(item))


def everything() -> library_of.Library:
    found = library_of.Library()
    for path in sorted(DEFINITIONS.rglob("*")):
        if path.is_file():
            try:
                root = read_definition(path.read_bytes(), path.name)
            except BadDefinition:
                continue
            found.definitions.append(library_of.Definition(path.name, root))
    return found


def subjects() -> Iterator[Subject]:
    """Each form that has a workflow, imported alone, so that the report speaks of it only."""
    found = everything()
    mails = {text(one.root, "slug"): one.root for one in found.of("mail-template")}
    rest = [held for held in found.definitions if held.kind != "formdef"]
    for one in found.of("formdef"):
        path = found.workflow(one)
        if path is not None:
            (package,), report = packages(library_of.Library([one, *rest]))
            yield _subject(one, path, _compiled(package), report, mails)


def _compiled(package: Written) -> Definition:
    """The package that was written; JSON is YAML, and quicker to write."""
    files = {name: json.dumps(data, ensure_ascii=False).encode() for name, data in package.files.items()}
    stands = read_files(package.slug, {**files, HOUSE: (SHELF / HOUSE).read_bytes()})
    assert stands.package is not None, stands.findings
    return Definition(stands.package)


def _subject(
    one: library_of.Definition,
    found: library_of.Definition,
    definition: Definition,
    report: Report,
    mails: Mapping[str, etree._Element],
) -> Subject:
    entries: dict[str, list[Entry]] = defaultdict(list)
    roles: dict[str, str] = {}
    for entry in report.entries:
        if entry.file == found.file and entry.kind == "action":
            entries[entry.path].append(entry)
        if entry.file == found.file and entry.kind == "role":
            id_ = found.root.xpath(entry.path)[0].get("id")
            roles[id_] = next(ours for said, ours in _ROLES.items() if said in entry.reason)

    def aside(item: etree._Element) -> bool:
        return any(said.verdict is Verdict.LEFT for said in entries.get(path_of(item), []))

    names = names_of(one.root.iterfind("fields/field"), found.root, site=SITE)
    said = etree.tostring(found.root, encoding="unicode") + "".join(
        etree.tostring(mail, encoding="unicode") for mail in mails.values()
    )
    read = frozenset(re.findall(r"[a-z_][a-zA-Z_0-9]*", said))
    circuit = Circuit(found.root, mails, aside)
    return Subject(one.root, found.file, circuit, definition, names, entries, roles, read)


def statuses_here(subject: Subject) -> dict[str, str]:
    """Our name of each of their statuses that came in, by its title and its rank."""
    free = list(subject.definition.package.workflow.statuses)
    found = {}
    for id_, one in subject.circuit.statuses.items():
        match = next((here for here in free if flat(here.label) == flat(text(one, "name"))), None)
        if match is not None:
            free.remove(match)
            found[id_] = match.name
    return found
