"""From a folder to a package: only known files are read, each with its limits; every problem has its place.

A hostile folder can do no harm: links are refused, nothing outside the folder is opened, sizes and counts are bounded.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from .findings import Finding, PackageProblem, Severity
from .held import NO_ROWS, Held
from .linking import Others, alone
from .schema import HouseRules, OptionRecord, OptionsFile, Package, RowRecord
from .yamlsource import MAX_BYTES, Source, read_yaml
from .yamlsource import Path as Place

HOUSE: Final = "house-rules.yaml"
MAX_FILES: Final = 120
MAX_TOTAL: Final = 1024 * 1024
#: The files that every package has.
SINGLE: Final = ("procedure", "form", "workflow")
#: The files that a package may have beside them, dated values apart.
OPTIONAL: Final = ("connectors",)

#: The folders of a package.
FOLDERS: Final = ("decisions", "documents", "messages", "translations", "tests")
_STEM: Final = re.compile(r"[a-z](?:_?[a-z0-9])*")


@dataclass
class PackageFolder:
    """What was read of a folder: the package when it holds together, its sources, and what is wrong."""

    slug: str
    package: Package | None = None
    canonical: bytes = b""
    shipped: OptionsFile = field(default_factory=OptionsFile)
    #: The rows of its tables that the commune has already set, where it stands in one.
    held: Held = NO_ROWS
    #: The other procedures, of which its circuit may open cases.
    others: Others = alone
    #: The connectors that nobody has approved in these words; None: nobody was asked, so all of them.
    unapproved: Collection[str] | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def options(self) -> tuple[OptionRecord, ...]:
        """The dated values that it ships."""
        return self.shipped.values

    @property
    def rows(self) -> tuple[RowRecord, ...]:
        """The dated rows of reference tables that it ships."""
        return self.shipped.rows

    @property
    def known_rows(self) -> Held:
        """The rows that examples play with: what the commune has set covers what is shipped."""
        return self.held.over(self.rows)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return fingerprint_of(self.canonical)

    def at(self, place: Place) -> tuple[str, int]:
        """The file and line of a part of the package."""
        file, inside = _file_of(place)
        source = self.sources.get(file)
        return file, source.line(inside) if source else 0


def read_folder(folder: Path, house: Path) -> PackageFolder:
    """Read a package under the house rules of a file. Never raises for what the folder holds."""
    try:
        contents = {**_contents(folder), HOUSE: _bounded(house, HOUSE)}
    except PackageProblem as problem:
        return PackageFolder(folder.name, findings=list(problem.findings))
    return read_files(folder.name, contents)


def read_files(slug: str, files: Mapping[str, bytes]) -> PackageFolder:
    """Read a package from its files and the house rules, by relative name. Never raises for what they hold."""
    found, contents = PackageFolder(slug), dict(files)
    changelog = contents.pop("CHANGELOG.md", b"").decode(errors="replace")
    for name, content in sorted(contents.items()):
        try:
            found.sources[name] = read_yaml(name, content)
        except PackageProblem as problem:
            found.findings += problem.findings
    if not found.findings:
        _assemble(found, changelog)
    return found


def read_house(house: Path) -> HouseRules:
    """The house rules alone. Raises PackageProblem."""
    source = read_yaml(HOUSE, _bounded(house, HOUSE))
    try:
        found = HouseRules.model_validate_json(to_canonical(source.data))
    except ValidationError as error:
        raise PackageProblem(_in_french(error, HouseRules, lambda loc: (HOUSE, source.line(loc)))) from None
    inverted = [
        Finding(HOUSE, source.line(("values", index)), "la fin précède le début.", "Corrigez les dates.")
        for index, one in enumerate(found.values)
        if one.valid_to and one.valid_to < one.valid_from
    ]
    if inverted:
        raise PackageProblem(inverted)
    return found


def read_data(slug: str, data: Mapping[str, Any]) -> PackageFolder:
    """Read a package that is held as data, as a draft version is. Never raises for what it holds."""
    found = PackageFolder(slug, canonical=to_canonical(data))
    try:
        found.package = Package.model_validate_json(found.canonical)
    except ValidationError as error:
        found.findings += _in_french(error, Package, lambda loc: found.at(loc))
    return found


def bounded_house(house: Path) -> bytes:
    """The house rules as they are written. Raises PackageProblem."""
    return _bounded(house, HOUSE)


def is_known(name: str) -> bool:
    """Whether a package may hold a file of this relative name."""
    folder, _, file = name.rpartition("/")
    if not folder:
        return file in ("CHANGELOG.md", "options.yaml", *(f"{one}.yaml" for one in (*SINGLE, *OPTIONAL)))
    return folder in FOLDERS and file.endswith(".yaml") and _STEM.fullmatch(file[:-5]) is not None


def fingerprint_of(canonical: bytes) -> str:
    """SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(canonical).hexdigest()


def from_canonical(canonical: bytes) -> Package:
    """The package of a frozen version."""
    return Package.model_validate_json(canonical)


def _contents(folder: Path) -> dict[str, bytes]:
    """The known files of a folder by their relative name. Raises PackageProblem."""
    if not folder.is_dir() or folder.is_symlink():
        raise PackageProblem([Finding(folder.name, 0, "ce dossier n’existe pas.", "Vérifiez son nom.")])
    names = [f"{name}.yaml" for name in (*SINGLE, *OPTIONAL, "options")] + ["CHANGELOG.md"]
    wanted = [folder / name for name in names if os.path.lexists(folder / name)]
    for part in FOLDERS:
        wanted += _yaml_files(folder / part)
    if len(wanted) > MAX_FILES:
        raise PackageProblem(
            [Finding(folder.name, 0, f"plus de {MAX_FILES} fichiers.", "Retirez les superflus.")]
        )
    found = {
        path.relative_to(folder).as_posix(): _bounded(path, path.relative_to(folder).as_posix())
        for path in wanted
    }
    if sum(map(len, found.values())) > MAX_TOTAL:
        raise PackageProblem([Finding(folder.name, 0, "le paquet est trop grand.", "Restez sous 1 Mo.")])
    return found


def _yaml_files(folder: Path) -> list[Path]:
    if folder.is_symlink():
        raise PackageProblem(
            [Finding(folder.name, 0, "les liens ne sont pas admis.", "Copiez les fichiers.")]
        )
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        names = sorted(entry.name for _, entry in zip(range(MAX_FILES + 1), entries, strict=False))
    for name in names:
        if not name.endswith(".yaml") or not _STEM.fullmatch(name[:-5]):
            shown = f"{folder.name}/{name[:60]}"
            hint = "Donnez-lui un nom en minuscules qui finit par .yaml, ou retirez-le."
            raise PackageProblem([Finding(shown, 0, "ce nom de fichier n’est pas admis.", hint)])
    return [folder / name for name in names]


def _bounded(path: Path, shown: str) -> bytes:
    """The bytes of a regular file of bounded size; a link, a pipe or a giant is refused. Raises PackageProblem."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        hint = "Le fichier doit être là, lisible, et n’être pas un lien."
        raise PackageProblem([Finding(shown, 0, "le fichier ne s’ouvre pas.", hint)]) from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise PackageProblem([Finding(shown, 0, "ce n’est pas un fichier ordinaire.", "Remplacez-le.")])
        return file.read(MAX_BYTES + 1)


def _assemble(found: PackageFolder, changelog: str) -> None:
    data: dict[str, Any] = {
        "format": 1,
        "changelog": changelog,
        "house": dict(found.sources[HOUSE].data or {}),
    }
    data["house"].pop("values", None)  # dated records stay outside the fingerprint
    for name, source in found.sources.items():
        folder, _, stem = name.removesuffix(".yaml").rpartition("/")
        if folder:
            data.setdefault(folder, {})[stem] = source.data
        elif name not in (HOUSE, "options.yaml"):
            data[stem] = source.data
    found.canonical = to_canonical(data)
    try:
        found.package = Package.model_validate_json(found.canonical)
    except ValidationError as error:
        found.findings += _in_french(error, Package, lambda loc: found.at(loc))
        return
    found.shipped = _options(found)
    if found.package.procedure.slug != found.slug:
        file, line = found.at(("procedure", "slug"))
        message = f"le nom court est « {found.package.procedure.slug} », le dossier « {found.slug} »."
        found.findings.append(Finding(file, line, message, "Donnez-leur le même nom."))


def _options(found: PackageFolder) -> OptionsFile:
    source = found.sources.get("options.yaml")
    if source is None:
        return OptionsFile()
    try:
        return OptionsFile.model_validate_json(to_canonical(source.data))
    except ValidationError as error:
        found.findings += _in_french(error, OptionsFile, lambda loc: ("options.yaml", source.line(loc)))
        return OptionsFile()


def to_canonical(data: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces: the same content gives the same bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def _file_of(place: Place) -> tuple[str, Place]:
    """Where a place of the assembled package is written."""
    if not place:
        return "procedure.yaml", ()
    head, *rest = place
    if head == "house":
        return HOUSE, tuple(rest)
    if head in FOLDERS and rest:
        return f"{head}/{rest[0]}.yaml", tuple(rest[1:])
    return f"{head}.yaml", tuple(rest)


# --- what pydantic says, in French

_SAID: Final = {
    "missing": ("la clé « {key} » manque.", "Ajoutez-la."),
    "extra_forbidden": ("la clé « {key} » n’existe pas ici.", "{like}"),
    "string_type": ("« {key} » doit être un texte.", "Mettez-le entre guillemets."),
    "int_type": ("« {key} » doit être un nombre entier.", "Écrivez-le sans guillemets ni virgule."),
    "bool_type": ("« {key} » doit être vrai ou faux.", "Écrivez true ou false."),
    "tuple_type": ("« {key} » doit être une liste.", "Mettez un tiret devant chaque élément."),
    "dict_type": ("« {key} » doit être un ensemble de clés.", "Écrivez clé: valeur, une par ligne."),
    "model_type": ("« {key} » doit être un ensemble de clés.", "Écrivez clé: valeur, une par ligne."),
    "too_short": ("« {key} » est vide.", "Ajoutez au moins un élément."),
    "string_too_long": ("« {key} » est trop long.", "Raccourcissez-le à {max_length} signes."),
    "literal_error": ("« {input} » n’est pas une valeur de « {key} ».", "Choisissez : {expected}."),
    "string_pattern_mismatch": ("« {input} » n’a pas la forme voulue pour « {key} ».", "{shape}"),
    "date_from_datetime_parsing": ("« {input} » n’est pas une date.", "Écrivez-la comme 2025-01-01."),
    "date_parsing": ("« {input} » n’est pas une date.", "Écrivez-la comme 2025-01-01."),
    "date_type": ("« {key} » doit être une date.", "Écrivez-la comme 2025-01-01."),
    "greater_than_equal": ("« {key} » est trop petit.", "Le plus petit est {ge}."),
    "less_than_equal": ("« {key} » est trop grand.", "Le plus grand est {le}."),
}
_SHAPES: Final = {
    "https": "Une adresse commence par https:// et ne contient pas de blanc.",
    "-": "Utilisez des minuscules sans accent, des chiffres et des tirets.",
    "_": "Utilisez des minuscules sans accent, des chiffres et des tirets bas.",
}


def _in_french(error: ValidationError, model: type[BaseModel], at: Any) -> list[Finding]:
    found: dict[tuple[str, int, str], Finding] = {}
    for one in error.errors(include_url=False):
        place = _without_branches(one["loc"])
        file, line = at(place if one["type"] != "missing" else place[:-1])
        message, hint = _sentence(one, model, place)
        found.setdefault((file, line, str(place)), Finding(file, line, message, hint, place=place))
    return list(found.values())


def _sentence(one: Any, model: type[BaseModel], place: Place) -> tuple[str, str]:
    message, hint = _SAID.get(one["type"], ("« {key} » n’est pas admis ici.", "Voyez la page de référence."))
    words = {
        "key": next((str(part) for part in reversed(place) if isinstance(part, str)), "le fichier"),
        "input": str(one.get("input"))[:60],
        "like": _nearest(model, place),
        "shape": _shape(one),
        "expected": str(one.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", ""),
        **{k: v for k, v in one.get("ctx", {}).items() if k in ("ge", "le", "max_length")},
    }
    return message.format_map(_Lenient(words)), hint.format_map(_Lenient(words))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _shape(one: Any) -> str:
    pattern = str(one.get("ctx", {}).get("pattern", ""))
    return next((hint for sign, hint in _SHAPES.items() if sign in pattern), "Voyez la page de référence.")


def _without_branches(loc: tuple[str | int, ...]) -> Place:
    """Pydantic names the branch of a union in the place (``str``, ``Paragraph``...): leave those out."""
    return tuple(
        part
        for part in loc
        if isinstance(part, int)
        or not re.match(r"^([A-Z]\w+|str|int|bool|tuple\[.*|literal\[.*|constrained-str|function-.*)$", part)
    )


def _nearest(model: type[BaseModel], place: Place) -> str:
    """« Vouliez-vous dire … ? » among the keys known at that place."""
    known = _keys_at(model, place[:-1])
    close = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.6) if place else []
    return f"Vouliez-vous dire « {close[0]} » ?" if close else f"Les clés possibles : {', '.join(known)}."


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    schema = model.model_json_schema()
    node: Any = schema
    for part in place:
        node = _resolved(node, schema)
        if isinstance(part, int):
            node = node.get("items") or {}
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return sorted(_resolved(node, schema).get("properties", {}))


def _resolved(node: Any, schema: Any) -> Any:
    while isinstance(node, dict):
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            node = next((n for n in node["anyOf"] if "$ref" in n or n.get("type") in ("array", "object")), {})
        else:
            return node
    return {}


def warn(file: str, line: int, message: str, hint: str = "") -> Finding:
    """A finding that does not prevent publishing."""
    return Finding(file, line, message, hint, Severity.WARNING)
