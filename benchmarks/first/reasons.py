"""How long it takes to say why 50 stops were left out beside 30 engineers, and why who goes."""

import random
import time

import numpy as np

from backend.dispatch.planner.alternatives import chosen_over
from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop, Weights
from backend.dispatch.planner.reasons import why_left_out
from backend.dispatch.planner.relaxations import relaxations
from backend.dispatch.planner.solve import solve

ENGINEERS, STOPS, LEFT_OUT = 30, 380, 50
HOUR = 3600
SKILLS = ("cold", "till", "barrier", "gas")


def reasons_take_s() -> float:
    """Processor seconds for reasons and relaxations of 50 stops, and why of everything planned."""
    problem = _day()
    plan = solve(problem, seconds=None, iterations=20_000, threads=2)
    left = [problem.stop_by_id[each.stop] for each in plan.unplanned][:LEFT_OUT]
    if len(left) < LEFT_OUT:
        raise SystemExit(f"only {len(left)} stops were left out")
    begun = time.process_time()
    for stop in left:
        why_left_out(problem, plan.routes, stop)
        relaxations(problem, plan.routes, stop)
    chosen_over(problem, plan.routes)
    return time.process_time() - begun


def _day() -> Problem:
    """More work than thirty engineers can do, in a town of 12 by 8 minutes."""
    draw = random.Random(11)  # noqa: S311  the same day every time
    spots = [(draw.random() * 720, draw.random() * 480) for _ in range(STOPS + 1)]
    east, north = np.array(spots).T
    travel = np.hypot(east[:, None] - east, north[:, None] - north).round().astype(np.int64)
    return Problem(
        engineers=tuple(
            PlannerEngineer(
                id=f"e{number}",
                start=0,
                end=0,
                shift=(8 * HOUR, 17 * HOUR),
                skills=frozenset(draw.sample(SKILLS, 3)),
                breaks=(Break(12 * HOUR, 13 * HOUR, 1800),),
                overtime_s=1800,
                overtime_price=160,
            )
            for number in range(ENGINEERS)
        ),
        stops=tuple(_stop(draw, number) for number in range(STOPS)),
        travel_s=travel,
        weights=Weights(travel_price=125),
    )


def _stop(draw: random.Random, number: int) -> Stop:
    opens = draw.choice((0, 8, 10, 13)) * HOUR
    return Stop(
        id=f"s{number}",
        place=number + 1,
        duration_s=draw.choice((1800, 2700, 3600)),
        drop_price=draw.choice((1_200_000, 3_000_000, 8_000_000)),
        skills=frozenset(draw.sample(SKILLS, 1)),
        windows=((opens, opens + 4 * HOUR),) if opens else (),
        due_s=draw.choice((None, 11 * HOUR, 15 * HOUR)),
        late_price=100,
        access_s=600,
    )
