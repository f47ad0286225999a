"""The verbs of the shelf: publish, set an option, load a catalogue; and the three registers."""

from beffroi.procedures.rules.blocks import register_block
from beffroi.procedures.rules.fields import register_field_type
from beffroi.procedures.rules.sources import register_data_source

from .catalogue import LoadReport, load_catalogue
from .options import UnknownOption, WrongOptionValue, set_option
from .versions import Published, publish_version

__all__ = [
    "LoadReport",
    "Published",
    "UnknownOption",
    "WrongOptionValue",
    "load_catalogue",
    "publish_version",
    "register_block",
    "register_data_source",
    "register_field_type",
    "set_option",
]
