"""Plans between leaving a day alone and its cheapest, with the numbers at which it turns."""

import random

from backend.dispatch.planner.child import choose_in_child
from backend.dispatch.planner.problem import Problem, Stop
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.stability import choices
from backend.dispatch.planner.standing import Standing, StandingDay
from backend.dispatch.planner.standing_orders import lawful_orders
from backend.dispatch.planner.verify import verify
from tests.dispatch.planner.days import HOUR, day, engineer, stop
from tests.dispatch.planner.test_solve import small_town

AT_4, AT_1, AT_3 = 8 * HOUR + 2_400, 10 * HOUR + 600, 11 * HOUR + 1_800


def zigzag(**locks: object) -> tuple[Problem, StandingDay]:
    """Far, near, far again: 2400 + 1800 + 1200 + 1800 s of driving, where 4800 s are enough."""
    stops = [stop("far", 4), stop("near", 1, **locks), stop("middle", 3)]
    starts = {"far": AT_4, "near": AT_1, "middle": AT_3}
    standing = {name: Standing("olena", start) for name, start in starts.items()}
    return day([engineer()], stops), standing


def moved(solution: Solution, standing: StandingDay) -> int:
    """How many stops of `standing` are elsewhere in the solution, or left out."""
    now = {s.stop: Standing(r.engineer, s.start_s) for r in solution.routes for s in r.stops}
    return sum(now.get(name) != place for name, place in standing.items())


def travelled(problem: Problem, standing: StandingDay, *prices: int) -> list[tuple[int, int]]:
    """(changes, points) of every plan, each verified."""
    found = choices(problem, standing, prices, seconds=None, iterations=200)
    assert [verify(problem, each) for each in found.solutions] == [[]] * (1 + len(prices))
    return [(moved(each, standing), each.cost.total) for each in found.solutions]


def test_a_visit_moves_only_where_that_saves_more_than_its_price() -> None:
    problem, standing = zigzag()
    # Near goes last and far and middle stay: 2400 points for one change.
    assert travelled(problem, standing, 2_401, 2_399) == [(0, 7_200), (0, 7_200), (1, 4_800)]


def test_the_day_as_it_stands_is_priced_too() -> None:
    problem, standing = zigzag()
    fresh = problem.having(problem.engineers, [*problem.stops, stop("new", 5)])
    found = choices(fresh, standing, [1], seconds=None, iterations=50)
    assert found.before is not None
    assert (found.before.travel, found.before.undone) == (7_200, 100_000)


def test_a_lock_holds_where_moving_it_would_be_as_cheap() -> None:
    problem, standing = zigzag(lock_engineer="olena", lock_start_s=AT_1)
    found = choices(problem, standing, [1], seconds=None, iterations=200).solutions[-1]
    assert (found.cost.total, moved(found, {"near": standing["near"]})) == (4_800, 0)
    # Far goes last instead.
    assert [each.stop for each in found.routes[0].stops] == ["near", "middle", "far"]


def test_what_has_to_move_finds_its_place_beside_what_stands() -> None:
    problem, standing = zigzag()
    free = {name: place for name, place in standing.items() if name != "near"}
    first, *_ = choices(problem, free, [1], seconds=None, iterations=50).solutions
    assert (moved(first, free), first.cost.total) == (0, 4_800)


def test_the_search_begins_with_what_is_lawful_of_an_order() -> None:
    problem, _ = zigzag()
    # Twice the same, an unknown name and nobody's shift are passed over.
    wanted = {"olena": ["far", "far", "gone", "near"], "petro": ["middle"]}
    assert lawful_orders(problem, wanted) == {"olena": ["far", "near"]}


def test_over_generated_days_nothing_moves_first_and_locks_never_do() -> None:
    for seed in range(12):
        problem, standing, locked = _generated(seed)
        plans = choices(problem, standing, [5_000, 100], seconds=None, iterations=60, seed=seed)
        first, *rest = plans.solutions
        assert moved(first, standing) == 0, seed
        for each in plans.solutions:
            assert not verify(problem, each), seed
            assert moved(each, {name: standing[name] for name in locked}) == 0, seed
        assert rest[-1].cost.total <= first.cost.total, seed


def _generated(seed: int) -> tuple[Problem, StandingDay, list[str]]:
    """A planned town in which two stops are locked and three more are asked for."""
    chance = random.Random(seed)
    town = small_town()
    stops = list(town.stops)
    chance.shuffle(stops)
    known = solve(day(town.engineers, stops[:17]), seconds=None, iterations=20, seed=seed)
    standing = {s.stop: Standing(r.engineer, s.start_s) for r in known.routes for s in r.stops}
    locked = chance.sample(sorted(standing), 2)
    return (
        day(town.engineers, [_locked(each, standing, locked) for each in stops]),
        standing,
        locked,
    )


def _locked(each: Stop, standing: StandingDay, locked: list[str]) -> Stop:
    if each.id not in locked:
        return each
    place = standing[each.id]
    return stop(
        each.id,
        each.place,
        duration_s=each.duration_s,
        skills=each.skills,
        access_s=each.access_s,
        lock_engineer=place.engineer,
        lock_start_s=place.start_s,
    )


def test_the_child_answers_the_same() -> None:
    problem, standing = zigzag()
    said = choose_in_child(problem, standing, [2_399], seconds=None, iterations=50, seed=1)
    assert said == choices(problem, standing, [2_399], seconds=None, iterations=50, seed=1)


def test_a_stopped_search_still_hands_over_what_it_was_to_begin_with() -> None:
    problem, standing = zigzag()
    found = choices(
        problem,
        standing,
        [1],
        seconds=None,
        iterations=1,
        begin_with={"olena": ["far", "middle", "near"]},
        should_stop=lambda: True,
    )
    # What stands, and the order of an earlier turn; nobody had time to find either.
    assert [each.cost.total for each in found.solutions] == [7_200, 4_800]


def test_what_somebody_goes_on_from_is_not_explained() -> None:
    problem, standing = zigzag()
    odd = problem.having(problem.engineers, [*problem.stops, stop("odd", skills={"gas"})])
    told, untold = (
        choices(odd, standing, [1], seconds=None, iterations=20, explain=explain).solutions[-1]
        for explain in (True, False)
    )
    assert [bool(each.relaxations) for each in (told.unplanned[0], untold.unplanned[0])] == [
        True,
        False,
    ]
    assert verify(odd, untold) == []


def test_the_child_goes_on_as_it_is_told() -> None:
    problem, standing = zigzag()
    found = choose_in_child(
        problem,
        standing,
        [1],
        seconds=None,
        iterations=1,
        begin_with={"olena": ["far", "middle", "near"]},
        cooling=(0.75, 1.0),
        explain=False,
    )
    assert found.solutions[-1].cost.total == 4_800
    assert found.solutions[-1].chosen == ()
