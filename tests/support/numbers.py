"""Looking for national numbers in plain, wherever a run may have left them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from django.db import connection


def spellings(number: str) -> tuple[str, ...]:
    """How a number may be written: ``85073003328``, ``85.07.30-033.28``, ``850730-033-28``, ``850730 033 28``."""
    year, month, day, counter, check = number[:2], number[2:4], number[4:6], number[6:9], number[9:11]
    return (
        number,
        f"{year}.{month}.{day}-{counter}.{check}",
        f"{year}{month}{day}-{counter}-{check}",
        f"{year}{month}{day}-{counter}.{check}",
        f"{year}{month}{day} {counter} {check}",
    )


def plain_numbers(numbers: Collection[str], *folders: Path) -> list[str]:
    """Every place of the present database and of these folders where one of the numbers stands in plain.

    The database is read row by row, tables of other libraries included; files byte by byte, so a SQLite file with its
    write-ahead log, a log, a message and an index all count. Places are named, never the number.
    """
    pattern = re.compile("|".join(re.escape(text) for number in numbers for text in spellings(number)))
    return [*_in_database(pattern), *(place for folder in folders for place in _in_folder(pattern, folder))]


def _in_database(pattern: re.Pattern[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from (
                    f"{table}.{column}"
                    for column, value in zip(columns, row, strict=True)
                    if pattern.search(_text(value))
                )


def _in_folder(pattern: re.Pattern[str], folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (pattern.search(_text(path.read_bytes())) or pattern.search(path.name)):
            yield str(path.relative_to(folder))


def _text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
