"""The virus scanner ClamAV, by its local socket, when the operator has one."""

from .scanner import ScannerUnreachable, virus_in

__all__ = ["ScannerUnreachable", "virus_in"]
