"""The verbs of the room."""

from .accounts import AddressTaken, announce_account, create_account
from .agents import AlreadyAppointed, PostEndsBeforeItBegins, appoint_agent, release_agent
from .demonstration import (
    NotADemonstration,
    create_demonstration_accounts,
    enter_as_resident,
    populate_demonstration,
    serve_demonstration_identity,
)
from .identification import (
    AccountClosed,
    Departure,
    Entrance,
    FederalIdentity,
    IdentificationDeclined,
    IdentificationFailed,
    IdentificationLapsed,
    IdentificationNotOffered,
    IdentityServiceUnreachable,
    LevelNotReached,
    NotAnAgent,
    Pending,
    begin_identification,
    enter_desk,
    enter_with_identity,
    finish_identification,
)
from .identity import AccountOfSomeoneElse, IdentityClaims, link_identity, record_identity_check
from .numbers import InvalidNationalNumber, NotFictional, forget_number, keep_number
from .organisation import AlreadyClosed, change_contact_point, close_offices, reopen_offices
from .packs import AnotherCommune, BrokenPack, PackReport, load_pack
from .preferences import UnknownLanguage, choose_language
from .register import NoReason, NotInRegister, RegisterRecord, consult_register

__all__ = [
    "AccountClosed",
    "AccountOfSomeoneElse",
    "AddressTaken",
    "AlreadyAppointed",
    "AlreadyClosed",
    "AnotherCommune",
    "BrokenPack",
    "Departure",
    "Entrance",
    "FederalIdentity",
    "IdentificationDeclined",
    "IdentificationFailed",
    "IdentificationLapsed",
    "IdentificationNotOffered",
    "IdentityClaims",
    "IdentityServiceUnreachable",
    "InvalidNationalNumber",
    "LevelNotReached",
    "NoReason",
    "NotADemonstration",
    "NotAnAgent",
    "NotFictional",
    "NotInRegister",
    "PackReport",
    "Pending",
    "PostEndsBeforeItBegins",
    "RegisterRecord",
    "UnknownLanguage",
    "announce_account",
    "appoint_agent",
    "begin_identification",
    "change_contact_point",
    "choose_language",
    "close_offices",
    "consult_register",
    "create_account",
    "create_demonstration_accounts",
    "enter_as_resident",
    "enter_desk",
    "enter_with_identity",
    "finish_identification",
    "forget_number",
    "keep_number",
    "link_identity",
    "load_pack",
    "populate_demonstration",
    "record_identity_check",
    "release_agent",
    "reopen_offices",
    "serve_demonstration_identity",
]
