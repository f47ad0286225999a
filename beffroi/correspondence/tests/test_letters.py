"""Letters: rendered by the house, printed by an agent."""

from __future__ import annotations

import io

import pikepdf
import pytest

from beffroi.correspondence import actions, queries, tasks
from beffroi.correspondence.actions import LetterAlreadyPrinted, LetterNotReady
from beffroi.correspondence.models import Delivery
from beffroi.documents.models import File
from beffroi.documents.queries import open_file
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.models import Account

from .factories import CASE, citizen, clerk, recipient, write


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Stored files go to a folder of this test."""
    settings.FILES_DIR = tmp_path / "files"


def rendered(**changes: object) -> Delivery:
    """A letter, after the worker has passed once."""
    write(to=recipient(), channels=("letter",), **changes)
    run_due_jobs(worker="test")
    return Delivery.objects.order_by("-at", "pk").last()  # type: ignore[return-value]


def test_a_letter_becomes_a_pdf_in_its_language(account: Account):
    letter = queries.letter(actor=clerk(), delivery_id=rendered().pk)
    pdf = pikepdf.open(io.BytesIO(open_file(letter.file_id)))
    assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"])) == (
        "fr",
        "Votre certificat de résidence est prêt",
    )


def test_a_letter_that_waits_stands_in_the_list_of_its_department(account: Account):
    delivery = rendered()
    assert queries.letters_to_print("population") == [
        queries.Letter(
            delivery_id=delivery.pk,
            about=CASE,
            subject="Votre certificat de résidence est prêt",
            recipient="Léa Dubois",
            file_id=delivery.file_id,  # type: ignore[arg-type]
            enclosures=(),
            written_at=delivery.message.created_at,
        )
    ]
    assert queries.letters_to_print("finances") == []
    assert [letter.delivery_id for letter in queries.letters_to_print()] == [delivery.pk]


def test_what_is_printed_leaves_the_list_and_counts_as_delivered(account: Account):
    delivery, nadia = rendered(), clerk()
    actions.mark_printed(actor=nadia, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.proof) == ("printed", {"agent": str(nadia.agent_id)})
    assert queries.letters_to_print("population") == []
    event = Event.objects.get(name="MessageDelivered")
    assert (event.payload["channel"], event.role, event.department) == ("letter", "clerk", "population")


def test_a_letter_is_not_posted_twice(account: Account):
    delivery = rendered()
    actions.mark_printed(actor=clerk(), delivery_id=delivery.pk)
    with pytest.raises(LetterAlreadyPrinted):
        actions.mark_printed(actor=clerk(), delivery_id=delivery.pk)


def test_a_letter_that_is_not_rendered_cannot_be_printed(account: Account):
    write(to=recipient(), channels=("letter",))
    assert queries.letters_to_print("population") == []
    with pytest.raises(LetterNotReady):
        actions.mark_printed(actor=clerk(), delivery_id=Delivery.objects.get().pk)


def test_other_departments_and_citizens_do_not_print(account: Account):
    delivery = rendered()
    for actor in (clerk("finances"), citizen(account)):
        with pytest.raises(Forbidden):
            actions.mark_printed(actor=actor, delivery_id=delivery.pk)
        with pytest.raises(Forbidden):
            queries.letter(actor=actor, delivery_id=delivery.pk)


def test_a_mail_is_no_letter(account: Account):
    write(to=recipient(), channels=("email",))
    with pytest.raises(NotFound):
        actions.mark_printed(actor=clerk(), delivery_id=Delivery.objects.get().pk)


def test_a_job_that_runs_twice_renders_once(account: Account):
    delivery = rendered()
    tasks.render_letter(delivery_id=str(delivery.pk))
    assert (File.objects.count(), Job.objects.get().status) == (1, "done")
