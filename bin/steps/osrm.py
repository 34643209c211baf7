"""Road times: OSRM's programs from a wheel, and a graph of Monaco from the same project."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from . import environment
from .broker import free_port
from .children import Child, Program, last_words, program_with, wait_until
from .console import StopError, step
from .layout import TOOLS
from .stamps import is_stamped, put_stamp
from .state import State, write_private

RELEASE = "osrm-bindings==26.10.0"
PROGRAMS = TOOLS / "osrm"
DATA = TOOLS / "osrm-data"
EXTRACT = DATA / "monaco.osm.pbf"
GRAPH = DATA / "monaco.osrm"
STAMP = DATA / "stamp"
# A graph prepared before its roads had a version, or shortcuts, is prepared again.
PREPARED = f"{RELEASE} contracted, with a version"
LARGEST_TABLE = 5000


def ensure() -> None:
    """Install the programs, fetch the extract and prepare the graph, each once."""
    if is_stamped(STAMP, PREPARED):
        return
    with environment.alone():
        if is_stamped(STAMP, PREPARED):
            return
        with step("OSRM and the extract of Monaco"):
            _install_programs()
            _fetch_extract()
            prepare_graph(EXTRACT)
        put_stamp(STAMP, PREPARED)


class Roads:
    """The road server of one state folder, on a free port of the loopback address."""

    def __init__(self, state: State, *, tied: bool = True) -> None:
        self.tied = tied
        self.log = state.folder / "roads.log"
        self.port_note = state.folder / "roads-port.json"

    def start(self) -> Child | None:
        """Start it; None when one that was left running may be shared."""
        if not self.tied and self._kept_port() and answers(self.url()):
            return None
        port = free_port()
        write_private(self.port_note, port)
        child = self._program(port).start()
        if not wait_until(lambda: child.has_ended() or answers(self.url()), within_s=20):
            raise StopError(f"the road server did not start in 20 s, see {self.log}")
        if child.has_ended():
            raise StopError(f"the road server did not start: {last_words(self.log)}")
        return child

    def url(self) -> str:
        """Its address as OSRM_URL wants it."""
        return f"http://127.0.0.1:{self._kept_port()}"

    def stop(self) -> None:
        """End a road server that an untied start left running."""
        if pid := program_with(str(GRAPH), str(self._kept_port())):
            os.kill(pid, signal.SIGTERM)

    def _kept_port(self) -> int | None:
        try:
            return int(self.port_note.read_text())
        except (OSError, ValueError):
            return None

    def _program(self, port: int) -> Program:
        return Program("roads", server_words(GRAPH, str(port)), self.log, tied=self.tied)


def server_words(graph: Path, port: str, bind: str = "127.0.0.1") -> list[str]:
    """The command line of a road server."""
    options = ["--algorithm", "ch", "--max-table-size", str(LARGEST_TABLE)]
    options += ["--ip", bind, "--port", port, "--threads", "2"]
    return [str(_path("osrm-routed")), *options, str(graph)]


def answers(url: str) -> bool:
    """True when an OSRM server is there: it answers every question in JSON with a code."""
    question = f"{url}/nearest/v1/driving/7.42,43.73"
    try:
        with urllib.request.urlopen(question, timeout=5) as said:  # noqa: S310
            return "code" in json.load(said)
    except urllib.error.HTTPError as refused:
        return b'"code"' in refused.read(1000)
    except (OSError, ValueError):
        return False


def _path(name: str) -> Path:
    return PROGRAMS / "osrm" / "bin" / name


def _install_programs() -> None:
    # The wheel is built for Python 3.12, but its programs need no Python at all.
    where = ["--target", str(PROGRAMS), "--python-version", "3.12"]
    environment.install([*where, "--only-binary", ":all:", "--no-deps", RELEASE])


def _fetch_extract() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = environment.download_source(RELEASE, Path(folder))
        with tarfile.open(archive) as source:
            for member in source:
                if member.name.endswith("test/data/monaco.osm.pbf"):
                    packed = source.extractfile(member)
                    assert packed is not None
                    with EXTRACT.open("wb") as extract:
                        shutil.copyfileobj(packed, extract)
                    return
    raise StopError("the source package of osrm-bindings holds no extract of Monaco: set OSRM_URL")


def prepare_graph(extract: Path) -> None:
    """Write the graph beside the extract: NAME.osm.pbf gives NAME.osrm and its companions."""
    profile = PROGRAMS / "osrm" / "share" / "profiles" / "car.lua"
    graph = str(extract).replace(".osm.pbf", ".osrm")
    # A server that runs holds files of the former graph open; it keeps them, and we write new ones.
    for former in extract.parent.glob(f"{Path(graph).name}.*"):
        former.unlink()
    # What was asked of these roads is remembered by their version, until there are others.
    version = ["--data_version", _version_of(extract)]
    _call("osrm-extract", "-p", str(profile), *version, str(extract), folder=extract.parent)
    _call("osrm-contract", graph, folder=extract.parent)


def is_contracted(graph: Path) -> bool:
    """Whether the shortcuts are there with which a table takes a quarter of the time."""
    return graph.with_name(graph.name + ".hsgr").exists()


def _version_of(extract: Path) -> str:
    with extract.open("rb") as content:
        return f"{RELEASE}-{hashlib.file_digest(content, 'sha256').hexdigest()[:16]}"


def _call(name: str, *arguments: str, folder: Path) -> None:
    done = subprocess.run(
        [str(_path(name)), *arguments],
        cwd=folder,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = (done.stdout + done.stderr).strip().splitlines()
        raise StopError(f"{name} failed: {' / '.join(words[-2:])}")
