"""Many questions at once are answered as one by one."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.many import NEVER_US, Spells, add_many, elapsed_many, seconds
from backend.contracts.service_hours import Calendar
from backend.contracts.timeline import SECOND_US, epoch_us, union
from backend.contracts.working_time import Stretch, add, elapsed, elapsed_us
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from tests.contracts.strategies import calendars, durations_s, excluded, instants

OFFICE = calendar_from({"tz": "Etc/UTC", "week": {"mon": [["09:00", "18:00"]]}})
PAIRS = st.lists(st.tuples(instants, instants, excluded), min_size=1, max_size=6)
ADDED = st.lists(st.tuples(instants, durations_s), min_size=1, max_size=6)


def moments(*written: str) -> np.ndarray:
    return np.array([epoch_us(datetime.fromisoformat(each)) for each in written], dtype=np.int64)


def test_it_works() -> None:
    start, end = moments("2026-03-02T17:00Z"), moments("2026-03-09T10:00Z")
    assert seconds(elapsed_many(OFFICE, start, end)).tolist() == [7200]
    found = add_many(OFFICE, start, np.array([7200 * SECOND_US]))
    assert found.tolist() == moments("2026-03-09T10:00Z").tolist()


def test_nothing_asked_is_nothing_answered() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert not len(elapsed_many(OFFICE, none, none))
    assert not len(add_many(OFFICE, none, none))


def test_what_cannot_be_reckoned_is_refused() -> None:
    start = moments("2026-03-02T17:00Z")
    with pytest.raises(Invalid):
        add_many(OFFICE, start, np.array([-1]))
    with pytest.raises(Invalid):
        elapsed_many(OFFICE, start, np.array([NEVER_US]))


@given(calendars, PAIRS)
def test_elapsed_is_the_same_one_by_one(
    calendar: Calendar, asked: list[tuple[datetime, datetime, list[Stretch]]]
) -> None:
    starts = np.array([epoch_us(a) for a, _b, _gone in asked], dtype=np.int64)
    ends = np.array([epoch_us(b) for _a, b, _gone in asked], dtype=np.int64)
    spells = [
        (place, *spell)
        for place, (_a, _b, gone) in enumerate(asked)
        for spell in union((epoch_us(g.start), epoch_us(g.end)) for g in gone if g.end)
    ]
    told = np.array(spells, dtype=np.int64).reshape(-1, 3)
    many = elapsed_many(calendar, starts, ends, Spells(told[:, 0], told[:, 1], told[:, 2]))
    assert many.tolist() == [elapsed_us(calendar, a, b, gone) for a, b, gone in asked]
    assert seconds(many).tolist() == [elapsed(calendar, a, b, gone) for a, b, gone in asked]


@given(calendars, ADDED)
def test_add_is_the_same_one_by_one(calendar: Calendar, asked: list[tuple[datetime, int]]) -> None:
    starts = np.array([epoch_us(at) for at, _s in asked], dtype=np.int64)
    durations = np.array([s * SECOND_US for _at, s in asked], dtype=np.int64)
    one_by_one = [add(calendar, at, s) for at, s in asked]
    expected = [epoch_us(due) if due else NEVER_US for due in one_by_one]
    assert add_many(calendar, starts, durations).tolist() == expected
