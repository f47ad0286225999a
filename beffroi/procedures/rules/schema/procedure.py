"""procedure.yaml and options.yaml: the identity card of a procedure, and the values a commune has set."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from .common import AgentWords, Binding, Expr, LevelName, Name, Part, Period, Slug, WebAddress, Words


class FreeRoute(Part):
    """The free federal route, always shown before ours."""

    title: Words
    words: Words = Key(description="What one gets there, and how.")
    url: WebAddress
    label: Words = Key(description="The words of the link.")


class Identity(Part):
    """What must be known of a person, at each step."""

    apply: LevelName = Key("email", description="To send the request.")
    prefill: LevelName = Key("checked", description="To see what the register already holds.")
    download: LevelName = Key("checked", description="To download the document.")
    words: Words = Key("", description="Said on the start page.")


class OptionSpec(Part):
    """A value that the commune sets without touching the package; its dated values stand in options.yaml."""

    key: Name
    type: Literal["amount", "number", "text", "yes_no"]
    label: AgentWords
    help: AgentWords = ""
    default: int | bool | str = Key(description="Used while nothing is set; an amount in cents.")


class OptionRecord(Binding):
    """One value, from a day on. One that makes somebody pay names its vote and what followed, unless fictional."""

    key: Name
    value: int | bool | str
    valid_from: date
    valid_to: date | None = Key(
        None, description="The last day, as of a series of *exercices*; none while it lasts."
    )
    legal_reference: str = Key(max_length=300)
    fictional: bool = False


class ReferenceColumn(Part):
    """What a table says of each of its rows, beside the label."""

    name: Name
    label: AgentWords
    type: Literal["text", "number", "amount", "yes_no"] = "text"


class ReferenceSpec(Part):
    """A reference table: a list of answers that the commune keeps, with what the package must know of each.

    A `choice` or `choices` names it by `source: reference.<key>`; its dated rows stand in options.yaml and in the desk.
    """

    key: Name
    title: AgentWords
    columns: tuple[ReferenceColumn, ...] = ()


class RowRecord(Binding):
    """One row of a reference table, from a day on; rows keep the order they are written in. What it makes pay binds."""

    table: Name = Key(description="The key of the table.")
    value: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Key(
        description="What is stored as the answer; it never changes."
    )
    label: Annotated[str, StringConstraints(min_length=1, max_length=4000)] = Key(
        description="What the person reads; it may be translated in `translations/`."
    )
    cells: dict[Name, int | bool | str] = Key(
        default_factory=dict,
        description="Values by column; an amount in cents; an empty text may be left out.",
    )
    valid_from: date
    valid_to: date | None = Key(None, description="The last day; none while it lasts.")
    legal_reference: str = Key("", max_length=300)
    fictional: bool = False


class OptionsFile(Part):
    """The values and rows shipped with the package; outside its fingerprint."""

    values: tuple[OptionRecord, ...] = ()
    rows: tuple[RowRecord, ...] = ()


class Entitlement(Part):
    """Who may ask: a decision table and what its answers mean."""

    table: Name
    output: Name
    allowed: tuple[str, ...] = Key(min_length=1)
    with_proof: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class FeeLine(Part):
    """A line of the amount due."""

    label: Words
    amount: Expr = Key(description="Whole cents.")
    when: Expr = ""


class Fee(Part):
    """What it costs. The total is the sum of the lines, or nothing when a reason makes it free."""

    regime: Literal["taxe", "redevance"]
    reason: Words = Key(description="What is paid for; never who pays.")
    legal_reference: Words
    free_when: Expr = ""
    free_reason: Words = ""
    lines: tuple[FeeLine, ...] = Key(min_length=1)


class Extension(Part):
    """How much longer the authority may take, by which text."""

    period: Period
    legal_reference: Words
    times: int = Key(1, ge=1, le=5, description="How many times.")
    message: Name | None = Key(None, description="The message that tells the applicant, with its reason.")


class LegalClock(Part):
    """A period that a text imposes. Nothing suspends it unless a text says so; silence grants nothing by default."""

    period: Period
    starts: Literal["receipt", "complete_file"] = "receipt"
    legal_reference: Words
    suspended_by: Words = Key("", description="The text that allows a suspension; empty: none.")
    suspended_in: tuple[Name, ...] = Key((), description="The statuses in which it then stands still.")
    extension: Extension | None = Key(None, description="Only when a text allows one.")
    silence: Literal["nothing", "granted", "refused"] = Key(
        "nothing",
        description="What it means that the period passes without a decision; the transition of the fact `silence` "
        "then decides so.",
    )


class Privacy(Part):
    """What the notice of GDPR article 13 needs beyond the fields' own declarations."""

    purpose: Words
    ground: Words = Key(description="The legal ground, with its article.")
    recipients: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = Key((), description="Where data comes from when not from the person.")
    transfers: tuple[Words, ...] = Key(
        (), description="Transfers out of the European Union, each with its safeguard; none when absent."
    )


class Retention(Part):
    """How long a closed case is kept, and what then."""

    days: int = Key(ge=1, le=36_600)
    then: Literal["destruction_list", "transfer_to_archives"] = "destruction_list"
    legal_reference: Words


class Reads(Part):
    """Which questions tell the house what it must know of a request."""

    applicant: Name | None = Key(None, description="The person field of the applicant.")
    email: Name | None = Key(None, description="Where to write to.")
    address: Name | None = Key(
        None, description="Where to post to; its postcode says whether the person is a resident."
    )
    delivery: Name | None = Key(None, description="The choice between telechargement, poste and guichet.")
    subject: tuple[Name, ...] = Key(
        (), description="The person concerned: the first of these that was answered."
    )
    subject_number: tuple[Name, ...] = Key(
        (),
        description="Their national numbers, in the same order: the one of the person concerned is read, no other.",
    )
    subject_is_applicant: Expr = Key("true", description="Holds when the applicant asks about themself.")


class Departure(Part):
    """A rule of the house that this procedure does not follow, and why."""

    rule: Name
    reason: AgentWords


class ProcedureFile(Part):
    """The identity card."""

    slug: Slug = Key(description="The name of the folder.")
    title: Words
    summary: Words = Key(description="One sentence, for the lists.")
    department: Slug = Key(description="The department that handles it.")
    authority: Words = Key(description="Who decides, in the words of the law.")
    nature: Literal["document", "declaration", "authorisation", "grant", "booking", "report"]
    keywords: tuple[Words, ...] = Key((), description="Other words people search for.")
    life_events: tuple[Words, ...] = ()
    minutes: int = Key(ge=1, le=120, description="How long the form takes.")
    who: Words = Key(description="Who may ask.")
    cost: Words = Key(description="What it costs, in words.")
    delay: Words = Key(description="How long it takes, in words.")
    pieces: tuple[Words, ...] = Key((), description="What to have at hand.")
    elsewhere: tuple[Words, ...] = Key((), description="The counter, the post, the telephone.")
    free_route: FreeRoute | None = None
    legal_basis: tuple[Words, ...] = Key(min_length=1)
    identity: Identity
    reads: Reads
    options: tuple[OptionSpec, ...] = ()
    references: tuple[ReferenceSpec, ...] = ()
    entitlement: Entitlement | None = None
    fee: Fee | None = None
    service_target: Period
    legal_clock: LegalClock | None = Key(None, description="Only when a text imposes a period.")
    privacy: Privacy
    retention: Retention
    departures: tuple[Departure, ...] = ()
    languages: tuple[Literal["nl", "de", "en"], ...] | None = Key(
        None,
        description="The languages, beside French, that every text is in; those of the house when absent.",
    )
