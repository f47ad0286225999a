"""The reference pages and the JSON Schema, produced from the schema and the registers (tested to be up to date)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .blocks import blocks
from .checks.house import RULES
from .expressions import (
    CASE_FACTS,
    FUNCTIONS,
    MAX_LENGTH,
    MAX_MACROS,
    RECORDS,
    REGISTER_FACTS,
)
from .fields import field_types
from .reading import MAX_FILES, MAX_TOTAL
from .schema import (
    ConnectorsFile,
    DocumentFile,
    FormFile,
    HouseRules,
    MessageFile,
    OptionsFile,
    Package,
    ProcedureFile,
    TableFile,
    TestFile,
    TranslationEntry,
    WorkflowFile,
)
from .workflow import FACTS, RESERVED
from .yamlsource import MAX_BYTES, MAX_DEPTH

_FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("procedure.yaml", ProcedureFile),
    ("options.yaml", OptionsFile),
    ("form.yaml", FormFile),
    ("workflow.yaml", WorkflowFile),
    ("connectors.yaml", ConnectorsFile),
    ("decisions/*.yaml", TableFile),
    ("documents/*.yaml", DocumentFile),
    ("messages/*.yaml", MessageFile),
    ("translations/<language>.yaml (a list of these)", TranslationEntry),
    ("tests/*.yaml", TestFile),
    ("house-rules.yaml (beside the packages)", HouseRules),
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a whole package, for editors and other programs."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Package.model_json_schema()}


def package_reference() -> str:
    """docs/reference/procedure-package.md."""
    return "\n".join([*_head(), *_files(), *_lists()]) + "\n"


def _head() -> Iterator[str]:
    yield "# The procedure package"
    yield ""
    yield "This page is produced from the schema (`beffroi/procedures/rules/schema`); do not edit it. The language of"
    yield "expressions has its own page: [expressions](expressions.md). Why it is so: decisions 0003 to 0005."
    yield ""
    yield "A package is a folder of YAML files without code. Only text, whole numbers, `true`, `false` and `null` are"
    yield "values: amounts are whole cents, days are `2025-01-01`. Anchors, tags and links are refused."
    yield f"Limits: {MAX_BYTES // 1024} kB a file, {MAX_TOTAL // 1024} kB and {MAX_FILES} files a package,"
    yield f"{MAX_DEPTH} levels."
    yield ""
    yield "*text* is read by citizens: it is French, it may hold `{{ expressions }}`, and it is translated in"
    yield "`translations/`. *agent text* is read by agents and legal officers only. *expression* is CEL."
    yield ""


def _files() -> Iterator[str]:
    done: set[str] = set()
    for file, model in _FILES:
        yield f"## {file}"
        yield ""
        for part in _parts(model, done):
            yield from _table(part, top=part is model)


def _parts(model: type[BaseModel], done: set[str]) -> Iterator[type[BaseModel]]:
    """A model and the models it holds, each once in the whole page."""
    if model.__name__ in done:
        return
    done.add(model.__name__)
    yield model
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            yield from _parts(inner, done)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in getattr(annotation, "__args__", ()):
        yield from _models_in(one)


def _table(model: type[BaseModel], *, top: bool) -> Iterator[str]:
    if not top:
        yield f"### {model.__name__}"
        yield ""
    yield (model.__doc__ or "").strip().replace("\n    ", "\n")
    yield ""
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for name, info in model.model_fields.items():
        meaning = (info.description or "").replace("|", "\\|")
        default = "**required**" if info.is_required() else _default(info)
        yield f"| `{info.alias or name}` | {_kind(info)} | {default} | {meaning} |"
    yield ""


def _default(info: Any) -> str:
    value = info.get_default(call_default_factory=True)
    if value in ("", None, (), {}) or isinstance(value, BaseModel):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(info: Any) -> str:
    from .checks.common import mark_of

    mark = str(mark_of(info))
    return _said(info.annotation, mark).replace("|", "\\|")


def _said(annotation: Any, mark: str) -> str:
    """A type in words."""
    origin: Any = getattr(annotation, "__origin__", None)
    args: Any = getattr(annotation, "__args__", ())
    name = getattr(annotation, "__name__", "")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return name
    if origin is tuple:
        return f"list of {_said(args[0], mark)}"
    if origin is dict:
        return f"{_said(args[1], mark)} by name"
    if args and all(isinstance(one, str) for one in args):
        return ", ".join(f"`{one}`" for one in args if one)
    if hasattr(annotation, "__metadata__"):
        return _said(annotation.__origin__, mark)
    if args:
        return " or ".join(dict.fromkeys(_said(one, mark) for one in args if one is not type(None)))
    words = {
        "str": mark or "word",
        "int": "whole number",
        "bool": "true or false",
        "date": "day",
        "Any": "anything",
    }
    return words.get(
        name, f"`{str(annotation).lower()}`" if isinstance(annotation, bool) else name or str(annotation)
    )


def _lists() -> Iterator[str]:
    yield from _list("Field types", "type", {n: k.purpose for n, k in field_types().items()})
    yield from _list("Blocks", "block", {n: _block(n) for n in blocks()})
    yield from _list("What the house tells a workflow (`fact`)", "fact", FACTS)
    yield from _list("Reserved names of transitions", "name", RESERVED)
    yield from _list("Rules of the house", "rule", RULES)


def _block(name: str) -> str:
    one = blocks()[name]
    arguments = ", ".join(f"`{argument}`" for argument in one.schema.model_fields)
    return f"{one.purpose} Arguments: {arguments or 'none'}."


def _list(title: str, what: str, entries: Any) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield f"| {what} | meaning |"
    yield "| --- | --- |"
    for name, meaning in entries.items():
        yield f"| `{name}` | {meaning} |"
    yield ""


def expressions_reference() -> str:
    """docs/reference/expressions.md."""
    return "\n".join(_expressions()) + "\n"


def _expressions() -> Iterator[str]:
    yield "# Expressions"
    yield ""
    yield "This page is produced from `beffroi/procedures/rules/expressions.py`; do not edit it."
    yield ""
    yield "One language serves conditions (`when`), computed values, decision tables and texts (`{{ … }}`): CEL, the"
    yield "[Common Expression Language](https://cel.dev), restricted. It computes; it can neither change anything nor"
    yield "reach anything but the case’s own data. Decision 0005 says why."
    yield ""
    yield "```"
    yield 'answers.pour_qui == "moi" && age(answers.demandeur.birth_date) >= 18'
    yield 'answers.motif in ["banque", "notaire"] ? options.supplement_usage : 0'
    yield 'register.household.exists(one, one.link == "enfant")'
    yield "```"
    yield ""
    yield "## What an expression reads"
    yield ""
    yield "| record | holds |"
    yield "| --- | --- |"
    for name, meaning in RECORDS.items():
        yield f"| `{name}` | {meaning} |"
    yield ""
    yield "`case` holds: " + ", ".join(f"`{name}`" for name in CASE_FACTS) + "."
    yield ""
    yield "`register` holds: " + ", ".join(f"`{name}`" for name in REGISTER_FACTS) + "."
    yield "`dues`, what is still to be paid, is a list of `amount_cents`, `regime`, `reference`."
    yield "`linked`, the cases that this one opened, is a list of `kind`, `procedure`, `number`, `phase`, `ended`."
    yield "`household` is a list of `name`, `birth_date`, `link`, `since`."
    yield ""
    yield '- An absent answer is the empty value of its type: `""`, `0`, `false`, `[]`, or a record of empty texts.'
    yield '  `given("copies")` says whether the question was answered, which tells 0 from no answer.'
    yield '- Amounts are whole euro cents, days ISO text (`2026-11-24`): `answers.jour < "2019-03-31"` compares days.'
    yield "- A condition on the form reads only questions asked before it."
    yield ""
    yield "## Functions"
    yield ""
    yield "| function | gives |"
    yield "| --- | --- |"
    for _, (written, meaning) in sorted(FUNCTIONS.items()):
        yield f"| `{written}` | {meaning} |"
    yield '| `given("name")` | Whether the question of that name has an answer. |'
    yield ""
    yield "From CEL itself: `==`, `!=`, `<`, `<=`, `>`, `>=`, `&&`, `||`, `!`, `+`, `-`, `*`, `%`, `in`, `a ? b : c`,"
    yield "lists, `size()`, `string()`, `int()`, `.contains()`, `.startsWith()`, `.endsWith()`, `.matches()`, and"
    yield "the loops `.all()`, `.exists()`, `.exists_one()`, `.filter()`, `.map()`."
    yield ""
    yield "## What is refused, and why"
    yield ""
    yield "- Numbers with a point and `/`: amounts would lose cents (`0.1 + 0.2`) or remainders (`10 / 4` is 2). Use"
    yield "  cents and `divided(a, b)`, which rounds half up."
    yield "- Anything else of CEL (timestamps, bytes, maps, other functions), unknown names and unknown fields."
    yield f"- More than {MAX_LENGTH} characters, more than {MAX_MACROS} loops: it stays readable, and cannot run long."
