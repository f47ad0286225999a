"""The one place where the environment is read: typed, and failing loudly.

Development and the demonstration need nothing set. Every field is documented in docs/reference/configuration.md
(a test says so).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

PREFIX = "BEFFROI_"
#: Variables that tools beside the program read: they are not options of it.
OTHERS = frozenset({"BEFFROI_SHARED"})
#: In the wheel this module lies under ``beffroi``, and the data in a folder that says whose they are.
HOME = Path("beffroi-data" if __name__.startswith("beffroi.") else "var")


class Environment(BaseModel):
    """What an operator may set, each as ``BEFFROI_<NAME>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["development", "demo", "production"] = Field(
        "development",
        description="development, demo (personnes fictives, bandeau, hors des moteurs de recherche) ou production",
    )
    home: Path = Field(
        HOME,
        description="Dossier des données : base, fichiers, clés (beffroi-data si Beffroi vient de son paquet)",
    )
    database_url: str = Field(
        "",
        description="postgresql://utilisateur:secret@hôte:port/base ; vide : SQLite dans le dossier des données",
    )
    secret_key_file: Path | None = Field(
        None,
        description="Fichier du secret qui signe les cookies ; créé dans le dossier des données s’il manque",
    )
    keys_file: Path | None = Field(
        None, description="Fichier des clés de chiffrement ; créé dans le dossier des données s’il manque"
    )
    hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="Noms d’hôte servis, séparés par des virgules"
    )
    base_url: str = Field("http://localhost:8000", description="Adresse du site telle que le public la voit")
    commune: str = Field("wavre", description="Paquet de commune qu’une nouvelle installation charge")
    extra_dir: Path | None = Field(
        None,
        description="Dossier propre à la commune : catalogue/ et communes/, à côté de ceux qui sont fournis",
    )
    smtp_url: str = Field(
        "smtp://localhost:2525", description="smtp(s)://utilisateur:secret@hôte:port du relais de courrier"
    )
    mail_from: str = Field("", description="Adresse d’expédition ; vide : celle du paquet de la commune")
    fas_issuer: str = Field(
        "", description="Émetteur du service fédéral d’authentification ; vide : eID et itsme sont cachés"
    )
    fas_client_id: str = Field("beffroi", description="Identifiant de client donné par le service fédéral")
    fas_client_secret_file: Path | None = Field(
        None, description="Fichier du secret de client du service fédéral"
    )
    clamav_socket: Path | None = Field(
        None, description="Prise de ClamAV ; vide : les fichiers sont contrôlés sans lui"
    )
    gateway_inner_hosts: str = Field(
        "",
        description="Machines du réseau interne que les connecteurs approuvés peuvent appeler : hôte:port, "
        "séparés par des virgules",
    )
    gateway_ca_file: Path | None = Field(
        None, description="Certificats (PEM) d’une autorité interne que les connecteurs reconnaissent en plus"
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="Forme des journaux sur la sortie : console ou json"
    )
    debug: bool = Field(False, description="Pages de mise au point de Django ; refusé en production")
    workers: int = Field(1, ge=1, le=64, description="Processus du serveur web")
    threads: int = Field(
        4, ge=1, le=64, description="Requêtes auxquelles un processus du serveur web répond en même temps"
    )


class EnvironmentProblem(SystemExit):
    """The environment cannot be used; the message says which variable and why."""


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """Read ``BEFFROI_*``; an empty variable counts as unset.

    Raises EnvironmentProblem for an unknown name or a bad value.
    """
    source = os.environ if environ is None else environ
    ours = {
        name[len(PREFIX) :].lower(): value
        for name, value in source.items()
        if name.startswith(PREFIX) and name not in OTHERS and value
    }
    try:
        found = Environment.model_validate(ours)
    except ValidationError as error:
        raise _problem(*(_sentence(details) for details in error.errors())) from None
    if found.mode == "production" and found.debug:
        raise _problem(f"{PREFIX}DEBUG : interdit en production")
    return found


def _problem(*sentences: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        "✗ Configuration refusée (les options : beffroi config)\n  " + "\n  ".join(sentences)
    )


def _sentence(details: ErrorDetails) -> str:
    variable = f"{PREFIX}{str(details['loc'][0]).upper()}"
    if details["type"] == "extra_forbidden":
        return f"{variable} : cette option n’existe pas"
    return f"{variable} : la valeur « {details['input']} » ne convient pas ({details['msg']})"
