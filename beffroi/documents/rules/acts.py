"""The words of the bank of civil-status acts (BAEC, *Banque de données des actes de l'état civil*)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ActCategory(StrEnum):
    """The categories that the bank knows."""

    BIRTH = "BIRTH_CERTIFICATE"
    MARRIAGE = "MARRIAGE_CERTIFICATE"
    DEATH = "DEATH_CERTIFICATE"
    ADOPTION = "ADOPTION_CERTIFICATE"
    LIFELESS_CHILD = "DECLARATION_OF_LIFELESS_CHILD_CERTIFICATE"
    RECOGNITION = "PRENATAL_RECOGNITION_CERTIFICATE"


class ActForm(StrEnum):
    """The two forms in which the bank hands over an act."""

    COPY = "C"
    EXTRACT = "E"


ACT_TITLES = {
    ActCategory.BIRTH: _("Acte de naissance"),
    ActCategory.MARRIAGE: _("Acte de mariage"),
    ActCategory.DEATH: _("Acte de décès"),
    ActCategory.ADOPTION: _("Acte d’adoption"),
    ActCategory.LIFELESS_CHILD: _("Acte d’enfant sans vie"),
    ActCategory.RECOGNITION: _("Acte de reconnaissance prénatale"),
}
ACT_KINDS = {
    ActCategory.BIRTH: "acte-de-naissance",
    ActCategory.MARRIAGE: "acte-de-mariage",
    ActCategory.DEATH: "acte-de-deces",
    ActCategory.ADOPTION: "acte-d-adoption",
    ActCategory.LIFELESS_CHILD: "acte-d-enfant-sans-vie",
    ActCategory.RECOGNITION: "acte-de-reconnaissance-prenatale",
}
FORM_TITLES = {ActForm.COPY: _("copie intégrale"), ActForm.EXTRACT: _("extrait")}


def is_act(kind: str) -> bool:
    """Whether a kind of document is a civil-status act, which only the bank may make."""
    return kind.replace("_", "-").startswith(("acte-de-", "acte-d-"))
