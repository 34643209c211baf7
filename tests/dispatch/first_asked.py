"""Asking who can get there first where every drive takes ten minutes and five kilometres."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.first import WhoFirst, who_first
from backend.dispatch.planner.travel import Roads, RoadTimes
from backend.lib.geo import Point

from .conftest import MONDAY, at


class TenMinutes(Roads):
    """Every drive takes ten minutes and five kilometres."""

    def table(self, points: Sequence[Point]) -> RoadTimes:
        away = 1 - np.eye(len(points), dtype=np.int64)
        return RoadTimes(away * 600, away * 5000, "roads")


def asked(cast: Cast, work: WorkOrder, hour: int = 6, minute: int = 0, **more: object) -> WhoFirst:
    """The answer for Monday at that time in UTC."""
    return who_first(
        cast.dispatcher,
        work.pk,
        MONDAY,
        at(hour, minute),
        roads=TenMinutes(None),
        **more,  # type: ignore[arg-type]
    )


def barred(
    answer: WhoFirst,
) -> list[tuple[str, datetime | None, list[tuple[str, tuple[str, ...]]]]]:
    """Who would be there sooner, when, and the rules that keep them away."""
    return [
        (each.name, each.arrive, [(no.code, no.names) for no in each.refusals])
        for each in answer.barred
    ]
