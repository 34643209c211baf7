"""The product's own programs: web, worker and beat."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from . import commands
from .children import Child, Program
from .console import StopError
from .layout import VENV

WEB_WORKERS, WEB_THREADS = 2, 4
WORKER_PROCESSES = 2
# Django's own checks load every page of the web; bin/check has asked them already.
CELERY = (str(VENV / "bin/celery"), "--skip-checks", "-A", "backend.celery")


def web_and_worker(environ: Mapping[str, str], state: Path) -> list[Program]:
    """What /readyz waits for. Neither can become the database's owner."""
    serving = commands.without_owner(environ)
    return [
        Program("web", _web(environ["CALLOUT_PORT"]), _log(state, "web"), serving),
        Program("worker", _worker(), _log(state, "worker"), serving),
    ]


def beat(environ: Mapping[str, str], state: Path) -> Program:
    """What wakes the worker at its times."""
    return Program("beat", _beat(state), _log(state, "beat"), commands.without_owner(environ))


def wait_until_ready(port: str, children: list[Child], within_s: float = 90) -> None:
    """Wait for /readyz; raises StopError when a program ends or the time is over."""
    deadline = time.monotonic() + within_s
    said = "no answer"
    while time.monotonic() < deadline:
        ready, said = _ask(f"http://127.0.0.1:{port}/readyz")
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


def _web(port: str) -> list[str]:
    return [
        str(VENV / "bin/gunicorn"), "backend.wsgi:application",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread",
        "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS),
        # Imported once, before the workers are forked: half the processor time of a start.
        "--preload",
        "--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "15",
        "--access-logfile", "-", "--no-control-socket",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [
        *CELERY, "worker",
        "--concurrency", str(WORKER_PROCESSES), "--prefetch-multiplier", "1",
        "--without-mingle", "--without-gossip", "--loglevel", "INFO",
    ]  # fmt: skip


def _beat(state: Path) -> list[str]:
    return [
        *CELERY, "beat",
        "--schedule", str(state / "beat-schedule"), "--pidfile", "", "--loglevel", "INFO",
    ]  # fmt: skip


def _ask(url: str) -> tuple[bool, str]:
    # Under an https public address a plain question would only be sent on to https.
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as said:  # noqa: S310
            return said.status == 200, str(said.status)
    except urllib.error.HTTPError as refused:
        return False, f"{refused.code} {refused.read(300).decode(errors='replace')}"
    except OSError as error:
        return False, str(error)
