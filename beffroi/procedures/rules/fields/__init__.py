"""The field types on offer: one class per type, found by name in one register that higher rooms may add to."""

from .base import Choice, FieldType, FieldView, Invalid, LineView, Raw, View
from .choices import ChoiceField, ChoicesField, DeclarationField, YesNoField
from .codes import EnterpriseNumberField, IbanField, TimeField
from .composite import AddressField, DateField, PersonField, PlaceField
from .files import FileField
from .numbers import AmountField, NumberField
from .numbers_of_people import NationalNumberField
from .passive import ComputedField, HeadingField, NoteField
from .registry import field_type, field_types, keys_of_types, register_field_type
from .repeat import RepeatField
from .slots import SlotField
from .texts import EmailField, LongTextField, TelephoneField, TextField

__all__ = [
    "Choice",
    "FieldType",
    "FieldView",
    "Invalid",
    "LineView",
    "Raw",
    "View",
    "field_type",
    "field_types",
    "keys_of_types",
    "register_field_type",
]

for _kind in (
    TextField, LongTextField, EmailField, TelephoneField, NumberField, AmountField, DateField, YesNoField, ChoiceField,
    ChoicesField, FileField, AddressField, NationalNumberField, PersonField, ComputedField, NoteField, DeclarationField,
    IbanField, EnterpriseNumberField, TimeField, HeadingField, RepeatField, PlaceField,
    SlotField,
):  # fmt: skip
    register_field_type(_kind)
