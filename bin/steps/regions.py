"""A region of the user's own: region.osm.pbf in CALLOUT_ROADS, else Monaco; its roads, its map."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from . import maps, osrm
from .console import StopError, step
from .stamps import hash_of, is_stamped, put_stamp

NAME = "region.osm.pbf"


def prepare(environ: Mapping[str, str]) -> None:
    """Make graph and tiles where they are missing or the extract is another one."""
    folder = _folder(environ)
    extract = folder / NAME
    if not extract.exists():
        shutil.copyfile(osrm.EXTRACT, extract)
    known = extract.stat()
    wanted = hash_of(osrm.RELEASE, "contracted", str(known.st_size), str(known.st_mtime_ns))
    if is_stamped(folder / "stamp", wanted):
        return
    with step("roads and map of the region"):
        osrm.prepare_graph(extract)
        maps.cut(extract, folder / maps.TILES.name)
    put_stamp(folder / "stamp", wanted)


def server_words(environ: Mapping[str, str]) -> list[str]:
    """The command line of the region's road server, on port 5000."""
    graph = _folder(environ) / NAME.replace(".osm.pbf", ".osrm")
    if not osrm.is_contracted(graph):
        raise StopError(f"CALLOUT_ROADS={graph.parent} has no graph: run bin/serve region first")
    return osrm.server_words(graph, "5000", environ.get("CALLOUT_BIND") or "127.0.0.1")


def _folder(environ: Mapping[str, str]) -> Path:
    folder = environ.get("CALLOUT_ROADS", "")
    if not folder or not Path(folder).is_dir():
        raise StopError("CALLOUT_ROADS names no folder for the roads of the region")
    return Path(folder)
