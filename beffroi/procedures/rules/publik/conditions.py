"""A condition in Django's template language, told as an expression of ours that agrees with it on every answer.

Django's own parser reads the condition, so the grammar is the original's. What matters beside the grammar is what
w.c.s. does with an answer that is not there: it passes for the text "None" where texts are compared, is in nothing (so
``not in`` is false as well), and a filter makes a text of it (``"none"`` once in small letters). Our empty answers are
typed: the translation says where the two differ. (Behaviour: ``wcs/variables.py`` of w.c.s., read in November 2026.)
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any, Final, Protocol

from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Parser
from django.template.base import Variable as TemplateVariable
from django.template.defaulttags import TemplateIfParser
from django.template.library import Library
from django.utils.text import smart_split
from lxml import etree

from beffroi.lib.figures import whole
from beffroi.procedures.rules.expressions import MAX_LENGTH, ExpressionProblem, compile_expression, literal

from .names import Kind, Variable

TRUE, FALSE = "true", "false"
#: An identity that is proved: eID or itsme.
_STRONG: Final = "context.level >= 400"


#: Django's parser calls itself for each word; the longest real condition has 44 words and 312 signs.
_MOST_SIGNS: Final = 4000
MOST_WORDS: Final = 150


class NotTranslated(ValueError):
    """A condition needs a person; the message says why, in French."""


class Known(Protocol):
    """What the variables of a form become (``names.Names``)."""

    def find(self, name: str) -> Variable | None:
        """The place that a variable becomes."""

    def absent(self, name: str) -> bool:
        """Whether the form has no such variable."""


def translate(source: str, known: Known) -> str:
    """The expression that holds when the condition does. Raises NotTranslated."""
    words = list(smart_split(source[:_MOST_SIGNS]))
    if len(source) > _MOST_SIGNS or len(words) > MOST_WORDS:
        raise NotTranslated("la condition est trop longue.")
    try:
        tree = TemplateIfParser(Parser([], builtins=[_LIBRARY]), words).parse()
    except TemplateSyntaxError as error:
        raise NotTranslated(f"la condition ne se lit pas : {error}") from None
    return admitted(Translator(known).condition(tree))


def condition_of(element: etree._Element) -> str:
    """What is written in the ``<condition>`` of a part, or nothing."""
    return (element.findtext("condition/value") or "").strip()


def translate_of(element: etree._Element, known: Known) -> str:
    """The expression of the condition of a part; ``true`` without one. Raises NotTranslated."""
    source = condition_of(element)
    if source and (element.findtext("condition/type") or "django") != "django":
        raise NotTranslated("cette condition est écrite en Python.")
    return translate(source, known) if source else TRUE


def admitted(told: str) -> str:
    """The same expression. Raises NotTranslated when our language does not admit it."""
    try:
        compile_expression(told)
    except ExpressionProblem as problem:
        raise NotTranslated(f"la traduction « {told} » n’est pas admise : {problem}") from None
    return told


@dataclass(frozen=True, slots=True)
class Value:
    """An operand: how it is written, what it is, and what Django has in its place when the answer is not there.

    ``literal`` is its value when it is no variable. ``guard`` holds when the answer is there. ``shown`` tells several
    choices as one text, ``says`` which name of ours stands for which word of theirs.
    """

    told: str
    kind: Kind
    guard: str = ""
    none: Any = None
    literal: Any = None
    shown: str = ""
    says: Mapping[str, str] | None = None

    @property
    def constant(self) -> bool:
        """Whether its value is known now."""
        return not self.guard


class Translator:
    """Tells parts of a template; ``env`` holds what the template has named itself, and what is fixed by the house."""

    def __init__(self, known: Known, env: Mapping[str, Value] | None = None) -> None:
        self._known = known
        self._env = env or {}

    def naming(self, names: Mapping[str, Value]) -> Translator:
        """The same where these names stand too."""
        return Translator(self._known, {**self._env, **names})

    def condition(self, node: Any) -> str:
        """The truth of a part of the condition."""
        if node.id in ("and", "or"):
            return joined(node.id, self.condition(node.first), self.condition(node.second))
        if node.id == "not":
            return negated(self.condition(node.first))
        if node.id == "literal":
            return truth(self.value(node.value))
        return self._compared(node.id, self.value(node.first.value), self.value(node.second.value))

    # ---- operands ----------------------------------------------------------------------------------------------------

    def value(self, found: FilterExpression) -> Value:
        """What a variable with its filters becomes. Raises NotTranslated."""
        named = [(_name(function), arguments) for function, arguments in found.filters]
        if isinstance(found.var, TemplateVariable) and found.var.var == "session_user":
            if [name for name, _ in named] == ["is_strong_authentication"]:
                return Value(f"({_STRONG})", Kind.FLAG, guard=TRUE, none=False)
            raise NotTranslated("ce que l’on sait de la personne n’est pas une réponse (session_user).")
        value = self._operand(found.var)
        for name, arguments in named:
            value = self._filtered(value, name, [self._argument(one) for one in arguments])
            if len(value.told) > MAX_LENGTH:  # a filter may tell its value twice
                raise NotTranslated("la traduction est trop longue.")
        return value

    def _operand(self, var: Any) -> Value:
        if not isinstance(var, TemplateVariable):
            return constant_of(str(var) if var is not None else None)
        if var.literal is not None:
            return constant_of(var.literal)
        name = str(var.var)
        if name in self._env:
            return self._env[name]
        if name in _CONSTANTS:
            return constant_of(_CONSTANTS[name])
        if name == "today":
            return Value("today()", Kind.DAY, guard=TRUE)
        place = self._known.find(name)
        if place is not None:
            guard = _guard(place)
            none = None if place.plain or guard == TRUE else _NOTHING
            return Value(place.path, place.kind, guard=guard, none=none, shown=place.shown, says=place.says)
        if self._known.absent(name):
            return constant_of(None)
        raise NotTranslated(f"« {name} » vient d’ailleurs que du formulaire.")

    def _argument(self, argument: tuple[bool, Any]) -> Value:
        looked_up, value = argument
        return self._operand(value) if looked_up else constant_of(str(value))

    def _filtered(self, value: Value, name: str, arguments: list[Value]) -> Value:
        rule = _FILTERS.get(name)
        if rule is None:
            raise NotTranslated(f"le filtre « {name} » n’a pas d’équivalent.")
        if len(arguments) not in _WANTED[name]:
            raise NotTranslated(f"le filtre « {name} » n’est pas employé comme il se doit.")
        return rule(value, *arguments)

    # ---- comparisons -------------------------------------------------------------------------------------------------

    def _compared(self, sign: str, left: Value, right: Value) -> str:
        if left.constant and right.constant:
            return TRUE if _django(sign, left.literal, right.literal) else FALSE
        for one, other, turned in ((left, right, sign), (right, left, _TURNED.get(sign, ""))):
            if one.constant and one.literal is None:
                return _with_none(turned, other)
        if sign in ("in", "not in"):
            return _contained(sign, left, right)
        if sign in _EQUALS:
            return _equal(sign, left, right)
        if sign in _ORDERS:
            return _ordered(sign, left, right)
        raise NotTranslated(f"la comparaison « {sign} » n’a pas d’équivalent.")


# --- what w.c.s. does ---------------------------------------------------------------------------------------------

_CONSTANTS: Final[Mapping[str, Any]] = {
    "True": True,
    "False": False,
    "None": None,
    "true": None,
    "false": None,
    "null": None,
}
_EQUALS: Final = frozenset({"==", "!=", "is", "is not"})
_ORDERS: Final = frozenset({"<", "<=", ">", ">="})
#: The same comparison with its sides exchanged; a sign without one cannot be turned.
_TURNED: Final = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
    "is": "is",
    "is not": "is not",
}
_PYTHON: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "is": operator.is_,
    "is not": operator.is_not,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}


class _Nothing:
    """An answer of w.c.s. that is not there: it has the text of None, and nothing is in it."""

    def __str__(self) -> str:
        return "None"

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return str(other) == "None"

    def __hash__(self) -> int:
        return hash("None")

    def __lt__(self, other: object) -> bool:
        return str(other) > "None"

    def __le__(self, other: object) -> bool:
        return str(other) >= "None"

    def __gt__(self, other: object) -> bool:
        return str(other) < "None"

    def __ge__(self, other: object) -> bool:
        return str(other) <= "None"

    def __contains__(self, _: object) -> bool:
        raise TypeError("nothing is in what is not there")


_NOTHING: Final = _Nothing()


def _django(sign: str, left: Any, right: Any) -> bool:
    """What ``{% if %}`` makes of two values: a comparison that Python refuses is false."""
    try:
        return bool(_PYTHON[sign](left, right))
    except TypeError:
        return False


# --- how it is told -------------------------------------------------------------------------------------------------


def joined(word: str, left: str, right: str) -> str:
    """Two conditions as one, by ``and`` or ``or``."""
    neutral, ends = (TRUE, FALSE) if word == "and" else (FALSE, TRUE)
    if ends in (left, right):
        return ends
    parts = [part for part in (left, right) if part != neutral]
    if len(parts) < 2:
        return parts[0] if parts else neutral
    sign = "&&" if word == "and" else "||"
    return f" {sign} ".join(_wrapped(part, sign) for part in parts)


_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def _wrapped(told: str, sign: str) -> str:
    """In parentheses where the other sign, or ``!``, stands around it."""
    other = "||" if sign == "&&" else "&&"
    return f"({told})" if other in told and not _is_enclosed(told) else told


def _is_enclosed(told: str) -> bool:
    told = _QUOTED.sub("", told)
    if not told.startswith(("(", "!(")) or not told.endswith(")"):
        return False
    depth = 0
    for place, letter in enumerate(told):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == ")" and depth == 0:
            return place == len(told) - 1
    return False


def negated(told: str) -> str:
    """The contrary of a condition."""
    if told in (TRUE, FALSE):
        return FALSE if told == TRUE else TRUE
    simple = _is_enclosed(told) or not any(sign in told for sign in (" ", "!"))
    return f"!{told}" if simple else f"!({told})"


def _guard(place: Variable) -> str:
    if place.kind is Kind.FLAG:
        return TRUE
    if place.kind is Kind.NUMBER:
        head, _, name = place.path.partition(".")
        return f'given("{name}")' if head == "answers" else TRUE
    return f"filled({place.path})"


def constant_of(value: Any) -> Value:
    """A value that is known now."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    kind = Kind.FLAG if isinstance(value, bool) else Kind.NUMBER if isinstance(value, int) else Kind.TEXT
    return Value(literal(value), kind, literal=value)


def truth(value: Value) -> str:
    """Whether a value passes for true."""
    if value.constant:
        return TRUE if value.literal else FALSE
    if value.kind is Kind.FLAG:
        return value.told
    if value.kind in (Kind.NUMBER, Kind.CENTS):
        return f"{value.told} != 0"
    if value.none:
        raise NotTranslated(
            "un filtre fait d’une réponse absente un texte : la condition est toujours vraie."
        )
    return f"filled({value.told})"


def _with_none(sign: str, value: Value) -> str:
    """A comparison with nothing: only asking whether the value is there means something."""
    if sign == "not in" and value.kind is Kind.LIST:  # nothing is no choice of a list that is there
        return value.guard
    if sign in _ORDERS:
        raise NotTranslated("rien ne se compare par son ordre à ce qui n’existe pas.")
    if sign not in _EQUALS:
        return FALSE
    if value.kind is Kind.FLAG:
        raise NotTranslated("une case à cocher est cochée ou non : elle n’est jamais absente.")
    same = sign in ("==", "is")
    made_something = value.none is not None and value.none is not _NOTHING  # by a filter
    if made_something or (
        value.none is _NOTHING and sign in ("is", "is not")
    ):  # an object is never None itself
        return FALSE if same else TRUE
    return negated(value.guard) if same else value.guard


def _may_be_nothing(*values: Value) -> bool:
    return any(value.none is _NOTHING for value in values)


def _guarded(told: str, empty: bool, *values: tuple[Value, bool]) -> str:
    """A comparison, corrected where it must hold (or not) while an answer is not there.

    ``values`` come with what the comparison itself says of our empty value; ``empty`` is what Django says.
    """
    for value, said in values:
        if value.guard in ("", TRUE) or said == empty:
            continue
        if empty:
            told = joined("or", negated(value.guard), told)
        else:
            told = joined("and", value.guard, told)
    return told


def _equal(sign: str, left: Value, right: Value) -> str:
    if left.constant:
        left, right = right, left
    left = _as_text(left)
    if left.says is not None and right.constant:
        right = _named(left.says, right)
    if left.kind is Kind.TEXT and right.constant and right.kind is Kind.NUMBER and left.none is _NOTHING:
        right = constant_of(str(right.literal))  # w.c.s. compares the text of an answer
    left, right = _in_cents(left, right)
    if sign in ("is", "is not"):
        raise NotTranslated("« is » ne compare ici qu’avec None.")
    same = sign == "=="
    if right.constant and left.kind is Kind.FLAG:
        return _flag(left, right.literal, same)
    if left.kind is Kind.LIST or (
        right.kind is not left.kind and {left.kind, right.kind} != {Kind.TEXT, Kind.DAY}
    ):
        raise NotTranslated(f"« {left.told} » et « {right.told} » ne sont pas de même nature.")
    told = f"{left.told} {sign} {right.told}"
    if not right.constant:
        if left.kind is Kind.TEXT:
            return told
        if _may_be_nothing(left, right):
            raise NotTranslated("deux réponses dont l’une peut manquer se comparent comme des textes.")
        return _guarded(told, False, *((value, True) for value in (left, right) if value.none is None))
    empty = 0 if left.kind in (Kind.NUMBER, Kind.CENTS) else ""
    return _guarded(
        told, _django(sign, left.none, right.literal), (left, _django(sign, empty, right.literal))
    )


def _named(says: Mapping[str, str], word: Value) -> Value:
    """Our name for a word of theirs; a word that stands for nothing there must stand for nothing here."""
    name = says.get(str(word.literal), str(word.literal))
    if str(word.literal) not in says and name in says.values():
        raise NotTranslated(f"« {word.literal} » n’est aucune des valeurs possibles.")
    return constant_of(name)


def _flag(value: Value, literal: Any, same: bool) -> str:
    wanted = {"True": True, "False": False}.get(str(literal))
    if wanted is None:
        raise NotTranslated(f"une case à cocher ne vaut jamais « {literal} ».")
    return value.told if wanted is same else negated(value.told)


def _ordered(sign: str, left: Value, right: Value) -> str:
    left, right = _in_cents(left, right)
    if left.kind is not right.kind or left.kind not in (Kind.NUMBER, Kind.CENTS, Kind.DAY):
        raise NotTranslated("seuls des nombres entiers et des jours se comparent par leur ordre.")
    if _may_be_nothing(left, right) and not (left.constant or right.constant):
        raise NotTranslated("deux réponses dont l’une peut manquer se comparent comme des textes.")
    told = f"{left.told} {sign} {right.told}"
    if left.constant or right.constant:
        value, literal = (right, left.literal) if left.constant else (left, right.literal)
        turned = _TURNED[sign] if left.constant else sign
        empty = 0 if value.kind is not Kind.DAY else ""
        return _guarded(told, _django(turned, value.none, literal), (value, _django(turned, empty, literal)))
    # A filter that counts gives 0 for what is not there, as our empty answer does.
    return _guarded(told, False, *((value, True) for value in (left, right) if value.none is None))


def _contained(sign: str, left: Value, right: Value) -> str:
    inside = sign == "in"
    if right.says is not None and left.constant and left.kind is Kind.TEXT and right.kind is Kind.LIST:
        left = _named(right.says, left)
    if left.says is not None and right.constant and right.kind is Kind.TEXT:
        return _named_in(left, str(right.literal), inside)
    if right.kind is Kind.LIST and left.kind is Kind.TEXT:
        told = f"{left.told} in {right.told}"
    elif right.kind is Kind.TEXT and left.kind is Kind.TEXT:
        told = f"{right.told}.contains({left.told})"
    else:
        raise NotTranslated("on ne cherche qu’un texte dans un texte, ou une réponse parmi plusieurs.")
    told = told if inside else negated(told)
    if right.constant:  # the answer is looked for in a text that is written here
        return _guarded(told, _django(sign, left.none, right.literal), (left, inside))
    if left.constant:
        return _guarded(
            told, _django(sign, left.literal, right.none), (right, not inside or left.literal == "")
        )
    if right.kind is Kind.LIST:  # what is not there is no choice of a list that is
        return _guarded(told, False, (right, not inside))
    return _guarded(told, False, (left, True), (right, True))


def _named_in(value: Value, text: str, inside: bool) -> str:
    """A choice whose name there is looked for in a text: ours are those whose name is in it."""
    ours = sorted({name for word, name in (value.says or {}).items() if word in text})
    told = " || ".join(f"{value.told} == {literal(name)}" for name in ours) or FALSE
    if inside:
        return told
    return joined("and", value.guard, negated(told)) if value.none is None else negated(told)


# --- filters --------------------------------------------------------------------------------------------------------


def _lower(value: Value) -> Value:
    if value.constant:
        return constant_of(str(value.literal).lower())
    value = _as_text(value)
    if value.kind is not Kind.TEXT:
        raise NotTranslated("« lower » ne se dit que d’un texte.")
    return replace(value, told=f"lower({value.told})", none=str(value.none).lower())


def _as_text(value: Value) -> Value:
    """Several choices as the text that the person reads."""
    return replace(value, told=value.shown, kind=Kind.TEXT, shown="") if value.shown else value


def _in_cents(left: Value, right: Value) -> tuple[Value, Value]:
    """Both in cents when one is."""
    if Kind.CENTS not in (left.kind, right.kind):
        return left, right
    return _hundredfold(left), _hundredfold(right)


def _hundredfold(value: Value) -> Value:
    if value.kind is not Kind.NUMBER:
        return value
    if value.constant:
        cents = value.literal * 100
        return replace(value, told=str(cents), kind=Kind.CENTS, literal=cents)
    return replace(value, told=f"{value.told} * 100", kind=Kind.CENTS)


def _amount(value: Value) -> Value:
    """A text that is counted with: an amount in euros. What is not there counts for nothing."""
    return replace(value, told=f"cents({value.told})", kind=Kind.CENTS, none=0)


def _add(value: Value, added: Value) -> Value:
    if value.kind in (Kind.TEXT, Kind.CENTS) and not value.constant:
        return _add_cents(value, added)
    other = _as_number(added)
    if value.constant or value.kind is not Kind.NUMBER or other is None:
        raise NotTranslated("« add » ne s’applique ici qu’à des nombres entiers.")
    told = value.told if other.literal == 0 else f"{value.told} + {other.told}"
    return replace(value, told=told if told == value.told else f"({told})", none=0)


def _add_cents(value: Value, added: Value) -> Value:
    amount = _amount(value) if value.kind is Kind.TEXT else value
    if not added.constant and added.kind is Kind.TEXT:
        other: Value | None = _amount(added)
    elif added.literal is None and added.constant:
        return amount
    else:
        number = _as_number(added)
        other = _hundredfold(number) if number else None
    if other is None:
        raise NotTranslated("« add » ne s’applique ici qu’à des nombres.")
    return amount if other.literal == 0 else replace(amount, told=f"({amount.told} + {other.told})")


def _as_number(value: Value) -> Value | None:
    if value.constant and isinstance(value.literal, str) and (number := whole(value.literal)) is not None:
        return constant_of(number)
    return value if value.kind is Kind.NUMBER else None


def _decimal(value: Value, places: Value | None = None) -> Value:
    if value.kind is Kind.CENTS:
        return value
    if value.kind is Kind.TEXT and not value.constant:
        return _amount(value)
    if value.constant or value.kind is not Kind.NUMBER:
        raise NotTranslated("« decimal » ne s’applique ici qu’à un nombre.")
    return replace(value, none=0)


def _multiply(value: Value, by: Value) -> Value:
    """A product of amounts and of numbers, in cents."""
    first, second = (_in_amount(one) for one in (value, by))
    if first.constant and second.constant:
        return constant_of(first.literal * second.literal // 10000)
    return Value(f"divided({first.told} * {second.told}, 100)", Kind.CENTS, guard=TRUE, none=0)


def _in_amount(value: Value) -> Value:
    if value.constant and isinstance(value.literal, str):
        found = _as_number(value)
        value = constant_of(0) if not value.literal else found if found else value
    if value.kind is Kind.TEXT and not value.constant:
        return _amount(value)
    if value.kind not in (Kind.NUMBER, Kind.CENTS) or isinstance(value.literal, bool):
        raise NotTranslated("« multiply » ne s’applique ici qu’à des nombres.")
    return _hundredfold(value)


def _split(value: Value, by: Value | None = None) -> Value:
    by = by or constant_of(" ")
    if value.constant or value.kind is not Kind.TEXT or not (by.constant and by.literal):
        raise NotTranslated("« split » ne coupe qu’un texte, à un signe connu.")
    if value.guard not in ("", TRUE) and value.none is _NOTHING:
        raise NotTranslated("« split » d’une réponse qui peut manquer n’a pas d’équivalent.")
    return Value(f"split({value.told}, {by.told})", Kind.LIST, guard=TRUE, none="")


def _length(value: Value) -> Value:
    if value.constant:
        return constant_of(len(value.literal) if isinstance(value.literal, str) else 0)
    if value.kind not in (Kind.LIST, Kind.TEXT):
        raise NotTranslated("« length » ne se dit que d’un texte ou d’une liste.")
    return Value(f"size({value.told})", Kind.NUMBER, guard=value.guard, none=0)


def _date(value: Value, shape: Value | None = None) -> Value:
    if shape is not None:
        value = _date(value)
        if shape.literal != "d/m/Y" or value.constant:
            raise NotTranslated("une date ne se montre ici que comme 31/12/2026.")
        return replace(value, told=f"short_day({value.told})", kind=Kind.TEXT, none="")
    if value.constant:
        return constant_of(None) if not value.literal else value
    if value.kind is Kind.TEXT:
        told = f"day({value.told})"
        return Value(told, Kind.DAY, guard=f"filled({told})")
    if value.kind is not Kind.DAY:
        raise NotTranslated("« date » ne s’applique qu’à un jour.")
    return replace(value, none=None)


def _age(value: Value) -> Value:
    if value.kind is not Kind.DAY or value.constant:
        raise NotTranslated("un âge se compte depuis un jour.")
    return Value(f"age({value.told})", Kind.NUMBER, guard=value.guard)


def _add_days(value: Value, count: Value) -> Value:
    number = _as_number(count)
    if count.kind is Kind.TEXT and not count.constant:
        number = replace(count, told=f"whole({count.told})", kind=Kind.NUMBER)
    if value.kind is not Kind.DAY or value.constant or number is None:
        raise NotTranslated("« add_days » ajoute un nombre entier à un jour.")
    return replace(value, told=f"add_days({value.told}, {number.told})", none=None)


def _default(value: Value, other: Value) -> Value:
    if value.constant:
        return value if value.literal else other
    if value.kind is Kind.CENTS and other.literal in (0, "0"):
        return value
    if value.kind is not Kind.TEXT or (other.constant and not isinstance(other.literal, str | int)):
        raise NotTranslated("« default » ne remplace ici qu’un texte.")
    if other.constant:
        other = constant_of(str(other.literal))
    elif other.kind is not Kind.TEXT:
        raise NotTranslated("« default » ne remplace ici un texte que par un texte.")
    return Value(f"({truth(value)} ? {value.told} : {other.told})", Kind.TEXT, guard=TRUE)


def _default_if_none(value: Value, other: Value) -> Value:
    """The object of an answer is never None itself; a bare value may be."""
    if value.none is _NOTHING and value.kind is not Kind.TEXT:
        return value
    return _default(value, other)


def _same(value: Value) -> Value:
    return value


def _upper(value: Value) -> Value:
    if value.constant:
        return constant_of(str(value.literal).upper())
    value = _as_text(value)
    if value.kind is not Kind.TEXT:
        raise NotTranslated("« upper » ne se dit que d’un texte.")
    return replace(value, told=f"upper({value.told})", none=str(value.none).upper())


_FILTERS: Final[Mapping[str, Callable[..., Value]]] = {
    "lower": _lower,
    "add": _add,
    "decimal": _decimal,
    "length": _length,
    "count": _length,
    "date": _date,
    "age_in_years": _age,
    "add_days": _add_days,
    "multiply": _multiply,
    "split": _split,
    "default": _default,
    "default_if_none": _default_if_none,
    "safe": _same,
    "upper": _upper,
}
#: How many arguments a filter may have, its value apart.
_WANTED: Final[Mapping[str, range]] = {
    name: range(len(wanted) - 1 - sum(one.default is not one.empty for one in wanted), len(wanted))
    for name, rule in _FILTERS.items()
    for wanted in (list(signature(rule).parameters.values()),)
}
#: Filters of w.c.s. that a condition may name, beside Django's: they are read, then told or refused by name.
READ: Final = (
    *_FILTERS,
    "is_strong_authentication",
    "get",
    "datetime",
    "time",
    "first",
    "last",
    "strip",
    "add_working_days",
    "is_working_day",
    "getlist",
    "getlistdict",
    "objects",
    "filter_value",
    "filter_by",
)


def _name(function: Any) -> str:
    return str(function._filter_name)


def _stub() -> Callable[..., Any]:
    def read(value: Any, argument: Any = None) -> Any:
        raise AssertionError("a condition is read here, never evaluated")

    return read


_LIBRARY = Library()
for _one in READ:
    _LIBRARY.filter(_one, _stub())
