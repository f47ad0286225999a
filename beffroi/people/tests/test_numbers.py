"""A national number is read in every form, kept encrypted, and shown to nobody without a right and a reason."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from beffroi.journal.models import Consultation, ConsultationSubject
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.lib.vault import VaultError
from beffroi.people import actions, queries
from beffroi.people.models import NationalNumber
from beffroi.people.rules import numbers

from . import factories as make

ELISE = "85073099833"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("85073003328", "85073003328"),
        ("85.07.30-033.28", "85073003328"),
        (" 85 07 30 033 28 ", "85073003328"),
        ("17073003384", "17073003384"),  # born in 2017: the 2 before the nine digits
        ("04022999904", "04022999904"),
        ("17030099987", "17030099987"),  # day unknown
        ("40000099935", "40000099935"),  # month and day unknown
        ("75270399993", "75270399993"),  # bis, month + 20
        ("91510399915", "91510399915"),  # bis, month + 40
    ],
)
def test_numbers_are_read_as_people_write_them(typed, digits):
    assert numbers.normalise(typed) == digits


@pytest.mark.parametrize(
    "typed", ["", "85073003329", "8507300332", "850730033280", "85.07.3O-033.28", "0" * 11]
)
def test_what_is_not_a_number_is_refused(typed):
    with pytest.raises(numbers.InvalidNationalNumber, match="onze chiffres"):
        numbers.normalise(typed)


@pytest.mark.parametrize(
    ("birth", "counter", "digits"),
    [
        (date(1985, 7, 30), 999, "85073099932"),
        (date(1985, 7, 30), 998, ELISE),
        (date(2004, 2, 29), 999, "04022999904"),
    ],
)
def test_fictional_numbers_pass_the_check(birth, counter, digits):
    assert numbers.fictional_number(birth, counter) == digits == numbers.normalise(digits)
    assert numbers.is_fictional(digits)


def test_no_number_is_made_that_somebody_may_have():
    with pytest.raises(ValueError, match="33"):
        numbers.fictional_number(date(1985, 7, 30), 33)


def test_a_screen_sees_the_check_digits_only():
    assert numbers.masked("85073003328") == "**.**.**-***.28"


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture(autouse=True)
    def _commune(self, clock):
        make.organisation()

    def test_the_same_number_has_one_reference(self):
        assert actions.keep_number(number=ELISE) == actions.keep_number(number="85.07.30-998.33")
        assert NationalNumber.objects.count() == 1

    def test_the_database_holds_no_plain_digits(self):
        number = NationalNumber.objects.get(pk=actions.keep_number(number=ELISE))
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_nationalnumber")
            row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
        assert ELISE not in row and ELISE[2:] not in number.lookup
        assert number.key_id == "k1"

    def test_a_demonstration_refuses_a_number_that_somebody_may_have(self):
        with pytest.raises(actions.NotFictional, match="998 ou 999"):
            actions.keep_number(number="85073003328")
        assert not NationalNumber.objects.exists()

    def test_a_ciphertext_moved_to_another_row_cannot_be_read(self):
        number = NationalNumber.objects.get(pk=actions.keep_number(number=ELISE))
        other = NationalNumber(key_id=number.key_id, sealed=number.sealed, lookup="x")
        with pytest.raises(VaultError):
            other.open()

    def test_the_database_refuses_one_number_twice(self):
        number = NationalNumber.objects.get(pk=actions.keep_number(number=ELISE))
        with pytest.raises(IntegrityError), transaction.atomic():
            NationalNumber.objects.create(key_id="k1", sealed=b"", lookup=number.lookup)

    def test_the_mask_of_a_reference(self):
        assert queries.masked_number(actions.keep_number(number=ELISE)) == "**.**.**-***.33"
        with pytest.raises(NotFound):
            queries.masked_number(uuid4())

    def test_a_person_is_found_by_number_in_any_writing(self):
        person = make.person()
        assert queries.find_person_by_number("85.07.30-998.33") == person.pk
        assert queries.find_person_by_number("85073099932") is None


@pytest.mark.django_db
def test_a_real_commune_keeps_real_numbers(clock):
    make.organisation(demonstration=False)
    assert queries.masked_number(actions.keep_number(number="85073003328")) == "**.**.**-***.28"


@pytest.mark.django_db
def test_without_a_commune_the_house_is_careful(clock):
    with pytest.raises(actions.NotFictional):
        actions.keep_number(number="85073003328")


@pytest.mark.django_db
class TestRevealing:
    @pytest.fixture(autouse=True)
    def _commune(self, clock):
        make.organisation()
        self.citizen = make.citizen()
        self.number = queries.number_of(self.citizen.person_id)

    def _consultations(self) -> list[tuple[object, ...]]:
        return list(Consultation.objects.values_list("actor_kind", "actor_uuid", "reason", "screen"))

    def test_an_agent_of_the_register_leaves_a_record_first(self):
        clerk = make.clerk()
        assert queries.reveal_number(clerk, self.number, "acte 2026-1", screen="dossier") == ELISE
        assert self._consultations() == [("agent", clerk.agent_id, "acte 2026-1", "dossier")]
        subject = ConsultationSubject.objects.get()
        assert (subject.kind, subject.uuid) == ("person", self.citizen.pseudonym)

    def test_a_job_of_the_house_leaves_a_record_too(self):
        assert queries.reveal_number(HOUSE, self.number, "acte 2026-1") == ELISE
        assert self._consultations() == [("", None, "acte 2026-1", "")]

    def test_ones_own_number_needs_none(self):
        assert queries.reveal_number(self.citizen, self.number, "mon profil") == ELISE
        assert self._consultations() == []

    def test_nobody_else_sees_it(self):
        for actor in (make.stranger(), make.till(), make.editor(), make.clerk("travaux")):
            with pytest.raises(Forbidden):
                queries.reveal_number(actor, self.number, "curiosité")
        assert self._consultations() == []

    def test_a_declared_number_is_for_the_register_and_the_house(self):
        declared = actions.keep_number(number="04022999904")
        assert queries.reveal_number(HOUSE, declared, "acte") == "04022999904"
        with pytest.raises(Forbidden):
            queries.reveal_number(self.citizen, declared, "curiosité")


@given(st.text(alphabet="0123456789 .-/\u0663\u00b2", max_size=24))
@example("9" * 5000)  # more digits than Python makes a number of
def test_what_is_read_is_eleven_digits_or_nothing(typed):
    try:
        digits = numbers.normalise(typed)
    except numbers.InvalidNationalNumber:
        return
    assert re.fullmatch(r"[0-9]{11}", digits)
    assert numbers.normalise(digits) == digits


@given(st.dates(date(1900, 1, 1), date(2026, 11, 24)), st.sampled_from(numbers.FICTIONAL_COUNTERS))
def test_every_fictional_number_passes_and_says_that_it_is(birth, counter):
    digits = numbers.fictional_number(birth, counter)
    assert (numbers.normalise(digits), numbers.is_fictional(digits)) == (digits, True)
