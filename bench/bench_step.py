"""What one step of an agent costs beside a bare transaction that writes the same rows through the ORM.

« proposer » of bench/commune/catalogue/mesure-d-etape: the right is checked and the condition asked, the case moves, a
task ends, another is offered, a delay begins; three facts and a job are left. The floor (bench/floor/step.py) writes
the same without asking anything. Both sides have cases of their own, each moved once. CPU of this process and, on
PostgreSQL, of the server's process that answers it; the rows written are compared before.

    python -m bench.bench_step [--rounds 40] [--count 15]
    scripts/postgres -- .venv/bin/python -m bench.bench_step
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from bench.compared import Clock, Compared, Side, arguments, compare
from bench.house import house
from bench.processes import cpu_seconds

if TYPE_CHECKING:
    from beffroi.people.models import Account, Person

LIMIT = 1.5
ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "bench" / "commune" / "catalogue" / "mesure-d-etape"


def furnish() -> None:
    """A commune with the package in force, a clerk, and somebody who asks."""
    from beffroi.lib.acting import HOUSE
    from beffroi.people import actions as people
    from beffroi.people.policies import IdentityClaims, Level, Role
    from beffroi.people.rules.numbers import fictional_number
    from beffroi.procedures import actions as procedures

    people.load_pack(ROOT / "communes" / "wavre")
    procedures.publish_version(actor=HOUSE, path=PACKAGE)
    clerk = people.create_account("clerk@exemple.be", verified=True, name="Agent")
    people.appoint_agent(account=clerk, department="population", role=Role.CLERK)
    born = date(1990, 4, 12)
    people.link_identity(
        account=people.create_account("lea@exemple.be", verified=True),
        claims=IdentityClaims(
            national_number=fictional_number(born, 998),
            given_names="Léa",
            family_name="Dubois",
            birth_date=born,
            method="eid",
            level=Level.EID,
        ),
    )


def sides() -> tuple[Side[UUID], Side[UUID]]:
    """The house's step and the floor's."""
    from beffroi.cases import actions
    from beffroi.people import queries as people
    from beffroi.people.models import Account, Person
    from bench.floor import step

    applicant = Person.objects.get()
    clerk = people.desk_actor(account=Account.objects.get(email="clerk@exemple.be"))
    if clerk.agent_id is None:
        raise SystemExit("the clerk has no post")
    bare = step.Actor(clerk.agent_id, people.pseudonym_ref(applicant.pk).uuid)
    new_case = cases(applicant, Account.objects.get(email="lea@exemple.be"), clerk.agent_id)

    def ours(case_id: UUID) -> object:
        return actions.take_transition(
            actor=clerk, case_id=case_id, transition="proposer", form={}, revision=1
        )

    return Side(new_case, ours), Side(new_case, lambda case_id: step.propose(actor=bare, case_id=case_id))


def cases(applicant: Person, account: Account, agent_id: UUID) -> Callable[[int], UUID]:
    """Makes a case in « examen » whose task the agent holds."""
    from beffroi.cases.models import Case, Task
    from beffroi.lib import clock
    from beffroi.procedures import queries as procedures

    version = procedures.version_in_force(PACKAGE.name)

    def new(_number: int) -> UUID:
        case = Case.objects.create(
            number=f"m-{uuid4().hex[:10]}",
            version=version,
            procedure=PACKAGE.name,
            department="population",
            applicant_account=account,
            applicant_person=applicant,
            applicant_name="Léa Dubois",
            applicant_email="lea@exemple.be",
            channel="web",
            answers={"email": "lea@exemple.be", "copies": 2},
            status="examen",
            phase="in_progress",
            next_turn="commune",
            tracking_hash=uuid4().hex,
            revision=1,
            submitted_at=clock.now(),
            changed_at=clock.now(),
            target_due_on=clock.today(),
        )
        Task.objects.create(
            case=case, role="clerk", department="population", label="Examiner la demande", status="claimed",
            holder_id=agent_id, offered_at=clock.now(), claimed_at=clock.now(),
        )  # fmt: skip
        return case.pk

    return new


def written(side: Side[UUID]) -> Counter[str]:
    """What one step writes: rows added and statements that change rows, by table."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case_id, before = side.prepare(0), _rows()
    with CaptureQueriesContext(connection) as asked:
        side.work(case_id)
    changed = (re.match(r'UPDATE "(\w+)"', query["sql"]) for query in asked.captured_queries)
    return _rows() - before + Counter(f"{found[1]} changed" for found in changed if found)


def _rows() -> Counter[str]:
    from django.apps import apps

    return Counter({model._meta.db_table: model._default_manager.count() for model in apps.get_models()})


def measure(rounds: int, count: int) -> Compared:
    """Both sides by turns, once it is sure that they write the same."""
    ours, floor = sides()
    if (house_rows := written(ours)) != (floor_rows := written(floor)):
        raise SystemExit(f"not the same rows: {house_rows - floor_rows} against {floor_rows - house_rows}")
    return compare(ours, floor, rounds=rounds, count=count, clock=_clock())


def _clock() -> Clock:
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    server = connection.connection.info.backend_pid
    return lambda: cpu_seconds(server) + time.process_time()


def main() -> None:
    """Measure and judge."""
    chosen = arguments(__doc__, rounds=40, count=15)
    with house(database=True):
        furnish()
        measure(chosen.rounds, chosen.count).judge("une étape d’un agent", LIMIT)


if __name__ == "__main__":
    main()
