"""The questions of the room: open a file, find a document, verify what someone holds."""

from .documents import document, document_ref, documents_about, file_of
from .files import open_file
from .verification import Verification, verify_bytes, verify_code

__all__ = [
    "Verification",
    "document",
    "document_ref",
    "documents_about",
    "file_of",
    "open_file",
    "verify_bytes",
    "verify_code",
]
