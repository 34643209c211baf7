"""Traffic by the hour of the day: the road server knows empty roads only.

A plan has one table of driving times, so that they are slowed by what its shifts meet on average,
hour by hour on the clock of the bases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from django.db import transaction

from backend.database.written import Written
from backend.dispatch.models import TrafficHour
from backend.dispatch.planner.problem import PlannerEngineer
from backend.dispatch.planner.travel import RoadTimes

HOUR_S = 3600
_HOURS: Final = Written(lambda: TrafficHour.objects.values("hour", "factor"))


def with_traffic(times: RoadTimes, engineers: Iterable[PlannerEngineer]) -> RoadTimes:
    """The times as these shifts meet them; metres stay as they are."""
    with transaction.atomic():
        factors = {row["hour"]: float(row["factor"]) for row in _HOURS()}
    factor = mean_factor(factors, engineers)
    if factor == 1.0:
        return times
    return replace(times, seconds=np.rint(times.seconds * factor).astype(np.int64))


def mean_factor(factors: Mapping[int, float], engineers: Iterable[PlannerEngineer]) -> float:
    """The mean over every second of every shift; an hour without a factor counts 1."""
    weighted, total = 0.0, 0
    for begin, end in (each.shift for each in engineers if each.shift):
        for hour in range(begin // HOUR_S, -(-end // HOUR_S)):
            seconds = min(end, (hour + 1) * HOUR_S) - max(begin, hour * HOUR_S)
            weighted += seconds * factors.get(hour % 24, 1.0)
            total += seconds
    return weighted / total if total else 1.0
