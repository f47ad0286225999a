"""connectors.yaml: the programs of others that the workflow calls, each to be approved by a person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from .common import AgentWords, Name, Part, Words
from .form import Category

ValueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=60)]
ValueType = Literal["text", "number", "yes_no", "date"]
#: HTTPS, a host written out, perhaps a port, a path with places between braces; empty while nobody has written it.
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https://[a-z0-9.-]+(:[0-9]{1,5})?(/([A-Za-z0-9._~!$&'()*+,;=:@%-]|\{[A-Za-z][A-Za-z0-9_]*\})*)*)?$",
        max_length=300,
    ),
]
HeaderName = Annotated[str, StringConstraints(pattern=r"^([A-Za-z][A-Za-z0-9-]*)?$", max_length=60)]


class SentValue(Part):
    """A value that goes out."""

    name: ValueName = Key(description="As the service calls it.")
    label: AgentWords = Key("", description="What it is, for whoever approves.")
    type: ValueType = "text"
    to: Literal["path", "query", "body"] = Key(
        "body",
        description="Where it goes: a place `{name}` of the address, behind the address, or the JSON that is sent.",
    )
    required: bool = Key(True, description="Without it nothing is sent.")
    personal: Literal["", Category] = Key(
        "", description="Which kind of personal data it is; nothing when it is none."
    )


class KeptValue(Part):
    """A value of the answer that is kept."""

    name: Name
    path: Annotated[str, StringConstraints(pattern=r"^[^.\s]+(\.[^.\s]+)*$", max_length=200)] = Key(
        description="Where it stands in the JSON: keys and positions between dots, `results.0.state`."
    )
    label: AgentWords = Key("", description="What it is, for whoever approves.")
    type: ValueType = "text"
    required: bool = Key(True, description="An answer without it is no answer.")


class Authentication(Part):
    """How the house shows who it is. The secret itself stands in no package: it is written at the desk."""

    kind: Literal["none", "bearer", "basic", "header"] = Key(
        "none", description="A token, a `user:password`, or a key in a header of its own."
    )
    header: HeaderName = Key("", description="The name of that header.")


class Connector(Part):
    """A program of somebody else, what it is called for, what it is told and what is kept of its answer."""

    name: Name
    title: AgentWords = Key(description="What agents call it.")
    purpose: Words = Key(description="What it is called for, in one sentence; the privacy notice says it.")
    recipient: Words = Key(description="Whose program it is; the privacy notice names it.")
    legal_basis: AgentWords = Key(description="The text that allows it, with its article.")
    address: Address = Key("", description="An HTTPS address; `{name}` stands for a value that is sent.")
    method: Literal["GET", "POST", "PUT"] = "GET"
    sends: tuple[SentValue, ...] = ()
    keeps: tuple[KeptValue, ...] = ()
    timeout: int = Key(10, ge=1, le=30, description="Seconds that an answer may take.")
    authentication: Authentication = Authentication()
    source: Annotated[str, StringConstraints(max_length=4000)] = Key(
        "", description="The call of another e-guichet that it comes from, as it was written there."
    )

    def declared(self) -> dict[str, object]:
        """What a person approves: everything but where it comes from. What is said by default is left out."""
        return self.model_dump(mode="json", exclude_defaults=True, exclude={"source"})


class ConnectorsFile(Part):
    """The connectors of a package. Nobody calls one before a person has approved it, word for word."""

    connectors: tuple[Connector, ...] = ()
