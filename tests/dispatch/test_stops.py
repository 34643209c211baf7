"""Work orders as stops of the planner: when we may come in."""

from collections.abc import Sequence

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.assemble import assemble_day

from .conftest import MONDAY, at

H = 3600


@pytest.mark.parametrize(
    ("hours", "finish", "windows"),
    [
        ([], False, ((0, 0),)),
        ([["09:00", "12:00"]], False, ((9 * H, 12 * H),)),
        ([["09:00", "12:00"]], True, ((9 * H, 11 * H),)),
        ([["18:00", "02:00"]], False, ((18 * H, 26 * H),)),
        ([["00:00", "00:00"]], False, ((0, 24 * H),)),
    ],
    ids=["closed", "a morning", "done by closing", "past midnight", "round the clock"],
)
def test_access_hours_are_when_work_may_start(
    hours: Sequence[Sequence[str]],
    finish: bool,
    windows: tuple[tuple[int, int], ...],
    cast: Cast,
    shift: None,
    work: WorkOrder,
) -> None:
    cast.hotel_object.access_hours = {"mon": hours}
    cast.hotel_object.finish_before_close = finish
    cast.hotel_object.save()
    (stop,) = assemble_day(MONDAY, at(6)).stops
    assert (stop.windows, stop.access_s) == (windows, cast.hotel_object.access_min * 60)
