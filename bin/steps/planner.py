"""The planner's loops as machine code, made again when their source has changed."""

import subprocess
import sys

from . import environment
from .console import StopError, step
from .layout import PYTHON, ROOT
from .stamps import files_under, hash_of, is_stamped, put_stamp

PLANNER = ROOT / "backend" / "dispatch" / "planner"


def ensure_compiled() -> None:
    """Compile them where that is still to be done; needs the environment."""
    wanted = hash_of(sys.version, files=[*files_under(PLANNER, ".py"), environment.LOCK])
    stamp = PLANNER / "__pycache__" / "callout-stamp"
    if is_stamped(stamp, wanted):
        return
    with environment.alone(), step("planner"):
        # Numba looks at the file of an entry only: what that calls may be of another day.
        for stale in stamp.parent.glob("*.nb[ci]"):
            stale.unlink()
        argv = [str(PYTHON), "-m", "backend.dispatch.planner.warm"]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StopError(f"planner: {done.stderr.strip().splitlines()[-1]}")
        put_stamp(stamp, wanted)
