"""Background work of the journal itself."""

from __future__ import annotations

from datetime import timedelta

from . import actions

#: How long the row of a done job answers "already done" to its key.
_KEPT = timedelta(days=30)


@actions.periodic("journal.forget_done_jobs", every=timedelta(days=1))
def forget_done_jobs() -> None:
    """Keep the table of jobs small."""
    actions.forget_done_jobs(older_than=_KEPT)
