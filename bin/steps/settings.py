"""The settings given by the caller, checked before anything starts."""

import os
import subprocess
import sys

from . import osrm
from .broker import is_free
from .console import StopError, say
from .layout import BIN, PYTHON, ROOT, state_folder, step_argv
from .services import ask_database

NAMES = (
    "DATABASE_URL",
    "DATABASE_APP_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "OSRM_URL",
    "CALLOUT_STATE",
    "CALLOUT_PORT",
    "CALLOUT_DEMO_SIZE",
    "CALLOUT_PUBLIC_URL",
    "CALLOUT_SECRET_KEY",
    "CALLOUT_MAPS",
    "CALLOUT_TSA_URL",
    "CALLOUT_SMTP_URL",
    "CALLOUT_MAIL_FROM",
    "CALLOUT_BIND",
    "CALLOUT_WEB_WORKERS",
    "CALLOUT_WEB_THREADS",
    "CALLOUT_WORKERS",
    "CALLOUT_DEMO",
    "FILES_S3_BUCKET",
    "FILES_S3_ENDPOINT",
    "FILES_S3_REGION",
    "FILES_S3_ACCESS_KEY",
    "FILES_S3_SECRET_KEY",
)
WORDS = {
    "not-a-port": "is not a port from 1 to 65535",
    "not-an-address": "is not an address of the kind expected",
    "not-a-bare-address": "is more than scheme, host and port",
    "database-name-missing": "names no database",
    "port-not-a-number": "has a port that is no number",
    "secret-too-short": "is shorter than 32 characters",
    "not-0-or-1": "is neither 0 nor 1",
    "not-a-count": "is not a number from 1 to 256",
    "bucket-missing": "is missing beside the other settings of the bucket",
    "key-missing": "is missing beside its other half",
}


def read(*, app_alone: bool = False) -> dict[str, str]:
    """The settings that are set, each checked by the rules the product itself goes by.

    `app_alone` allows DATABASE_APP_URL without the owner's, as a serving program has it.
    Raises StopError with one line that names the first wrong one.
    """
    sys.path.insert(0, str(ROOT))
    from backend.lib.env import count_of, database_settings, read_environment
    from backend.lib.errors import Invalid

    given = {name: os.environ[name] for name in NAMES if os.environ.get(name, "").strip()}
    given["CALLOUT_STATE"] = str(state_folder())
    try:
        environment = read_environment(given)
        for name in ("CALLOUT_WEB_WORKERS", "CALLOUT_WORKERS"):
            count_of(given, name, 1)
        for name in ("DATABASE_URL", "DATABASE_APP_URL"):
            if name in given:
                database_settings(given[name], name)
    except Invalid as wrong:
        raise StopError(f"{wrong.field} {WORDS.get(wrong.code, wrong.code)}") from None
    if "DATABASE_APP_URL" in given and "DATABASE_URL" not in given and not app_alone:
        raise StopError(
            "DATABASE_URL is missing beside DATABASE_APP_URL: migrations need the owner"
        )
    given["CALLOUT_PORT"] = str(environment.port)
    given["CALLOUT_PUBLIC_URL"] = environment.public_url
    return given


def read_given(*, app_alone: bool = False) -> dict[str, str]:
    """Only what the caller set, checked, with nothing filled in but the state folder."""
    checked = read(app_alone=app_alone)
    filled = ("CALLOUT_PORT", "CALLOUT_PUBLIC_URL")
    return {
        name: value
        for name, value in checked.items()
        if name not in filled or os.environ.get(name, "").strip()
    }


def check_port(port: int) -> None:
    """Raises StopError when the web server could not listen there."""
    if not is_free(port):
        raise StopError(
            f"CALLOUT_PORT={port} is taken or not allowed here: set another CALLOUT_PORT"
        )


def check_given_services(settings: dict[str, str]) -> None:
    """Raises StopError naming the setting whose database or broker does not answer.

    Without roads the product goes on with straight distances, so that is a warning only.
    """
    if "DATABASE_URL" in settings:
        ask_database("check_server", blame="DATABASE_URL", owner_url=settings["DATABASE_URL"])
    for name in ("REDIS_URL", "CELERY_BROKER_URL"):
        if name in settings and settings[name].startswith("redis"):
            _check_redis(name, settings[name])
    if "FILES_S3_BUCKET" in settings:
        ask_bucket("check", settings)
    if "OSRM_URL" in settings and not osrm.answers(settings["OSRM_URL"].rstrip("/")):
        say(
            "  OSRM_URL: no OSRM server answers there; till it does, plans count straight distances"
        )


def ask_bucket(task: str, settings: dict[str, str]) -> None:
    """`check` that the bucket is there, or `make` it; raises StopError naming it."""
    done = subprocess.run(
        step_argv("bucket", task),
        cwd=BIN,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.strip().splitlines() or ["no answer"]
        raise StopError(f"FILES_S3_BUCKET={settings['FILES_S3_BUCKET']}: {words[-1]}")


def _check_redis(name: str, url: str) -> None:
    ask = (
        "import os, redis; redis.Redis.from_url(os.environ['ASKED'], "
        "socket_connect_timeout=5, socket_timeout=5).ping()"
    )
    done = subprocess.run(
        [str(PYTHON), "-c", ask],
        env={**os.environ, "ASKED": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StopError(f"{name}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
