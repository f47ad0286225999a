"""A condition said to somebody with a pen: which answer to which question opens a part of the form.

What only the commune's values decide is decided when the form is printed. Of the rest, simple conditions are said
exactly; of the others, what can be said is said and the rest is « cela vous concerne ». Nothing is told otherwise than
it is: a condition that is not understood never becomes another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from beffroi.lib.money import Money
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.expressions import ExpressionProblem, compile_expression, tokens, unquoted

Tokens = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of a condition in words; ``question`` is the one it is about, ``weak`` when it only asks for an answer.

    ``answered`` are shorter words that are true only beside a weak part about the same question: of a question left
    open, « vous n’avez pas répondu « Oui » » holds and « vous avez répondu « Non » » does not. Without ``words`` the
    part can be said only there.
    """

    words: str
    question: str = ""
    weak: bool = False
    answered: str = ""


def settled(source: str, holds: Callable[[str], bool | None]) -> bool | None:
    """Whether a condition holds whatever is answered, by the commune's values alone; None when the answers matter."""
    try:
        compile_expression(source)
    except ExpressionProblem:
        return None
    return _settled(tokens(source), holds)


def _settled(words: Tokens, holds: Callable[[str], bool | None]) -> bool | None:
    words = bare(words)
    for sign, decisive in (("&&", False), ("||", True)):
        if len(parts := linked(words, sign)) > 1:
            found = [_settled(part, holds) for part in parts]
            return decisive if decisive in found else None if None in found else not decisive
    source = " ".join(word for _, word in words)
    return holds(source) if compile_expression(source).records == {"options"} else None


class Teller:
    """Says conditions of one form, whose questions bear these numbers or are called so; ``holds`` decides by the
    commune's values, or leaves them open (None)."""

    def __init__(
        self,
        definition: Definition,
        numbers: Mapping[str, int | str],
        say: Callable[[str], str],
        holds: Callable[[str], bool | None],
    ) -> None:
        self._fields = definition.fields
        self._numbers = numbers
        self._say = say
        self._holds = holds

    def condition(self, source: str) -> tuple[str, bool]:
        """What must be so, as the words that follow « si » (empty without a condition), and whether they say it all."""
        if not source or settled(source, self._holds):
            return "", True
        try:
            compile_expression(source)
        except ExpressionProblem:
            return gettext("cela vous concerne"), False
        return self._all_of(bare(tokens(source)))

    def _all_of(self, words: Tokens) -> tuple[str, bool]:
        parts = [part for part in linked(words, "&&") if not _settled(part, self._holds)]
        said = [self._any_of(part) for part in parts]
        known = [one for one in said if one is not None]
        answered = {one.question for one in known if one.weak}
        firm = {one.question for one in known if not one.weak}
        kept = [
            (one.answered if one.question in answered else "") or one.words
            for one in known
            if not (one.weak and one.question in firm)
        ]
        whole = len(known) == len(said) and all(kept)
        if not whole:
            kept = [*filter(None, kept), gettext("cela vous concerne")]
        return _joined(kept, gettext("%(first)s et si %(second)s")), whole

    def _any_of(self, words: Tokens) -> _Said | None:
        """One link of a chain of « et »: alternatives are said only where they cannot be misread."""
        chain = linked(bare(words), "||")
        alternatives = [part for part in chain if _settled(part, self._holds) is not False] or chain
        if len(alternatives) == 1:
            return self._one(bare(alternatives[0]))
        said = [self._one(bare(part)) for part in alternatives]
        known = [one for one in said if one is not None]
        if len(known) < len(said) or not all(one.words for one in known):
            return None
        return _Said(_joined([one.words for one in known], gettext("%(first)s ou si %(second)s")))

    def _one(self, words: Tokens) -> _Said | None:
        signs = [word for _, word in words]
        match signs:
            case ["context.resident"]:
                return _Said(gettext("vous habitez la commune"))
            case ["!", "context.resident"]:
                return _Said(gettext("vous n’habitez pas la commune"))
            case ["filled", "(", path, ")"]:
                return self._answered(_question(path), True)
            case ["!", "filled", "(", path, ")"]:
                return self._answered(_question(path), False)
            case ["given", "(", name, ")"]:
                return self._answered(name[1:-1], True)
            case ["!", "given", "(", name, ")"]:
                return self._answered(name[1:-1], False)
            case [path]:
                return self._yes(_question(path), True)
            case ["!", path]:
                return self._yes(_question(path), False)
            case [path, "==" | "!=" as sign, "true" | "false" as value]:
                return self._yes(_question(path), (value == "true") == (sign == "=="))
            case [path, sign, value] if words[2][0] in ("text", "number"):
                return self._compared(_question(path), sign, words[2])
            case [value, "in", path] if words[0][0] == "text":
                return self._chosen(_question(path), [unquoted(value)], True)
            case [path, "in", "[", *values, "]"]:
                listed = [word for kind, word in words[3:-1] if kind == "text"]
                if len(listed) * 2 - 1 != len(values):
                    return None
                return self._chosen(_question(path), list(map(unquoted, listed)), True)
        return None

    def _answered(self, name: str, so: bool) -> _Said | None:
        if name not in self._numbers:
            return None
        words = (
            gettext("vous avez répondu à la question %(number)s")
            if so
            else gettext("vous n’avez pas répondu à la question %(number)s")
        )
        return _Said(words % {"number": self._numbers[name]}, name, weak=so)

    def _yes(self, name: str, so: bool) -> _Said | None:
        kind = self._fields[name].type if name in self._numbers else ""
        if kind == "yes_no":
            return self._replied(name, [gettext("Oui")], so, instead=gettext("Non"))
        if kind == "declaration":
            words = (
                gettext("vous avez coché la case %(number)s")
                if so
                else gettext("vous n’avez pas coché la case %(number)s")
            )
            return _Said(words % {"number": self._numbers[name]}, name)
        return None

    def _compared(self, name: str, sign: str, value: tuple[str, str]) -> _Said | None:
        kind, word = value
        if kind == "text" and sign in ("==", "!="):
            return self._chosen(name, [unquoted(word)], sign == "==")
        if kind != "number" or name not in self._numbers:
            return None
        form = {
            ">": gettext("vous avez écrit plus de %(value)s à la question %(number)s"),
            "<": gettext("vous avez écrit moins de %(value)s à la question %(number)s"),
            ">=": gettext("vous avez écrit %(value)s ou plus à la question %(number)s"),
            "<=": gettext("vous avez écrit %(value)s ou moins à la question %(number)s"),
            "==": gettext("vous avez écrit %(value)s à la question %(number)s"),
        }.get(sign)
        of = self._fields[name].type
        if form is None or of not in ("number", "amount"):
            return None
        said = str(Money.from_cents(int(word))) if of == "amount" else word
        words = form % {"value": said, "number": self._numbers[name]}
        open_too = {">": int(word) < 0, "<": int(word) > 0, ">=": int(word) <= 0, "<=": True}.get(
            sign, int(word) == 0
        )
        return _Said("" if open_too else words, name, answered=words)

    def _chosen(self, name: str, values: list[str], so: bool) -> _Said | None:
        if name not in self._numbers or self._fields[name].type not in ("choice", "choices"):
            return None
        labels = {option.value: self._say(option.label) for option in self._fields[name].options}
        if not values or any(value not in labels for value in values):
            return None
        return self._replied(name, [labels[value] for value in values], so)

    def _replied(self, name: str, answers: list[str], so: bool = True, instead: str = "") -> _Said:
        """That one of these was answered, or none of them; ``instead`` is the only other answer there is."""
        number = self._numbers[name]
        if so:
            return _Said(_reply(answers, number), name)
        none = gettext("vous n’avez pas répondu %(answer)s à la question %(number)s")
        other = gettext("vous avez répondu autre chose que %(answer)s à la question %(number)s")
        values = {"answer": _quoted(answers), "number": number}
        return _Said(none % values, name, answered=_reply([instead], number) if instead else other % values)


def _reply(answers: list[str], number: int | str) -> str:
    words = gettext("vous avez répondu %(answer)s à la question %(number)s")
    return words % {"answer": _quoted(answers), "number": number}


def _quoted(answers: list[str]) -> str:
    quoted = [gettext("« %(answer)s »") % {"answer": answer} for answer in answers]
    return _joined(quoted, gettext("%(first)s ou %(second)s"))


def _question(path: str) -> str:
    """The question that a path reads whole, or empty: ``answers.mode`` is one, ``answers.adresse.box`` is not."""
    record, _, name = path.partition(".")
    return name if record == "answers" else ""


def _joined(parts: list[str], form: str) -> str:
    said = parts[0] if parts else ""
    for part in parts[1:]:
        said = form % {"first": said, "second": part}
    return said


def bare(words: Tokens) -> Tokens:
    """The same without parentheses around the whole."""
    while len(words) > 2 and words[0][1] == "(" and _closes(words) == len(words) - 1:
        words = words[1:-1]
    return words


def _closes(words: Tokens) -> int:
    """Where the first parenthesis closes."""
    depth = 0
    for place, (_, word) in enumerate(words):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0:
            return place
    return len(words)


def linked(words: Tokens, sign: str) -> list[Tokens]:
    """A chain cut at its signs, outside parentheses; whole where a sign that binds less stands in it.

    « et » binds more than « ou », and both more than a choice ``? :``.
    """
    loose = {"&&": {"||", "?"}, "||": {"?"}}[sign]
    found: list[Tokens] = [[]]
    depth = 0
    for kind, word in words:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(word, 0)
        if depth == 0 and word in loose:
            return [words]
        if depth == 0 and word == sign and kind == "sign":
            found.append([])
        else:
            found[-1].append((kind, word))
    return found
