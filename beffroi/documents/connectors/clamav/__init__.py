"""The virus scanner ClamAV, by its local socket, when the operator has one."""

from .scanner import ScannerUnreachable, StreamTooLong, virus_in

__all__ = ["ScannerUnreachable", "StreamTooLong", "virus_in"]
