"""Files on disk: written once, encrypted, never changed."""

from .disk import AlteredFile, Stored, put, read, remove_orphans

__all__ = ["AlteredFile", "Stored", "put", "read", "remove_orphans"]
