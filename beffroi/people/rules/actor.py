"""Who acts, for one request: person, role, level, channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from beffroi.lib.acting import Stamp
from beffroi.lib.refs import ObjectRef

from .levels import Level


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is at the door, as every verb, query and policy sees them; ``Actor()`` is an unknown visitor.

    ``person_id`` is there as soon as the account is linked to a person: policies use it so that nobody handles their
    own case. ``pseudonym`` is the only trace of the person in facts. ``roles`` are the roles an agent may act in,
    ``role`` the one that stands in facts; ``departments`` those whose cases they meet, ``department`` that of
    their first post, by slug. Name and e-mail address do not show in a ``repr``.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    agent_id: UUID | None = None
    pseudonym: UUID | None = None
    name: str = field(default="", repr=False)
    level: Level = Level.NONE
    method: str = ""
    role: str = "citizen"
    roles: frozenset[str] = frozenset({"citizen"})
    departments: frozenset[str] = frozenset()
    channel: str = "web"
    department: str = ""
    email: str = field(default="", repr=False)

    @property
    def is_agent(self) -> bool:
        """Whether a post in the commune's service stands behind this actor (portal actors never have one)."""
        return self.agent_id is not None

    @property
    def is_known(self) -> bool:
        """Whether somebody has signed in at all."""
        return self.account_id is not None

    def stamp(self) -> Stamp:
        """Who acted, for a fact: agent, pseudonym of the person, or account; no name and no number."""
        return Stamp(actor=self._ref(), role=self.role, department=self.department, channel=self.channel)

    def _ref(self) -> ObjectRef | None:
        for kind, uuid in (
            ("agent", self.agent_id),
            ("person", self.pseudonym),
            ("account", self.account_id),
        ):
            if uuid is not None:
                return ObjectRef(kind, uuid)
        return None
