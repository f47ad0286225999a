from . import factories as f


def test_story(citizen, clerk, mails):
    case = f.opened(citizen)
    print(case.number, case.status, f.facts(case))
    case = f.taken(case, clerk)
    case = f.move(case, clerk, "produire")
    print(case.status, case.phase, f.facts(case))
    print([(m["subject"], m["to"]) for m in mails.mails])
    for e in f.events(case):
        print(e.name, e.role, e.department, e.procedure, e.phase_before, e.phase_after, e.next_turn, e.due_on)


def test_counts(citizen, clerk, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    d = f.start(citizen)
    for page, values in f.residence().items():
        with CaptureQueriesContext(connection) as q:
            f.save(citizen, d, page, values)
        print(page, len(q))
        if page == "coordonnees":
            for x in q.captured_queries:
                print("   ", x["sql"][:150])
    with CaptureQueriesContext(connection) as q:
        f.submit(citizen, d)
    print("submit", len(q))
    for x in q.captured_queries:
        print("   ", x["sql"][:150])
    with CaptureQueriesContext(connection) as q:
        f.work()
    print("work", len(q))
    for x in q.captured_queries:
        print("   ", x["sql"][:130])
