"""house-rules.yaml: what every package inherits."""

from __future__ import annotations

from pydantic import Field as Key

from .common import Name, Part, Words
from .procedure import OptionRecord, OptionSpec


class Remedy(Part):
    """A means of appeal: body, form and period. Without them the period does not start (CDLD L3221-1 ff.)."""

    body: Words
    form: Words
    period: Words
    legal_reference: Words


class HouseTranslation(Part):
    """A French text of the house rules in the other languages."""

    fr: str
    nl: str
    de: str
    en: str


class HouseRules(Part):
    """*Règles de la maison*."""

    acknowledgement: Name = Key(description="The message that every procedure sends on receipt.")
    refusal: Name = Key(
        description="The message that every refusal sends, with its reason and its means of appeal."
    )
    languages: tuple[str, ...] = Key(description="Every text of a package exists in these, beside French.")
    signature: tuple[Words, ...] = Key(description="The block at the foot of documents.")
    contact: Words = Key(description="Who answers questions, printed on letters.")
    remedies: tuple[Remedy, ...] = Key(min_length=1)
    mediator: Words = Key(description="Printed only where the mediator is competent for the commune.")
    privacy_rights: Words = Key(description="The rights of the person, in the privacy notice.")
    privacy_contact: Words = Key(description="Whom to write to, in the privacy notice.")
    options: tuple[OptionSpec, ...] = ()
    values: tuple[OptionRecord, ...] = ()
    translations: tuple[HouseTranslation, ...] = ()
