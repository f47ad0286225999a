"""The population register: the port, the embedded register, and which one this installation uses."""

from .embedded import EmbeddedRegister
from .port import HouseholdMember, Register, RegisterRecord


def register() -> Register:
    """The register of this installation. Only the embedded one exists; a Registre national adapter goes here."""
    return EmbeddedRegister()


__all__ = ["EmbeddedRegister", "HouseholdMember", "Register", "RegisterRecord", "register"]
