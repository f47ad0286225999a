"""Background work: what failed is seen, and started again by who may."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from beffroi.cases.tests.factories import opened
from beffroi.desk.journal.words import said
from beffroi.journal.actions.register import tasks
from beffroi.journal.models import Job
from beffroi.lib import clock
from tests.support.doors import reads

JOBS = "/bureau/travaux/"


@pytest.fixture
def failed(house) -> Job:
    """A job that gave up."""
    return Job.objects.create(
        task="correspondence.send_mail",
        key="essai",
        args={},
        status=Job.Status.FAILED,
        attempts=8,
        last_error="ConnectionRefusedError",
        created_at=clock.now(),
        ended_at=clock.now(),
    )


def test_what_failed_is_seen_by_every_agent_and_restarted_by_the_head(failed, at_the_desk):
    clerk, head = at_the_desk(), at_the_desk("chef@demo.example")
    again = f"{JOBS}{failed.uuid}/relancer/"
    assert "ConnectionRefusedError" in reads(clerk.get(JOBS))
    assert again not in clerk.get(JOBS).content.decode()
    assert clerk.post(again).status_code == 404
    assert again in head.get(JOBS).content.decode()
    assert "Le travail recommence." in reads(head.post(again, follow=True))
    failed.refresh_from_db()
    assert failed.status == Job.Status.WAITING


def test_a_failure_says_what_was_to_be_done_and_for_which_case(citizen, request, at_the_desk):
    case = opened(citizen)
    failed = request.getfixturevalue("failed")
    Job.objects.filter(pk=failed.pk).update(task="cases.generate_document", args={"case_id": str(case.pk)})
    words = reads(at_the_desk("chef@demo.example").get(JOBS))
    assert f"Établir et cacheter un document {case.number} cases.generate_document" in words


@pytest.mark.once
def test_every_task_has_its_words():
    assert [name for name in tasks if not name.startswith("tests.") and said(name) == name] == []


def test_what_did_not_fail_is_not_restarted(failed, at_the_desk):
    head = at_the_desk("chef@demo.example")
    head.post(f"{JOBS}{failed.uuid}/relancer/")
    answer = head.post(f"{JOBS}{failed.uuid}/relancer/")
    assert answer.status_code == 422
    assert head.post(f"{JOBS}{uuid4()}/relancer/").status_code == 404


def test_what_is_planned_is_not_what_waits(house, at_the_desk):
    browser = at_the_desk()
    Job.objects.all().delete()
    common = {"task": "cases.take_delay", "args": {}, "created_at": clock.now()}
    Job.objects.create(key="plus tard", due_at=clock.now() + timedelta(days=30), **common)
    words = reads(browser.get(JOBS))
    assert "À faire maintenant 0 En cours 0 Réessais prévus 0 Échoués 0" in words
    assert "Prévus plus tard (rappels, clôtures) 1" in words
    assert "Rien n’avance" not in words
    Job.objects.create(key="oublié", due_at=clock.now() - timedelta(hours=1), **common)
    assert "Rien n’avance" in reads(browser.get(JOBS))


def test_all_is_well(at_the_desk):
    assert "Aucun travail n’a échoué." in reads(at_the_desk().get(JOBS))
