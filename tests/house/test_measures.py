"""The measures of bench/ do what they say they do; how fast is for `make bench`, on a quiet machine."""

from __future__ import annotations

import pytest

from bench import bench_page, bench_step
from bench.compared import Compared


@pytest.mark.once
def test_both_pages_of_forty_questions_are_read_and_accepted():
    measured = bench_page.measure(rounds=1, count=2)
    assert measured.ours > 0 and measured.floor > 0


@pytest.mark.django_db
def test_a_step_and_its_floor_write_the_same_rows():
    bench_step.furnish()
    measured = bench_step.measure(rounds=1, count=2)  # refuses to compare other rows
    assert measured.ours > 0 and measured.floor > 0


@pytest.mark.once
def test_a_measure_over_its_limit_ends_the_program_with_an_error(capsys):
    Compared(ours=0.003, floor=0.002).judge("un essai", 1.5)
    with pytest.raises(SystemExit, match="1"):
        Compared(ours=0.004, floor=0.002).judge("un essai", 1.5)
    assert capsys.readouterr().out == (
        "un essai : beffroi 3.00 ms, plancher 2.00 ms\n  rapport 1.50, au plus 1.5 : tenu\n"
        "un essai : beffroi 4.00 ms, plancher 2.00 ms\n  rapport 2.00, au plus 1.5 : dépassé\n"
    )
