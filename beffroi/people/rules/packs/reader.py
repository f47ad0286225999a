"""From a folder to a coherent pack, or to every fault found in it with file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from .contrast import theme_problems
from .documents import Document, read_csv, read_yaml, text_of
from .drawing import drawing_problems
from .problems import BrokenPack, PackProblem
from .schema import (
    Commune,
    Departments,
    HolidayRow,
    MunicipalityRow,
    Pack,
    Reference,
    SchoolRow,
    StreetRow,
    Theme,
)
from .sentences import sentence

Model = TypeVar("Model", bound=BaseModel)


def read_pack(folder: Path) -> Pack:
    """Read and check every file of a pack. Raises BrokenPack with all its problems."""
    reading = _Reading(folder)
    commune = reading.yaml("commune.yaml", Commune)
    departments = reading.yaml("departments.yaml", Departments)
    theme = reading.yaml("theme.yaml", Theme)
    logo = reading.logo("logo.svg")
    streets = reading.csv("streets.csv", StreetRow)
    schools = reading.csv("schools.csv", SchoolRow)
    holidays = reading.csv("holidays.csv", HolidayRow)
    if commune and departments:
        reading.check_points(commune, departments)
    if commune:
        reading.check_streets(commune, streets)
    if theme:
        reading.check_theme(theme)
    reading.check_once("holidays.csv", (str(row.day) for row in holidays))
    if reading.problems or not (commune and departments and theme):
        raise BrokenPack(folder.name, reading.problems)
    return Pack(
        commune=commune,
        departments=departments.departments,
        theme=theme,
        logo=logo,
        streets=streets,
        schools=schools,
        holidays=holidays,
    )


def read_references(folder: Path) -> Reference:
    """Read what all packs share. Raises BrokenPack."""
    reading = _Reading(folder)
    municipalities = reading.csv("municipalities.csv", MunicipalityRow)
    if reading.problems:
        raise BrokenPack(folder.name, reading.problems)
    return Reference(municipalities=municipalities)


class _Reading:
    """One reading of one folder: the documents by name, and what was found wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}
        self.own: list[PackProblem] = []

    @property
    def problems(self) -> list[PackProblem]:
        return [*self.own, *(p for document in self.documents.values() for p in document.problems)]

    def yaml(self, name: str, model: type[Model]) -> Model | None:
        document = self.documents[name] = read_yaml(self.folder, name)
        return None if document.problems else _validated(document, model, document.data, ())

    def csv(self, name: str, model: type[Model]) -> list[Model]:
        document = self.documents[name] = read_csv(self.folder, name, list(model.model_fields))
        rows = (_validated(document, model, row, (index,)) for index, row in enumerate(document.data))
        return [row for row in rows if row is not None]

    def logo(self, name: str) -> str:
        text = text_of(self.folder, name)
        if isinstance(text, PackProblem):
            self.own.append(text)
            return ""
        self.own += [PackProblem(name, line, message) for line, message in drawing_problems(text)]
        return text

    def check_theme(self, theme: Theme) -> None:
        for token, message in theme_problems(theme):
            self.documents["theme.yaml"].problem((token,), message)

    def check_points(self, commune: Commune, departments: Departments) -> None:
        known = {department.slug for department in departments.departments}
        for index, point in enumerate(commune.points):
            if point.department is not None and point.department not in known:
                self.documents["commune.yaml"].problem(
                    ("points", index, "department"),
                    _("le service « %(slug)s » n’est pas dans departments.yaml.")
                    % {"slug": point.department},
                )

    def check_streets(self, commune: Commune, streets: list[StreetRow]) -> None:
        known = {section.name for section in commune.sections}
        document = self.documents["streets.csv"]
        for index, row in enumerate(streets):
            if row.section not in known:
                document.problem(
                    (index,),
                    _("la section « %(name)s » n’est pas dans commune.yaml.") % {"name": row.section},
                )
        self.check_once("streets.csv", (f"{row.street} ({row.section})" for row in streets))

    def check_once(self, name: str, keys: Iterable[str]) -> None:
        seen: set[str] = set()
        for index, key in enumerate(keys):
            if key in seen:
                self.documents[name].problem(
                    (index,), _("« %(key)s » est déjà écrit plus haut.") % {"key": key}
                )
            seen.add(key)


def _validated(document: Document, model: type[Model], data: Any, at: tuple[int, ...]) -> Model | None:
    try:
        return model.model_validate(data)
    except ValidationError as errors:
        for error in errors.errors():
            document.problem((*at, *error["loc"]), sentence(error))
        return None
