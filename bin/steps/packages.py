"""The distribution's packages: installed where that is allowed, else only unpacked."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .console import StopError
from .layout import TOOLS

PRIVATE = TOOLS / "apt"


def apt_is_here() -> bool:
    """True on Debian, Ubuntu and their kin."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


def may_install() -> bool:
    """True as root, and where sudo asks for no password."""
    return os.geteuid() == 0 or _sudo_is_free()


def update() -> None:
    """Fetch the package lists; an old list may still do, so a failure is not the end."""
    subprocess.run([*_as_root(), "apt-get", "-qq", "update"], check=False, capture_output=True)


def install(*names: str) -> None:
    """Install packages. Raises StopError with apt's last words."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    argv = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *names]
    _apt([*_as_root("DEBIAN_FRONTEND=noninteractive"), *argv], environment)


def names(prefix: str, *, privately: bool = False) -> list[str]:
    """Names of the packages on offer that begin so."""
    options = _private_options() if privately else []
    said = subprocess.run(
        ["apt-cache", *options, "pkgnames", prefix], capture_output=True, text=True, check=False
    )
    return said.stdout.split()


def update_privately() -> None:
    """Fetch package lists into .tools/apt, which an ordinary user may do."""
    for folder in ("lists/partial", "cache/archives/partial"):
        (PRIVATE / folder).mkdir(parents=True, exist_ok=True)
    _apt(["apt-get", *_private_options(), "-qq", "update"], dict(os.environ))


def unpack(name: str, target: Path) -> None:
    """Download a package with all it needs that is not here, and unpack it into target."""
    options = _private_options()
    plan = _apt(
        ["apt-get", *options, "-s", "install", "--no-install-recommends", name], dict(os.environ)
    )
    wanted = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    download_and_unpack(wanted, target)


def download_and_unpack(names: Sequence[str], target: Path) -> None:
    """Download packages by name and unpack them into target, whole or not at all."""
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        argv = ["apt-get", *_private_options(), "-qq", "download", *names]
        _apt(argv, dict(os.environ), cwd=folder)
        for package in sorted(Path(folder).glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(draft)], check=True)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def _private_options() -> list[str]:
    return [
        "-o", f"Dir::State::lists={PRIVATE / 'lists'}",
        "-o", f"Dir::Cache={PRIVATE / 'cache'}",
        "-o", "Debug::NoLocking=1",
    ]  # fmt: skip


def _apt(argv: Sequence[str], environment: dict[str, str], cwd: str | None = None) -> str:
    done = subprocess.run(
        list(argv), env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise StopError(f"apt failed: {' / '.join(words[-2:])}")
    return done.stdout


def _as_root(*settings: str) -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n", *settings]


def _sudo_is_free() -> bool:
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
