"""A lean endpoint: the essential SQL under the same server, without rules, sessions or pages.

Gunicorn serves `application`; BENCH_FACTS names the file of prepare.py's facts.
"""

import itertools
import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from psycopg_pool import ConnectionPool

from benchmarks.api.statements import STATEMENTS, as_json

Begin = Callable[[str, list[tuple[str, str]]], Any]
FACTS = json.loads(Path(os.environ["BENCH_FACTS"]).read_text())
CALLS = itertools.count(os.getpid())


@cache
def pool() -> "ConnectionPool[Any]":
    """Opened after the fork, as large as the product's."""
    kwargs = {"autocommit": True}
    return ConnectionPool(
        os.environ["BENCH_DATABASE_URL"], kwargs=kwargs, min_size=0, max_size=5, open=True
    )


def application(environ: dict[str, Any], begin: Begin) -> Iterable[bytes]:
    """`/NAME` runs the statement of that name once and answers its rows as JSON."""
    # A body is read to its end, as any endpoint has to.
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    with pool().connection() as connection:
        rows = STATEMENTS[environ["PATH_INFO"][1:]](connection, FACTS, next(CALLS))
    said = as_json(rows)
    begin("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
    return [said]
