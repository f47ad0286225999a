"""The verbs of the room: keep a file, make and seal a document, receive a sealed one, revoke."""

from .acts import ActAnswer, ActBankMissing, NumberMissing, fetch_act
from .authorities import NotInProduction, SealUnavailable, create_demonstration_authority, specimen_from
from .files import (
    ALL_KINDS,
    FileActive,
    FileAmbiguous,
    FileBomb,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileInfected,
    FileRefused,
    FileTooLarge,
    FileWithAttachments,
    FileWrongType,
    ScanUnavailable,
    enter_files,
    forget_file,
    prepare_upload,
    store_upload,
    sweep_files,
)
from .foreign import NotSealed, SealBroken, SealUntrusted, store_foreign
from .forms import FormNotSet, render_form
from .issuing import ActNeverRendered, AlreadyRevoked, NotOurs, issue_document, revoke_document
from .rendering import render_document

__all__ = [
    "ALL_KINDS",
    "ActAnswer",
    "ActBankMissing",
    "ActNeverRendered",
    "AlreadyRevoked",
    "FileActive",
    "FileAmbiguous",
    "FileBomb",
    "FileDamaged",
    "FileEmpty",
    "FileEncrypted",
    "FileInfected",
    "FileRefused",
    "FileTooLarge",
    "FileWithAttachments",
    "FileWrongType",
    "FormNotSet",
    "NotInProduction",
    "NotOurs",
    "NotSealed",
    "NumberMissing",
    "ScanUnavailable",
    "SealBroken",
    "SealUnavailable",
    "SealUntrusted",
    "create_demonstration_authority",
    "enter_files",
    "fetch_act",
    "forget_file",
    "issue_document",
    "prepare_upload",
    "render_document",
    "render_form",
    "revoke_document",
    "specimen_from",
    "store_foreign",
    "store_upload",
    "sweep_files",
]
