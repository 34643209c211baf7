"""The map on the screen: tiles cut once from the extract that the roads come from."""

import os
import subprocess
from pathlib import Path

from . import environment, osrm
from .console import StopError, step
from .layout import BIN, TOOLS, step_argv
from .stamps import hash_of, is_stamped, put_stamp

FOLDER = TOOLS / "maps"
TILES = FOLDER / "monaco.pmtiles"
SCRIPT = Path(__file__).with_name("make_map.py")


def ensure() -> None:
    """Cut the tiles where they are missing or the script has changed; needs osrm.ensure()."""
    wanted = hash_of(osrm.RELEASE, files=[SCRIPT])
    stamp = FOLDER / "stamp"
    if is_stamped(stamp, wanted):
        return
    with environment.alone(), step("map tiles of Monaco"):
        cut(osrm.EXTRACT, TILES)
        put_stamp(stamp, wanted)


def cut(extract: Path, tiles: Path) -> None:
    """Cut the tiles of one extract, whole or not at all."""
    tiles.parent.mkdir(parents=True, exist_ok=True)
    draft = tiles.with_name("draft.pmtiles")
    done = subprocess.run(
        step_argv("make_map", str(extract), str(draft)),
        cwd=BIN,
        env={**os.environ, "OGR_GEOMETRY_ACCEPT_UNCLOSED_RING": "YES"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StopError(f"the map could not be made: {done.stderr.strip().splitlines()[-1]}")
    draft.replace(tiles)
