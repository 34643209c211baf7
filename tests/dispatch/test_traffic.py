"""Rows of traffic become a factor for every hour from midnight, by the clock of the bases."""

from datetime import UTC, datetime

import pytest

from backend.dispatch.models import TrafficHour
from backend.dispatch.traffic import traffic_from
from backend.lib.clock import day_bounds

ZONE = "Europe/Monaco"
# A Monday.
MIDNIGHT = day_bounds(datetime(2026, 11, 23, tzinfo=UTC).date(), ZONE)[0]
DAY_S = 86_400
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_house")]


def test_it_works() -> None:
    TrafficHour.objects.create(hour=8, factor="1.60")
    factors = traffic_from(MIDNIGHT, ZONE, 2 * DAY_S)
    assert len(factors) == 48
    assert {hour: each for hour, each in enumerate(factors) if each != 1} == {8: 1.6, 32: 1.6}


def test_a_weekday_goes_before_every_day() -> None:
    TrafficHour.objects.create(hour=8, factor="1.60")
    TrafficHour.objects.create(hour=8, weekday="tue", factor="2.00")
    TrafficHour.objects.create(hour=9, weekday="sun", factor="3.00")
    factors = traffic_from(MIDNIGHT, ZONE, 2 * DAY_S)
    assert (factors[8], factors[32], factors[9], factors[33]) == (1.6, 2.0, 1.0, 1.0)


def test_without_rows_nothing_is_slowed() -> None:
    assert traffic_from(MIDNIGHT, ZONE, DAY_S) == ()
    TrafficHour.objects.create(hour=8, factor="1.00")
    assert traffic_from(MIDNIGHT, ZONE, DAY_S) == ()


def test_the_hours_are_those_of_the_clock_also_when_it_is_changed() -> None:
    """On 25 October the clock goes from three back to two: eight is the tenth hour."""
    TrafficHour.objects.create(hour=8, factor="1.60")
    midnight = day_bounds(datetime(2026, 10, 25, tzinfo=UTC).date(), ZONE)[0]
    factors = traffic_from(midnight, ZONE, 12 * 3600)
    assert [hour for hour, each in enumerate(factors) if each != 1] == [9]
