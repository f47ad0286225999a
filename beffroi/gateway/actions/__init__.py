"""The verbs of the gateway: declare, approve, withdraw, try a connector; ask for a call, make it, take its answer."""

from .asking import TakenAnswer, forget_calls, request_call, take_answer
from .calling import NotThroughYet, perform_call
from .connectors import (
    AlreadyApproved,
    NoReason,
    NotApproved,
    NothingToKeepSecret,
    SecretLacks,
    SecretUnfit,
    Unfinished,
    approve_connector,
    declare_connectors,
    set_secret,
    withdraw_connector,
)
from .trying import Trial, ValueUnfit, try_connector

__all__ = [
    "AlreadyApproved",
    "NoReason",
    "NotApproved",
    "NotThroughYet",
    "NothingToKeepSecret",
    "SecretLacks",
    "SecretUnfit",
    "TakenAnswer",
    "Trial",
    "Unfinished",
    "ValueUnfit",
    "approve_connector",
    "declare_connectors",
    "forget_calls",
    "perform_call",
    "request_call",
    "set_secret",
    "take_answer",
    "try_connector",
    "withdraw_connector",
]
