"""What stands on the paper form: every page in order as a part, every question with the boxes to write its answer in.

Nothing is left out for a condition, since paper cannot hide: parts and questions say in words when they are to be
filled in. A form printed again from a draft carries the answers that count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.utils.translation import gettext

from beffroi.procedures.rules import days
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition, type_of
from beffroi.procedures.rules.expressions import Scope, compile_expression
from beffroi.procedures.rules.fields import Choice, FieldView, repeat
from beffroi.procedures.rules.forms import is_required, walk
from beffroi.procedures.rules.records import display
from beffroi.procedures.rules.said import NoticeSection, StartPage, privacy_notice, start_page
from beffroi.procedures.rules.schema import Field, Option, Page
from beffroi.procedures.rules.texts import compile_text, expand, led

from .conditions import Teller, settled

#: Records that say nothing before the form is filled in: a hole that reads one is left open on blank paper.
_PERSONAL: Final = frozenset({"answers", "labels", "tables", "fee", "agent", "case", "register", "item"})
_OPEN: Final = "……"
#: A list longer than this (streets) is written, not ticked.
_MOST_TICKS: Final = 30
#: Cells of one sign each, in groups, with what stands between the groups.
_COMBS: Final[Mapping[str, tuple[tuple[int, ...], str]]] = {
    "national_number": ((2, 2, 2, 3, 2), "..-."),
    "iban": ((4,) * 7, ""),
    "enterprise_number": ((4, 3, 3), ".."),
    "time": ((2, 2), ":"),
    "amount": ((6, 2), ","),
    "date": ((2, 2, 4), "//"),
}
#: Shares of a line, in twelfths, by the width that a screen gives the input.
_SHARES: Final[Mapping[str, int]] = {"2": 2, "4": 3, "10": 4, "20": 6}

#: Columns of a table that still leave room to write; a block with more, or with long answers, is written line by line.
_MOST_COLUMNS: Final = 4
_ROOMY: Final = frozenset({"address", "person", "long_text", "choices", "place", "national_number", "iban"})

Kind = Literal["line", "area", "comb", "ticks", "join", "said", "table"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick."""

    label: str
    hint: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a repeated block: those that a draft fills, then empty ones."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: int


@dataclass(frozen=True, slots=True)
class Box:
    """A place to write in.

    ``line`` (``share`` twelfths of the width), ``area`` (``lines`` high), ``comb`` (one cell a sign, in ``groups`` with
    the signs ``between``, each with its ``captions``), ``ticks``, ``join`` (a paper to join), ``said`` (worked out,
    nothing to write), ``table`` (a repeated block). ``value`` is what a draft already answers; ``unit`` stands behind.
    """

    kind: Kind
    label: str = ""
    value: str = ""
    share: int = 12
    lines: int = 1
    groups: tuple[int, ...] = ()
    between: str = ""
    captions: tuple[str, ...] = ()
    unit: str = ""
    ticks: tuple[Tick, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with its number (0: an explanation, which asks nothing); ``rule`` says how to fill it in."""

    number: int
    label: str
    help: str
    condition: str
    optional: bool
    rule: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A page of the form. ``paragraphs`` are those of an exit page, which asks nothing."""

    title: str
    intro: str
    condition: str
    questions: tuple[PaperQuestion, ...]
    paragraphs: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form to print. ``joined`` names the papers to join, ``code`` the procedure and its version.

    ``signed``: the person says who they are, and signs; not where anybody may write without a name.
    """

    slug: str
    version: int
    start: StartPage
    sections: tuple[PaperSection, ...]
    joined: tuple[str, ...]
    notice: tuple[NoticeSection, ...]
    signed: bool

    @property
    def code(self) -> str:
        """What an agent types to find the procedure and the version: it names nothing else."""
        return f"{self.slug} {self.version}"


def paper_form(
    definition: Definition, context: FormContext, answers: Mapping[str, Any] | None = None
) -> PaperForm:
    """The form as it is printed, blank or with the ``answers`` of a draft."""
    return _Printer(definition, context, answers or {}).form()


class _Printer:
    """One form in one language."""

    def __init__(self, definition: Definition, context: FormContext, answers: Mapping[str, Any]) -> None:
        found = walk(definition, answers, context)
        self._definition = definition
        self._context = context
        self._scope = found.scope
        self._answers = found.answers
        self._pages = [page for page in definition.package.form.pages if self._ever(page.when)]
        self._asked = [
            f for page in self._pages for f in page.fields if type_of(f).asks and self._ever(f.when)
        ]
        self._numbers = {field.name: number for number, field in enumerate(self._asked, start=1)}
        self._listed = found.view.options  # what a data source lists
        self._view = replace(found.view, say=self._say, options=self._options, choice=self._choice)
        self._teller = Teller(definition, self._numbers, self._say, self._scope.holds)

    def form(self) -> PaperForm:
        definition = self._definition
        return PaperForm(
            slug=definition.slug,
            version=definition.number,
            start=start_page(definition, self._context),
            sections=tuple(map(self._section, self._pages)),
            joined=tuple(self._joined()),
            notice=tuple(privacy_notice(definition, self._scope, self._context.controller())),
            signed=definition.package.procedure.identity.apply != "none",
        )

    # --- words

    def _say(self, french: str) -> str:
        text = self._definition.say(french, self._context.language)
        return text if "{{" not in text else self._filled(text)

    def _filled(self, text: str) -> str:
        """The text with its holes filled in; what depends on answers that are not there stays open."""
        parts = list(compile_text(text).parts)
        for place in range(1, len(parts), 2):
            said = "" if self._is_open(parts[place]) else _value(parts[place], self._scope)
            parts[place] = said or _OPEN
        return "".join(parts)

    def _is_open(self, source: str) -> bool:
        """Whether an expression has nothing to say yet: it reads answers, and there are none."""
        return not self._answers and bool(compile_expression(source).records & _PERSONAL)

    def _ever(self, source: str) -> bool:
        """Whether a condition can hold at all, with the values of this commune."""
        return not source or settled(source, self._scope.holds) is not False

    def _condition(self, part: Page | Field | Option) -> tuple[str, bool]:
        """When a part of the form is to be filled in, in the words of the package where it has some."""
        said, whole = self._teller.condition(part.when)
        return (self._say(part.said), True) if part.said and said else (said, whole)

    def _only_if(self, form: str, part: Page | Field | Option) -> str:
        condition, _ = self._condition(part)
        return form % {"condition": condition} if condition else ""

    def _stop_if(self, page: Page) -> str:
        condition, whole = self._condition(page)
        if not whole:  # somebody who is entitled must not stop because half of a condition was said
            return gettext("Si c’est votre cas, arrêtez-vous ici.")
        return gettext("Arrêtez-vous ici si %(condition)s.") % {"condition": condition} if condition else ""

    # --- parts

    def _section(self, page: Page) -> PaperSection:
        form = gettext("Remplissez cette partie seulement si %(condition)s.")
        return PaperSection(
            title=self._say(page.title),
            intro=self._say(page.intro),
            condition=self._stop_if(page) if page.exit else self._only_if(form, page),
            questions=tuple(filter(None, map(self._question, page.fields))),
            paragraphs=tuple(map(self._say, page.exit.text)) if page.exit else (),
            links=tuple((self._say(link.label), link.url) for link in page.exit.links) if page.exit else (),
        )

    def _question(self, field: Field) -> PaperQuestion | None:
        view = self._shown(field)
        number = self._numbers.get(field.name, 0)
        asks = type_of(field).asks
        if not self._ever(field.when) or not (asks or view.text or view.value):
            return None  # never asked in this commune, or worked out of answers that are not there
        if not asks and any(map(self._is_open, compile_text(field.text).expressions)):
            return None  # an explanation of answers that are not there
        boxes = tuple(self._block(field) if field.fields else self._boxes(view))
        return PaperQuestion(
            number=number,
            label=view.label,
            help=view.help if number else view.text,
            condition=self._only_if(
                gettext("Répondez seulement si %(condition)s.")
                if number
                else gettext("Lisez ceci seulement si %(condition)s."),
                field,
            ),
            optional=bool(number) and field.required is not True,
            rule=_rule(field, view),
            boxes=boxes if number or view.value else (),
        )

    def _shown(self, field: Field, answers: Mapping[str, Any] | None = None) -> FieldView:
        """A question as it stands for these answers: those of the form, or of one line of a block."""
        kind, value = type_of(field), (self._answers if answers is None else answers).get(field.name)
        view = FieldView(
            name=field.name,
            type=field.type,
            label=self._say(field.label),
            help=self._say(field.help),
            example=self._say(field.example),
            **kind.shown(field, value, None, self._view),
        )
        return replace(view, value=value or "") if field.compute else view

    def _joined(self) -> Iterator[str]:
        for field in self._asked:
            if field.type == "file":
                words = gettext("%(piece)s (question %(number)s)")
                yield words % {"piece": self._say(field.label), "number": self._numbers[field.name]}

    # --- boxes

    def _boxes(self, view: FieldView) -> Iterator[Box]:
        if view.type == "file":
            yield Box("join", value=self._written(view))
        elif view.widget == "checkbox":
            yield Box("ticks", ticks=(Tick(view.text or view.label, ticked=view.value == "yes"),))
        elif view.options and len(view.options) <= _MOST_TICKS:
            yield Box("ticks", ticks=tuple(_ticks(view)))
        elif view.type == "date":
            captions = tuple(part.label for part in view.parts)
            yield _comb(view, value=self._day(view.value), captions=captions)
        elif view.parts:
            for part in view.parts:
                yield from (replace(box, label=part.label) for box in self._boxes(part))
        elif view.type == "long_text":
            yield Box("area", value=self._written(view), lines=_lines(view.max_length))
        elif view.type in _COMBS:
            yield _comb(view, value=self._written(view))
        elif view.type == "computed":
            yield Box("said", value=self._written(view))
        else:
            yield Box("line", value=self._written(view), share=_SHARES.get(view.width, 12))

    def _block(self, block: Field) -> Iterator[Box]:
        """A repeated block: a table, or one line after the other where its answers need room."""
        parts = [part for part in block.fields if type_of(part).asks]
        held = self._answers.get(block.name, [])
        fewest, most = repeat.least(block, required=is_required(block, self._context)), repeat.most(block)
        if len(parts) <= _MOST_COLUMNS and not any(part.type in _ROOMY for part in parts):
            rows = tuple(
                tuple(display(part, line.get(part.name), self._view) for part in parts) for line in held
            )
            empty = max(0, min(most, max(4, fewest, len(held) + 1)) - len(held))
            yield Box("table", table=Table(tuple(map(self._heading, parts)), rows, empty))
            return
        for place in range(min(most, max(2, fewest, len(held)))):
            line = held[place] if place < len(held) else {}
            for part in parts:
                asked = self._with_notes(part, self._say(part.label))
                label = f"{repeat.title(block, place + 1, self._view)} – {asked}"
                view = self._shown(part, line)
                for box in self._boxes(replace(view, name=f"{block.name}-{place}-{part.name}")):
                    yield replace(box, label=led(label, box.label) if box.label else label)

    def _heading(self, part: Field) -> str:
        """The head of a column: the question, with its possible answers where there are few."""
        words = [option.label for option in self._shown(part, {}).options]
        listed = f" ({' / '.join(words)})" if 0 < len(words) <= 6 else ""
        return self._with_notes(part, f"{self._say(part.label)}{listed}")

    def _with_notes(self, part: Field, label: str) -> str:
        """A question of a line, and in words whether and when it must be answered."""
        optional = "" if part.required is True else gettext("(facultatif)")
        only = self._only_if(gettext("Seulement si %(condition)s."), part)
        return " ".join(filter(None, (label, optional, only)))

    def _written(self, view: FieldView) -> str:
        """What a draft answers, in words; of a part of a question, what stands in it."""
        field = self._definition.fields.get(view.name)
        if field is None or field.compute:
            return view.value if isinstance(view.value, str) else ""
        if field.type == "national_number":
            return ""  # never printed: the person writes it
        return display(field, self._answers.get(view.name), self._view)

    def _day(self, value: Any) -> str:
        return days.plain_day(value, self._context.language) if value else ""

    # --- possible answers: all of them, with the words of their condition

    def _options(self, field: Field) -> tuple[Choice, ...]:
        if field.source:
            return self._listed(field)
        return tuple(self._option(option) for option in field.options if self._ever(option.when))

    def _choice(self, field: Field, value: str) -> Choice | None:
        return next((one for one in self._options(field) if one.value == value), None)

    def _option(self, option: Option) -> Choice:
        only = self._only_if(gettext("Seulement si %(condition)s."), option)
        hint = " ".join(filter(None, (self._say(option.hint), only)))
        return Choice(option.value, self._say(option.label), hint)


def _value(source: str, scope: Scope) -> str:
    return expand("{{ " + source + " }}", scope)


def _rule(field: Field, view: FieldView) -> str:
    if field.fields:
        return gettext("S’il faut plus de place, continuez sur une feuille et joignez-la.")
    if view.options and len(view.options) <= _MOST_TICKS:
        return (
            gettext("Cochez toutes les réponses qui conviennent.")
            if view.widget == "checkboxes"
            else gettext("Cochez une seule réponse.")
        )
    if field.type == "national_number" and view.stored:
        return gettext("Vous l’avez donné en ligne. Nous ne l’imprimons pas : écrivez-le à la main.")
    return gettext("Exemple : %(example)s") % {"example": view.example} if view.example else ""


def _ticks(view: FieldView) -> Iterator[Tick]:
    chosen = view.value if isinstance(view.value, list) else [view.value]
    return (Tick(option.label, option.hint, option.value in chosen) for option in view.options)


def _comb(view: FieldView, *, value: str, captions: tuple[str, ...] = ()) -> Box:
    groups, between = _COMBS[view.type]
    unit = "€" if view.type == "amount" else ""
    return Box(
        "comb", value=value, groups=groups, between=between, captions=captions, unit="" if value else unit
    )


def _lines(most: int | None) -> int:
    """How high a text may be written: some lines for a few words, a third of a sheet for a story."""
    return max(3, min(12, (most or 4000) // 250))
