"""The national bank of civil-status acts (BAEC): a port, and a simulated bank for the demonstration."""

from django.conf import settings

from .port import ActListed, ActState, Bank
from .simulated import SimulatedBank

__all__ = ["ActListed", "ActState", "Bank", "BankMissing", "SimulatedBank", "bank"]


class BankMissing(Exception):
    """This installation is not connected to the bank of acts."""


def bank() -> Bank:
    """The bank that this installation asks. Raises BankMissing: production has no simulation to fall back on."""
    if settings.MODE == "production":
        raise BankMissing
    return SimulatedBank()
