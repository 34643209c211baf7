"""Compiled translations, made again when a .po file or a marked string has changed."""

import subprocess
from pathlib import Path

from . import environment
from .console import StopError, step
from .layout import BIN, FRONTEND, ROOT, step_argv
from .stamps import files_under, hash_of, is_stamped, put_stamp

SCRIPT = Path(__file__).with_name("catalogues.py")
LOCALE = ROOT / "locale"


def ensure_compiled() -> None:
    """Write .mo files and frontend/i18n/*.json; needs the environment."""
    sources = files_under(FRONTEND, ".ts", ".tsx", without=["node_modules", "dist"])
    wanted = hash_of("compiled", files=[*files_under(LOCALE, ".po"), *sources, SCRIPT])
    stamp = FRONTEND / "i18n" / ".callout-stamp"
    if is_stamped(stamp, wanted):
        return
    with environment.alone(), step("translations"):
        done = subprocess.run(
            step_argv("catalogues", "compile"),
            cwd=BIN,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StopError(f"translations: {done.stderr.strip().splitlines()[-1]}")
        put_stamp(stamp, wanted)
