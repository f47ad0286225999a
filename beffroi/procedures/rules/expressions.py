"""The one expression language of packages: CEL, with our own records and functions.

An expression reads *records* (``answers.motif``, ``options.frais_poste``) and calls the functions below; nothing
else is in reach. Before compiling, each path into a record becomes one flat variable (``answers__motif``), so that
only the values an expression really reads are handed to the library (2 µs instead of 150) and so that ``check``
knows every field it reads. Documented in docs/reference/expressions.md; reasons in docs/decisions/0005.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import cel

from beffroi.lib.money import Money

from . import days

MAX_LENGTH: Final = 600
MAX_MACROS: Final = 2
MAX_NESTING: Final = 20

#: The records an expression may read, with what they hold (English; the reference page is made from this).
RECORDS: Final[Mapping[str, str]] = {
    "answers": "the applicant's answers, each of the type of its field; an absent answer is empty, never missing",
    "labels": "the same answers as the summary shows them, as text",
    "rows": "`rows.<question>.<column>`: a cell of the row chosen in a reference table; empty when none is",
    "options": "the dated values that the commune has set, as they stand on the day of the request",
    "context": "`today`, `level`, `language`, `resident` (the postcode of the address is one of the commune's)",
    "tables": "`tables.<table>.<output>`: what a decision table of the package answers",
    "fee": "`total` (cents), `text`, `free`, `free_reason`",
    "item": "in a line of a repeated block: the earlier answers of the same line (in `when` and `checks`)",
    "agent": "what agents filled in the small forms of the transitions so far",
    "case": "what the house knows of the case, once it is submitted (list below)",
    "register": "inside a document that needs it: what the register says of the person (list below)",
}

#: What ``case`` holds, with the empty value of each.
CASE_FACTS: Final[Mapping[str, Any]] = {
    "status": "",
    "previous_status": "",
    "status_label": "",
    "previous_status_label": "",
    "number": "",
    "submitted_on": "",
    "expected_on": "",
    "legal_due_on": "",
    "extension_reason": "",
    "tracking_code": "",
    "tracking_url": "",
    "case_url": "",
    "delivery": "",
    "level": 0,
    "channel": "",
    "fee_cents": 0,
    "amount_cents": 0,
    "payment_reference": "",
    "payment_account": "",
    "payment_beneficiary": "",
    "dues": [],
    "linked": [],
    "question": "",
    "motive": "",
    "remedies": "",
    "applicant_name": "",
    "commune": "",
    "department_name": "",
    "department_email": "",
    "department_telephone": "",
    "department_address": "",
    "mediator": False,
}

#: What ``register`` holds, with the empty value of each; ``household`` is a list of name, birth_date, link, since.
REGISTER_FACTS: Final[Mapping[str, Any]] = {
    "name": "",
    "family_name": "",
    "given_names": "",
    "birth_date": "",
    "birth_place": "",
    "address": "",
    "since": "",
    "nationality": "",
    "civil_status": "",
    "consulted_on": "",
    "source": "",
    "household": [],
}

_MACROS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
_METHODS: Final = frozenset({"contains", "startsWith", "endsWith", "matches", "size"})
_BUILT_IN: Final = frozenset({"size", "string", "int"})
_CONSTANTS: Final = frozenset({"true", "false", "null", "in"})

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>"(?:[^"\\\n]|\\[\\"'nt])*"|'(?:[^'\\\n]|\\[\\"'nt])*')
    |(?P<float>\d+\.\d*|\d+[eE][-+]?\d+|\d+[uU])
    |(?P<number>\d+)
    |(?P<path>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
    |(?P<sign>\|\||&&|[=!<>]=|[-+*%<>!?:,()\[\].])
    |(?P<slash>/)""",
    re.VERBOSE | re.ASCII,
)


class ExpressionProblem(ValueError):
    """An expression cannot be accepted; the message is French, ``hint`` says how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


class UnknownWord(ExpressionProblem):
    """A word is neither a record nor between quotation marks."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(
            f"« {word} » est inconnu.",
            f'Mettez {word} entre guillemets : "{word}". Ou lisez un de ces ensembles : {", ".join(RECORDS)}.',
        )


class ExpressionFailed(Exception):
    """An accepted expression could not be computed on these values."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An accepted expression, compiled once.

    ``references`` are the paths it reads in records; ``given`` the fields whose presence it asks; ``functions`` those
    of ours that it calls.
    """

    source: str
    references: frozenset[tuple[str, ...]]
    given: frozenset[str]
    functions: frozenset[str]
    program: Any

    @property
    def records(self) -> frozenset[str]:
        """The records it reads."""
        return frozenset(path[0] for path in self.references)


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """Check and compile. Raises ExpressionProblem."""
    reader = _Reader(source)
    flat = reader.read()
    try:
        program = cel.compile(flat)
    except ValueError:
        raise ExpressionProblem(
            f"l’expression « {source} » ne se lit pas.",
            "Vérifiez les parenthèses, les guillemets et les signes.",
        ) from None
    return Expression(
        source, frozenset(reader.references), frozenset(reader.given), frozenset(reader.functions), program
    )


def tokens(source: str) -> list[tuple[str, str]]:
    """The words of an accepted expression with their kind (``path``, ``text``, ``number``, ``sign``)."""
    return _Reader(source).tokens


class _Reader:
    """Walks the tokens: refuses what is not in the language and flattens the paths."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_LENGTH:
            raise ExpressionProblem(
                f"l’expression est trop longue ({len(source)} signes).", f"Restez sous {MAX_LENGTH} signes."
            )
        self.source = source
        self.tokens = self._tokens()
        self.bound = self._bound_by_macros()
        self.references: set[tuple[str, ...]] = set()
        self.given: set[str] = set()
        self.functions: set[str] = set()

    def read(self) -> str:
        return " ".join(self._flat(index, kind, word) for index, (kind, word) in enumerate(self.tokens))

    def _tokens(self) -> list[tuple[str, str]]:
        found, at, depth = [], 0, 0
        while at < len(self.source):
            match = _TOKEN.match(self.source, at)
            if match is None:
                raise _misplaced(self.source, at)
            kind = str(match.lastgroup)
            if kind in _REFUSED:
                raise ExpressionProblem(*_REFUSED[kind])
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(match[0], 0)
            if depth > MAX_NESTING:
                raise ExpressionProblem("trop de parenthèses sont emboîtées.", "Simplifiez l’expression.")
            if kind != "space":
                found.append((kind, re.sub(r"\s", "", match[0]) if kind == "path" else match[0]))
            at = match.end()
        if not found:
            raise ExpressionProblem("l’expression est vide.", "Écrivez une condition ou retirez la clé.")
        return found

    def _next(self, index: int, count: int = 1) -> tuple[str, str]:
        return self.tokens[index + count] if index + count < len(self.tokens) else ("end", "")

    def _is_call(self, index: int) -> bool:
        return self._next(index)[1] == "("

    def _bound_by_macros(self) -> set[str]:
        """The variables that ``all(x, ...)`` and its sisters bind; no loop in a loop, so that none runs long."""
        places = [
            index for index, (kind, word) in enumerate(self.tokens) if self._is_macro(index, kind, word)
        ]
        if len(places) > MAX_MACROS:
            message = f"plus de {MAX_MACROS} boucles dans une expression."
            raise ExpressionProblem(message, "Séparez-la en plusieurs.")
        if any(after < self._closing(before) for before, after in pairwise(places)):
            raise ExpressionProblem(
                "une boucle se trouve dans une autre.", "Séparez l’expression en plusieurs."
            )
        bound = {self._next(index, 2)[1] for index in places}
        if bound & RECORDS.keys():
            reserved = min(bound & RECORDS.keys())
            raise ExpressionProblem(f"« {reserved} » est un nom réservé.", "Choisissez un autre nom.")
        return bound

    def _is_macro(self, index: int, kind: str, word: str) -> bool:
        return kind == "path" and word.rpartition(".")[2] in _MACROS and self._is_call(index)

    def _closing(self, index: int) -> int:
        """Where the parenthesis that follows a token closes."""
        depth = 0
        for place in range(index + 1, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[place][1], 0)
            if depth == 0:
                return place
        return len(self.tokens)

    def _flat(self, index: int, kind: str, word: str) -> str:
        if kind != "path" or word in _CONSTANTS:
            return word
        if index and self.tokens[index - 1][1] == ".":  # a method called on a value: [1, 2].size()
            return self._method(word)
        head, *rest = word.split(".")
        method = rest.pop() if rest and self._is_call(index) else ""
        if self._is_call(index) and not method:
            return self._function(index, head)
        if head in self.bound:
            return word
        if head not in RECORDS:
            raise UnknownWord(head)
        flat = self._reference(head, rest)
        return f"{flat}.{self._method(method)}" if method else flat

    def _reference(self, head: str, rest: list[str]) -> str:
        if not rest:
            raise ExpressionProblem(f"« {head} » doit être suivi d’un nom.", f"Par exemple {head}.motif.")
        if any("__" in part for part in rest):
            raise ExpressionProblem(
                f"le nom « {'.'.join(rest)} » contient deux tirets bas de suite.", "Renommez."
            )
        self.references.add((head, *rest))
        return "__".join((head, *rest))

    def _method(self, name: str) -> str:
        if name not in _METHODS | _MACROS:
            raise ExpressionProblem(f"la fonction « {name} » n’existe pas.", "Voyez la liste des fonctions.")
        return name

    def _function(self, index: int, name: str) -> str:
        if name not in FUNCTIONS and name not in _BUILT_IN and name != "given":
            raise ExpressionProblem(f"la fonction « {name} » n’existe pas.", "Voyez la liste des fonctions.")
        if name == "given":
            kind, word = self._next(index, 2)
            if kind != "text":
                raise ExpressionProblem(
                    "given() attend le nom d’une question.", 'Par exemple given("copies").'
                )
            self.given.add(word[1:-1])
        self.functions.add(name)
        return name


_REFUSED: Final = {
    "float": (
        "les nombres à virgule ne sont pas admis.",
        "Écrivez un montant en cents entiers : 250 pour 2,50 €.",
    ),
    "slash": (
        "la division « / » n’est pas admise, elle perd les restes.",
        "Utilisez divided(a, b), qui arrondit.",
    ),
}


def _misplaced(source: str, at: int) -> ExpressionProblem:
    """Why a sign cannot be read where it stands."""
    sign = source[at]
    if sign == "=":
        return ExpressionProblem(
            "un seul signe « = » ne compare pas.", 'Écrivez == pour « est égal à », par exemple == "oui".'
        )
    if sign.isalpha():
        word = re.match(r"[\w’'-]+", source[at:])
        return ExpressionProblem(
            f"« {word[0] if word else sign} » ne se lit pas dans une formule.",
            "Nommez la question comme dans la liste, et mettez la réponse entre guillemets droits.",
        )
    if sign in "«»“”„‘’\"'":
        return ExpressionProblem(
            f"le guillemet « {sign} » n’a pas son pareil.",
            'Écrivez la réponse entre guillemets droits : "oui".',
        )
    return ExpressionProblem(f"le signe « {sign} » n’a pas de sens ici.", "Retirez-le.")


_TEXT_OR_MARKS: Final = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|«\s*([^«»"\n]*?)\s*»|[“„]([^“”„"\n]*)[”“]|‘([^‘’"\n]*)’"""
)


def with_straight_marks(source: str) -> str:
    """An expression as a text processor may have written it, its « texts » and “texts” between straight marks."""

    def straight(found: re.Match[str]) -> str:
        inside = next((one for one in found.groups()[1:] if one is not None), None)
        return found[0] if inside is None else f'"{inside}"'

    return _TEXT_OR_MARKS.sub(straight, source)


_ESCAPED: Final[Mapping[str, str]] = {"n": "\n", "t": "\t"}


def unquoted(text: str) -> str:
    """What a text between quotation marks says."""
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1])


def quoted(text: str) -> str:
    """A text as an expression writes it."""
    marked = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{marked}"'


def literal(value: Any) -> str:
    """A value as an expression writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


class Scope:
    """The values that expressions see at one moment, for one language.

    ``data`` maps each record to its values. Values are text, whole numbers, booleans, lists and mappings of these;
    records may compute a value when it is asked for. ``closed`` gives the days on which the commune does not work.
    """

    __slots__ = ("_context", "_values", "closed", "data", "language", "today")

    def __init__(
        self,
        data: dict[str, Mapping[str, Any]],
        *,
        today: date,
        language: str = "fr",
        closed: days.Closed = days.never_closed,
    ) -> None:
        self.data, self.today, self.language, self.closed = data, today, language, closed
        self._values: Mapping[str, Any] = {}
        self._context = cel.Context(functions={**_functions(today, language, closed), "given": self._given})
        self._context.set_variable_resolver(self._resolve)

    def value(self, source: str) -> Any:
        """What an expression gives. Raises ExpressionFailed (and ExpressionProblem when it was never checked)."""
        expression = compile_expression(source)
        # All values first: a table that one of them reads computes expressions of its own in this same scope.
        values = {"__".join(path): self._find(path) for path in expression.references}
        missing = [name for name, value in values.items() if value is None]
        if missing:
            raise ExpressionFailed(f"« {source} » : « {missing[0].replace('__', '.')} » est inconnu.")
        self._values = values
        try:
            return expression.program.execute(self._context)
        except (RuntimeError, TypeError, ValueError, KeyError, IndexError, ArithmeticError) as error:
            raise ExpressionFailed(f"« {source} » ne peut pas être calculée : {error}") from error

    def holds(self, source: str) -> bool:
        """Whether a condition is fulfilled; an empty one always is, one that cannot be computed is not."""
        if not source:
            return True
        try:
            return self.value(source) is True
        except ExpressionFailed:
            return False

    def _resolve(self, name: str) -> Any:
        return self._values.get(name)

    def _find(self, path: tuple[str, ...]) -> Any:
        value: Any = self.data
        for part in path:
            try:
                value = value[part]
            except (KeyError, TypeError):
                return None
        return value

    def _given(self, name: str) -> bool:
        answers = self.data.get("answers", {})
        return bool(getattr(answers, "gives", answers.__contains__)(name))


# --- the functions ---------------------------------------------------------------------------------------------


def _age(today: date) -> Callable[[str], int]:
    def age(day: str) -> int:
        """Whole years from a day to today; 0 for an empty day."""
        return days.years_between(day, today.isoformat())

    return age


def _add_days(day: str, count: int) -> str:
    """The day a number of calendar days later (earlier when negative); empty stays empty."""
    start = days.parse(day)
    return (start + timedelta(days=max(-36600, min(36600, count)))).isoformat() if start else ""


def _add_years(day: str, count: int) -> str:
    """The same day some years later (29 February becomes 28 February); empty stays empty."""
    start = days.parse(day)
    return days.years_later(start, count).isoformat() if start else ""


def _year(day: str) -> int:
    """The year of a day; 0 for an empty day."""
    return int(day[:4]) if day[:4].isdecimal() else 0


def _filled(value: Any) -> bool:
    """Whether a value is not empty: a text with letters, a list with elements, an amount that is not 0, true."""
    return bool(any(value.values()) if isinstance(value, dict) else value)


def _euros(cents: int) -> str:
    """An amount in cents as people write it: ``2,50 €``."""
    return str(Money.from_cents(cents))


def _divided(amount: int, by: int) -> int:
    """A whole division, rounded half up; 0 when dividing by 0."""
    return (2 * amount + by) // (2 * by) if by > 0 else 0


def _joined(values: list[Any], separator: str) -> str:
    """The elements of a list in one text."""
    return separator.join(str(value) for value in values)


def _split(text: str, separator: str) -> list[str]:
    """The parts of a text between the separators, without the spaces around them; empty parts are left out."""
    parts = text.split(separator) if separator else text.split()
    return [part.strip() for part in parts if part.strip()]


_IN_FIGURES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NUMBER = re.compile(r"\s*(-?\d{1,12})(?:[.,](\d{1,2})\d*)?\s*€?\s*", re.ASCII)


def _cents(text: str) -> int:
    """The amount that a text says in euros, in cents: "2,50" is 250; 0 when it says none."""
    said = _NUMBER.fullmatch(text)
    if said is None:
        return 0
    cents = int(said[1].removeprefix("-")) * 100 + int((said[2] or "").ljust(2, "0"))
    return -cents if said[1].startswith("-") else cents


def _whole(text: str) -> int:
    """The whole number that a text says; 0 when it says none."""
    said = _NUMBER.fullmatch(text)
    return int(said[1]) if said and not (said[2] or "").strip("0") else 0


def _figures(cents: int) -> str:
    """An amount in figures, with a point and without a sign: 250 is "2.50", 700 is "7"."""
    sign, cents = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{cents // 100}" + (f".{cents % 100:02d}" if cents % 100 else "")


def _day(text: str) -> str:
    """The day that a text says, as an instant ("2026-12-03T10:00") or in figures ("03/12/2026"); empty when none."""
    if said := _IN_FIGURES.match(text):
        text = f"{said[3]}-{int(said[2]):02d}-{int(said[1]):02d}"
    return text[:10] if days.parse(text[:10]) else ""


def _upper(text: str) -> str:
    """The text in capitals."""
    return text.upper()


def _lower(text: str) -> str:
    """The text in small letters."""
    return text.lower()


#: Those whose value changes with the day though nothing that they are given does.
OF_THE_DAY: Final = frozenset({"today", "age"})

#: Name → (how it is written, what it does); the reference page is made from this.
FUNCTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "today": ("today()", "The present day, as ISO text."),
    "age": ("age(day)", _age.__doc__ or "Whole years from a day to today; 0 for an empty day."),
    "years_between": ("years_between(from, to)", "Whole years between two days; 0 when one is empty."),
    "days_between": ("days_between(from, to)", "Calendar days between two days; 0 when one is empty."),
    "add_days": ("add_days(day, count)", str(_add_days.__doc__)),
    "add_years": ("add_years(day, count)", str(_add_years.__doc__)),
    "add_working_days": (
        "add_working_days(day, count)",
        "The day a number of working days later, by the calendar of the commune (earlier when negative); empty stays "
        "empty.",
    ),
    "add_clear_days": (
        "add_clear_days(day, count)",
        "The first day after so many whole days (*jours francs*: neither the first nor the last day counts), moved to "
        "a working day; negative: the last day that leaves so many whole days before, not moved; empty stays empty.",
    ),
    "working_days_between": (
        "working_days_between(from, to)",
        "Working days after a day up to and including another; 0 when one is empty.",
    ),
    "year": ("year(day)", str(_year.__doc__)),
    "filled": ("filled(value)", str(_filled.__doc__)),
    "euros": ("euros(cents)", str(_euros.__doc__)),
    "divided": ("divided(amount, by)", str(_divided.__doc__)),
    "cents": ("cents(text)", str(_cents.__doc__)),
    "whole": ("whole(text)", str(_whole.__doc__)),
    "figures": ("figures(cents)", str(_figures.__doc__)),
    "day": ("day(text)", str(_day.__doc__)),
    "joined": ("joined(list, separator)", str(_joined.__doc__)),
    "split": ("split(text, separator)", str(_split.__doc__)),
    "upper": ("upper(text)", str(_upper.__doc__)),
    "lower": ("lower(text)", str(_lower.__doc__)),
    "long_day": (
        "long_day(day)",
        "A day as people say it, in the language of the reader: « jeudi 3 décembre 2026 ».",
    ),
    "plain_day": ("plain_day(day)", "The same without the weekday: « 3 décembre 2026 »."),
    "short_day": ("short_day(day)", "A day in figures: « 03/12/2026 »."),
}


@lru_cache(maxsize=64)
def _functions(today: date, language: str, closed: days.Closed) -> dict[str, Callable[..., Any]]:
    return {
        "today": today.isoformat,
        "age": _age(today),
        "years_between": days.years_between,
        "days_between": days.days_between,
        "add_days": _add_days,
        "add_years": _add_years,
        "add_working_days": lambda day, count: days.working_days_later(day, count, closed()),
        "add_clear_days": lambda day, count: days.clear_days_later(day, count, closed()),
        "working_days_between": lambda start, end: days.working_days_between(start, end, closed()),
        "year": _year,
        "filled": _filled,
        "euros": _euros,
        "divided": _divided,
        "cents": _cents,
        "whole": _whole,
        "figures": _figures,
        "day": _day,
        "joined": _joined,
        "split": _split,
        "upper": _upper,
        "lower": _lower,
        "long_day": lambda day: days.long_day(day, language),
        "plain_day": lambda day: days.plain_day(day, language),
        "short_day": days.short_day,
    }
