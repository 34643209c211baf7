"""How long a second start takes: from `bin/run` to the first 200 of /readyz.

The first start of the state sets up and seeds and is not counted; five more are. Prints seconds,
the median, and the processor seconds all processes of a start used.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "OSRM_URL")
STARTS = 5


def main() -> None:
    """`CALLOUT_STATE` names a state that is set up already; else one is made and thrown away."""
    with tempfile.TemporaryDirectory(prefix="callout-start-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  the database's user enters it
        state = os.environ.get("CALLOUT_BENCH_STATE") or folder
        print(f"first start, set-up included: {start(state):.2f} s", flush=True)
        before = cpu_s()
        seconds = [start(state) for _n in range(STARTS)]
    shown = ", ".join(f"{each:.2f}" for each in seconds)
    print(f"second starts: {shown}; median {statistics.median(seconds):.2f} s")
    print(f"processor seconds a start: {(cpu_s() - before) / STARTS:.2f}")


def start(state: str) -> float:
    """Seconds until ready; everything is ended again before it answers."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    environment |= {"CALLOUT_STATE": state, "CALLOUT_PORT": str(port)}
    begun = time.monotonic()
    house = subprocess.Popen([ROOT / "bin" / "run"], env=environment, stdout=subprocess.DEVNULL)
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
