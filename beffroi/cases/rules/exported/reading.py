"""What one exported case says, read field by field: what is not as expected is refused with its place."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from beffroi.lib.zips import Reader

from .items import BadExport
from .saying import clean, hidden, plain

#: Where the piece of a case lies, by the reference of the case and the name of the file.
Find = Callable[[str, str], Reader | None]

#: w.c.s. is of 2005; an older instant is a mistake of the export.
_OLDEST: Final = 1995
_MOST_STEPS: Final = 2_000
#: A block of lines with places in them is five deep.
_DEEPEST: Final = 20
_KEY: Final = re.compile(r"[\w-]{1,40}")
_ADDRESS: Final = re.compile(r"https?://([A-Za-z0-9.-]{1,200})(?:[:/?#]|$)")
_SUBMITTER: Final = "_submitter"
#: What w.c.s. writes in its history for its own use.
_TECHNICAL: Final = frozenset({"content-snapshot", "wscall-error", "assignation-error", "triggered-event"})


@dataclass(frozen=True, slots=True)
class ExportedPiece:
    """A file of a case: the question it answers (empty: an agent added it), its name, and its bytes when held."""

    field: str
    name: str
    read: Reader | None


@dataclass(frozen=True, slots=True)
class ExportedStep:
    """One entry of the history: when, the status reached (empty: none), who acted, what was said."""

    at: datetime
    status: str
    by: str
    comment: str


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """A case as the other system tells it.

    ``system`` is the host that it came from. ``closed`` is None where the export does not say whether its status is an
    end. ``agent_answers`` is what agents filled in. ``left`` names what is in the export and has no place here.
    """

    file: str
    line: int
    system: str
    reference: str
    submitted_at: datetime
    changed_at: datetime
    status: str
    status_words: str
    closed: bool | None
    applicant_name: str = ""
    applicant_email: str = ""
    channel: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    agent_answers: Mapping[str, Any] = field(default_factory=dict)
    pieces: tuple[ExportedPiece, ...] = ()
    steps: tuple[ExportedStep, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def closed_at(self) -> datetime:
        """The instant of the last status reached; meaningful for a closed case."""
        return max((step.at for step in self.steps if step.status), default=self.changed_at)


def read_case(item: Any, file: str, line: int, *, find: Find, now: datetime) -> ExportedCase:
    """One case; ``now`` in the zone of its clock on the wall. Raises BadExport."""
    return _Reading(file, line, find, now).case(item)


class _Reading:
    """One case while it is read: ``bad`` knows where it stands."""

    def __init__(self, file: str, line: int, find: Find, now: datetime) -> None:
        self._file, self._line, self._find, self._now = file, line, find, now
        self._reference = ""
        self._pieces: list[ExportedPiece] = []
        self._left: dict[str, None] = {}

    def case(self, item: Any) -> ExportedCase:
        data = self._object(item, "un dossier")
        self._reference = self._named(data)
        workflow = self._part(data, "workflow")
        status = self._part(workflow, "real_status") or self._part(workflow, "status")
        if not status.get("id"):
            raise self._bad("« workflow.status » manque : exportez les dossiers avec full=on.")
        submitted_at = self._instant(data, "receipt_time")
        answers = self._answers(data)
        agent_answers = self._answers(workflow)
        steps = tuple(self._steps(data, agent_answers))
        user = self._part(data, "user")
        return ExportedCase(
            file=self._file,
            line=self._line,
            system=_host(self._text(data, "url") or self._text(data, "api_url")),
            reference=self._reference,
            submitted_at=submitted_at,
            changed_at=self._instant(data, "last_update_time", before=submitted_at),
            status=self._key(status, "id"),
            status_words=self._text(status, "name") or self._text(status, "id"),
            closed=status["endpoint"] if isinstance(status.get("endpoint"), bool) else None,
            applicant_name=self._text(user, "name")[:200],
            applicant_email=self._text(user, "email")[:254],
            channel=self._text(self._part(data, "submission"), "channel")[:16],
            answers=answers,
            agent_answers=agent_answers,
            pieces=tuple(self._pieces),
            steps=steps,
            left=tuple(self._left),
        )

    def _named(self, data: dict[str, Any]) -> str:
        """What people call it there; its bare key where a template has put a national number in its name."""
        for part in ("display_id", "id"):
            name = self._text(data, part)
            if name and len(name) <= 80 and hidden(name) == name:
                return name
        raise self._bad("« display_id » manque, ou dépasse 80 signes.")

    # --- history

    def _steps(self, data: dict[str, Any], agent_answers: dict[str, Any]) -> Iterator[ExportedStep]:
        history = data.get("evolution")
        if history is None:
            raise self._bad("« evolution » manque : exportez les dossiers avec full=on.")
        if not isinstance(history, list) or len(history) > _MOST_STEPS:
            raise self._bad(f"« evolution » n’est pas une liste de {_MOST_STEPS} étapes au plus.")
        for one in history:
            step = self._object(one, "une étape")
            said = [plain(self._text(step, "comment")), *self._parts(step, agent_answers)]
            yield ExportedStep(
                at=self._instant(step, "time"),
                status=self._key(step, "status"),
                by=_who(step),
                comment="\n".join(filter(None, said)),
            )

    def _key(self, data: dict[str, Any], part: str) -> str:
        """A status: a short key, for the journal holds no free text."""
        key = self._text(data, part).removeprefix("wf-")
        if key and not _KEY.fullmatch(key):
            raise self._bad(f"le statut « {key[:40]} » n’est pas une clé.")
        return key

    def _parts(self, step: dict[str, Any], agent_answers: dict[str, Any]) -> Iterator[str]:
        """The comments of a step; its files and the answers of its small forms are kept apart."""
        parts = step.get("parts")
        for part in parts if isinstance(parts, list) else []:
            match part:
                case {"type": "workflow-comment", "content": str() as content}:
                    yield plain(clean(content))
                case {"type": "workflow-attachment", "filename": str()}:
                    self._piece("", part)
                case {"type": "workflow-form", "key": str() as key, "data": dict() as given}:
                    agent_answers.update(
                        (f"{key}.{name}", self._value(key, one)) for name, one in given.items()
                    )
                case {"type": str() as kind} if kind not in _TECHNICAL:
                    self._left[f"étape : partie « {clean(kind)[:40]} »"] = None

    # --- answers and files

    def _answers(self, data: dict[str, Any]) -> dict[str, Any]:
        return {clean(name): self._value(name, value) for name, value in self._part(data, "fields").items()}

    def _value(self, name: str, value: Any, depth: int = 0) -> Any:
        """An answer as it may be kept; the files that are met are put aside."""
        if depth > _DEEPEST:
            raise self._bad("une réponse est imbriquée trop profondément.")
        match value:
            case str():
                return clean(value)
            case list():
                return [self._value(name, one, depth + 1) for one in value]
            case {"filename": str() as file}:
                if not name.endswith("_raw"):
                    self._piece(name, value)
                return {"filename": clean(file)}
            case dict():
                return {clean(key): self._value(name, one, depth + 1) for key, one in value.items()}
        return value

    def _piece(self, name: str, value: dict[str, Any]) -> None:
        file = self._text(value, "filename")
        content = value.get("content")
        read = self._find(self._reference, file)
        if isinstance(content, str):
            read = self._decoded(file, content)
        self._pieces.append(ExportedPiece(clean(name), file[:200], read))

    def _decoded(self, file: str, content: str) -> Reader:
        try:
            decoded = b64decode("".join(content.split()), validate=True)
        except (binascii.Error, ValueError):
            raise self._bad(f"le contenu du fichier « {file[:80]} » n’est pas en base64.") from None
        return lambda: decoded

    # --- the small parts

    def _object(self, value: Any, what: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._bad(f"{what} n’est pas un objet JSON.")
        return value

    def _part(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        return self._object(data.get(key) or {}, f"« {key} »")

    def _text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise self._bad(f"« {key} » n’est pas un texte.")
        return clean(value or "").strip()

    def _instant(self, data: dict[str, Any], key: str, *, before: datetime | None = None) -> datetime:
        """An instant; w.c.s. writes that of the clock on the wall, without its zone."""
        text = self._text(data, key)
        if not text and before is not None:
            return before
        try:
            found = datetime.fromisoformat(text)
            instant = (found if found.tzinfo else found.replace(tzinfo=self._now.tzinfo)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._bad(f"« {key} » n’est pas un moment : « {text[:40]} ».") from None
        if instant.year < _OLDEST or instant > self._now:
            raise self._bad(f"« {key} » est avant {_OLDEST} ou dans l’avenir : « {text[:40]} ».")
        return instant

    def _bad(self, reason: str) -> BadExport:
        case = f"dossier {self._reference} : " if self._reference else ""
        return BadExport(self._file, self._line, case + reason)


def _who(step: dict[str, Any]) -> str:
    """Who acted, without a name: the person who asked, an agent, or the system itself."""
    if step.get("who_id") == _SUBMITTER:
        return "citizen"
    return "agent" if step.get("who_id") or step.get("who") else "system"


def _host(address: str) -> str:
    found = _ADDRESS.match(address)
    return found[1].lower() if found else ""
