"""A day in parts: nobody and nothing twice, and the joined plan is one of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from backend.dispatch.planner.parts import (
    TURNS,
    Part,
    cut,
    joined_choices,
    joined_parts,
    orders_of,
    part_of,
    turns_for,
)
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.verify import verify, verify_parts
from tests.dispatch.planner.days import day, engineer, stop

# The street of `days` on a map: place i lies i steps to the east.
STREET = np.array([[float(place), 0.0] for place in range(6)])


def cut_in_twos(
    whole: Problem, turn: int = 0, orders: Mapping[str, Sequence[str]] | None = None
) -> list[Part]:
    return cut(whole.engineers, whole.stops, STREET, turn=turn, orders=orders, size=2)


def two_ends() -> Problem:
    """Two people at the ends of a road, two stops beside each."""
    crew = [engineer("left", start=0, end=0), engineer("right", start=5, end=5)]
    return day(crew, [stop("a", 0), stop("b", 1), stop("c", 4), stop("d", 5)])


def names(found: list[Part]) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(tuple(e.id for e in p.engineers), tuple(s.id for s in p.stops)) for p in found}


def planned(whole: Problem, found: list[Part]) -> list[Solution]:
    return [solve(part_of(whole, each), seconds=None, iterations=50) for each in found]


def joined(whole: Problem, found: list[Part]) -> Solution:
    return joined_parts(whole.engineers, whole.stops, planned(whole, found))


def test_it_works() -> None:
    whole = two_ends()
    found = cut_in_twos(whole)
    assert names(found) == {(("left",), ("a", "b")), (("right",), ("c", "d"))}
    plan = joined(whole, found)
    assert verify(whole, plan) == []
    # Each goes one step away and back.
    assert plan.cost == Cost(travel=4 * 600)
    assert plan.cost == solve(whole, seconds=None, iterations=50).cost


def test_a_part_knows_its_own_roads_only() -> None:
    whole = two_ends()
    assert [part_of(whole, each).places for each in cut_in_twos(whole)] == [2, 2]


def test_a_plan_in_parts_is_verified_on_the_roads_of_each() -> None:
    whole = two_ends()
    found = cut_in_twos(whole)
    problems = [part_of(whole, each) for each in found]
    plan = joined(whole, found)
    assert verify_parts(problems, plan) == []
    # Sent over the border, to where no road of the part leads.
    left, right = plan.routes
    swapped = replace(
        plan, routes=(replace(left, stops=right.stops), replace(right, stops=left.stops))
    )
    assert {each.code for each in verify_parts(problems, swapped)} == {"unknown-stop"}
    lost = replace(plan, routes=(left, replace(right, stops=())))
    assert [e.stop for e in verify_parts(problems, lost) if e.code == "stop-missing"] == ["c", "d"]


def test_territories_are_parts_and_who_has_none_goes_with_the_nearest() -> None:
    crew = [
        engineer("north", start=0, end=0, territories=frozenset({"n"})),
        engineer("south", start=1, end=1, territories=frozenset({"s"})),
        engineer("free", start=5, end=5),
    ]
    # The nearest to n1 who may go there lives further away than south, who may not.
    stops = [stop("n1", 1, territory="n"), stop("s1", 4, territory="s"), stop("any", 0)]
    found = cut_in_twos(day(crew, stops))
    assert names(found) == {(("north",), ("n1", "any")), (("south", "free"), ("s1",))}


def test_who_has_two_territories_ties_them_together() -> None:
    crew = [
        engineer("north", territories=frozenset({"n"})),
        engineer("south", start=5, end=5, territories=frozenset({"s"})),
        engineer("both", start=2, end=2, territories=frozenset({"n", "s"})),
    ]
    assert len(cut_in_twos(day(crew, [stop("a", 1)]))) == 1


def test_all_shifts_of_a_person_and_what_waits_for_another_stay_together() -> None:
    crew = [
        engineer("mon", person="olena", start=0, end=0),
        engineer("tue", person="olena", start=5, end=5),
        engineer("right", start=5, end=5),
    ]
    stops = [stop("a", 0), stop("b", 5, after=frozenset({"a"})), stop("c", 5), stop("d", 5)]
    found = cut_in_twos(day(crew, stops))
    assert {tuple(each.id for each in part.engineers) for part in found} == {
        ("mon", "tue"),
        ("right",),
    }
    assert any({"a", "b"} <= {each.id for each in part.stops} for part in found)


def test_what_is_locked_stays_with_its_engineer_wherever_it_lies() -> None:
    whole = two_ends()
    far = [replace(each, lock_engineer="left") if each.id == "d" else each for each in whole.stops]
    found = cut_in_twos(whole.having(whole.engineers, far))
    assert names(found) == {(("left",), ("a", "d")), (("right",), ("b", "c"))}


def test_work_is_shared_out_by_the_hours_of_the_people() -> None:
    """Everything lies at the left end; who lives at the right end still gets their half of it."""
    crew = [engineer("left", start=0, end=0), engineer("right", start=5, end=5)]
    found = cut_in_twos(day(crew, [stop("a", 0), stop("b", 0), stop("c", 1), stop("d", 1)]))
    assert names(found) == {(("left",), ("a", "b")), (("right",), ("c", "d"))}


def test_what_only_one_side_may_do_goes_there() -> None:
    crew = [
        engineer("left", start=0, end=0),
        engineer("right", start=5, end=5, skills=frozenset({"gas"})),
    ]
    stops = [stop("a", 0, skills=frozenset({"gas"})), stop("b", 1), stop("c", 4), stop("d", 5)]
    found = cut_in_twos(day(crew, stops))
    assert {each.id for each in found[1].stops} >= {"a"}


def test_the_next_turn_begins_with_the_plan_as_it_is() -> None:
    whole = two_ends()
    standing = {"left": ["d"], "right": ["a"]}
    found = cut_in_twos(whole, 1, standing)
    assert {
        each.id: part.engineers[0].id for part in found for each in part.stops if each.id in "ad"
    } == {"d": "left", "a": "right"}
    assert orders_of(planned(whole, cut_in_twos(whole)))["left"] in (["a", "b"], ["b", "a"])


def test_another_turn_cuts_along_another_line() -> None:
    """Four people about the corners of a square: first beside each other, then across."""
    corners = np.array([[0.0, 0.0], [1.0, -0.1], [0.0, 1.0], [1.2, 1.0]])
    crew = [engineer(name, start=n, end=n) for n, name in enumerate(("sw", "se", "nw", "ne"))]
    stops = [stop(each.id, each.start) for each in crew]
    pairs = [
        {frozenset(each.id for each in part.engineers) for part in parts}
        for parts in (cut(crew, stops, corners, turn=turn, size=2) for turn in range(2))
    ]
    assert pairs[0] == {frozenset({"sw", "nw"}), frozenset({"se", "ne"})}
    assert pairs[1] == {frozenset({"sw", "se"}), frozenset({"nw", "ne"})}


def test_territories_small_enough_need_one_turn() -> None:
    bound = [
        engineer("north", territories=frozenset({"n"})),
        engineer("south", territories=frozenset({"s"})),
    ]
    stops = [stop("n1", territory="n"), stop("s1", territory="s"), stop("s2", territory="s")]
    assert turns_for(bound, stops, size=2) == 1
    # With five visits more the north itself is cut, and a free engineer may work anywhere.
    more = [stop(f"m{n}", territory="n") for n in range(5)]
    assert turns_for(bound, [*stops, *more], size=2) == TURNS
    assert turns_for([*bound, engineer("free")], stops, size=2) == TURNS


def test_choices_are_joined_one_by_one_and_the_last_stands_for_more() -> None:
    whole = two_ends()
    one, two = planned(whole, cut_in_twos(whole))
    dearer = replace(one, cost=one.cost + Cost(travel=600))
    found = [Choices((dearer, one), Cost(undone=5)), Choices((two,), Cost(undone=7))]
    both = joined_choices(whole.engineers, whole.stops, found)
    assert [each.cost.travel for each in both.solutions] == [3000, 2400]
    assert both.before == Cost(undone=12)


def test_what_nobody_may_do_is_answered_for_all_the_same() -> None:
    whole = two_ends()
    odd = replace(whole, stops=(*whole.stops, stop("odd", 3, skills=frozenset({"gas"}))))
    plan = joined(odd, cut_in_twos(odd))
    assert [each.stop for each in plan.unplanned] == ["odd"]
    assert verify(odd, plan) == []


@pytest.mark.parametrize("crew", [[], [engineer(shift=None)]])
def test_nobody_on_duty_is_one_part(crew: list[object]) -> None:
    stops = [stop("a"), stop("b"), stop("c"), stop("d")]
    found = cut(crew, stops, STREET, size=2)  # type: ignore[arg-type]
    assert [part.stops for part in found] == [tuple(stops)]
