"""Every model says whether it holds personal data, why, and for how long (a tripwire demands it)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A model's declaration: ``personal_data = PersonalData(holds=..., why=..., retention=...)`` in its body.

    ``holds`` names the categories (empty: none), ``why`` the purpose with its legal ground, ``retention`` how long
    and what then. ``ends`` says what becomes of it when the case that it belongs to is made anonymous; it is demanded
    of every model that belongs to a case. English, for the register of processing the words are translated there.
    """

    holds: str = ""
    why: str = ""
    retention: str = ""
    ends: str = ""


NONE = PersonalData()
