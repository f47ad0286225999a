"""The verbs of the shelf: prepare, judge, publish a version; set an option or a row; load a catalogue; registers."""

from beffroi.procedures.rules.blocks import register_block
from beffroi.procedures.rules.fields import register_field_type
from beffroi.procedures.rules.sources import register_data_source

from .catalogue import LoadReport, load_catalogue
from .options import (
    EndsBeforeItBegins,
    NotBindingYet,
    UnknownOption,
    VoteMissing,
    WrongOptionValue,
    set_option,
)
from .preparing import (
    AlreadyPreparing,
    DraftMoved,
    NameTaken,
    NothingNew,
    NotReady,
    PartChanged,
    PartGone,
    PartRefused,
    drop_preparation,
    edit_version,
    install_package,
    prepare_version,
    publish_preparation,
)
from .proposals import ProposalMoved, ReasonMissing, prepare_proposal, set_proposal_aside
from .references import NoSuchRow, RowGoesOn, RowsChanged, WrongRow, end_row, import_rows, set_row
from .versions import Published, publish_version
from .visas import OwnPreparation, RemarkMissing, VisaMissing, VisaOfAnother, say_visa

__all__ = [
    "AlreadyPreparing",
    "DraftMoved",
    "EndsBeforeItBegins",
    "LoadReport",
    "NameTaken",
    "NoSuchRow",
    "NotBindingYet",
    "NotReady",
    "NothingNew",
    "OwnPreparation",
    "PartChanged",
    "PartGone",
    "PartRefused",
    "ProposalMoved",
    "Published",
    "ReasonMissing",
    "RemarkMissing",
    "RowGoesOn",
    "RowsChanged",
    "UnknownOption",
    "VisaMissing",
    "VisaOfAnother",
    "VoteMissing",
    "WrongOptionValue",
    "WrongRow",
    "drop_preparation",
    "edit_version",
    "end_row",
    "import_rows",
    "install_package",
    "load_catalogue",
    "prepare_proposal",
    "prepare_version",
    "publish_preparation",
    "publish_version",
    "register_block",
    "register_data_source",
    "register_field_type",
    "say_visa",
    "set_option",
    "set_proposal_aside",
    "set_row",
]
