"""A package as a folder of pages that a browser opens without a server: to read it, to send it, to print it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from beffroi import ui

if TYPE_CHECKING:
    from beffroi.procedures.queries import Definition, Whole

_FILES: Final = (
    ("index.html", "La démarche"),
    ("formulaire.html", "Le formulaire"),
    ("formulaire-agent.html", "Le formulaire, pour un agent"),
    ("circuit.html", "Le circuit"),
    ("textes.html", "Tables et textes"),
)
_PAPER: Final = ("papier.html", "Sur papier")


def write(folder: Path, definition: Definition, whole: Whole, values: dict[str, Any], *, paper: bool) -> Path:
    """Write the pages and what they need; gives the first page. Raises OSError."""
    files = [*_FILES, *([_PAPER] if paper else [])]
    folder.mkdir(parents=True, exist_ok=True)
    _copy_looks(folder)
    with override("fr"):
        for (file, label), (template, context) in zip(files, _pages(definition, whole, values), strict=False):
            shown = {"whole": whole, "files": files, "here": file, "heading": label, **context}
            (folder / file).write_text(render_to_string(f"cli/preview/{template}.html", shown))
    return folder / _FILES[0][0]


def _copy_looks(folder: Path) -> None:
    """The style sheet, the letters and the sign of the furniture: the pages ask nothing of any network."""
    static = Path(ui.__file__).parent / "static" / "ui"
    for part in ("css", "fonts", "img"):
        shutil.copytree(static / part, folder / part, dirs_exist_ok=True)


def _pages(
    definition: Definition, whole: Whole, values: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "start", {}
    yield "form", {"pages": whole.form}
    yield "form", {"pages": whole.form_of_agents}
    yield "workflow", {"picture": mark_safe(whole.picture)}  # drawn by us, every text escaped
    yield "tables", _texts(definition, whole, values)
    yield "paper", {"form": whole.paper}


def _texts(definition: Definition, whole: Whole, values: dict[str, Any]) -> dict[str, Any]:
    specs = definition.package.procedure.options
    return {
        "tables": [_table(table) for table in whole.tables],
        "options": [(spec.label, values.get(spec.key, spec.default)) for spec in specs],
        "messages_": [
            {"subject": one.subject, "paragraphs": _paragraphs(one.paragraphs)} for one in whole.messages
        ],
        "documents": [
            {"title": one.title, "paragraphs": _paragraphs([*one.paragraphs, *one.closing, *one.next])}
            for one in whole.documents
        ],
    }


def _paragraphs(written: Iterable[Any]) -> list[tuple[str, str]]:
    """Each paragraph with its condition."""
    return [(one, "") if isinstance(one, str) else (one.text, one.when) for one in written]


def _table(table: Any) -> dict[str, Any]:
    """A decision table as columns and rows of text, period by period."""
    columns = [*table.inputs, *table.outputs]
    return {
        "columns": [{"label": column.label} for column in columns],
        "periods": [
            {
                "caption": f"{table.title}, depuis le {period.valid_from} ({period.legal_reference})",
                "rows": [_row(row, table) for row in period.rows],
            }
            for period in table.periods
        ],
    }


def _row(row: Any, table: Any) -> list[dict[str, str]]:
    asked = [{"label": one.label, "value": _cell(row.when.get(one.name, "-"))} for one in table.inputs]
    told = [{"label": one.label, "value": _cell(row.then.get(one.name, ""))} for one in table.outputs]
    return [*asked, *told]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
