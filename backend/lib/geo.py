"""Points on the earth: checked when they come in, and how far apart two are."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from geopy.distance import geodesic

from backend.lib.errors import Invalid


class Point(NamedTuple):
    """Degrees, WGS 84, latitude first. Maps and databases say longitude first: `points_of`."""

    lat: float
    lon: float


def points_of(lon_lats: Iterable[tuple[float, float]]) -> list[Point]:
    """Points from (lon, lat) pairs, the order of maps, GeoJSON and PostGIS."""
    return [Point(lat, lon) for lon, lat in lon_lats]


def checked_point(field: str, lat: object, lon: object) -> Point:
    """A `Point` from what came in; `Invalid` names `field` with `.lat` or `.lon`."""
    return Point(_degrees(f"{field}.lat", lat, 90), _degrees(f"{field}.lon", lon, 180))


def distance_m(here: Point, there: Point) -> float:
    """Metres along the ellipsoid."""
    return float(geodesic(here, there).m)


def _degrees(field: str, value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(field, "not-a-number")
    if math.isnan(value):
        raise Invalid(field, "not-a-number")
    if abs(value) > most:
        raise Invalid(field, "out-of-range", least=-most, most=most, got=value)
    return float(value)
