"""How one room points at another room's object without knowing its model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """A kind (the model's name in lower case: ``case``, ``document``...), a uuid, and the role the object plays.

    ``role`` is empty outside facts; in a fact it qualifies the link (``subject``, ``applicant``, ``product``...).
    """

    kind: str
    uuid: UUID
    role: str = ""

    def as_role(self, role: str) -> ObjectRef:
        """The same object in a role."""
        return replace(self, role=role)

    def __str__(self) -> str:
        return f"{self.kind}:{self.uuid}"

    @classmethod
    def parse(cls, text: str) -> ObjectRef:
        """Read what ``str()`` wrote. Raises ValueError when it is not that."""
        kind, _, uuid = text.partition(":")
        found = cls(kind, UUID(uuid))
        if not kind or str(found) != text:
            raise ValueError(f"{text!r} is no reference")
        return found


def ref(instance: Any, role: str = "") -> ObjectRef:
    """Point at a model instance whose primary key is a uuid."""
    return ObjectRef(instance._meta.model_name, instance.pk, role)
