"""The questions of the room."""

from .actors import account_of_session, desk_actor, portal_actor
from .agents import agent_names, agent_who_is, agents_of, posts_in_force
from .demonstration import (
    DemoAccount,
    DemoResident,
    demonstration_accounts,
    demonstration_citizens,
    demonstration_opened_at,
    demonstration_residents,
)
from .numbers import find_person_by_number, masked_number, person_of_number, reveal_number
from .opening import WeekDay, closing_days, is_open_now, opening_hours
from .organisation import NoOrganisation, contact_points, departments, is_demonstration, organisation
from .packs import preview_pack
from .persons import (
    PersonSummary,
    account_by_email,
    identity_of,
    number_of,
    person_summary,
    prefill_profile,
    pseudonym_ref,
)

__all__ = [
    "DemoAccount",
    "DemoResident",
    "NoOrganisation",
    "PersonSummary",
    "WeekDay",
    "account_by_email",
    "account_of_session",
    "agent_names",
    "agent_who_is",
    "agents_of",
    "closing_days",
    "contact_points",
    "demonstration_accounts",
    "demonstration_citizens",
    "demonstration_opened_at",
    "demonstration_residents",
    "departments",
    "desk_actor",
    "find_person_by_number",
    "identity_of",
    "is_demonstration",
    "is_open_now",
    "masked_number",
    "number_of",
    "opening_hours",
    "organisation",
    "person_of_number",
    "person_summary",
    "portal_actor",
    "posts_in_force",
    "prefill_profile",
    "preview_pack",
    "pseudonym_ref",
    "reveal_number",
]
