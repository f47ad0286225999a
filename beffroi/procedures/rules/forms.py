"""The form engine: which pages and questions are shown, what an answer is, what is still wrong. Pure.

One walk through the pages in order decides everything. A condition reads the answers of the questions *shown before
it*, so an answer left in a branch that is no longer taken has no effect, though the draft keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext

from .context import FormContext
from .definition import Definition, type_of
from .expressions import Scope
from .fees import Entitlement, FeeQuote, entitled, quote
from .fields import FieldView, Invalid, LineView, Raw, View, repeat
from .fields.choices import ChoiceField, nothing_to_choose
from .records import Record, display, make_scope, make_view
from .schema import Field, Page
from .texts import expand


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as a screen draws it. The page of kind ``exit`` ends the way for who is not entitled."""

    name: str
    title: str
    intro: str
    kind: Literal["form", "exit"]
    paragraphs: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was understood of a page. ``level_needed``: a chosen answer needs this identity level (0: none).

    ``values`` holds every answer that could be read, None for one that was emptied; ``errors`` one message by input:
    the name of the question, in a repeated block ``block-line-question``. ``appeared`` are the inputs of the questions
    that these answers bring onto the page, and that nobody was asked yet: they are neither read nor missing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    level_needed: int = 0
    appeared: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Problem:
    """What prevents sending: on which page, beside which question (empty: the page itself)."""

    page: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A question with its answer in words; unpacks as ``(label, value, field)``.

    ``source`` says where the answer came from: ``register``, ``eid``, ``account``, or nothing when the person typed it.
    """

    label: str
    value: str
    field: str
    source: str = ""

    def __iter__(self) -> Iterator[str]:
        yield self.label
        yield self.value
        yield self.field


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The answers of a page."""

    page: str
    title: str
    rows: tuple[SummaryRow, ...]


Reader = Callable[[Page, Field], Any]
Line = dict[str, Any]


@dataclass(slots=True)
class Walk:
    """The form as it stands for these answers."""

    definition: Definition
    context: FormContext
    answers: dict[str, Any] = field(default_factory=dict)
    shown: list[tuple[Page, list[Field]]] = field(default_factory=list)
    scope: Scope = field(init=False)
    view: View = field(init=False)

    def __post_init__(self) -> None:
        self.scope = make_scope(self.definition, self.answers, self.context)
        self.view = make_view(self.definition, self.context, self.scope)

    @property
    def exit(self) -> Page | None:
        """The page of people who are not entitled, when the way ends there."""
        last = self.shown[-1][0] if self.shown else None
        return last if last and last.exit else None

    def fields(self, page: str) -> list[Field]:
        """The questions shown on a page."""
        return next((fields for shown, fields in self.shown if shown.name == page), [])

    def go(self, held: Mapping[str, Any], read: Reader | None = None, until: str = "") -> Walk:
        """Walk, taking answers from ``held``, or from ``read`` on the page ``until``, which is then the last."""
        for page in self.definition.package.form.pages:
            if not self.scope.holds(page.when):
                continue
            fields: list[Field] = []
            self.shown.append((page, fields))
            for question in page.fields:
                if self.scope.holds(question.when):
                    fields.append(question)
                    value = read(page, question) if read and page.name == until else held.get(question.name)
                    self._take(question, value)
            if page.exit or page.name == until:
                break
        return self

    def _take(self, question: Field, value: Any) -> None:
        kind = type_of(question)
        if question.compute:
            value = _computed(question, self.scope)
        if value is None or not kind.fits(value):
            return
        if question.fields:
            value = self._lines(question, value)
        if not kind.is_empty(value):
            self.answers[question.name] = value

    def _lines(self, block: Field, held: Sequence[Mapping[str, Any]]) -> list[Line]:
        """The lines that say something, with the answers that count."""
        lines = (self.line(block, _kept_in(line)) for line in held)
        return [kept for _, kept in lines if kept][: repeat.MOST_LINES + 1]

    def line(self, block: Field, read: Callable[[Field], Any]) -> tuple[list[Field], Line]:
        """The questions shown in a line of a repeated block, and its answers that count."""
        shown: list[Field] = []
        kept: Line = {}
        with self.within(block, kept):
            for part in block.fields:
                if self.scope.holds(part.when):
                    shown.append(part)
                    value, kind = read(part), type_of(part)
                    if value is not None and kind.fits(value) and not kind.is_empty(value):
                        kept[part.name] = value
        return shown, kept

    @contextmanager
    def within(self, block: Field, line: Line) -> Iterator[None]:
        """Conditions read this line as ``item``; it may grow meanwhile."""
        self.scope.data["item"] = Record(line, self.definition.blocks[block.name])
        try:
            yield
        finally:
            del self.scope.data["item"]


def _kept_in(line: Mapping[str, Any]) -> Callable[[Field], Any]:
    """Reads the answers of a line that is kept."""
    return lambda part: line.get(part.name)


def _computed(question: Field, scope: Scope) -> str:
    return expand("{{ " + question.compute + " }}", scope)


def walk(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> Walk:
    """The form for these answers."""
    return Walk(definition, context).go(answers)


# --- showing


def _with_online(words: str, online: str, found: Walk) -> str:
    """What is said above the questions, or below one; what only a screen says, to the person in front of theirs."""
    more = online if found.context.audience == "public" else ""
    return " ".join(filter(None, (found.view.say(words), found.view.say(more))))


def pages_of(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> list[PageView]:
    """The pages to fill in, in order; the last is an exit page when the person is not entitled."""
    found = walk(definition, answers, context)
    say, count = found.view.say, sum(not page.exit for page, _ in found.shown)
    return [
        PageView(
            name=page.name,
            title=say(page.title),
            intro=_with_online(page.intro, page.online, found),
            kind="exit" if page.exit else "form",
            paragraphs=tuple(say(text) for text in page.exit.text) if page.exit else (),
            links=tuple((link.url, say(link.label)) for link in page.exit.links) if page.exit else (),
            number=number,
            count=count,
        )
        for number, (page, _) in enumerate(found.shown, start=1)
    ]


def next_page(
    definition: Definition, page: str, answers: Mapping[str, Any], context: FormContext
) -> str | None:
    """The page after this one, or None when the answers can be checked and sent."""
    names = [shown.name for shown, _ in walk(definition, answers, context).shown]
    after = names[names.index(page) + 1 :] if page in names else names[:1]
    return after[0] if after else None


def fields_of(
    definition: Definition,
    page: str,
    answers: Mapping[str, Any],
    context: FormContext,
    raw: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[FieldView]:
    """The questions of a page; ``raw`` and ``errors`` show again what was typed and what is wrong with it."""
    found = walk(definition, answers, context)
    given = Raw(raw) if raw is not None else None
    return [_field_view(f, answers, found, given, errors or {}) for f in found.fields(page)]


def inputs_asked(fields: Iterable[FieldView]) -> list[str]:
    """The inputs of the questions shown, those of the lines of repeated blocks included."""
    return [
        name
        for one in fields
        for name in (one.name, *(part.name for line in one.lines for part in line.fields))
    ]


def _field_view(
    question: Field, answers: Mapping[str, Any], found: Walk, raw: Raw | None, errors: Mapping[str, str]
) -> FieldView:
    if found.context.audience == "agent":  # a browser knows the agent, not whom the form is about
        question = question.model_copy(update={"autocomplete": "off"})
    kind, say = type_of(question), found.view.say
    value = answers.get(question.name)
    value = value if value is not None and kind.fits(value) else None
    source, first = prefilled(question, found)
    locked = bool(source) and bool(question.prefill and question.prefill.locked)
    if value is None or locked:
        value = first
    if question.compute:
        value = found.answers.get(question.name, "")
    message = errors.get(question.name)
    more = kind.shown(question, value, None if locked else raw, found.view)
    if question.fields:
        more |= _line_views(question, value or [], found, raw, errors)
    return FieldView(
        name=question.name,
        type=question.type,
        label=say(question.label),
        help=_with_online(question.help, question.online, found),
        example=say(question.example),
        required=is_required(question, found.context),
        recommended=question.recommended,
        errors=(message,) if message else (),
        autocomplete=question.autocomplete,
        locked=locked,
        prefilled_from=source,
        **more,
    )


def _line_views(
    block: Field, held: Sequence[Line], found: Walk, raw: Raw | None, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The lines of a block: those that the page showed, else those that are kept; empty ones up to the fewest."""
    kept = found.answers.get(block.name, held)
    numbers = repeat.numbers(block, raw) if raw else [str(place) for place in range(len(kept))]
    fewest = repeat.least(block, required=is_required(block, found.context))
    free = (str(number) for number in range(2 * repeat.MOST_LINES + 2) if str(number) not in numbers)
    numbers = [*numbers, *(next(free) for _ in range(min(fewest, repeat.MOST_LINES) - len(numbers)))]
    lines = []
    for place, number in enumerate(numbers):
        line = kept[place] if raw is None and place < len(kept) else {}
        typed = raw if raw and raw.begun(repeat.input_name(block, number, "")) else None  # else a fresh line
        shown, answers = found.line(block, _line_reader(block, number, line, found, typed))
        views = []
        for part in shown:
            named = _named(block, number, part)
            views.append(_field_view(named, {named.name: answers.get(part.name)}, found, typed, errors))
        lines.append(LineView(number, repeat.title(block, place + 1, found.view), tuple(views)))
    return {"lines": tuple(lines), "min": fewest}


def _line_reader(
    block: Field, number: str, line: Line, found: Walk, raw: Raw | None
) -> Callable[[Field], Any]:
    if raw is None:
        return lambda part: line.get(part.name, part.default)
    return lambda part: _read(_named(block, number, part), raw, found, None).value


def _named(block: Field, number: str, part: Field) -> Field:
    """A question of a line under the name of its input."""
    return part.model_copy(update={"name": repeat.input_name(block, number, part.name)})


def prefilled(question: Field, found: Walk) -> tuple[str, Any]:
    """The source of a first value and the value; ``("", default)`` when none is known."""
    rule = question.prefill
    if rule is None or not found.scope.holds(rule.when):
        return "", question.default
    kind = type_of(question)
    for source in rule.source:
        held = found.context.profile.get(source, {})
        value = _held(held, rule.key, kind.empty)
        if value is not None and kind.fits(value) and not kind.is_empty(value):
            return source, value
    return "", question.default


def _held(held: Mapping[str, Any], key: str, empty: Any) -> Any:
    """A value that a source holds: a whole one, or a part of an address (``address.postcode``)."""
    if key == "person":
        return {part: held.get(part) or "" for part in empty}
    whole, _, part = key.partition(".")
    value = held.get(whole)
    return value.get(part) if part and isinstance(value, dict) else value


def is_required(question: Field, context: FormContext) -> bool:
    """Whether an answer is required of this audience."""
    if not type_of(question).asks or question.recommended:
        return False
    return question.required is True or (question.required == "public" and context.audience == "public")


@dataclass(frozen=True, slots=True)
class WholePage:
    """A page with everything it may ask, whatever the answers; ``when`` and each question's are expressions."""

    name: str
    title: str
    intro: str
    when: str
    questions: tuple[tuple[FieldView, str], ...]
    paragraphs: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def whole_form(definition: Definition, context: FormContext) -> list[WholePage]:
    """Every page and every question of the form, to be read through rather than filled in."""
    found = Walk(definition, context)
    say = found.view.say
    return [
        WholePage(
            name=page.name,
            title=say(page.title),
            intro=say(page.intro),
            when=page.when,
            questions=tuple((_field_view(f, {}, found, None, {}), f.when) for f in page.fields),
            paragraphs=tuple(map(say, page.exit.text)) if page.exit else (),
            links=tuple((link.url, say(link.label)) for link in page.exit.links) if page.exit else (),
        )
        for page in definition.package.form.pages
    ]


# --- reading


def clean_page(
    definition: Definition,
    page: str,
    raw: Mapping[str, Sequence[str]],
    answers: Mapping[str, Any],
    context: FormContext,
    asked: Collection[str] | None = None,
) -> Cleaned:
    """Read what was sent of one page. Never raises on what a request carries.

    ``asked`` are the inputs of the questions that the page showed (``inputs_asked``); None: all those that it has now.
    """
    cleaned = Cleaned()
    found, given, level = Walk(definition, context), Raw(raw, asked), 0

    def read(_: Page, question: Field) -> Any:
        nonlocal level
        if question.fields:
            if not given.asks(question.name):
                return answers.get(question.name)
            lines = _read_lines(question, given, found)
            level = max(level, lines.level)
            cleaned.errors.update(lines.errors)
            cleaned.values[question.name] = lines.kept or None
            return lines.kept
        typed = _read(question, given, found, answers.get(question.name))
        level = max(level, typed.level)
        if typed.error:
            cleaned.errors[question.name] = typed.error
        if type_of(question).asks and typed.asked and typed.understood:
            cleaned.values[question.name] = typed.value
        return typed.value

    found.go(answers, read, until=page)
    _own_checks(found, page, cleaned.errors, whole=not given.appeared)
    return replace(cleaned, level_needed=level, appeared=given.appeared)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: the value (None: emptied), what is wrong with it, the level it needs; whether it was asked."""

    value: Any = None
    error: str = ""
    level: int = 0
    understood: bool = True
    asked: bool = True


@dataclass(slots=True)
class _Lines:
    """What was typed in a repeated block: its lines that say something, what is wrong, the level they need."""

    kept: list[Line] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    level: int = 0


def _read_lines(block: Field, raw: Raw, found: Walk) -> _Lines:
    """Lines left blank are forgotten, unless the fewest wanted are not there: then they say what is missing."""
    lines = [_read_line(block, number, raw, found) for number in repeat.numbers(block, raw)]
    filled = [line for line in lines if line is not None]
    result = _Lines([line.kept[0] for line in filled if line.kept[0]])
    result.level = max((line.level for line in filled), default=0)
    fewest = repeat.least(block, required=is_required(block, found.context))
    blank = max(0, fewest - len(filled))
    for number, line in zip(repeat.numbers(block, raw), lines, strict=True):
        if line is not None:
            result.errors.update(line.errors)
        elif blank > 0 and (missing := _all_missing(block, number, found)):
            blank -= 1
            result.errors.update(missing)
    if message := _miscounted(block, len(filled), fewest if blank else 0, found):
        result.errors[block.name] = message
    return result


def _read_line(block: Field, number: str, raw: Raw, found: Walk) -> _Lines | None:
    """A line, or None when nothing at all was typed in it."""
    line, blank = _Lines(), True

    def read(part: Field) -> Any:
        nonlocal blank
        named = _named(block, number, part)
        typed = _read(named, raw, found, None)
        blank = blank and typed.value is None and typed.understood
        line.level = max(line.level, typed.level)
        if typed.error:
            line.errors[named.name] = typed.error
        return typed.value

    shown, kept = found.line(block, read)
    if blank:
        return None
    line.kept = [kept]
    _line_checks(block, number, shown, kept, found, line.errors)
    return line


def _all_missing(block: Field, number: str, found: Walk) -> dict[str, str]:
    shown, _ = found.line(block, lambda part: None)
    return {
        repeat.input_name(block, number, part.name): _missing(part, found)
        for part in shown
        if is_required(part, found.context)
    }


def _miscounted(block: Field, count: int, fewest: int, found: Walk) -> str:
    """What to say when a block has too many lines, or too few."""
    try:
        repeat.refuse_count(block, count, fewest=fewest)
    except Invalid as invalid:
        return found.view.say(block.missing) if count < fewest and block.missing else str(invalid)
    return ""


def _line_checks(
    block: Field, number: str, shown: Iterable[Field], line: Line, found: Walk, errors: dict[str, str]
) -> None:
    """The rules of the package on the questions of a line that have no other problem."""
    with found.within(block, line):
        for part in shown:
            name = repeat.input_name(block, number, part.name)
            if name not in errors and part.name in line:
                _broken(part, name, found, errors)


def _broken(question: Field, name: str, found: Walk, errors: dict[str, str]) -> None:
    for rule in question.checks:
        if not found.scope.holds(rule.that):
            errors.setdefault(name, found.view.say(rule.message))


def _read(question: Field, raw: Raw, found: Walk, before: Any) -> _Typed:
    kind = type_of(question)
    if kind.asks and not raw.asks(question.name):
        return _Typed(before, asked=False)
    source, first = prefilled(question, found)
    if source and question.prefill and question.prefill.locked:
        return _Typed(first)
    try:
        value = kind.clean(
            question, raw, found.view, before if before is not None else first if source else None
        )
    except Invalid as invalid:
        return _Typed(error=str(invalid), understood=False)
    if kind.is_empty(value):
        return _Typed(error=_missing(question, found) if is_required(question, found.context) else "")
    return _Typed(value, *_level(question, value, found))


def _level(question: Field, value: Any, found: Walk) -> tuple[str, int]:
    kind = type_of(question)
    needed = kind.level_needed(question, value, found.view) if isinstance(kind, ChoiceField) else 0
    return (_step_up(found.context) if needed else ""), needed


def _step_up(context: FormContext) -> str:
    if context.audience == "agent":
        return gettext("Ce choix demande une identité prouvée en ligne : choisissez une autre réponse.")
    return gettext(
        "Pour ce choix, identifiez-vous avec itsme ou votre carte d’identité, ou choisissez une autre réponse."
    )


def _missing(question: Field, found: Walk) -> str:
    if question.source and not found.view.options(question):
        return nothing_to_choose()
    return found.view.say(question.missing) or type_of(question).missing()


def _own_checks(found: Walk, page: str, errors: dict[str, str], *, whole: bool = True) -> None:
    """The rules of the package on one page, beside the questions that have no other problem.

    Those of the page as a ``whole`` wait until everything on it was asked.
    """
    for shown, fields in found.shown:
        if shown.name != page:
            continue
        for question in fields:
            if question.name not in errors and question.name in found.answers:
                _broken(question, question.name, found, errors)
        for rule in shown.checks:
            if whole and not errors and not found.scope.holds(rule.that):
                errors[rule.field or (fields[0].name if fields else "")] = found.view.say(rule.message)


def check_answers(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> list[Problem]:
    """Everything that prevents sending, looked at again from the first page."""
    found = walk(definition, answers, context)
    problems = []
    for page, fields in found.shown:
        if page.exit:
            problems.append(Problem(page.name, "", found.view.say(page.title)))
            continue
        errors: dict[str, str] = {}
        for question in fields:
            errors.update(_lines_again(question, found))
            if message := _again(question, found.answers.get(question.name), found):
                errors[question.name] = message
        _own_checks(found, page.name, errors)
        problems += [Problem(page.name, name, message) for name, message in errors.items()]
    return problems


def left_open(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> list[Problem]:
    """The questions without an answer that this audience may leave so, though one is wanted: those that are
    recommended, and those that only citizens must answer. ``message`` is the question."""
    found = walk(definition, answers, context)
    return [
        Problem(page.name, question.name, found.view.say(question.label))
        for page, fields in found.shown
        for question in fields
        if _is_wanted(question, context) and found.answers.get(question.name) is None
    ]


def _is_wanted(question: Field, context: FormContext) -> bool:
    wanted = question.recommended or question.required == "public"
    return wanted and type_of(question).asks and not is_required(question, context)


def _lines_again(block: Field, found: Walk) -> dict[str, str]:
    """What is still wrong inside the lines of a block."""
    errors: dict[str, str] = {}
    for place, line in enumerate(found.answers.get(block.name, ()) if block.fields else ()):
        shown, kept = found.line(block, _kept_in(line))
        for part in shown:
            if message := _again(part, kept.get(part.name), found):
                errors[repeat.input_name(block, str(place), part.name)] = message
        _line_checks(block, str(place), shown, kept, found, errors)
    return errors


def _again(question: Field, value: Any, found: Walk) -> str:
    if question.fields:
        fewest = repeat.least(question, required=is_required(question, found.context))
        return _miscounted(question, len(value or ()), fewest, found)
    if value is None:
        return _missing(question, found) if is_required(question, found.context) else ""
    try:
        type_of(question).recheck(question, value, found.view)
    except Invalid as invalid:
        return str(invalid)
    return _level(question, value, found)[0]


# --- telling


def visible_answers(
    definition: Definition, answers: Mapping[str, Any], context: FormContext
) -> dict[str, Any]:
    """The answers that count: those of the questions shown. What is hidden is dropped."""
    return dict(walk(definition, answers, context).answers)


def origins(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> dict[str, str]:
    """Where the answers came from, by field: those that are still what a source held when the form offered them."""
    return _origins(walk(definition, answers, context))


def _origins(found: Walk) -> dict[str, str]:
    offered = {f.name: prefilled(f, found) for _, fields in found.shown for f in fields}
    return {
        name: source
        for name, (source, value) in offered.items()
        if source and found.answers.get(name) == value
    }


def summary(
    definition: Definition,
    answers: Mapping[str, Any],
    context: FormContext,
    came_from: Mapping[str, str] | None = None,
) -> list[SummaryPage]:
    """The answers in words, page by page; only what is shown on the form.

    ``came_from`` is what ``origins`` gave when the form was sent; without it the context of the draft tells.
    """
    found = walk(definition, answers, context)
    known = _origins(found) if came_from is None else came_from
    pages = []
    for page, fields in found.shown:
        rows = tuple(
            row
            for f in fields
            if f.shown.summary and (type_of(f).asks or f.compute)
            for row in _rows(f, found, known.get(f.name, ""))
        )
        if rows and not page.exit:
            pages.append(SummaryPage(page.name, found.view.say(page.title), rows))
    return pages


def _rows(question: Field, found: Walk, source: str) -> Iterator[SummaryRow]:
    """A question with its answer; a repeated block has a row for each line, with its answers one under the other."""
    value, view = found.answers.get(question.name), found.view
    if not question.fields or not value:
        yield SummaryRow(view.say(question.label), display(question, value, view), question.name, source)
        return
    parts = [part for part in question.fields if part.shown.summary]
    for place, line in enumerate(value):
        said = (_line_said(label, answer) for label, answer in repeat.told(parts, line, view))
        yield SummaryRow(
            repeat.title(question, place + 1, view), "\n".join(said), f"{question.name}-{place}", source
        )


def _line_said(label: str, answer: str) -> str:
    if label.endswith(("?", ":", ".")):
        return f"{label} {answer}"
    return gettext("%(label)s : %(text)s") % {"label": label, "text": answer}


def entitlement(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> Entitlement:
    """Whether the person may ask, with the rows that say so."""
    return entitled(definition, walk(definition, answers, context).scope)


def fee(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> FeeQuote:
    """What it costs for these answers. Raises ExpressionFailed."""
    return quote(definition, walk(definition, answers, context).scope)


# --- the small forms of transitions


def bare_fields(fields: Sequence[Field], view: View) -> list[FieldView]:
    """The questions of a small form, before anything is typed."""
    return [
        FieldView(
            name=f.name,
            type=f.type,
            label=view.say(f.label),
            help=view.say(f.help),
            required=f.required is True and type_of(f).asks,
            **type_of(f).shown(f, f.default, None, view),
        )
        for f in fields
    ]


def clean_transition(
    definition: Definition,
    status: str,
    transition: str,
    raw: Mapping[str, Sequence[str]],
    context: FormContext,
) -> Cleaned:
    """Read the small form of a way out of a status; its values are what ``agent`` then holds."""
    found, given, cleaned = Walk(definition, context), Raw(raw), Cleaned()
    for way in definition.ways_out(status):
        for question in way.form if way.name == transition else ():
            typed = _read(question, given, found, None)
            if typed.error:
                cleaned.errors[question.name] = typed.error
            elif type_of(question).asks:
                cleaned.values[question.name] = typed.value
    return cleaned
