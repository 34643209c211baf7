"""A browser for the tests: the distribution's chromium, or a clear reason why there is none."""

import os
import shutil

from . import packages
from .console import StopError, step

NAMES = ("chromium", "chromium-browser", "google-chrome")


def ensure() -> dict[str, str]:
    """CALLOUT_CHROMIUM with the browser's path, or CALLOUT_NO_CHROMIUM with the reason."""
    given = os.environ.get("CALLOUT_CHROMIUM") or _found()
    if given:
        return {"CALLOUT_CHROMIUM": given}
    if not packages.apt_is_here() or not packages.may_install():
        return {"CALLOUT_NO_CHROMIUM": "no chromium here and no right to install it"}
    try:
        with step("chromium by apt"):
            packages.update()
            packages.install("chromium")
    except StopError as stop:
        return {"CALLOUT_NO_CHROMIUM": f"chromium could not be installed: {stop}"}
    found = _found()
    if not found:
        return {"CALLOUT_NO_CHROMIUM": "apt's chromium package holds no chromium"}
    return {"CALLOUT_CHROMIUM": found}


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
