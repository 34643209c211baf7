"""Whether this process lives, and whether everything it leans on answers."""

import logging
import shutil
from pathlib import Path
from typing import Final

import psycopg
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from backend.dispatch.planner.travel import Roads
from backend.journal import heartbeats

_PATIENCE_S = 2
# Below this the next photos of a busy day may not fit.
LEAST_FREE_BYTES: Final = 2 * 1024**3
_log = logging.getLogger(__name__)


@transaction.non_atomic_requests
def livez(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, the broker and a worker answer; else 503 naming what is missing."""
    database = database_answers()
    parts = {
        "database": database,
        "broker": broker_answers(),
        # The worker's sign of life is kept in the database.
        "worker": database and heartbeats.worker_lives(),
    }
    missing = [name for name, answers in parts.items() if not answers]
    # A late round of housekeeping takes no web server out of service; whoever watches is told.
    overdue = heartbeats.overdue() if database else []
    answer = {"ready": not missing, **parts, "missing": missing, "overdue": overdue}
    return JsonResponse(answer, status=503 if missing else 200)


def database_answers() -> bool:
    """Asked on a connection of its own: the pool would wait ten seconds to say no."""
    try:
        where = {"connect_timeout": _PATIENCE_S, **connection.get_connection_params()}
        with psycopg.connect(**where) as asked:
            asked.execute("select 1")
    except psycopg.Error as fault:
        _log.warning("The database does not answer: %s", fault)
        return False
    return True


def broker_answers() -> bool:
    """Asked on a connection of its own, for two seconds at most."""
    try:
        with current_app.connection_for_write(connect_timeout=_PATIENCE_S) as asked:
            asked.ensure_connection(max_retries=0, timeout=_PATIENCE_S)
    except Exception as fault:
        # Whatever the transport raises, Redis or AMQP, the broker is what is missing.
        _log.warning("The broker does not answer: %s", fault)
        return False
    return True


def roads_answer() -> bool:
    """True where a road server is set and answers anything at all."""
    return Roads(settings.OSRM_URL or None, time_limit_s=_PATIENCE_S).answers()


def files_have_room() -> bool:
    """True while the folder of files has room for a busy day; a bucket always has."""
    folder = Path(settings.MEDIA_ROOT)
    return not folder.is_dir() or shutil.disk_usage(folder).free >= LEAST_FREE_BYTES
