"""The chain: gap-free, unforked whoever seals, and telling when something was touched."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from beffroi.journal.actions import record, seal_facts
from beffroi.journal.models import Event, Seal, Unsealed
from beffroi.journal.queries import Break, SealingReport, unsealed_facts, verify_chain
from beffroi.journal.rules import GENESIS
from beffroi.lib import guards

from .factories import CITIZEN, a_case, citizen, parcel, tell


@pytest.fixture
def unguarded(db):
    """Someone who has the database's own password."""
    guards.uninstall()
    yield
    guards.install()


@pytest.mark.django_db
def test_an_empty_journal_holds():
    report = verify_chain()
    assert (report.holds, report.length, report.head) == (True, 0, GENESIS)


@pytest.mark.django_db
def test_facts_are_sealed_in_the_order_of_their_recording(clock):
    told = [tell(a_case()) for _ in range(3)]
    assert (seal_facts(limit=2), seal_facts(), seal_facts()) == (2, 1, 0)
    seals = list(Seal.objects.order_by("number"))
    assert [(seal.number, seal.event) for seal in seals] == list(enumerate(told, start=1))
    assert [seal.previous_hash for seal in seals] == [GENESIS, seals[0].hash, seals[1].hash]
    report = verify_chain()
    assert (report.holds, report.length, report.head) == (True, 3, seals[2].hash)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_sealing_costs_the_same_for_one_and_for_many(count, django_assert_num_queries):
    for _ in range(count):
        tell(a_case(), CITIZEN)
    with django_assert_num_queries(8):  # savepoint, waiting, end, facts, objects, insert, delete, savepoint
        seal_facts()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "touched",
    [
        {"department": "finances"},
        {"payload": {"weight": 4, "fragile": True, "contents": []}},
        {"actor_uuid": None},
        {"phase_after": "refused"},
    ],
)
def test_a_fact_changed_behind_the_guards_is_found(unguarded, touched):
    facts = [tell(a_case()) for _ in range(3)]
    seal_facts()
    Event.objects.filter(pk=facts[1].pk).update(**touched)
    assert verify_chain().breaks == (Break(2, "changed"),)


@pytest.mark.django_db
def test_an_object_changed_behind_the_guards_is_found(unguarded):
    fact = tell(a_case())
    seal_facts()
    fact.objects_concerned.update(role="applicant")
    assert verify_chain().breaks == (Break(1, "changed"),)


@pytest.mark.django_db
def test_a_seal_removed_is_a_gap_and_leaves_a_stray_fact(unguarded):
    for _ in range(3):
        tell()
    seal_facts()
    Seal.objects.filter(number=2).delete()
    report = verify_chain()
    assert (report.holds, report.breaks, report.strays) == (False, (Break(3, "gap"),), 1)


@pytest.mark.django_db
def test_a_chain_written_anew_from_the_middle_is_a_fork(unguarded):
    for _ in range(3):
        tell()
    seal_facts()
    Seal.objects.filter(number=3).update(previous_hash="0f" * 32)
    assert verify_chain().breaks == (Break(3, "fork"),)


@pytest.mark.django_db
def test_facts_that_wait_longer_than_a_minute_are_reported(clock):
    now = clock.now()
    with clock.at(now - timedelta(minutes=5)):
        tell()
    tell()
    assert unsealed_facts() == SealingReport(late=1, oldest_at=now - timedelta(minutes=5), waiting=2)
    seal_facts()
    assert unsealed_facts() == SealingReport(late=0, oldest_at=None, waiting=0)


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_at_once_make_one_chain():
    """Four writers record while three sealers seal, each on its own connection."""
    writing, errors = threading.Event(), []

    def write():
        for _ in range(15):
            with transaction.atomic():
                record(parcel(), actor=citizen, about=[CITIZEN])

    def seal():
        while not writing.is_set() or Unsealed.objects.exists():
            seal_facts(limit=7)

    def kept(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told by the main thread
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=kept, args=[write]) for _ in range(4)]
    sealers = [threading.Thread(target=kept, args=[seal]) for _ in range(3)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    for thread in sealers:
        thread.join()
    assert errors == []
    report = verify_chain()
    assert (report.holds, report.length, Unsealed.objects.count()) == (True, 60, 0)
