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

PREFIX = "BEFFROI_"


class Environment(BaseModel):
    """What an operator may set, each as ``BEFFROI_<NAME>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["development", "demo", "production"] = Field(
        "development", description="development, demo (fictional people only, banner, noindex) or production"
    )
    home: Path = Field(Path("var"), description="Folder of the data: database, files, keys, logs")
    database_url: str = Field(
        "", description="postgresql://user:password@host:port/name; empty: SQLite in the data folder"
    )
    secret_key_file: Path | None = Field(
        None, description="File with the secret of signed cookies; created in the data folder when absent"
    )
    keys_file: Path | None = Field(
        None, description="File with the encryption keys; created in the data folder when absent"
    )
    hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas")
    base_url: str = Field("http://localhost:8000", description="Address of the site as people see it")
    commune: str = Field("wavre", description="Commune pack that a new installation loads")
    extra_dir: Path | None = Field(
        None, description="The commune's own folder: catalogue/, communes/, theme, beside the shipped ones"
    )
    smtp_url: str = Field("smtp://localhost:2525", description="smtp(s)://user:password@host:port of the mail relay")
    mail_from: str = Field("", description="Sender address; empty: the commune pack's contact address")
    fas_issuer: str = Field("", description="Issuer of the federal authentication service; empty: eID and itsme hidden")
    fas_client_id: str = Field("beffroi", description="Client id given by the federal service")
    fas_client_secret_file: Path | None = Field(None, description="File with the client secret of the federal service")
    clamav_socket: Path | None = Field(None, description="Socket of ClamAV; empty: files are checked without it")
    log_format: Literal["console", "json"] = Field("console", description="How logs are written on standard output")
    debug: bool = Field(False, description="Django's debug pages; refused in production")
    workers: int = Field(1, ge=1, le=64, description="Web server processes")


class EnvironmentProblem(SystemExit):
    """The environment cannot be used; the message says which variable and why."""


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """Read ``BEFFROI_*``. Raises EnvironmentProblem for an unknown name or a bad value."""
    source = os.environ if environ is None else environ
    ours = {k[len(PREFIX):].lower(): v for k, v in source.items() if k.startswith(PREFIX) and k != "BEFFROI_SHARED"}
    try:
        found = Environment.model_validate(ours)
    except ValidationError as error:
        lines = [f"  {PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise EnvironmentProblem("Configuration refusée :\n" + "\n".join(lines)) from None
    if found.mode == "production" and found.debug:
        raise EnvironmentProblem("Configuration refusée :\n  BEFFROI_DEBUG: interdit en production")
    return found
