"""The product's own programs: web, worker and beat; how many, the settings say."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from . import commands
from .children import Child, Program
from .console import StopError
from .layout import VENV

BIND = "127.0.0.1"
WEB_WORKERS, WEB_THREADS, WORKERS = "2", "4", "2"
# Django's own checks load every page of the web; bin/check has asked them already.
CELERY = (str(VENV / "bin/celery"), "--skip-checks", "-A", "backend.celery")


def web_and_worker(environ: Mapping[str, str], state: Path) -> list[Program]:
    """What /readyz waits for. Neither can become the database's owner."""
    serving = commands.without_owner(environ)
    return [
        Program("web", web_words(environ), _log(state, "web"), serving),
        Program("worker", worker_words(environ), _log(state, "worker"), serving),
    ]


def beat(environ: Mapping[str, str], state: Path) -> Program:
    """What wakes the worker at its times."""
    return Program("beat", beat_words(state), _log(state, "beat"), commands.without_owner(environ))


def wait_until_ready(port: str, children: list[Child], within_s: float = 90) -> None:
    """Wait for /readyz; raises StopError when a program ends or the time is over."""
    deadline = time.monotonic() + within_s
    said = "no answer"
    while time.monotonic() < deadline:
        ready, said = ask(f"http://127.0.0.1:{port}/readyz")
        if ready:
            return
        for child in children:
            if child.has_ended():
                raise StopError(f"{child.program.name} ended at once, see {child.program.log}")
        time.sleep(0.1)
    raise StopError(f"/readyz did not become 200 in {within_s:.0f} s: {said}")


def _log(state: Path, name: str) -> Path:
    (state / "logs").mkdir(exist_ok=True)
    return state / "logs" / f"{name}.log"


def web_words(environ: Mapping[str, str]) -> list[str]:
    """The command line of a web server."""
    return [
        str(VENV / "bin/gunicorn"), "backend.wsgi:application",
        "--bind", f"{environ.get('CALLOUT_BIND') or BIND}:{environ['CALLOUT_PORT']}",
        "--worker-class", "gthread",
        "--workers", environ.get("CALLOUT_WEB_WORKERS") or WEB_WORKERS,
        "--threads", environ.get("CALLOUT_WEB_THREADS") or WEB_THREADS,
        # Imported once, before the workers are forked: half the processor time of a start.
        "--preload",
        "--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "15",
        "--access-logfile", "-", "--no-control-socket",
    ]  # fmt: skip


def worker_words(environ: Mapping[str, str]) -> list[str]:
    """The command line of a worker."""
    return [
        *CELERY, "worker",
        "--concurrency", environ.get("CALLOUT_WORKERS") or WORKERS, "--prefetch-multiplier", "1",
        "--without-mingle", "--without-gossip", "--loglevel", "INFO",
    ]  # fmt: skip


def beat_words(state: Path) -> list[str]:
    """The command line of what wakes the workers; two of them do no harm."""
    return [
        *CELERY, "beat",
        "--schedule", str(state / "beat-schedule"), "--pidfile", "", "--loglevel", "INFO",
    ]  # fmt: skip


def ask(url: str) -> tuple[bool, str]:
    """Whether this address answers 200, and what it said."""
    # Under an https public address a plain question would only be sent on to https.
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as said:  # noqa: S310
            return said.status == 200, str(said.status)
    except urllib.error.HTTPError as refused:
        return False, f"{refused.code} {refused.read(300).decode(errors='replace')}"
    except OSError as error:
        return False, str(error)
