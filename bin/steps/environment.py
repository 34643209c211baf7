"""The Python environment in .venv, made from requirements.lock with every hash checked."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import packages
from .console import StopError, step
from .layout import PYTHON, ROOT, TOOLS, VENV
from .stamps import hash_of, is_stamped, put_stamp

UV = "uv==0.13.9"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "callout-stamp"


def ensure() -> None:
    """Make or renew the environment where it is missing or the lock has changed."""
    wanted = hash_of(sys.version, files=[LOCK])
    if is_stamped(STAMP, wanted) and PYTHON.exists():
        return
    with alone():
        if is_stamped(STAMP, wanted) and PYTHON.exists():
            return
        with step("Python environment"):
            make_with_uv()
            install(["--require-hashes", "-r", str(LOCK)])
        put_stamp(STAMP, wanted)


def make_with_uv() -> None:
    """A sound environment with its installer, and nothing else in it yet."""
    if not _is_sound():
        _make()
    _pip_install_uv()


@contextmanager
def alone() -> Iterator[None]:
    """One set-up of this checkout at a time."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(arguments: Sequence[str]) -> None:
    """Call uv's installer; raises StopError with its last words."""
    # Compiled once here, or a user who may not write to the folder would pay at every start.
    options = ["-q", "--compile-bytecode", "--python", str(PYTHON)]
    argv = [str(VENV / "bin/uv"), "pip", "install", *options, *arguments]
    _call(argv, "uv")


def download_source(requirement: str, folder: Path) -> Path:
    """Fetch the source package of one pinned requirement; returns the archive."""
    name = requirement.partition("==")[0]
    argv = [str(PYTHON), "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name]
    _call([*argv, "-d", str(folder), requirement], "pip")
    return next(folder.glob("*.tar.gz"))


def native_libraries() -> dict[str, str]:
    """Where the wheels keep GDAL and GEOS, as the settings of GeoDjango want them."""
    return {
        "GDAL_LIBRARY_PATH": _library("pyogrio.libs/libgdal*.so*"),
        "GEOS_LIBRARY_PATH": _library("shapely.libs/libgeos_c*.so*"),
    }


def _library(pattern: str) -> str:
    found = next(VENV.glob(f"lib/python3*/site-packages/{pattern}"), None)
    if not found:
        raise StopError(f"no {pattern} in .venv: remove .venv and start again")
    return str(found)


def _is_sound() -> bool:
    """True when .venv runs and is of this Python's version."""
    if not PYTHON.exists():
        return False
    ask = "import sys; print(sys.version)"
    said = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    return said.returncode == 0 and said.stdout.strip() == sys.version.strip()


def _make() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    options = [] if has_pip else ["--without-pip"]
    _call([sys.executable, "-m", "venv", *options, str(VENV)], "venv")


def _pip_install_uv() -> None:
    if (VENV / "bin/uv").exists():
        return
    if _has_pip():
        _call([str(PYTHON), "-m", "pip", "install", "-q", UV], "pip")
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = _pip_wheel(Path(folder))
        # A wheel is a zip that Python can run from.
        _call([str(PYTHON), str(wheel / "pip"), "install", "-q", "pip", UV], "pip")


def _has_pip() -> bool:
    argv = [str(PYTHON), "-m", "pip", "--version"]
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


def _pip_wheel(folder: Path) -> Path:
    """Debian's Python has no ensurepip of its own; a package of pip's wheel is at hand there."""
    if not packages.apt_is_here():
        raise StopError("this Python has neither pip nor ensurepip: install python3-venv")
    packages.update_privately()
    packages.download_and_unpack(["python3-pip-whl"], folder)
    return next((folder / "usr/share/python-wheels").glob("pip-*.whl"))


def _call(argv: Sequence[str], name: str) -> None:
    environment = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    done = subprocess.run(list(argv), env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise StopError(f"{name} failed: {' / '.join(words[-4:])}")
