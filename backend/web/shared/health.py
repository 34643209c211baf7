"""Whether this process lives, and whether everything it leans on answers."""

import logging
from typing import Any

import psycopg
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

_PATIENCE_S = 2
_log = logging.getLogger(__name__)


@transaction.non_atomic_requests
def livez(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, the broker and a worker answer; else 503 naming what is missing."""
    parts = {"database": _database_answers(), **_broker_and_worker()}
    missing = [name for name, answers in parts.items() if not answers]
    answer = {"ready": not missing, **parts, "missing": missing}
    return JsonResponse(answer, status=503 if missing else 200)


def _database_answers() -> bool:
    """Asked on a connection of its own: the pool would wait ten seconds to say no."""
    try:
        with psycopg.connect(**_where_the_database_is()) as asked:
            asked.execute("select 1")
    except psycopg.Error as fault:
        _log.warning("The database does not answer: %s", fault)
        return False
    return True


def _where_the_database_is() -> dict[str, Any]:
    kept = connection.settings_dict
    options = {name: value for name, value in kept["OPTIONS"].items() if name != "pool"}
    named = {
        "dbname": kept["NAME"],
        "user": kept["USER"],
        "password": kept["PASSWORD"],
        "host": kept["HOST"],
        "port": kept["PORT"],
    }
    return {
        "connect_timeout": _PATIENCE_S,
        **options,
        **{name: value for name, value in named.items() if value},
    }


def _broker_and_worker() -> dict[str, bool]:
    """The worker leaves a sign in the broker's cache every few seconds."""
    try:
        alive = cache.get("callout:canary") == "alive"
    except Exception as fault:
        # Whatever the client of the cache raises, the broker is what is missing.
        _log.warning("The broker does not answer: %s", fault)
        return {"broker": False, "worker": False}
    return {"broker": True, "worker": alive}
