"""Make vector tiles (PMTiles) from an OpenStreetMap extract. Run by the environment's Python.

    python -m steps.make_map EXTRACT.osm.pbf TILES.pmtiles

Layers: water, landuse, buildings, roads, rail, places; each feature has `kind` and, where the
extract knows it, `name`. The work is done by the GDAL inside pyogrio's wheel, called as ogr2ogr
would call it, because pyogrio itself writes one layer a file.
"""

import ctypes
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyogrio
import shapely

VECTOR, UPDATE = 0x04, 0x01
MINZOOM, MAXZOOM = 9, 15

SELECTIONS = {
    "landuse": (
        'SELECT COALESCE(landuse, leisure, "natural") AS kind, name, geometry '
        "FROM multipolygons WHERE landuse IS NOT NULL OR leisure IN ('park', 'garden', 'pitch') "
        "OR \"natural\" IN ('wood', 'scrub', 'grassland', 'beach', 'sand')"
    ),
    "water": (
        'SELECT "natural" AS kind, name, geometry FROM multipolygons '
        "WHERE \"natural\" IN ('water', 'bay') OR landuse = 'basin' OR leisure = 'swimming_pool'"
    ),
    "buildings": (
        "SELECT building AS kind, name, geometry FROM multipolygons WHERE building IS NOT NULL"
    ),
    "roads": "SELECT highway AS kind, name, geometry FROM lines WHERE highway IS NOT NULL",
    "rail": "SELECT railway AS kind, name, geometry FROM lines WHERE railway IS NOT NULL",
    "places": (
        "SELECT place AS kind, name, geometry FROM points "
        "WHERE place IS NOT NULL AND name IS NOT NULL"
    ),
}
FIRST_ZOOM = {"landuse": 10, "water": 9, "buildings": 13, "roads": 9, "rail": 11, "places": 9}


class Gdal:
    """The few calls of GDAL's C library that turn one dataset into another."""

    def __init__(self) -> None:
        package = Path(pyogrio.__file__).parent
        library = next((package.parent / "pyogrio.libs").glob("libgdal*"))
        self.calls = ctypes.CDLL(str(library))
        for name in ("GDALOpenEx", "GDALVectorTranslate", "GDALVectorTranslateOptionsNew"):
            getattr(self.calls, name).restype = ctypes.c_void_p
        self.calls.CPLGetLastErrorMsg.restype = ctypes.c_char_p
        self.calls.CPLSetConfigOption(b"GDAL_DATA", str(package / "gdal_data").encode())
        self.calls.CPLSetConfigOption(b"OSM_USE_CUSTOM_INDEXING", b"YES")
        paths = (ctypes.c_char_p * 2)(str(package / "proj_data").encode(), None)
        self.calls.OSRSetPROJSearchPaths(paths)
        self.calls.GDALAllRegister()

    def translate(self, source: Path, target: Path, options: Sequence[str]) -> None:
        """What `ogr2ogr OPTIONS target source` does; raises RuntimeError with GDAL's words."""
        opened = self.calls.GDALOpenEx(str(source).encode(), VECTOR, None, None, None)
        words = (ctypes.c_char_p * (len(options) + 1))(*[o.encode() for o in options], None)
        parsed = self.calls.GDALVectorTranslateOptionsNew(words, None)
        sources = (ctypes.c_void_p * 1)(opened)
        made = opened and self.calls.GDALVectorTranslate(
            str(target).encode(), None, 1, sources, ctypes.c_void_p(parsed), None
        )
        if not made:
            raise RuntimeError(self.calls.CPLGetLastErrorMsg().decode())
        self.calls.GDALClose(ctypes.c_void_p(made))
        self.calls.GDALClose(ctypes.c_void_p(opened))


def make_tiles(extract: Path, tiles: Path) -> None:
    """Gather the layers in one GeoPackage, then cut it into tiles."""
    gdal = Gdal()
    with tempfile.TemporaryDirectory() as folder:
        gathered = Path(folder) / "layers.gpkg"
        for layer, selection in SELECTIONS.items():
            options = ["-f", "GPKG", "-nln", layer, "-dialect", "SQLite", "-sql", selection]
            options += ["-update", "-append"] if gathered.exists() else []
            gdal.translate(extract, gathered, [*options, "-nlt", "PROMOTE_TO_MULTI"])
        _add_sea(extract, gathered)
        draft = Path(folder) / "tiles.pmtiles"
        layers = {name: {"minzoom": zoom, "maxzoom": MAXZOOM} for name, zoom in FIRST_ZOOM.items()}
        gdal.translate(
            gathered,
            draft,
            ["-f", "PMTiles", "-dsco", f"MINZOOM={MINZOOM}", "-dsco", f"MAXZOOM={MAXZOOM}",
             "-dsco", f"CONF={json.dumps(layers)}", "-dsco", "NAME=callout",
             "-dsco", "MAX_SIZE=2000000", "-dsco", "MAX_FEATURES=100000"],
        )  # fmt: skip
        tiles.write_bytes(draft.read_bytes())


def _add_sea(extract: Path, gathered: Path) -> None:
    """A coastline is only a line: the sea is what lies to its right inside the map's box."""
    _, _, lines, _ = pyogrio.raw.read(
        extract, layer="lines", columns=["other_tags"], where="other_tags LIKE '%coastline%'"
    )
    if len(lines) == 0:
        return
    coast = shapely.line_merge(shapely.union_all(shapely.from_wkb(lines)))
    box = shapely.box(*shapely.bounds(coast))
    cells = shapely.get_parts(shapely.polygonize([shapely.union(coast, box.boundary)]))
    sea = [cell for cell in cells if _lies_right(cell, coast)]
    pyogrio.raw.write(
        gathered,
        geometry=shapely.to_wkb([shapely.multipolygons(sea)]),
        field_data=[],
        fields=[],
        layer="water",
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        append=True,
    )


def _lies_right(cell: shapely.Geometry, coast: shapely.Geometry) -> bool:
    """True when the cell touches the coast with its body on the right-hand side."""
    point = shapely.point_on_surface(cell)
    line = min(shapely.get_parts(coast), key=lambda part: shapely.distance(part, point))
    along = shapely.line_locate_point(line, point)
    near = shapely.line_interpolate_point(line, max(along - 1e-7, 0))
    far = shapely.line_interpolate_point(line, min(along + 1e-7, shapely.length(line)))
    ring = shapely.linearrings(shapely.get_coordinates([near, far, point, near]))
    return not shapely.is_ccw(ring)


if __name__ == "__main__":
    make_tiles(Path(sys.argv[1]), Path(sys.argv[2]))
