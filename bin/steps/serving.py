"""The environment of a machine that only serves: no browser, no type checker, no test tools."""

import subprocess
import sys

from . import environment
from .console import StopError, step
from .layout import ROOT, VENV
from .stamps import hash_of, is_stamped, put_stamp


def ensure_packages() -> None:
    """Install what the product imports, each with the hashes of requirements.lock."""
    wanted = hash_of(sys.version, files=[environment.LOCK])
    if is_stamped(environment.STAMP, wanted):
        return
    with environment.alone(), step("Python environment, serving only"):
        environment.make_with_uv()
        lock = VENV / "serving.lock"
        lock.write_text(only(wanted_names(), environment.LOCK.read_text()))
        environment.install(["--require-hashes", "-r", str(lock)])
    put_stamp(environment.STAMP, wanted)


def wanted_names() -> set[str]:
    """The packages that follow from the project's own dependencies, in the locked versions."""
    argv = [str(VENV / "bin/uv"), "pip", "compile", "-q", "--universal", "--no-header"]
    argv += ["--no-annotate", "--no-emit-index-url", "-c", str(environment.LOCK)]
    done = subprocess.run(
        [*argv, str(ROOT / "pyproject.toml")], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StopError(f"uv failed: {' / '.join(done.stderr.strip().splitlines()[-4:])}")
    return {line.partition("==")[0] for line in done.stdout.splitlines() if "==" in line}


def only(names: set[str], lock: str) -> str:
    """The entries of a lock whose packages are named; an entry goes on in indented lines."""
    kept: list[str] = []
    taken = False
    for line in lock.splitlines():
        if not line.startswith(" "):
            taken = line.partition("==")[0] in names
        if taken:
            kept.append(line)
    return "\n".join(kept) + "\n"
