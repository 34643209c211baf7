"""A private PostgreSQL cluster: one folder, one unix socket, nothing shared with the system's."""

import getpass
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from .children import Child, Program, identity_of, is_alive, last_words, wait_until
from .console import StopError, say, step
from .postgres import Programs, find_or_install
from .state import State

DATABASE = "callout"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
SETTINGS = ("listen_addresses=", "unix_socket_permissions=0700", "max_connections=120", "jit=off")
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Cluster:
    """The cluster of one state folder.

    `careless` gives up durability for speed, which suits tests only. `tied` ends the cluster
    together with this program.
    """

    def __init__(self, state: State, *, careless: bool = False, tied: bool = True) -> None:
        self.state = state
        self.careless = careless
        self.tied = tied
        self.user = _database_user()
        self.folder = _folder_for(state, self.user)
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.socket = _socket_folder(self.folder)

    def start(self) -> Child | None:
        """Make the cluster when there is none and start it; None when it runs already."""
        if self.is_running():
            if not self.tied:
                return None
            self._end_leftover()
        programs = find_or_install(self._data_version())
        if not (self.data / "PG_VERSION").exists():
            with step("database cluster"):
                self._create(programs)
        self._prepare_socket()
        child = self._program(programs).start()
        if not wait_until(lambda: child.has_ended() or self.accepts(), within_s=60):
            raise StopError(f"the database did not start in 60 s, see {self.log}")
        if child.has_ended():
            raise StopError(f"the database did not start: {last_words(self.log)}")
        return child

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        """A libpq address over the unix socket."""
        return f"postgresql://{role}:{quote(password)}@/{database}?host={quote(str(self.socket))}"

    def is_running(self) -> bool:
        """True when a live server holds the data folder."""
        return (pid := self._server_pid()) is not None and is_alive(pid)

    def accepts(self) -> bool:
        """The server writes "ready" into its pid file once it takes connections."""
        lines = self._pid_file_lines()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def stop(self) -> None:
        """End a server that an earlier program left running."""
        if self.is_running():
            self._end_leftover()

    def _program(self, programs: Programs) -> Program:
        settings = [*SETTINGS, f'unix_socket_directories="{self.socket}"']
        settings += CARELESS if self.careless else ()
        options = [word for setting in settings for word in ("-c", setting)]
        return Program(
            name="database",
            argv=[programs.path("postgres"), "-D", str(self.data), *options],
            log=self.log,
            environment=programs.environment,
            stop_signal=signal.SIGINT,
            user=self.user,
            tied=self.tied,
        )

    def _create(self, programs: Programs) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        shutil.rmtree(self.data, ignore_errors=True)
        password = self.folder / "superuser"
        password.touch(mode=0o600)
        password.write_text(self.state.secrets()["superuser_password"])
        self._hand_over(self.folder, self.log, password)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        options += ["--username=postgres", f"--pwfile={password}"]
        options += ["--no-sync"] if self.careless else []
        self._call([programs.path("initdb"), "-D", str(self.data), *options], programs)
        password.unlink()

    def _call(self, argv: Sequence[str], programs: Programs) -> None:
        done = subprocess.run(
            list(argv),
            env={**os.environ, **programs.environment, "LC_ALL": "C.UTF-8"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **identity_of(self.user),
        )
        if done.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise StopError(
                f"{Path(argv[0]).name} failed: {' / '.join(done.stderr.splitlines()[-2:])}"
            )

    def _prepare_socket(self) -> None:
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._hand_over(self.socket)
        owner = self.socket.stat().st_uid
        if owner != (pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()):
            raise StopError(f"{self.socket} belongs to another user: set another CALLOUT_STATE")

    def _hand_over(self, *paths: Path) -> None:
        if self.user:
            account = pwd.getpwnam(self.user)
            for path in paths:
                os.chown(path, account.pw_uid, account.pw_gid)

    def _data_version(self) -> int:
        """The major version that made the data; 0 where there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return 0

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _server_pid(self) -> int | None:
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def _end_leftover(self) -> None:
        """A launcher that was killed leaves a server that is about to end; see that it does."""
        pid = self._server_pid()
        if pid is None or not _is_server_of(pid, self.data):
            return
        say("  ending the database that an earlier start left behind")
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: self._server_pid() != pid or not is_alive(pid), within_s=20):
            raise StopError(f"process {pid} still holds {self.data}")


def _database_user() -> str | None:
    """PostgreSQL refuses to run as root, so there it runs as the user its packages made."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise StopError("PostgreSQL does not run as root and there is no user postgres or nobody here")


def _folder_for(state: State, user: str | None) -> Path:
    """The state folder, unless the database's user cannot enter it; remembered in the state."""
    note = state.folder / "cluster-folder"
    if note.exists():
        return Path(note.read_text().strip())
    folder = state.folder / "cluster"
    if user and not _can_enter(user, state.folder):
        folder = Path("/var/lib") / f"callout-{_short_hash(state.folder)}"
        note.write_text(f"{folder}\n")
    return folder


def _can_enter(user: str, folder: Path) -> bool:
    tried = subprocess.run(["test", "-x", str(folder)], cwd="/", check=False, **identity_of(user))
    return tried.returncode == 0


def _socket_folder(folder: Path) -> Path:
    """Beside the data, or under the temporary folder where that path would be too long."""
    beside = folder / "socket"
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return beside
    name = f"callout-{getpass.getuser()}-{_short_hash(folder)}"
    return Path(tempfile.gettempdir()) / name


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in words
