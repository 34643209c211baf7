"""Public numbers in bulk, for history that is written without the actions."""

from collections.abc import Iterator

from django.db import connection

from backend.database.numbers import SEQUENCES


def numbers_of(prefix: str) -> Iterator[str]:
    """Numbers of a series, taken two thousand at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select nextval(%s::regclass) from generate_series(1, 2000)", [SEQUENCES[prefix]]
            )
            taken = [row[0] for row in cursor.fetchall()]
        yield from (f"{prefix}-{number}" for number in taken)
