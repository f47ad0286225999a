"""The helper that looks for national numbers finds them (the journeys use it on a whole run)."""

from pathlib import Path

import pytest
from django.db import connection

from tests.support.numbers import plain_numbers

FICTIONAL = "85073099887"


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["85073099887", "85.07.30-998.87", "850730-998-87"])
def test_a_number_in_the_database_is_found(written: str):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (body text)")
        cursor.execute("INSERT INTO note VALUES (%s)", [f"voir {written}, merci"])
    try:
        assert plain_numbers([FICTIONAL]) == ["note.body"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE note")


@pytest.mark.django_db
def test_a_number_in_a_file_is_found(tmp_path: Path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/web.log").write_bytes(b"\x00\xff GET /?nn=85073099887 200")
    (tmp_path / "clean.txt").write_text("**.**.**-***.87")

    assert plain_numbers([FICTIONAL], tmp_path) == ["logs/web.log"]
