"""Points are checked, distances are those of the ellipsoid."""

import math

import pytest

from backend.lib.errors import Invalid
from backend.lib.geo import Point, checked_point, distance_m, points_of


def test_it_works() -> None:
    # A degree of longitude on the equator of WGS 84: 6,378,137 m x pi / 180.
    assert distance_m(Point(0, 0), Point(0, 1)) == pytest.approx(111_319.49, abs=0.01)
    assert distance_m(Point(43.7, 7.4), Point(43.7, 7.4)) == 0


@pytest.mark.parametrize(
    ("lat", "lon", "field", "code"),
    [
        (90.1, 0, "place.lat", "out-of-range"),
        (0, -180.1, "place.lon", "out-of-range"),
        (math.nan, 0, "place.lat", "not-a-number"),
        (0, math.inf, "place.lon", "out-of-range"),
        ("43", 7, "place.lat", "not-a-number"),
        (True, 7, "place.lat", "not-a-number"),
        (43, None, "place.lon", "not-a-number"),
    ],
)
def test_a_point_off_the_earth_is_named(lat: object, lon: object, field: str, code: str) -> None:
    with pytest.raises(Invalid) as no:
        checked_point("place", lat, lon)
    assert (no.value.field, no.value.code) == (field, code)


def test_the_ends_of_the_earth_are_on_it() -> None:
    assert checked_point("place", 90, -180) == Point(90.0, -180.0)


def test_the_order_of_maps_is_turned() -> None:
    assert points_of([(7.4, 43.7)]) == [Point(lat=43.7, lon=7.4)]
