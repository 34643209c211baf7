"""How long a start takes, from `bin/run` to the first 200 of /readyz.

Three kinds: a fresh clone (packages come from this machine's package caches), an empty state in a
checkout that is set up, and a second start. Writes its row into README.md.
"""

import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = Path(__file__).with_name("README.md")
END = "<!-- /table -->"
# What bin/bench set for its own services; each start brings its own.
OWN = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "OSRM_URL", "CALLOUT_MAPS")
OWN += ("CALLOUT_SECRET_KEY", "GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH", "VIRTUAL_ENV")
STARTS = 5


def main() -> None:
    """Measure the three and add a row to the table."""
    with tempfile.TemporaryDirectory(prefix="callout-start-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  the database's user enters it
        clone, state = Path(folder) / "clone", Path(folder) / "state"
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        fresh = say("a fresh clone", start(clone, clone / "var"))
        empty = say("an empty state", start(ROOT, state))
        before = cpu_s()
        again = [say("a second start", start(ROOT, state)) for _n in range(STARTS)]
        cpu = (cpu_s() - before) / STARTS
    middle = statistics.median(again)
    shown = ", ".join(f"{each:.2f}" for each in again)
    write([f"{fresh:.0f}", f"{empty:.0f}", shown, f"{middle:.2f}", f"{cpu:.2f}"])


def say(what: str, seconds: float) -> float:
    """Print one figure as soon as it is known."""
    print(f"{what}: {seconds:.2f} s", flush=True)
    return seconds


def write(figures: list[str]) -> None:
    """A row of the table, the newest last."""
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[2]:.1f}"
    row = f"| {datetime.now(UTC):%Y-%m-%d} | {cores} | " + " | ".join(figures) + " |\n"
    print(row)
    README.write_text(README.read_text().replace(END, row + END))


def start(checkout: Path, state: Path) -> float:
    """Seconds until ready; everything is ended again before it answers."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    environment |= {"CALLOUT_STATE": str(state), "CALLOUT_PORT": str(port)}
    begun = time.monotonic()
    house = subprocess.Popen([checkout / "bin" / "run"], env=environment, stdout=subprocess.DEVNULL)
    while not is_ready(port):
        if house.poll() is not None:
            sys.exit("bin/run ended before it was ready")
        time.sleep(0.05)
    seconds = time.monotonic() - begun
    house.send_signal(signal.SIGTERM)
    house.wait()
    return seconds


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200."""
    try:
        address = f"http://127.0.0.1:{port}/readyz"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_s() -> float:
    """Processor seconds of all ended children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


main()
