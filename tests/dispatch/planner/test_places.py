"""What the search remembers of a day is what the day says when it is asked again."""

import random

import numpy as np
import pytest

from backend.dispatch.planner.draft import Draft, empty_draft, set_day
from backend.dispatch.planner.places import EXTRA, POSITION, STATE, cheapest_in
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.slice import Slice, slice_cost, slice_of
from backend.dispatch.planner.tables import FORBIDDEN, NEVER, Tables, tables
from backend.dispatch.planner.walk import walk
from tests.dispatch.planner.days import HOUR, day, engineer, lunch, stop

ROUNDS = 400


def tight_day(seed: int) -> Problem:
    """Thirty visits for four people, most with a deadline, some with hours, breaks at noon."""
    draw = random.Random(seed)
    crew = [
        engineer("a", breaks=(lunch(),), overtime_s=HOUR, overtime_price=2),
        engineer("b", start=5, end=5, breaks=(lunch(11),)),
        engineer("c", start=2, end=9, speed_factor=1.5),
        engineer("d", start=9, end=0, shift=(8 * HOUR, 13 * HOUR)),
    ]
    stops = [
        stop(
            f"s{number}",
            draw.randrange(10),
            duration_s=draw.choice((900, 1_800, HOUR)),
            due_s=draw.choice((None, 9, 11, 15)) and draw.randrange(9, 16) * HOUR,
            late_price=draw.choice((1, 3, 8)),
            drop_price=draw.choice((3_000, 20_000)),
            windows=draw.choice(((), ((10 * HOUR, 12 * HOUR),))),
            access_s=draw.choice((0, 120)),
        )
        for number in range(30)
    ]
    return day(crew, stops, places=10)


def walked(t: Tables, seed: int, warmth: float) -> tuple[Draft, Slice, int]:
    """A draft after so many rounds, and what its cost is said to be at best."""
    draft = empty_draft(t)
    everything = np.arange(len(t.start)), np.arange(len(t.place))
    part = slice_of(draft, *everything, seed)
    halt = np.zeros(1, dtype=np.int64)
    least = walk(t, draft, part, halt, slice_cost(t, draft, part), ROUNDS, warmth, warmth)
    return draft, part, least


@pytest.mark.parametrize("seed", range(5))
def test_every_remembered_place_is_still_the_cheapest(seed: int) -> None:
    t = tables(tight_day(seed))
    draft, part, _ = walked(t, seed, warmth=3_000.0)
    remembered = 0
    for number in range(len(t.place)):
        for duty in range(len(t.start)):
            state, extra, position = draft.known[number, duty].tolist()
            if draft.at[number] == duty or t.pair[number, duty] == FORBIDDEN:
                continue
            if state != draft.state[duty, 0]:
                continue
            remembered += 1
            least, place = cheapest_in(t, draft, part, number, duty, NEVER, -1)
            if position >= 0:
                assert (least, place) == (extra, position)
            else:
                assert least >= extra
    assert (STATE, EXTRA, POSITION) == (0, 1, 2)
    assert remembered > 10


@pytest.mark.parametrize("seed", range(5))
def test_days_worked_out_in_part_are_what_they_are_from_the_beginning(seed: int) -> None:
    t = tables(tight_day(seed))
    draft, part, least = walked(t, seed, warmth=3_000.0)
    again = empty_draft(t)
    for duty in range(len(t.start)):
        assert set_day(t, again, duty, part.best_order, part.best_length)
    everything = np.arange(len(t.start)), np.arange(len(t.place))
    assert slice_cost(t, again, slice_of(again, *everything, 0)) == least
    fresh = empty_draft(t)
    for duty in range(len(t.start)):
        assert set_day(t, fresh, duty, draft.order, draft.length)
    for name in ("lateness", "driven", "paired"):
        assert getattr(fresh, name).tolist() == getattr(draft, name).tolist()
