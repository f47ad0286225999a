"""The questions other rooms and the doors may ask: the catalogue, the form, the tables, the workflow, the texts.

The engines are pure (``rules``); here they receive what only the database and the clock know.
"""

from beffroi.procedures.rules.archive import MAX_ARCHIVE, zipped
from beffroi.procedures.rules.blocks import Block, blocks, register_block, runner
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Count, Definition
from beffroi.procedures.rules.difference import Change, differences, option_differences
from beffroi.procedures.rules.editing import (
    BLANK_ROWS,
    Address,
    Edit,
    Entry,
    address_of,
    digest,
    entries,
    find,
    model_of,
    place_of,
    read_sheet,
    readable,
    said_sheet,
)
from beffroi.procedures.rules.examples import ExampleResult
from beffroi.procedures.rules.expressions import ExpressionFailed
from beffroi.procedures.rules.fees import Entitlement, FeeQuote
from beffroi.procedures.rules.fields import Choice, FieldType, FieldView, register_field_type
from beffroi.procedures.rules.fields.repeat import turned
from beffroi.procedures.rules.findings import Finding, PackageProblem, Severity
from beffroi.procedures.rules.forms import Cleaned, PageView, Problem, SummaryPage, SummaryRow, WholePage
from beffroi.procedures.rules.paper import PaperForm
from beffroi.procedures.rules.phases import ENDS, LABELS, Phase
from beffroi.procedures.rules.publik import BadDefinition, import_publik
from beffroi.procedures.rules.references import kept_rows
from beffroi.procedures.rules.said import (
    DocumentText,
    FreeRouteView,
    MessageText,
    NoticeSection,
    StartPage,
    StatusView,
    applicant_email,
    applicant_name,
    applicant_number,
    delivery_mode,
    destroy_after,
    postal_address,
    subject_name,
    subject_number,
)
from beffroi.procedures.rules.schema import OptionsFile, Package
from beffroi.procedures.rules.sources import register_data_source
from beffroi.procedures.rules.tables import TableResult
from beffroi.procedures.rules.workflow import (
    BlockCall,
    Delay,
    NoSuchTransition,
    Step,
    TaskSpec,
    TransitionView,
    delays,
    to_keep,
)
from beffroi.procedures.rules.writing import files_of

from .commune import local_postcodes
from .exports import EXPORT_FORMATS, exported
from .forms import (
    check_answers,
    chosen_rows,
    clean_page,
    clean_transition,
    entitlement,
    fee,
    fields_of,
    next_page,
    origins,
    pages_of,
    summary,
    visible_answers,
)
from .managing import (
    Publication,
    findings_of,
    procedures_held,
    publications,
    version_of,
    versions_held,
)
from .packages import check_package, house_rules_of, packages_in, read_package, run_examples
from .paper import begun_form, blank_form
from .preparing import draft_data, draft_definition, draft_findings, draft_of, drafts_open, findings_apart
from .reading_through import Whole, whole_package
from .references import references_on
from .shelf import (
    Keeping,
    ProcedureCard,
    catalogue,
    definition,
    keeping,
    options_on,
    version_in_force,
    versions_of,
)
from .tables import evaluate_table
from .texts import (
    document,
    document_needs_register,
    message,
    privacy_notice,
    remedies,
    start_page,
    status_view,
    subject_is_applicant,
)
from .workflow import (
    automatic,
    on_fact,
    start,
    take,
    transitions_for,
    ways_shown,
    workflow_list,
    workflow_svg,
)

__all__ = [
    "BLANK_ROWS",
    "ENDS",
    "EXPORT_FORMATS",
    "LABELS",
    "MAX_ARCHIVE",
    "Address",
    "BadDefinition",
    "Block",
    "BlockCall",
    "Change",
    "Choice",
    "Cleaned",
    "Count",
    "Definition",
    "Delay",
    "DocumentText",
    "Edit",
    "Entitlement",
    "Entry",
    "ExampleResult",
    "ExpressionFailed",
    "FeeQuote",
    "FieldType",
    "FieldView",
    "Finding",
    "FormContext",
    "FreeRouteView",
    "Keeping",
    "MessageText",
    "NoSuchTransition",
    "NoticeSection",
    "OptionsFile",
    "Package",
    "PackageProblem",
    "PageView",
    "PaperForm",
    "Phase",
    "Problem",
    "ProcedureCard",
    "Publication",
    "Severity",
    "StartPage",
    "StatusView",
    "Step",
    "SummaryPage",
    "SummaryRow",
    "TableResult",
    "TaskSpec",
    "TransitionView",
    "Whole",
    "WholePage",
    "address_of",
    "applicant_email",
    "applicant_name",
    "applicant_number",
    "automatic",
    "begun_form",
    "blank_form",
    "blocks",
    "catalogue",
    "check_answers",
    "check_package",
    "chosen_rows",
    "clean_page",
    "clean_transition",
    "definition",
    "delays",
    "delivery_mode",
    "destroy_after",
    "differences",
    "digest",
    "document",
    "document_needs_register",
    "draft_data",
    "draft_definition",
    "draft_findings",
    "draft_of",
    "drafts_open",
    "entitlement",
    "entries",
    "evaluate_table",
    "exported",
    "fee",
    "fields_of",
    "files_of",
    "find",
    "findings_apart",
    "findings_of",
    "house_rules_of",
    "import_publik",
    "keeping",
    "kept_rows",
    "local_postcodes",
    "message",
    "model_of",
    "next_page",
    "on_fact",
    "option_differences",
    "options_on",
    "origins",
    "packages_in",
    "pages_of",
    "place_of",
    "postal_address",
    "privacy_notice",
    "procedures_held",
    "publications",
    "read_package",
    "read_sheet",
    "readable",
    "references_on",
    "register_block",
    "register_data_source",
    "register_field_type",
    "remedies",
    "run_examples",
    "runner",
    "said_sheet",
    "start",
    "start_page",
    "status_view",
    "subject_is_applicant",
    "subject_name",
    "subject_number",
    "summary",
    "take",
    "to_keep",
    "transitions_for",
    "turned",
    "version_in_force",
    "version_of",
    "versions_held",
    "versions_of",
    "visible_answers",
    "ways_shown",
    "whole_package",
    "workflow_list",
    "workflow_svg",
    "zipped",
]
