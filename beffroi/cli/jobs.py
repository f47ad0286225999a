"""``beffroi jobs``: work that waits or has failed."""

from __future__ import annotations

import argparse
from uuid import UUID

from .texts import say, table


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about background work."""
    jobs = commands.add_parser("jobs", help="les travaux de fond").add_subparsers(
        metavar="VERBE", required=True
    )
    listing = jobs.add_parser("list", help="ce qui attend, ce qui a échoué")
    listing.set_defaults(run=show)
    retry = jobs.add_parser("retry", help="recommencer un travail échoué")
    retry.add_argument("job", type=UUID, metavar="TRAVAIL", help="identifiant donné par « jobs list »")
    retry.set_defaults(run=try_again)


def show(chosen: argparse.Namespace) -> int:
    """Counts by status, then each failed job with its reason."""
    from beffroi.journal import queries as journal

    overview = journal.jobs_overview()
    say(f"En attente : {overview.waiting} · en cours : {overview.running} · échoués : {overview.failed}")
    rows = [(str(job.uuid), job.task, str(job.attempts), job.last_error) for job in journal.failed_jobs()]
    if rows:
        say(table([("travail", "tâche", "essais", "raison"), *rows]))
    return 0


def try_again(chosen: argparse.Namespace) -> int:
    """Put a failed job back in the queue."""
    from beffroi.journal import actions as journal
    from beffroi.lib.acting import HOUSE

    journal.retry_job(actor=HOUSE, job_id=chosen.job)
    say("✓ Le travail reprend place dans la file.")
    return 0
