"""Peers of a benchmark: beside the product, never into it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def folder_of(lock: Path) -> Path:
    """Where the packages of the benchmark's lock file lie once they are installed."""
    return ROOT / ".tools" / f"bench-{lock.parent.name}"


def install(lock: Path) -> None:
    """Fetch what the lock file names, once, every hash checked."""
    folder = folder_of(lock)
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        argv = [str(ROOT / ".venv/bin/uv"), "pip", "install", "-q", "--no-deps"]
        argv += ["--require-hashes", "--python", sys.executable, "--target", str(folder)]
        subprocess.run([*argv, "-r", str(lock)], check=True)
        stamp.write_text(lock.read_text())


def bring_in(lock: Path) -> None:
    """Make the packages importable, behind everything of the product's own."""
    sys.path.append(str(folder_of(lock)))
