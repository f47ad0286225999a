"""Sessions in the database that know their door: a key carried from the portal to the desk, or back, opens nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

PORTAL, DESK = "portal", "desk"
_DOOR = "_door"


class SessionStore(db.SessionStore):
    """A session of one door; the middleware says which. What another door wrote reads as an empty, new session."""

    door = PORTAL

    def load(self) -> dict[str, Any]:
        """The values of this session, when it is this door's."""
        values: dict[str, Any] = super().load()
        if values and values.pop(_DOOR, PORTAL) != self.door:
            self._session_key = None
            return {}
        return values

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to save. The portal's bears no mark."""
        return super().create_model_instance(data if self.door == PORTAL else {**data, _DOOR: self.door})
