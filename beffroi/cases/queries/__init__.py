"""The questions other rooms and the doors may ask."""

from .contexts import (
    case_context,
    draft_context,
    form_context,
    options_of,
    reached_at,
    tracking_code_of,
    workflow_data,
)
from .desk import (
    COUNT_CAP,
    DeskCase,
    DeskFilters,
    WorkPage,
    case_for_desk,
    case_numbers,
    case_of_number,
    desk_counts,
    open_cases_of,
    open_task,
    search_cases,
    work_list,
)
from .drafts import draft_for, files_of, my_drafts
from .periods import ClockLine, LegalPeriod, legal_period, undecided
from .portal import CaseView, Tracking, case_for, expected_on, my_cases, receipt_for, track
from .standing import Standing, standings, standings_moved_since, standings_since

__all__ = [
    "COUNT_CAP",
    "CaseView",
    "ClockLine",
    "DeskCase",
    "DeskFilters",
    "LegalPeriod",
    "Standing",
    "Tracking",
    "WorkPage",
    "case_context",
    "case_for",
    "case_for_desk",
    "case_numbers",
    "case_of_number",
    "desk_counts",
    "draft_context",
    "draft_for",
    "expected_on",
    "files_of",
    "form_context",
    "legal_period",
    "my_cases",
    "my_drafts",
    "open_cases_of",
    "open_task",
    "options_of",
    "reached_at",
    "receipt_for",
    "search_cases",
    "standings",
    "standings_moved_since",
    "standings_since",
    "track",
    "tracking_code_of",
    "undecided",
    "work_list",
    "workflow_data",
]
