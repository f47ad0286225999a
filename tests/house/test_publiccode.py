"""publiccode.yml says what catalogues of public software ask, in their own words (standard 0.4)."""

from __future__ import annotations

from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints

from . import house

#: The standard's vocabulary, as far as a town hall may need it.
CATEGORIES = Literal[
    "appointment-scheduling", "business-process-management", "communications", "content-management", "data-analytics",
    "digital-citizenship", "document-management", "e-signature", "feedback-and-reviews-management", "grant-management",
    "identity-management", "online-booking", "payment-gateway", "task-management", "taxes-management",
    "website-builder", "workflow-management",
]  # fmt: skip
STATUSES = Literal["concept", "development", "beta", "stable", "obsolete"]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Description(Said):
    localisedName: str
    shortDescription: str = Field(max_length=150)
    longDescription: str = Field(min_length=500, max_length=10_000)
    features: list[str] = Field(min_length=1)


class Contact(Said):
    name: str


class Maintenance(Said):
    type: Literal["community"]
    contacts: list[Contact] = Field(min_length=1)


class Legal(Said):
    license: Literal["EUPL-1.2"]


class Localisation(Said):
    localisationReady: bool
    availableLanguages: list[Literal["fr", "nl", "de", "en"]]


class Audience(Said):
    countries: list[Country]
    scope: list[Literal["government", "local-authorities"]]


class Dependency(Said):
    name: str
    versionMin: str
    optional: bool = False


class Dependencies(Said):
    open: list[Dependency]


class PublicCode(Said):
    publiccodeYmlVersion: Literal["0.4"]
    name: str
    url: HttpUrl
    softwareVersion: str
    developmentStatus: STATUSES
    softwareType: Literal["standalone/web"]
    platforms: list[Literal["web", "linux"]]
    categories: list[CATEGORIES] = Field(min_length=1)
    usedBy: list[str]
    maintenance: Maintenance
    legal: Legal
    localisation: Localisation
    intendedAudience: Audience
    dependsOn: Dependencies
    description: dict[Literal["fr", "nl", "de", "en"], Description] = Field(min_length=1)


def test_what_catalogues_of_public_software_read():
    read = PublicCode.model_validate(yaml.safe_load((house.ROOT / "publiccode.yml").read_text()))
    assert set(read.localisation.availableLanguages) == {"fr", "nl", "de", "en"}
