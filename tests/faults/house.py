"""A whole house of its own: `bin/run` with the demo company, and ways to hurt its parts."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP_S, PATIENCE_S = 600, 90
# What the command line of each part holds.
MARKS = {
    "database": "/postgres",
    "broker": "valkey",
    "roads": "osrm-routed",
    "worker": "backend.celery worker",
    "web": "gunicorn",
}


@dataclass
class House:
    """A house that runs."""

    base: str
    state: Path
    log: Path
    launcher: "subprocess.Popen[bytes]"

    def part(self, name: str) -> int:
        """The process of a part now; the launcher starts another when it ends."""
        until(lambda: _child_with(self.launcher.pid, MARKS[name]) is not None, f"no {name}")
        found = _child_with(self.launcher.pid, MARKS[name])
        assert found is not None
        return found

    def kill(self, name: str) -> None:
        """End a part as a power cut would."""
        os.kill(self.part(name), signal.SIGKILL)

    @contextmanager
    def standing_still(self, name: str) -> Iterator[None]:
        """A part that is there and answers nothing."""
        process = self.part(name)
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)


@contextmanager
def running_house(state: Path) -> Iterator[House]:
    """Set up what is missing, start, and end everything afterwards."""
    port = _unused_port()
    log = state.with_name("bin-run.log")
    with log.open("wb") as said:
        launcher = subprocess.Popen(
            ["bin/run"], cwd=ROOT, env=environment(state, port), stdout=said, stderr=said
        )
    house = House(f"http://127.0.0.1:{port}", state, log, launcher)
    try:
        until(lambda: "Callout is ready" in log.read_text(), "no start", SETUP_S)
        yield house
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait(60)


def manage(state: Path, *words: str) -> str:
    """What a command of the product printed, run beside the house of this state."""
    done = subprocess.run(
        ["bin/manage", *words],
        cwd=ROOT,
        env=environment(state, _unused_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def copied(state: Path, place: Path) -> Path:
    """The same state in another folder; nothing may run on either."""
    subprocess.run(["cp", "-a", str(state), str(place)], check=True)
    return place


def environment(state: Path, port: int) -> dict[str, str]:
    """What a person's shell would hold, and no service of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "CALLOUT_STATE": str(state), "CALLOUT_PORT": str(port)}


def until(holds: Callable[[], bool], otherwise: str, within_s: float = PATIENCE_S) -> None:
    """Ask again and again until it holds."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.2)


def _child_with(parent: int, mark: str) -> int | None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if above == parent and mark in words:
            return int(folder.name)
    return None


def _unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
