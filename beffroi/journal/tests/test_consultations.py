"""Who looked at whose data."""

from __future__ import annotations

import pytest
from django.db import transaction

from beffroi.journal import queries
from beffroi.journal.actions import consult
from beffroi.journal.models import Consultation

from .factories import CITIZEN, CLERK, a_case, clerk


@pytest.mark.django_db
def test_a_screen_leaves_one_row_with_its_reason_and_its_subjects(clock, django_assert_num_queries):
    case = a_case()
    with django_assert_num_queries(4):  # two inserts between savepoints
        consult(
            actor=clerk, reason="Traitement du dossier", screen="desk:case", subjects=[case, CITIZEN, case]
        )
    consultation = Consultation.objects.get()
    assert (consultation.at, consultation.actor_uuid, consultation.role, consultation.department) == (
        clock.now(),
        CLERK.uuid,
        "clerk",
        "population",
    )
    assert (consultation.reason, consultation.screen) == ("Traitement du dossier", "desk:case")
    assert list(queries.consultations_of(CITIZEN)) == [consultation]
    assert list(queries.consultations_of(case)) == [consultation]
    assert list(queries.consultations_by(CLERK.uuid)) == [consultation]


@pytest.mark.django_db
def test_a_stranger_was_not_looked_at():
    consult(actor=clerk, reason="Traitement du dossier", screen="desk:case", subjects=[CITIZEN])
    assert list(queries.consultations_of(a_case())) == []


@pytest.mark.django_db(transaction=True)
def test_a_look_cannot_be_rolled_back_with_something_else():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        consult(actor=clerk, reason="Traitement du dossier", screen="desk:case", subjects=[CITIZEN])
