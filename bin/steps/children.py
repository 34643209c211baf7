"""Starting a program so that it ends with us, and ending it politely."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .layout import ROOT

PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """What to start: its words, environment, log file and the signal that ends it."""

    name: str
    argv: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    user: str | None = None
    tied: bool = True

    def start(self) -> "Child":
        """Start it in a process group of its own, so that Ctrl-C reaches only the launcher."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                list(self.argv),
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_ends_with_parent(self.stop_signal) if self.tied else None,
                cwd="/" if self.user else ROOT,
                **identity_of(self.user),
            )
        return Child(self, process)


@dataclass
class Child:
    """A program that was started."""

    program: Program
    process: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_end(self) -> None:
        """Send the polite signal to the program itself; it ends its own workers."""
        if not self.has_ended():
            self.process.send_signal(self.program.stop_signal)

    def end_by(self, deadline: float) -> None:
        """Wait until the monotonic deadline, then end the whole group for good."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        _kill_group(self.process.pid)
        self.process.wait()


def identity_of(user: str | None) -> dict[str, Any]:
    """The words of subprocess that run a program as this user; as ourselves without one."""
    if user is None:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def end_all(children: Sequence[Child], *, within_s: float) -> None:
    """End these children together."""
    deadline = time.monotonic() + within_s
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end_by(deadline)


def last_words(log: Path, lines: int = 3) -> str:
    """The end of a log as one line, to be put into a StopError."""
    try:
        tail = log.read_text(errors="replace").strip().splitlines()[-lines:]
    except OSError:
        return "it left no log"
    return " / ".join(tail) or "it left no words in its log"


def wait_until(ready: Callable[[], bool], *, within_s: float, every_s: float = 0.05) -> bool:
    """Ask again and again until it is ready; False when the time is over."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(every_s)
    return ready()


def is_alive(pid: int) -> bool:
    """True when a process of this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def program_with(*words: str) -> int | None:
    """The id of a running process that has all these words on its command line."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = line.read_bytes().split(b"\0")
        except OSError:
            continue
        if all(os.fsencode(word) in said for word in words):
            return int(line.parent.name)
    return None


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _ends_with_parent(stop_signal: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        # The parent may have died before the line above: then nobody would ever tell us.
        if os.getppid() != parent:
            os._exit(1)

    return arrange
