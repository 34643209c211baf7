"""A month's attainment as the contract's page asks it: desk/attained.py over rows in PostgreSQL.

Run as a program of its own on an empty, migrated database; prints the seconds of the fastest of
three answers, by the clock on the wall: most of the time is PostgreSQL's.
"""

import os
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

import psycopg  # noqa: E402
from django.db import models, transaction  # noqa: E402

from backend.database.principal import acting_as_system  # noqa: E402
from backend.demo.cast import Cast, make_cast  # noqa: E402
from backend.desk.actions import NewRequest, submit_request  # noqa: E402
from backend.desk.attained import attained  # noqa: E402
from backend.desk.models import Request, SlaClock  # noqa: E402

MONTH = date(2026, 10, 1)
REPORTED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
MISSED_EACH = 20
ASKED = 3


def main() -> None:
    """Make the rows, then ask."""
    count = int(sys.argv[1])
    with acting_as_system(), transaction.atomic():
        cast = make_cast()
        pattern = _request(cast)
    _multiply(pattern, count - 1)
    with acting_as_system(), transaction.atomic():
        print(min(_asked(cast, count) for _ in range(ASKED)))


def _request(cast: Cast) -> Request:
    """One request whose promise to arrive was kept."""
    wish = NewRequest(
        object_id=cast.hotel_object.pk,
        equipment_id=cast.ice_machine.pk,
        words="The ice machine drips",
        impact="goods_at_risk",
        reported_at=REPORTED_AT,
        backdating_reason="Measured",
    )
    request = submit_request(wish, by=cast.dispatcher)
    request.clocks.exclude(kind="arrival").delete()
    ended = {"stopped_at": REPORTED_AT, "state": "met", "next_at": None}
    request.clocks.update(**ended)
    return request


def _multiply(pattern: Request, count: int) -> None:
    """So many more like it, all of one month, one in twenty missed."""
    moment = "%(at)s::timestamptz + n %% 2592000 * interval '1 second'"
    request = {"id": "md5('r' || n)::uuid", "number": "'R' || n"}
    clock = {
        "id": "md5('c' || n)::uuid",
        "request_id": request["id"],
        "started_at": moment,
        "stopped_at": moment,
        "state": f"case when n %% {MISSED_EACH} = 0 then 'missed' else 'met' end",
    }
    told = {"at": REPORTED_AT, "count": count, "id": pattern.pk}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        for table in ("desk_request", "desk_slaclock"):
            _unbound(owner, table)
        owner.execute(_copies(Request, request, "id"), told)
        owner.execute(_copies(SlaClock, clock, "request_id"), told)
        owner.execute("vacuum analyze desk_request, desk_slaclock")


def _unbound(owner: psycopg.Connection[Any], table: str) -> None:
    """Let go of the foreign keys of a table in this database of one run: nothing asked reads them,
    and to check twenty million of them takes minutes."""
    keys = "select conname from pg_constraint where conrelid = %s::regclass and contype = 'f'"
    for (name,) in owner.execute(keys, [table]).fetchall():
        owner.execute(f'alter table {table} drop constraint "{name}"')


def _copies(rows: type[models.Model], other: dict[str, str], key: str) -> str:
    table, columns = rows._meta.db_table, [each.column for each in rows._meta.concrete_fields]
    values = ", ".join(other.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    # Names of our own models, nothing anybody typed.
    return (
        f"insert into {table} ({names}) select {values} from {table},"  # noqa: S608
        f" generate_series(1, %(count)s) n where {table}.{key} = %(id)s"
    )


def _asked(cast: Cast, count: int) -> float:
    before = time.perf_counter()
    (arrivals,) = attained(cast.contract, MONTH)
    spent = time.perf_counter() - before
    missed = (count - 1) // MISSED_EACH
    assert (arrivals.met, arrivals.missed) == (count - missed, missed)
    return spent


if __name__ == "__main__":
    main()
