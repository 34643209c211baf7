"""How fast photos are not only taken in but believed: uploaded, looked at by the worker, joined."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import redis

from benchmarks.api import house
from benchmarks.api.client import drive
from benchmarks.api.operations import photo

FOR_S, PATIENCE_S = 5.0, 120


def examined_rate(
    environ: Mapping[str, str], state: Path, facts: dict[str, Any], port: int
) -> float:
    """Photos a second from the first byte sent to the last one verified, the worker running."""
    # What earlier operations called for is not waited for.
    redis.Redis.from_url(environ["REDIS_URL"]).flushall()
    worker = house.product.web_and_worker({**environ, "CALLOUT_PORT": str(port)}, state)[1]
    with (
        house.running(worker),
        psycopg.connect(environ["DATABASE_URL"], autocommit=True) as database,
    ):
        time.sleep(5)
        known = _count(database, "true")
        begun = time.monotonic()
        drive(port, photo(facts), connections=4, warm_s=0, seconds=FOR_S, judge=None)
        made = _count(database, "true") - known
        deadline = time.monotonic() + PATIENCE_S
        while _count(database, "verified_at is not null") < made:
            if time.monotonic() > deadline:
                raise SystemExit("the worker did not examine the photos in time")
            time.sleep(0.1)
        return made / (time.monotonic() - begun)


def _count(database: "psycopg.Connection[Any]", where: str) -> int:
    asked = "select count(*) from files_storedfile where mime = 'image/jpeg' and name = 'after.jpg'"
    row = database.execute(f"{asked} and path like 'originals/%' and {where}").fetchone()  # type: ignore[arg-type]
    return int(row[0]) if row else 0
