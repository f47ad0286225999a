"""With itsme, on a telephone: a composition de ménage is ordered, handled, received, and verified by a third party."""

from __future__ import annotations

import pytest

from .steps import altered, code_in, come_in, order_household_certificate, save, take, verified

#: Signing in, three pages, sending: what a hand does on the way, answers included.
_MOST_STEPS = 16


@pytest.mark.browser(sqlite=True)
def test_ordered_handled_received_verified(house, citizen, clerk, visitor, tmp_path):
    citizen.open("/")
    come_in(citizen, "Élise Tavernaux")
    number = order_household_certificate(citizen)
    assert citizen.steps <= _MOST_STEPS
    assert "C’est à nous d’agir. Vous n’avez rien à faire." in citizen.reads()
    house.work()

    take(clerk, number)
    clerk.press("Produire le certificat")
    house.work()
    subjects = [mail["Subject"] for mail in house.mails("elise@demo.example") if number in mail["Subject"]]
    assert subjects == [f"Nous avons reçu votre demande {number}", f"Demande {number} : le document est prêt"]

    citizen.page.reload()
    assert "C’est fait." in citizen.reads()
    document = save(citizen, "Composition de ménage", tmp_path)
    third = visitor()
    third.open(f"/verifier/?code={code_in(document)}")
    assert "Ce document est authentique" in third.reads()
    assert verified(third, document) == "Ce document est authentique"
    assert verified(third, altered(document)) == "Ce fichier a été modifié"
    assert "Tavernaux" not in third.page.content()

    assert house.plain_numbers() == []
