"""Over 500 days made from 500 draws: whatever is told to place a stop does place it, and no less.

The days are small and tight and planned by cheapest insertion alone, so that all of them take
seconds; the judge is `verify`, which knows nothing of relaxations.
"""

import random
from collections import Counter
from dataclasses import replace

from backend.dispatch.planner.insertion import cheapest_insertion, fill_gaps, total_cost
from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop
from backend.dispatch.planner.reasons import CODES, why_left_out
from backend.dispatch.planner.relaxations import KINDS, applied, places, relaxations
from backend.dispatch.planner.solution import Relaxation, Route, Solution, Unplanned
from backend.dispatch.planner.verify import verify

DAYS, PLACES, HOUR = 500, 6, 3600
RIGHTS = ("gas", "lift")


def made(seed: int) -> Problem:
    """Two or three engineers, and more work than they have hours or rights for."""
    draw = random.Random(seed)
    travel = [
        [0 if a == b else draw.randrange(300, 2400) for b in range(PLACES)] for a in range(PLACES)
    ]
    return Problem(
        tuple(engineer(draw, f"e{number}") for number in range(draw.randrange(2, 4))),
        tuple(stop(draw, f"s{number}") for number in range(draw.randrange(4, 9))),
        travel_s=travel,  # type: ignore[arg-type]
    )


def some(draw: random.Random, share: float = 0.5) -> frozenset[str]:
    return frozenset(right for right in RIGHTS if draw.random() < share)


def engineer(draw: random.Random, name: str) -> PlannerEngineer:
    begin = draw.randrange(7, 10) * HOUR
    pause = begin + 2 * HOUR
    return PlannerEngineer(
        id=name,
        start=draw.randrange(PLACES),
        end=draw.randrange(PLACES),
        shift=(begin, begin + draw.randrange(3, 6) * HOUR),
        skills=some(draw),
        clearances=some(draw, 0.7),
        territories=frozenset(["north"]) if draw.random() < 0.3 else frozenset(),
        breaks=(Break(pause, pause + HOUR // 2, 1200),) if draw.random() < 0.5 else (),
        speed_factor=draw.choice((0.8, 1.0, 1.3)),
        overtime_s=draw.choice((0, 1200)),
        overtime_price=2,
        most_stops=draw.choice((None, None, 2)),
        van={"pump": draw.randrange(0, 3)},
    )


def stop(draw: random.Random, name: str) -> Stop:
    opens = draw.randrange(6, 13) * HOUR
    window = (opens, opens + draw.choice((600, HOUR, 4 * HOUR)))
    return Stop(
        id=name,
        place=draw.randrange(PLACES),
        duration_s=draw.randrange(1200, 7200),
        drop_price=draw.randrange(20_000, 90_000),
        skills=some(draw, 0.4),
        clearances=some(draw, 0.2),
        territory=draw.choice((None, None, "north", "south")),
        windows=(window,) if draw.random() < 0.6 else (),
        due_s=draw.choice((None, 9 * HOUR)),
        late_price=1,
        access_s=draw.choice((0, 300)),
        banned=frozenset(["e0"]) if draw.random() < 0.1 else frozenset(),
        parts={"pump": draw.randrange(1, 3)} if draw.random() < 0.2 else {},
    )


def with_it(problem: Problem, routes: list[Route], wanted: Stop, relaxed: Relaxation) -> Solution:
    """The plan with the stop put in where the relaxation says, the rest left as it was."""
    person = problem.engineer_by_id[relaxed.engineer].who
    alone = problem.having([e for e in problem.engineers if e.who == person], problem.stops)
    found = cheapest_insertion(alone, routes, wanted)
    assert found is not None, relaxed
    kept = [found.route if each.engineer == found.engineer else each for each in routes]
    done = {each.stop for route in kept for each in route.stops}
    rest = [each for each in problem.stops if each.id not in done]
    left = tuple(Unplanned(each.id, why_left_out(problem, kept, each)) for each in rest)
    return Solution(tuple(kept), left, total_cost(problem, kept, rest))


def test_every_relaxation_told_is_sound_and_none_is_larger_than_it_must_be() -> None:
    told: Counter[str] = Counter()
    for seed in range(DAYS):
        problem = made(seed)
        routes, left = fill_gaps(problem, [], problem.stops)
        for stop in left:
            [reason] = why_left_out(problem, routes, stop)
            assert reason.code in CODES
            for relaxed in relaxations(problem, routes, stop):
                changed, kept = applied(problem, routes, stop, relaxed)
                plan = with_it(changed, kept, changed.stop_by_id[stop.id], relaxed)
                assert verify(changed, plan) == [], (seed, stop.id, relaxed)
                if relaxed.by_s:
                    less = replace(relaxed, by_s=relaxed.by_s - 1)
                    assert not places(problem, routes, stop, less), (seed, stop.id, relaxed)
                told[relaxed.kind] += 1
    # The days are such that every kind comes up, and often.
    assert set(told) == set(KINDS)
    assert min(told.values()) > 20, told
