"""From a package to its files, for exchange: what ``reading`` reads, it finds again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from .editing.places import part_in
from .reading import FOLDERS, OPTIONAL, SINGLE
from .schema import OptionsFile, Package
from .yamlsource import MAX_BYTES

NOTHING_SHIPPED: Final = OptionsFile()
_TOO_MANY_ROWS: Final = (
    "# Les lignes des tables de référence ne tiennent pas ici : exportez chaque table en CSV.\n".encode()
)


def files_of(data: Mapping[str, Any], shipped: OptionsFile = NOTHING_SHIPPED) -> dict[str, bytes]:
    """The files of a package held as data, with the dated values and rows that go with it, by relative name; the house
    rules stay at home."""
    package = Package.model_fields
    single = (*SINGLE, *(name for name in OPTIONAL if name in data))
    files = {f"{name}.yaml": as_yaml(data[name], package[name].annotation) for name in single}
    for folder in FOLDERS:
        for stem, content in data.get(folder, {}).items():
            files[f"{folder}/{stem}.yaml"] = as_yaml(content, part_in(package[folder].annotation))
    if said := _options(shipped):
        files["options.yaml"] = said
    if data.get("changelog"):
        files["CHANGELOG.md"] = str(data["changelog"]).encode()
    return files


def _options(shipped: OptionsFile) -> bytes:
    """The file of dated values and rows; the rows only when a package may hold a file of that size."""
    said = {
        key: [record.model_dump(mode="json", exclude_defaults=True) for record in records]
        for key, records in (("values", shipped.values), ("rows", shipped.rows))
        if records
    }
    content = as_yaml(said, OptionsFile) if said else b""
    if len(content) <= MAX_BYTES:
        return content
    said.pop("rows", None)
    return _TOO_MANY_ROWS + (as_yaml(said, OptionsFile) if said else b"values: []\n")


def as_yaml(content: Any, model: Any = None) -> bytes:
    """A file as people read it; the keys in the order of the schema of ``model``, or as they stand."""
    writer = YAML(typ="rt", pure=True)
    writer.width = 4096
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.add_representer(
        type(None), lambda to, _: to.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    out = io.BytesIO()
    writer.dump(_ordered(content, model), out)
    return out.getvalue()


def _ordered(content: Any, model: Any) -> Any:
    """The same with keys in the order of the schema, and texts quoted where YAML would read something else."""
    if isinstance(content, dict):
        known = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
        keys = [key for key in known if key in content] + [key for key in content if key not in known]
        return {
            _ordered(key, None): _ordered(
                content[key], part_in(known[key].annotation) if key in known else None
            )
            for key in keys
        }
    if isinstance(content, list):
        return [_ordered(one, model) for one in content]
    return DoubleQuotedScalarString(content) if isinstance(content, str) and not _plain(content) else content


def _plain(text: str) -> bool:
    """Whether a text may stand without quotation marks: words that nothing could take for something else."""
    starts = text[:1].isalpha() and text.casefold() not in (
        "true",
        "false",
        "null",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
    )
    return starts and not set(text) & set(":#\n\r\t\"'{}[]&*!|>%@`,\\") and text == text.strip()
