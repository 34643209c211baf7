"""Programs of the product as processes, on the test database and a broker of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120


class House:
    """Starts webs and workers that end with the test; `environment` is what they all get."""

    def __init__(self, folder: Path, mail_url: str, **environment: str) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": "",
            "DATABASE_APP_URL": in_test_database(os.environ["DATABASE_APP_URL"]),
            "REDIS_URL": own_redis(),
            "CALLOUT_SMTP_URL": mail_url,
            "CALLOUT_STATE": str(folder),
            **environment,
        }

    def web(self) -> str:
        """One more web server; its address once it answers."""
        port = free_port()
        argv = ["gunicorn", "backend.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        argv += ["--worker-class", "gthread", "--workers", "1", "--threads", "4"]
        self._start(argv, f"web-{port}")
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: _lives(address), f"{address} never answered")
        return address

    def worker(self, *, beat: bool = True) -> "subprocess.Popen[bytes]":
        """One more worker, with a beat of its own inside unless there shall be none."""
        schedule = self.folder / f"beat-{len(self.processes)}"
        argv = ["celery", "--skip-checks", "-A", "backend.celery", "worker"]
        argv += ["--beat", "-s", str(schedule)] if beat else []
        argv += ["--concurrency=1", "--loglevel=ERROR"]
        argv += ["--without-mingle", "--without-gossip", "-n", f"w{len(self.processes)}@test"]
        return self._start(argv, f"worker-{len(self.processes)}")

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, argv: list[str], name: str) -> "subprocess.Popen[bytes]":
        program = str(Path(sys.executable).with_name(argv[0]))
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [program, *argv[1:]],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.processes.append(process)
        return process


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of a program with all its children."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_redis() -> str:
    """Another database of the same broker, so that no other worker takes our tasks."""
    return urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/8"))


def in_test_database(url: str) -> str:
    name = settings.DATABASES["default"]["NAME"]
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def eventually(holds: Callable[[], bool], what: str, *, within_s: float = PATIENCE_S) -> None:
    """Ask again and again until it holds, for two minutes unless told otherwise."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.2)


def _lives(address: str) -> bool:
    try:
        return httpx.get(f"{address}/livez", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
