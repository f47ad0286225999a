"""Pure computation: what a declaration says, what is sent, what of an answer is kept, which addresses are public."""

from .addresses import is_public
from .answers import Unusable, kept_values
from .declaration import (
    PARAMETER,
    Authentication,
    BadDeclaration,
    Declaration,
    Kept,
    Sent,
    Value,
    read_declaration,
)
from .outcomes import OUTCOMES, PASSING, Outcome
from .values import Unsendable, checked, fits

__all__ = [
    "OUTCOMES",
    "PARAMETER",
    "PASSING",
    "Authentication",
    "BadDeclaration",
    "Declaration",
    "Kept",
    "Outcome",
    "Sent",
    "Unsendable",
    "Unusable",
    "Value",
    "checked",
    "fits",
    "is_public",
    "kept_values",
    "read_declaration",
]
