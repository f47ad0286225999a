"""Questions to the journal: histories, the chain, jobs, exports."""

from beffroi.journal.events import registry as facts_registry

from .chain import Break, ChainReport, SealingReport, unsealed_facts, verify_chain
from .consultations import consultations_by, consultations_of
from .facts import events, events_about
from .jobs import JobsOverview, failed_jobs, jobs_overview, unfinished_args
from .ocel import export_ocel
from .xes import export_xes

__all__ = [
    "Break",
    "ChainReport",
    "JobsOverview",
    "SealingReport",
    "consultations_by",
    "consultations_of",
    "events",
    "events_about",
    "export_ocel",
    "export_xes",
    "facts_registry",
    "failed_jobs",
    "jobs_overview",
    "unfinished_args",
    "unsealed_facts",
    "verify_chain",
]
