"""Instants come as PostgreSQL keeps them, to the microsecond, read by the driver's own loader."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.pq import Format

from backend.database.instants import InstantLoader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-22 17:44:31.305851+00", datetime(2026, 11, 22, 17, 44, 31, 305851, UTC)),
        ("2026-03-29 03:30:00+02", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_utc(written: str, read: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz, array[%s::timestamptz, null]", [written, written])
        assert cursor.fetchone() == (read, [read, None])


def test_the_drivers_loader_reads_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        cells = cursor.fetchone()
        known = cursor.cursor.adapters.get_loader(1184, Format.TEXT)
    assert known is InstantLoader
    assert cells[0].tzinfo is UTC
