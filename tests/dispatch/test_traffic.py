"""Drives last longer where shifts meet traffic, by exactly the mean of their hours."""

import numpy as np
import pytest

from backend.dispatch.models import TrafficHour
from backend.dispatch.planner.day import PlannerEngineer
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.traffic import mean_factor, with_traffic

HOUR = 3600
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_house")]


def shift(begin: float, end: float) -> PlannerEngineer:
    return PlannerEngineer("olena", 0, 0, (int(begin * HOUR), int(end * HOUR)))


def test_it_works() -> None:
    TrafficHour.objects.create(hour=8, factor="1.60")
    drive = np.array([[0, 600], [500, 0]])
    times = with_traffic(RoadTimes(drive, drive * 8, "roads"), [shift(8, 10)])
    # One hour at 1.6 and one at 1: 600 s become 780, and the way is no longer.
    assert times.seconds.tolist() == [[0, 780], [650, 0]]
    assert times.metres.tolist() == [[0, 4800], [4000, 0]]


def test_without_rows_nothing_changes() -> None:
    drive = np.array([[0, 600], [500, 0]])
    times = RoadTimes(drive, drive, "roads")
    assert with_traffic(times, [shift(8, 10)]) is times


@pytest.mark.parametrize(
    ("shifts", "factor"),
    [
        ([shift(8.5, 9.5)], 1.5),
        ([shift(7, 8)], 1.0),
        ([shift(8, 9), shift(10, 13)], 1.25),
        ([shift(32, 33)], 2.0),
        ([], 1.0),
    ],
    ids=["half an hour in", "before", "by seconds of shifts", "the next day", "nobody"],
)
def test_the_mean_counts_every_second_of_every_shift(
    shifts: list[PlannerEngineer], factor: float
) -> None:
    assert mean_factor({8: 2.0}, shifts) == factor
