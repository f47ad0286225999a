"""Open or closed, and the words for it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import translation

from beffroi.lib.clock import BRUSSELS
from beffroi.people import actions, queries
from beffroi.people.models import ClosingDay, Department, OpeningException, OpeningHours
from beffroi.people.rules.opening import DatedException, Opening, WeekRow, hour, openings_on, state_at

from . import factories as make

_MORNING, _AFTERNOON = Opening(time(9), time(12)), Opening(time(13, 30), time(16))
_BY_APPOINTMENT = Opening(time(17), time(19), by_appointment=True)
_SUMMER = Opening(time(8, 30), time(13))
_WEEK = [
    *(WeekRow(day, _MORNING) for day in range(5)),
    WeekRow(0, _AFTERNOON),
    WeekRow(1, _AFTERNOON),
    WeekRow(3, _BY_APPOINTMENT),
    *(WeekRow(day, _SUMMER, "07-01", "08-31") for day in range(5)),
    WeekRow(2, Opening(time(10), time(11)), "12-27", "01-03"),
]
_EXCEPTIONS = [
    DatedException(date(2026, 12, 24), Opening(time(9), time(10))),
    DatedException(date(2026, 11, 30), None),
    DatedException(date(2026, 12, 25), Opening(time(9), time(10))),
]
_CLOSED = frozenset({date(2026, 12, 25), date(2026, 11, 26)})


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("day", "openings"),
    [
        ("2026-11-24", [_MORNING, _AFTERNOON]),
        ("2026-11-28", []),  # a Saturday
        ("2026-11-26", []),  # a closing day
        ("2026-11-30", []),  # an exception that closes
        ("2026-12-24", [Opening(time(9), time(10))]),
        ("2026-12-25", [Opening(time(9), time(10))]),  # an exception opens a closing day
        ("2026-07-01", [_SUMMER]),
        ("2026-08-31", [_SUMMER]),
        ("2026-09-01", [_MORNING, _AFTERNOON]),
        ("2026-12-30", [Opening(time(10), time(11))]),  # a season across the new year
        ("2027-01-04", [_MORNING, _AFTERNOON]),
    ],
)
def test_the_openings_of_a_day(day, openings):
    assert openings_on(date.fromisoformat(day), _WEEK, _EXCEPTIONS, _CLOSED) == openings


@pytest.mark.parametrize(
    ("now", "is_open", "words"),
    [
        ("2026-11-24 09:00", True, "Ouvert jusqu’à 12 h"),
        ("2026-11-24 11:59", True, "Ouvert jusqu’à 12 h"),
        ("2026-11-24 12:00", False, "Fermé, ouvre à 13 h 30"),
        ("2026-11-24 16:00", False, "Fermé, ouvre demain à 9 h"),
        ("2026-11-25 12:00", False, "Fermé, ouvre vendredi à 9 h"),  # Thursday is a closing day
        ("2026-12-03 18:00", True, "Ouvert sur rendez-vous jusqu’à 19 h"),
        ("2026-11-27 12:00", False, "Fermé, ouvre mardi à 9 h"),  # Monday is closed by exception
        ("2026-12-24 08:00", False, "Fermé, ouvre à 9 h"),
    ],
)
def test_the_words_for_now(now, is_open, words):
    state = state_at(at(now), lambda day: openings_on(day, _WEEK, _EXCEPTIONS, _CLOSED))
    assert (state.is_open, state.text.replace("\u00a0", " ")) == (is_open, words)


def test_an_opening_far_away_is_said_by_its_date():
    state = state_at(at("2026-11-24 09:00"), lambda day: [_MORNING] if day == date(2026, 12, 10) else [])
    assert state.text.replace("\u00a0", " ") == "Fermé, ouvre le 10 décembre à 9 h"
    assert state.next_opening == at("2026-12-10 09:00")


def test_a_house_that_never_opens_is_closed():
    state = state_at(at("2026-11-24 09:00"), lambda day: [])
    assert (state.is_open, state.next_opening, state.text) == (False, None, "Fermé")


def test_hours_are_written_as_people_do():
    assert [hour(time(16)), hour(time(8, 5))] == ["16\u00a0h", "8\u00a0h\u00a005"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Gesloten, opent op 10 december om 09:00"),
        ("de", "Geschlossen, öffnet am 10. Dezember um 09:00"),
        ("en", "Closed, opens on 10 December at 09:00"),
    ],
)
def test_an_opening_in_another_language(language, words):
    with translation.override(language):
        state = state_at(at("2026-11-24 09:00"), lambda day: [_MORNING] if day == date(2026, 12, 10) else [])
    assert state.text == words


@pytest.mark.django_db
class TestHours:
    @pytest.fixture(autouse=True)
    def _hours(self, clock):
        make.organisation()
        self.population: Department = make.department()
        OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(12))
        OpeningHours.objects.create(
            weekday=1, opens=time(8), closes=time(16), department=self.population, by_appointment=True
        )

    def test_the_house_now(self):
        assert queries.is_open_now().text == "Ouvert jusqu’à 12\u00a0h"

    def test_a_department_has_its_own_hours_or_the_houses(self):
        make.department("travaux")
        assert [
            next(day.text for day in queries.opening_hours(slug) if day.weekday == 1).replace("\u00a0", " ")
            for slug in ("population", "travaux")
        ] == ["8 h à 16 h (sur rendez-vous)", "9 h à 12 h"]
        assert queries.opening_hours()[6].text == "fermé"

    def test_a_departments_exception_is_its_own(self):
        OpeningException.objects.create(day=date(2026, 11, 24), department=self.population)
        assert queries.is_open_now(department="population").is_open is False
        assert queries.is_open_now().is_open is True

    def test_the_house_closes_with_all_its_departments(self):
        OpeningException.objects.create(day=date(2026, 11, 24))
        assert [queries.is_open_now(department=slug).is_open for slug in ("population", "")] == [False, False]

    def test_an_hour_asked_for_counts_the_exceptions_of_its_own_day(self):
        OpeningException.objects.create(day=date(2026, 11, 17))
        assert queries.is_open_now(at("2026-11-17 10:00")).is_open is False

    def test_a_closing_day_added_by_a_manager_closes_and_counts_as_not_worked(self):
        manager = make.manager()
        today = date(2026, 11, 24)
        actions.close_offices(actor=manager, day=today, label="Pont", source="Collège du 3 novembre 2026")
        assert (today in queries.closing_days(), queries.is_open_now().is_open) == (True, False)
        with pytest.raises(actions.AlreadyClosed):
            actions.close_offices(actor=manager, day=today, label="Pont", source="")
        actions.reopen_offices(actor=manager, day=today)
        assert not ClosingDay.objects.exists()

    def test_the_questions_cost_the_same_with_many_rows(self, django_assert_num_queries):
        for day in range(5):
            OpeningHours.objects.create(weekday=day, opens=time(13), closes=time(16))
        with django_assert_num_queries(3):
            queries.is_open_now()
