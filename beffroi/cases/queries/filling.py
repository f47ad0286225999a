"""A draft as the screens that fill it in see it, whichever door they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

from beffroi.cases.models import AnswerFile, Draft, DraftFile
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .contexts import draft_context
from .drafts import files_of, pages_to_correct, unread_of

Raw = Mapping[str, Sequence[str]]


def as_drawn(files: Iterable[DraftFile | AnswerFile]) -> dict[str, dict[str, Any]]:
    """Files by id, as the furniture draws them."""
    return {
        str(one.pk): {
            "name": one.name,
            "size": one.file.size,
            "converted": bool(one.file.converted_from),
        }
        for one in files
    }


class Filling:
    """The form engine's answers about a draft for whoever fills it in, each worked out once.

    ``context`` is what the engine was told when it has just been asked (``actions.Saved.context``).
    """

    def __init__(self, actor: Actor, draft: Draft, context: procedures.FormContext | None = None) -> None:
        self.draft = draft
        self.definition = procedures.definition(draft.version_id)
        self.unread = cache(partial(unread_of, draft))
        self.context = context or draft_context(actor, draft, files=self.files)

    @cached_property
    def files(self) -> list[DraftFile]:
        """The files that the draft holds."""
        return files_of(self.draft)

    @cached_property
    def pages(self) -> list[Any]:
        """The pages to fill in, in order; the last is an exit page when the person is not entitled."""
        return procedures.pages_of(self.definition, self.draft.answers, self.context)

    def page(self, name: str) -> Any:
        """The visible page of this name, or None."""
        return next((page for page in self.pages if page.name == name), None)

    @property
    def exit_page(self) -> Any:
        """Where whoever is not entitled is told so, or None."""
        return next((page for page in self.pages if page.kind == "exit"), None)

    def before(self, name: str) -> str:
        """The page before this one; empty at the first."""
        names = [page.name for page in self.pages]
        place = names.index(name) if name in names else 0
        return names[place - 1] if place else ""

    def after(self, name: str) -> str:
        """The page after this one; empty when the answers can be checked."""
        return procedures.next_page(self.definition, name, self.draft.answers, self.context) or ""

    def fields(self, name: str, raw: Raw | None = None, errors: Mapping[str, str] | None = None) -> list[Any]:
        """The questions of a page, with what was typed and what is wrong with it.

        Without ``raw`` they show what is kept; what could not be read, as it was typed.
        """
        if raw is not None:
            return self._fields(name, {**raw, **self._held()}, errors)
        fields, unread = self._fields(name, None, errors), self.unread(name)
        if not unread:
            return fields
        wrong = {box.partition("-")[0] for box in unread}
        typed = self._fields(name, unread, errors)
        return [again if again.name in wrong else one for one, again in zip(fields, typed, strict=True)]

    def _fields(self, name: str, raw: Raw | None, errors: Mapping[str, str] | None) -> list[Any]:
        return procedures.fields_of(
            self.definition, name, self.draft.answers, self.context, raw=raw, errors=errors
        )

    def asked(self, name: str, fields: Sequence[Any] | None = None) -> str | None:
        """The inputs that a page asks now, as it says them itself; None where no answer brings or takes a question.

        ``fields`` are its questions when they have just been worked out.
        """
        page = self.definition.pages.get(name)
        parts = (part for question in page.fields for part in (question, *question.fields)) if page else ()
        if not any(part.when for part in parts):
            return None
        return " ".join(procedures.inputs_asked(self.fields(name) if fields is None else fields))

    def stored_now(self, page: str, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The stored answers of a page that those ``typed`` would change, each as (question, answer in words)."""
        there = self._said(page, self.draft.answers)
        here = self._said(page, {**self.draft.answers, **typed})
        return [(label, value) for name, (label, value) in there.items() if here.get(name) != (label, value)]

    def _said(self, page: str, answers: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        parts = procedures.summary(self.definition, answers, self.context)
        return {row.field: (row.label, row.value) for part in parts if part.page == page for row in part.rows}

    @property
    def to_correct(self) -> list[Any]:
        """The pages on which something was typed that could not be read."""
        wrong = pages_to_correct(self.draft)
        return [page for page in self.pages if page.name in wrong]

    def _held(self) -> dict[str, list[str]]:
        """The files that the draft holds: a browser does not send those again."""
        held: dict[str, list[str]] = {}
        for file in self.files:
            held.setdefault(file.field, []).append(str(file.pk))
        return held

    @property
    def stored(self) -> dict[str, dict[str, Any]]:
        """The files by id, as the furniture draws them."""
        return as_drawn(self.files)
