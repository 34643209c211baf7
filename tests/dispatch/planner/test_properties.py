"""Whatever the day, the plan is lawful and every stop is answered for exactly once."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.dispatch.planner.insertion import earliest_arrivals
from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop
from backend.dispatch.planner.reasons import CODES
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.timing import route_cost, schedule, timings
from backend.dispatch.planner.verify import verify
from backend.dispatch.planner.wire import problem_from_json, problem_to_json

PLACES = 5
DAY = 10_000
SKILLS = st.frozensets(st.sampled_from(["a", "b"]), max_size=2)
SECONDS = st.integers(0, DAY)
FACTORS = st.sampled_from([1.0, 0.5, 1.6, 3.0])


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    first = draw(SECONDS)
    return first, draw(st.integers(first, DAY))


@st.composite
def engineers(draw: st.DrawFn, name: str) -> PlannerEngineer:
    begin = draw(st.integers(0, DAY - 1))
    shift = (begin, draw(st.integers(begin + 1, DAY)))
    breaks: tuple[Break, ...] = ()
    if draw(st.booleans()):
        first = draw(st.integers(*shift))
        latest = draw(st.integers(first, shift[1]))
        pause = draw(st.integers(1, 2_000))
        breaks = (Break(first, latest, pause),)
        if draw(st.booleans()) and latest + pause <= shift[1]:
            breaks += (Break(latest, shift[1], draw(st.integers(1, 1_000))),)
    return PlannerEngineer(
        id=name,
        start=draw(st.integers(0, PLACES - 1)),
        end=draw(st.integers(0, PLACES - 1)),
        shift=draw(st.one_of(st.just(shift), st.just(shift), st.none())),
        skills=draw(SKILLS),
        breaks=breaks,
        speed_factor=draw(st.sampled_from([1.0, 0.5, 1.37])),
        overtime_s=draw(st.integers(0, 2_000)),
        overtime_price=draw(st.integers(0, 3)),
        drive_factor=draw(st.sampled_from([1.0, 1.0, 1.8])),
        in_traffic=draw(st.booleans()),
    )


@st.composite
def stops(draw: st.DrawFn, name: str, crew: int) -> Stop:
    return Stop(
        id=name,
        place=draw(st.integers(0, PLACES - 1)),
        duration_s=draw(st.integers(0, 3_000)),
        drop_price=draw(st.integers(0, 50_000)),
        skills=draw(SKILLS),
        windows=draw(st.one_of(st.just(()), st.tuples(spans()))),
        due_s=draw(st.one_of(st.none(), st.integers(-DAY, DAY))),
        late_price=draw(st.integers(0, 5)),
        access_s=draw(st.integers(0, 600)),
        lock_engineer=draw(st.sampled_from([None, None, *(f"e{i}" for i in range(crew))])),
        lock_start_s=draw(st.one_of(st.none(), st.none(), SECONDS)),
        banned=draw(st.frozensets(st.sampled_from(["e0", "e1"]), max_size=1)),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    crew, work = draw(st.integers(0, 3)), draw(st.integers(0, 6))
    cells = st.integers(0, 1_500)
    travel = [[0 if i == j else draw(cells) for j in range(PLACES)] for i in range(PLACES)]
    return Problem(
        engineers=tuple(draw(engineers(f"e{i}")) for i in range(crew)),
        stops=tuple(draw(stops(f"s{i}", crew)) for i in range(work)),
        travel_s=travel,  # type: ignore[arg-type]
        horizon_s=3 * DAY,
        traffic=draw(st.one_of(st.just([]), st.lists(FACTORS, max_size=5))),
    )


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems(), seed=st.integers(0, 3))
def test_every_plan_is_lawful_and_complete(problem: Problem, seed: int) -> None:
    plan = solve(problem, seconds=None, iterations=300, seed=seed)
    assert verify(problem, plan) == []
    for left in plan.unplanned:
        for reason in left.reasons:
            assert set(reason.context) <= set(CODES[reason.code])
            json.dumps(dict(reason.context))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_the_wire_keeps_a_problem_whole(problem: Problem) -> None:
    sent = problem_to_json(problem)
    assert problem_to_json(problem_from_json(json.loads(json.dumps(sent)))) == sent


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_the_fast_timing_is_the_cheapest_of_all_timings(problem: Problem) -> None:
    for engineer in problem.on_duty:
        order = problem.stops[:4]
        if not order:
            return
        tried = list(timings(problem, engineer, order))
        lawful = [each for each in tried if isinstance(each, Route)]
        made = schedule(problem, engineer, order)
        if not lawful:
            assert made in tried
            continue
        assert isinstance(made, Route)
        cheapest = min((route_cost(problem, each).total, each.back_s) for each in lawful)
        assert (route_cost(problem, made).total, made.back_s) == cheapest


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_who_can_get_there_first_is_lawful(problem: Problem) -> None:
    if not problem.stops:
        return
    newcomer, rest = problem.stops[0], problem.stops[1:]
    day = problem.having(problem.engineers, rest)
    plan = solve(day, seconds=None, iterations=100)
    for found in earliest_arrivals(problem, plan.routes, newcomer):
        engineer = problem.engineer_by_id[found.engineer]
        assert engineer in list(problem.allowed(newcomer))
        order = [problem.stop_by_id[each.stop] for each in found.route.stops]
        assert schedule(problem, engineer, order) == found.route
        before = plan.route_of(found.engineer)
        assert before is not None
        added = route_cost(problem, found.route).total - route_cost(problem, before).total
        assert added == found.extra_cost
