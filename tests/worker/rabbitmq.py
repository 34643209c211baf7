"""A private RabbitMQ: its own folder, ports, Erlang cookie and name server; ends with the test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from kombu import Connection

from .house import free_port

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START_S = 120


def why_not() -> str:
    """Why it cannot run here; empty where it can."""
    if not SERVER.exists():
        return os.environ.get("CALLOUT_NO_RABBITMQ") or "apt-get install rabbitmq-server to run it"
    return "" if shutil.which("epmd") else "no epmd beside RabbitMQ"


class RabbitMQ:
    """One node; what it was told to keep outlives `kill`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "rabbitmq" if os.geteuid() == 0 else None
        # Pytest's own folders are closed to every other user.
        self.home = Path(tempfile.mkdtemp(prefix="callout-rabbitmq-"))
        if self.user:
            shutil.chown(self.home, self.user, self.user)
        self.port, self.names_port = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self.names = self._start(["epmd", "-port", str(self.names_port), "-address", "127.0.0.1"])
        self.start()

    def start(self) -> None:
        self.process = self._start([str(SERVER)])
        until = time.monotonic() + START_S
        while not self._answers():
            assert self.process.poll() is None, self._log()
            assert time.monotonic() < until, self._log()
            time.sleep(0.3)

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        for process in (self.process, self.names):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self, argv: list[str]) -> "subprocess.Popen[bytes]":
        settings = {
            "HOME": str(self.home),
            "ERL_EPMD_PORT": str(self.names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"callout{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.home / "data"),
            "RABBITMQ_LOG_BASE": str(self.home / "log"),
            "RABBITMQ_PID_FILE": str(self.home / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.home / "none"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        }
        with (self.folder / "rabbitmq.log").open("ab") as log:
            return subprocess.Popen(
                argv,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings},
                cwd="/",
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._identity(),
            )

    def _identity(self) -> dict[str, Any]:
        if not self.user:
            return {}
        account = pwd.getpwnam(self.user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _answers(self) -> bool:
        try:
            with Connection(self.url, connect_timeout=2) as connection:
                connection.connect()
        except Exception:
            return False
        return True

    def _log(self) -> str:
        return (self.folder / "rabbitmq.log").read_text()[-3000:]
