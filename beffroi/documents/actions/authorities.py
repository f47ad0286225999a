"""The demonstration's authorities, and the commune's own seal."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from beffroi.documents.connectors import seal
from beffroi.documents.connectors.baec.simulated import specimen
from beffroi.lib.refusals import Refusal
from beffroi.people import queries as people

#: The stand-ins for the federal banks: folder, name of the sealing organisation, name of its root.
_STAND_INS = (
    ("baec", "Banque simulée des actes", "Autorité simulée BAEC"),
    ("rn", "Registre national simulé", "Autorité simulée RN"),
)


class SealUnavailable(Refusal):
    """The commune has no certificate to seal with."""

    message = _(
        "Le cachet électronique de la commune n’est pas installé. L’administrateur place son certificat "
        "(voir « Installer le cachet » dans la documentation)."
    )


class NotInProduction(Refusal):
    """Demonstration seals have no place here."""

    message = _("Les cachets de démonstration n’existent pas en production.")


def create_demonstration_authority() -> bool:
    """Make the demonstration's seals where they are missing; say whether any was made. Raises NotInProduction.

    Called at set-up, after the commune pack is loaded; a second call, or two at once, do no harm.
    """
    if settings.MODE == "production":
        raise NotInProduction
    name = people.organisation().name
    commune = ("commune", name, f"Autorité {name}")
    made = [
        seal.create_authority(seal.folder(folder), organisation=organisation, root_name=root)
        for folder, organisation, root in (commune, *_STAND_INS)
    ]
    return any(made)


def commune_seal() -> seal.Identity:
    """The commune's seal; outside production it is made when first needed. Raises SealUnavailable."""
    try:
        return seal.identity()
    except seal.SealMissing:
        if settings.MODE == "production":
            raise SealUnavailable from None
    create_demonstration_authority()
    return seal.identity()


def specimen_from(origin: str) -> bytes:
    """A fictional PDF under a stand-in's seal (``baec``, ``rn``), to try an upload. Raises NotInProduction."""
    create_demonstration_authority()
    return specimen(origin, "Spécimen", [("Usage", "Essai du dépôt d’un document déjà cacheté")])
