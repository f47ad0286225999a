"""What a connector is, as a package declares it and a person approves it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: A value that travels: text, whole number, yes or no; a day is ISO text.
Value: TypeAlias = "str | int | bool"
ValueType = Literal["text", "number", "yes_no", "date"]
#: A named place in an address.
PARAMETER: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
#: HTTPS, a host written out, perhaps a port, and a path in which named places may stand (RFC 3986, 3.3).
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS: Final = re.compile(
    rf"https://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\{[A-Za-z][A-Za-z0-9_]*\})*)*)"
)


class BadDeclaration(ValueError):
    """What was given is no declaration of a connector."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sent(_Part):
    """A value that goes out, and where in the request it goes."""

    name: str
    label: str = ""
    type: ValueType = "text"
    to: Literal["path", "query", "body"] = "body"
    required: bool = True
    personal: str = ""


class Kept(_Part):
    """A value of the answer that is kept, and where it stands in the JSON: keys and positions between dots."""

    name: str
    path: str
    label: str = ""
    type: ValueType = "text"
    required: bool = True


class Authentication(_Part):
    """How the house shows who it is: the secret is given apart. ``header`` names the header of a key."""

    kind: Literal["none", "bearer", "basic", "header"] = "none"
    header: str = ""


class Declaration(_Part):
    """A connector: whose program it is, what it is for, what goes out and what is kept."""

    name: str
    title: str = ""
    purpose: str = ""
    recipient: str = ""
    legal_basis: str = ""
    address: str = ""
    method: Literal["GET", "POST", "PUT"] = "GET"
    sends: tuple[Sent, ...] = ()
    keeps: tuple[Kept, ...] = ()
    timeout: int = Field(10, ge=1, le=30)
    authentication: Authentication = Authentication()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything that it says, in hexadecimal. What is said by default does not count, so that a later
        release that knows more keys gives the same one."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def origin(self) -> str:
        """Where it leads: scheme, host and port. A secret is for one origin and never goes to another."""
        return f"https://{self.host}:{self.port}"

    @property
    def host(self) -> str:
        """The host of its address; empty when it has no address yet."""
        return self._part("host")

    @property
    def port(self) -> int:
        """The port of its address."""
        return int(self._part("port") or 443)

    @property
    def path(self) -> str:
        """The path of its address, with the places that are filled in."""
        return self._part("path") or "/"

    def _part(self, name: str) -> str:
        found = _ADDRESS.fullmatch(self.address)
        return (found[name] or "") if found else ""

    @property
    def needs_secret(self) -> bool:
        """Whether it shows who the house is."""
        return self.authentication.kind != "none"

    @property
    def is_complete(self) -> bool:
        """Whether it has an address to be called at."""
        return is_address(self.address)


def is_address(address: str) -> bool:
    """Whether this is an HTTPS address without a query, whose host is fixed: named places stand in its path alone."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and int(found["port"] or 443) < 65_536


def read_declaration(data: Mapping[str, Any]) -> Declaration:
    """A declaration held as data. Raises BadDeclaration."""
    try:
        return Declaration.model_validate(data)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise BadDeclaration(places) from None
