"""A condition as lines that a person chooses: something that can be read, how it is compared, with what.

What is written from lines is read back as the same lines; an expression that is no such thing is left to whoever writes
formulas. A line holds for an answer that was given: « 5 au plus » is not true of a question left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy

from beffroi.procedures.rules import days
from beffroi.procedures.rules.definition import Definition, type_of
from beffroi.procedures.rules.expressions import ExpressionProblem, compile_expression, quoted, tokens
from beffroi.procedures.rules.fields.base import Invalid
from beffroi.procedures.rules.paper import Teller
from beffroi.procedures.rules.paper.conditions import Tokens, bare, linked
from beffroi.procedures.rules.subjects import Subject, constant, of_field, subject_of
from beffroi.procedures.rules.typed import read_typed, typed

from .places import Address
from .readable import block_of, questions_before

Join = Literal["all", "any"]
#: Lines of one condition.
MOST_LINES: Final = 12

#: The ways to compare, by what is compared; those of all that can be answered come last.
HOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": ("is", "is_not"),
    "choices": ("holds", "holds_not"),
    "yes_no": ("yes", "no"),
    "number": ("least", "most", "equal", "other", "more", "fewer"),
    "amount": ("least", "most", "equal", "other", "more", "fewer"),
    "date": ("from", "until"),
    "text": ("is", "is_not"),
    "other": (),
}
#: Those that are complete without a value.
ALONE: Final = frozenset({"yes", "no", "filled", "empty"})
_SIGNS: Final = {"least": ">=", "most": "<=", "equal": "==", "other": "!=", "more": ">", "fewer": "<"}
_OPEN: Final = {
    ">=": lambda value: value <= 0,
    "<=": lambda value: value >= 0,
    "==": lambda value: value == 0,
    "!=": lambda value: value != 0,
    ">": lambda value: value < 0,
    "<": lambda value: value > 0,
}
_NOTHING_CHOSEN: Final = gettext_lazy("Choisissez la question, ou « toujours ».")
_MISSING: Final[Mapping[str, Any]] = {
    "choice": gettext_lazy("Cochez au moins une réponse."),
    "choices": gettext_lazy("Choisissez la réponse."),
    "number": gettext_lazy("Écrivez un nombre entier, par exemple 18."),
    "amount": gettext_lazy("Écrivez un montant en euros, par exemple 12,50."),
    "date": gettext_lazy("Écrivez un jour, un mois et une année, par exemple 31 1 2027."),
    "text": gettext_lazy("Écrivez le texte auquel la réponse est comparée."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that must hold. ``values`` as they are kept: answers, a text, a day as ISO text, a number, cents."""

    path: str
    how: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """What must hold: every line, or any of them."""

    join: Join
    lines: tuple[Line, ...]


def hows(subject: Subject) -> tuple[str, ...]:
    """How a subject can be compared."""
    last = () if subject.kind in ("yes_no", "number", "amount") else ("filled", "empty")
    return (*HOWS[subject.kind], *last)


# --- what can be chosen


def subjects(definition: Definition, address: Address) -> list[Subject]:
    """Everything that a condition at an address may be about: the questions before it, then what the house knows."""
    found = [of_field(f"answers.{one.name}", one) for one in questions_before(definition, address)]
    block, names = block_of(definition, address)
    found += [of_field(f"item.{one.name}", one) for one in block.fields if one.name in names] if block else []
    if address[:1] != ("form",):
        found += [of_field(f"agent.{name}", one) for name, one in definition.agent_fields.items()]
        paths = ["case.delivery", "case.fee_cents"]
    else:
        paths = []
    paths += ["context.resident"]
    tables = definition.package.decisions.items()
    paths += [f"tables.{name}.{output.name}" for name, table in tables for output in table.outputs]
    paths += [f"options.{key}" for key in definition.options]
    return [*found, *(one for path in paths if (one := subject_of(definition, path)) is not None)]


def in_words(definition: Definition, source: str) -> str:
    """A condition in the words that follow « si », when they say all of it; else nothing."""
    names = {
        name: f"« {field.label or field.text or name} »"
        for name, field in definition.fields.items()
        if type_of(field).asks
    }
    words, whole = Teller(definition, names, str, lambda source: None).condition(source)
    return words if whole else ""


# --- writing


def written(made: Lines, known: Mapping[str, Subject]) -> str:
    """The expression of these lines. Raises KeyError for a subject that is not known."""
    said = [_links(known[one.path], one) for one in made.lines]
    if made.join == "all" or len(said) == 1:
        return " && ".join(link for links in said for link in links)
    return " || ".join(links[0] if len(links) == 1 else f"({' && '.join(links)})" for links in said)


def _links(subject: Subject, line: Line) -> list[str]:
    """What must hold for one line: mostly one thing, and that there is an answer where none would do."""
    path = line.path
    match line.how:
        case "filled":
            return [f"filled({path})"]
        case "empty":
            return [f"!filled({path})"]
        case "yes":
            return [path]
        case "no":
            return [f"!{path}"]
        case "is" | "is_not" if len(line.values) == 1:
            return [f"{path} {'==' if line.how == 'is' else '!='} {quoted(str(line.values[0]))}"]
        case "is" | "is_not":
            held = f"{path} in [{', '.join(quoted(str(one)) for one in line.values)}]"
            return [held if line.how == "is" else f"!({held})"]
        case "holds":
            return [f"{quoted(str(line.values[0]))} in {path}"]
        case "holds_not":
            return [f"!({quoted(str(line.values[0]))} in {path})"]
        case "from":
            return [f"{path} >= {quoted(str(line.values[0]))}"]
        case "until":
            return [f"filled({path})", f"{path} <= {quoted(str(line.values[0]))}"]
    sign, value = _SIGNS[line.how], int(line.values[0])
    given = [f"given({quoted(subject.question)})"] if _open_too(subject, sign, value) else []
    return [*given, f"{path} {sign} {value}"]


def _open_too(subject: Subject, sign: str, value: int) -> bool:
    """Whether a question left open, which counts as 0, would fit."""
    return bool(subject.question) and bool(_OPEN[sign](value))


# --- reading back


def read_back(source: str, known: Mapping[str, Subject]) -> Lines | None:
    """The lines that an expression is; None when it is something else, or about something that cannot be chosen."""
    try:
        compile_expression(source)
    except ExpressionProblem:
        return None
    words = tokens(source)
    links = linked(words, "||")
    if len(links) > 1:
        lines = [_only(linked(bare(link), "&&"), known) for link in links]
        join: Join = "any"
    else:
        lines = list(_chain(linked(bare(words), "&&"), known))
        join = "all"
    found = [one for one in lines if one is not None]
    if len(found) < len(lines) or not 0 < len(found) <= MOST_LINES:
        return None
    made = Lines(join, tuple(found))
    return made if _same(written(made, known), source) else None


def _same(one: str, other: str) -> bool:
    """Whether two expressions are the same words, written otherwise."""
    return [_plain(word) for word in tokens(one)] == [_plain(word) for word in tokens(other)]


def _plain(word: tuple[str, str]) -> tuple[str, str]:
    found = constant(word)
    return (word[0], quoted(found)) if isinstance(found, str) else word


def _only(links: Sequence[Tokens], known: Mapping[str, Subject]) -> Line | None:
    found = list(_chain(links, known))
    return found[0] if len(found) == 1 else None


def _chain(links: Sequence[Tokens], known: Mapping[str, Subject]) -> Iterator[Line | None]:
    """The lines of a chain of « et »; what only asks for an answer belongs to the comparison after it."""
    at = 0
    while at < len(links):
        pair = _line(links[at + 1], known) if at + 1 < len(links) else None
        if pair is not None and _asks_only(links[at], pair, known):
            yield pair
            at += 2
        else:
            yield _line(links[at], known)
            at += 1


def _asks_only(link: Tokens, line: Line, known: Mapping[str, Subject]) -> bool:
    first = _links(known[line.path], line)
    return len(first) == 2 and [_plain(word) for word in tokens(first[0])] == [_plain(word) for word in link]


def _line(words: Tokens, known: Mapping[str, Subject]) -> Line | None:
    found = _said([word for _, word in words], words)
    subject = known.get(found.path) if found else None
    if found is None or subject is None:
        return None
    dated = {">=": "from", "<=": "until"} if subject.kind == "date" else {}
    how: str | None = dated.get(found.how, found.how)
    by_sign = {sign: name for name, sign in _SIGNS.items()}
    if subject.kind in ("number", "amount"):
        how = by_sign.get(found.how)
    elif found.how in ("==", "!="):
        how = "is" if found.how == "==" else "is_not"
    line = Line(found.path, how or "", found.values)
    return line if line.how in hows(subject) and _fits(subject, line) else None


def _said(signs: list[str], words: Tokens) -> Line | None:
    """One link as path, sign or way, values: whatever the path may be about."""
    match signs:
        case ["filled", "(", path, ")"]:
            return Line(path, "filled")
        case ["!", "filled", "(", path, ")"]:
            return Line(path, "empty")
        case [path]:
            return Line(path, "yes")
        case ["!", path]:
            return Line(path, "no")
        case [path, "==" | "!=" | ">=" | "<=" | ">" | "<" as sign, _]:
            return _with(path, sign, [words[2]])
        case [path, sign, "-", _]:
            found = _with(path, sign, [words[3]])
            negative = found and isinstance(found.values[0], int) and sign in _OPEN
            return Line(path, sign, (-int(found.values[0]),)) if found and negative else None
        case [path, "in", "[", *_, "]"]:
            return _with(path, "is", [word for word in words[3:-1] if word[1] != ","])
        case ["!", "(", path, "in", "[", *_, "]", ")"]:
            return _with(path, "is_not", [word for word in words[5:-2] if word[1] != ","])
        case [_, "in", path]:
            return _with(path, "holds", [words[0]])
        case ["!", "(", _, "in", path, ")"]:
            return _with(path, "holds_not", [words[2]])
    return None


def _with(path: str, how: str, words: Tokens) -> Line | None:
    values = tuple(one for word in words if (one := constant(word)) is not None and not isinstance(one, bool))
    return Line(path, how, values) if values and len(values) == len(words) else None


def _fits(subject: Subject, line: Line) -> bool:
    """Whether the values of a line can be chosen or typed for its subject."""
    if line.how in ALONE:
        return not line.values
    if subject.kind in ("number", "amount"):
        return all(isinstance(one, int) and (subject.kind == "number" or one >= 0) for one in line.values)
    texts = [one for one in line.values if isinstance(one, str)]
    if len(texts) < len(line.values) or "" in texts:
        return False
    if subject.kind == "date":
        return days.parse(texts[0]) is not None
    if subject.answers is None:
        return (
            len(texts) == 1 and texts[0] == texts[0].strip() and "\n" not in texts[0] and "\t" not in texts[0]
        )
    order = [value for value, _ in subject.answers if value in texts]
    return order == texts


# --- what a person types


def value_in_box(subject: Subject, line: Line) -> str:
    """The value of a line as it stands in its box."""
    if not line.values:
        return ""
    if subject.kind == "amount":
        return typed(int(line.values[0]), "amount")
    return str(line.values[0])


def value_read(subject: Subject, sent: Sequence[str]) -> tuple[str | int, ...]:
    """The values that were ticked or typed for a subject, as they are kept; none when nothing was. Raises Invalid."""
    given = [one.strip() for one in sent if one.strip()]
    if not given:
        return ()
    if subject.answers is not None:
        return tuple(value for value, _ in subject.answers if value in given)
    if subject.kind in ("number", "amount"):
        found = read_typed(given[-1], subject.kind)
        return (found,) if isinstance(found, int) else ()
    if subject.kind == "date" and days.parse(given[-1]) is None:
        raise Invalid
    return (given[-1],)


#: What a sheet sends of a condition, besides the formula itself.
CHOICES: Final = ("always", "only", "formula")
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a sheet sent, its chosen lines written as formulas; ``errors`` say, by box, what is missing in a line."""

    raw: dict[str, list[str]]
    errors: dict[str, list[str]]


def composed(raw: Raw, known: Mapping[str, Subject]) -> Typed:
    """The sheet with each condition as its formula: the one that was typed over, else that of the chosen lines.

    Of the condition ``when`` a sheet sends ``when`` (the formula), ``when.was`` (the one that it showed),
    ``when.asked`` (one of CHOICES), ``when.join`` and of each line ``when.0.of``, ``when.0.how``, ``when.0.value``.
    """
    made, errors = {key: list(values) for key, values in raw.items()}, dict[str, list[str]]()
    for name in [key.removesuffix(".asked") for key in raw if key.endswith(".asked")]:
        was = last(raw, f"{name}.was")
        if name in raw and last(raw, name).split() != was.split():
            continue
        lines, wrong = typed_lines(raw, name, known)
        asked = last(raw, f"{name}.asked")
        if asked == "always" and (was or not lines):
            made[name] = [""]
        elif asked == "only" or (asked == "always" and lines):
            errors |= wrong or ({} if lines else {f"{name}.0.of": [str(_NOTHING_CHOSEN)]})
            if lines and not wrong:
                join: Join = "any" if last(raw, f"{name}.join") == "any" else "all"
                found = Lines(join if len(lines) > 1 else "all", tuple(lines))
                made[name] = [was if read_back(was, known) == found else written(found, known)]
    return Typed(made, errors)


def last(raw: Raw, name: str) -> str:
    """What was sent under a name, or empty."""
    found = raw.get(name, ())
    return found[-1].strip() if found else ""


def typed_lines(raw: Raw, name: str, known: Mapping[str, Subject]) -> tuple[list[Line], dict[str, list[str]]]:
    """The lines that were chosen for a condition, and what is missing in them."""
    lines, errors = [], {}
    for number in range(MOST_LINES):
        at = f"{name}.{number}"
        subject = known.get(last(raw, f"{at}.of"))
        if subject is None:
            continue
        how = last(raw, f"{at}.how")
        how = how if how in hows(subject) else hows(subject)[0]
        values: tuple[str | int, ...] = ()
        if how not in ALONE:
            try:
                values = value_read(subject, sent_value(raw, f"{at}.value"))
            except Invalid:
                values = ()
            if not values or not _fits(subject, Line(subject.path, how, values)):
                errors[f"{at}.value"] = [str(_MISSING.get(subject.kind, _MISSING["text"]))]
        lines.append(Line(subject.path, how, values))
    return lines, errors


def sent_value(raw: Raw, name: str) -> list[str]:
    """What was sent as a value: ticks, a text, or the three boxes of a day."""
    parts_of_day = [last(raw, f"{name}-{part}") for part in ("year", "month", "day")]
    if any(parts_of_day):
        return ["-".join([parts_of_day[0], parts_of_day[1].zfill(2), parts_of_day[2].zfill(2)])]
    return list(raw.get(name, ()))
