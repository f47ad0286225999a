"""The verbs of the journal: record a fact, seal, note a consultation, ask for work and do it."""

from .consultations import consult
from .facts import record, seal_facts
from .jobs import OutsideTransaction, ask_periodic_jobs, enqueue, in_lane
from .register import UnknownTask, periodic, reaction, task
from .running import run_due_jobs
from .upkeep import JobNotFailed, forget_done_jobs, merge_lane, retry_job
from .worker import work_forever

__all__ = [
    "JobNotFailed",
    "OutsideTransaction",
    "UnknownTask",
    "ask_periodic_jobs",
    "consult",
    "enqueue",
    "forget_done_jobs",
    "in_lane",
    "merge_lane",
    "periodic",
    "reaction",
    "record",
    "retry_job",
    "run_due_jobs",
    "seal_facts",
    "task",
    "work_forever",
]
