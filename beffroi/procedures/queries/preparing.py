"""Versions in preparation: what they hold, what check says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.procedures.models import DraftState, DraftVersion, ProcedureVersion
from beffroi.procedures.rules.checks import check, wording
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.difference import Change, differences
from beffroi.procedures.rules.findings import Finding
from beffroi.procedures.rules.held import NO_ROWS, Held
from beffroi.procedures.rules.linking import OPENS, Others
from beffroi.procedures.rules.reading import HOUSE, PackageFolder, bounded_house, from_canonical, read_data
from beffroi.procedures.rules.reverting import put_back
from beffroi.procedures.rules.schema import OptionRecord, OptionsFile, Package, ProcedureFile
from beffroi.procedures.rules.writing import files_of

from .connectors import unapproved
from .dated import record_of
from .references import held_rows
from .shelf import Standing, definition, definitions_in_force, option_history, versions_in_force

#: In the bytes of a package that declares reference tables.
_DECLARES_TABLES: Final = b'"references":'
#: In those of one whose circuit opens cases of others.
_OPENS_CASES: Final = f'"{OPENS}"'.encode()
_DECLARES_CONNECTORS: Final = b'"connectors":'


def drafts_open() -> QuerySet[DraftVersion]:
    """The versions in preparation, without their content."""
    return DraftVersion.objects.filter(published_as=None).defer("canonical").order_by("slug")


def draft_of(slug: str) -> DraftVersion:
    """The version in preparation of a procedure. Raises NotFound."""
    found = (
        DraftVersion.objects.select_related("based_on", "started_by__account", "changed_by__account")
        .filter(slug=slug, published_as=None)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def draft_data(draft: DraftVersion) -> dict[str, Any]:
    """The package being prepared, as data of the reader's own."""
    found: dict[str, Any] = json.loads(bytes(draft.canonical))
    return found


def draft_changes(draft: DraftVersion) -> list[Change]:
    """What a version in preparation changes of the one that it is based on."""
    if draft.based_on_id is None:
        return []
    return differences(definition(draft.based_on_id).package, draft_definition(draft).package)


def data_without(draft: DraftVersion, change: Change) -> dict[str, Any] | None:
    """The package being prepared with one of its changes put back; None where that cannot be."""
    if draft.based_on_id is None:
        return None
    before = definition(draft.based_on_id).package
    return put_back(before, draft_definition(draft).package, draft_data(draft), change)


def last_state(draft: DraftVersion) -> DraftState | None:
    """The last change that can be undone."""
    return DraftState.objects.filter(draft=draft).order_by("-revision").first()


def notes_of(slug: str) -> dict[UUID, str]:
    """Why each version was published, by version, where somebody said it."""
    said = DraftVersion.objects.filter(slug=slug).exclude(published_as=None).exclude(note="")
    return dict(said.order_by("changed_at").values_list("published_as", "note"))


def draft_definition(draft: DraftVersion) -> Definition:
    """The package being prepared, ready to be asked."""
    return _definition(bytes(draft.canonical))


@lru_cache(maxsize=32)
def _definition(canonical: bytes) -> Definition:
    return Definition(from_canonical(canonical))


def definitions_calling() -> list[Definition]:
    """Every version in force or in preparation that declares connectors, by short name, the one in force first."""
    in_force = [found for _slug, found in definitions_in_force()]
    drafts = [draft_definition(draft) for draft in drafts_open().defer(None)]
    return [one for one in (*in_force, *drafts) if one.connectors]


def draft_findings(draft: DraftVersion) -> Sequence[Finding]:
    """What ``check`` says of it, its examples played."""
    return findings_in(draft.slug, bytes(draft.canonical), draft.options)


def findings_in(slug: str, canonical: bytes, shipped: Any = None) -> tuple[Finding, ...]:
    """What the schema and ``check`` say of a package held as bytes, with the rows that it ships or that the commune has
    set; the same bytes are looked at once."""
    options = shipped_in(shipped)
    held = held_rows(slug) if _DECLARES_TABLES in canonical else NO_ROWS
    others = versions_in_force() if _OPENS_CASES in canonical else {}
    given = (options.model_dump_json(), Rows(held), tuple(others.items()), _unapproved(slug, canonical))
    return _findings_in(slug, canonical, *given)


def _unapproved(slug: str, canonical: bytes) -> frozenset[str] | None:
    """The connectors that nobody has approved; nothing is asked for a package without any, or that cannot be read."""
    if _DECLARES_CONNECTORS not in canonical:
        return frozenset()
    package = _package(slug, canonical)
    return unapproved(package) if package else None


@lru_cache(maxsize=32)
def _package(slug: str, canonical: bytes) -> Package | None:
    return read_data(slug, json.loads(canonical)).package


class Rows:
    """Rows as a key of what is kept in memory: the same when they say the same."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.said = (
            OptionsFile.model_construct(rows=(*held.own, *held.house)).model_dump_json(),
            len(held.own),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


@lru_cache(maxsize=64)
def _findings_in(
    slug: str,
    canonical: bytes,
    shipped: str,
    held: Rows,
    others: tuple[tuple[str, UUID], ...],
    lacking: frozenset[str] | None,
) -> tuple[Finding, ...]:
    found = read_data(slug, json.loads(canonical))
    found.others = _among(dict(others))
    found.shipped = OptionsFile.model_validate_json(shipped)
    found.held, found.unapproved = held.held, lacking
    return tuple(found.findings if found.package is None else check(found))


def _among(versions: Mapping[str, UUID]) -> Others:
    """The procedures in force, by name."""
    return lambda slug: definition(versions[slug]) if slug in versions else None


def shipped_in(held: Any) -> OptionsFile:
    """What a version in preparation will set when it is published, from what stands on it."""
    return OptionsFile.model_validate_json(json.dumps(held or {}))


@lru_cache(maxsize=64)
def findings_apart(slug: str, canonical: bytes) -> tuple[Finding, ...]:
    """The same without what comes later anyway: translations, approvals, and examples played."""
    data = json.loads(canonical)
    data["house"] = {**data["house"], "languages": []}
    if isinstance(data.get("procedure"), dict):
        data["procedure"].pop("languages", None)
    found = read_data(slug, data)
    found.unapproved = frozenset()
    return tuple(found.findings if found.package is None else check(found, play=False))


def draft_folder(draft: DraftVersion) -> PackageFolder:
    """The package being prepared as publishing wants it: read, with its shipped values and every finding."""
    found = read_data(draft.slug, draft_data(draft))
    found.shipped = shipped_in(draft.options)
    found.others = _among(versions_in_force())
    if _DECLARES_TABLES in found.canonical:
        found.held = held_rows(draft.slug)
    if found.package is not None:
        found.unapproved = unapproved(found.package)
        found.findings += check(found, today=clock.today())
    return found


def house_in_force() -> bytes:
    """The house rules of the commune's shelf, for a package that comes without. Raises PackageProblem."""
    shelves = [shelf / HOUSE for shelf in reversed(settings.CATALOGUE_DIRS)]
    return bounded_house(next((one for one in shelves if one.is_file()), shelves[-1]))


def package_data(slug: str, which: int) -> dict[str, Any]:
    """The package of a version by its number, or of the one in preparation (0), as data. Raises NotFound."""
    if which == 0:
        return draft_data(draft_of(slug))
    version = ProcedureVersion.objects.filter(procedure__slug=slug, number=which).first()
    if version is None:
        raise NotFound
    found: dict[str, Any] = json.loads(bytes(version.canonical))
    return found


def package_files(slug: str, which: int) -> dict[str, bytes]:
    """The files of the same, with the dated values and rows that the commune holds for it. Raises NotFound."""
    data = package_data(slug, which)
    shipped = shipped_in(draft_of(slug).options) if which == 0 else OptionsFile()
    declared = from_canonical(json.dumps(data).encode()).procedure
    return files_of(data, _held_with(slug, shipped, declared))


def _held_with(slug: str, shipped: OptionsFile, declared: ProcedureFile) -> OptionsFile:
    """What a version in preparation ships, then what the commune has set since for what the version declares."""
    options, tables = {spec.key for spec in declared.options}, {spec.key for spec in declared.references}
    held = [
        record_of(OptionRecord, one)
        for records in option_history(slug).values()
        for one, standing in reversed(records)
        if standing in (Standing.PAST, Standing.IN_FORCE, Standing.TO_COME)
    ]
    values = [*shipped.values, *(one for one in held if one.key in options)]
    rows = [*shipped.rows, *(one for one in held_rows(slug).own if one.table in tables)]
    return OptionsFile.model_construct(
        values=tuple({(one.key, one.valid_from): one for one in values}.values()),
        rows=tuple({(one.table, one.value, one.valid_from): one for one in rows}.values()),
    )


def translations_wanted(definition: Definition) -> dict[str, dict[str, str]]:
    """Every French text of a package that is to be translated, by language, with its translation or nothing."""
    return wording.translations_wanted(definition.package)
