"""A problem in parts: nobody and nothing twice, and the joined plan is one of the whole."""

from dataclasses import replace

import pytest

from backend.dispatch.planner import parts
from backend.dispatch.planner.parts import joined_parts, orders_of, parts_of
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify
from tests.dispatch.planner.days import day, engineer, stop


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "STOPS_A_PART", 2)


def two_ends() -> Problem:
    """Two people at the ends of a road, two stops beside each."""
    crew = [engineer("left", start=0, end=0), engineer("right", start=5, end=5)]
    return day(crew, [stop("a", 0), stop("b", 1), stop("c", 4), stop("d", 5)])


def names(found: list[Problem]) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(tuple(e.id for e in p.engineers), tuple(s.id for s in p.stops)) for p in found}


def planned(found: list[Problem]) -> list[Solution]:
    return [solve(each, seconds=None, iterations=50) for each in found]


def test_it_works() -> None:
    whole = two_ends()
    found = parts_of(whole)
    assert names(found) == {(("left",), ("a", "b")), (("right",), ("c", "d"))}
    plan = joined_parts(whole, planned(found))
    assert verify(whole, plan) == []
    # Each goes one step away and back.
    assert plan.cost == Cost(travel=4 * 600)
    assert plan.cost == solve(whole, seconds=None, iterations=50).cost


def test_a_part_knows_its_own_roads_only() -> None:
    assert sorted(each.places for each in parts_of(two_ends())) == [2, 2]


def test_territories_are_parts_and_who_has_none_goes_with_the_nearest() -> None:
    crew = [
        engineer("north", start=0, end=0, territories=frozenset({"n"})),
        engineer("south", start=1, end=1, territories=frozenset({"s"})),
        engineer("free", start=5, end=5),
    ]
    # The nearest to n1 who may go there lives further away than south, who may not.
    stops = [stop("n1", 1, territory="n"), stop("s1", 4, territory="s")]
    found = parts_of(day(crew, stops))
    assert names(found) == {(("north",), ("n1",)), (("south", "free"), ("s1",))}


def test_who_has_two_territories_ties_them_together() -> None:
    crew = [
        engineer("north", territories=frozenset({"n"})),
        engineer("south", start=5, end=5, territories=frozenset({"s"})),
        engineer("both", start=2, end=2, territories=frozenset({"n", "s"})),
    ]
    assert len(parts_of(day(crew, [stop("a", 1)]))) == 1


def test_all_shifts_of_a_person_and_what_waits_for_another_stay_together() -> None:
    crew = [
        engineer("mon", person="olena", start=0, end=0),
        engineer("tue", person="olena", start=5, end=5),
        engineer("right", start=5, end=5),
    ]
    stops = [stop("a", 0), stop("b", 5, after=frozenset({"a"})), stop("c", 5), stop("d", 5)]
    found = parts_of(day(crew, stops))
    assert {tuple(each.id for each in part.engineers) for part in found} == {
        ("mon", "tue"),
        ("right",),
    }
    assert any({"a", "b"} <= set(part.stop_by_id) for part in found)


def test_the_next_turn_begins_with_the_plan_as_it_is() -> None:
    whole = two_ends()
    standing = {"left": ["d"], "right": ["a"]}
    found = parts_of(whole, 1, standing)
    assert {
        stop: part.engineers[0].id for part in found for stop in part.stop_by_id if stop in "ad"
    } == {"d": "left", "a": "right"}
    assert orders_of(planned(parts_of(whole)))["left"] in (["a", "b"], ["b", "a"])


def test_what_nobody_may_do_is_answered_for_all_the_same() -> None:
    whole = two_ends()
    odd = replace(whole, stops=(*whole.stops, stop("odd", 3, skills=frozenset({"gas"}))))
    plan = joined_parts(odd, planned(parts_of(odd)))
    assert [each.stop for each in plan.unplanned] == ["odd"]
    assert verify(odd, plan) == []


def test_nobody_at_all_is_one_part() -> None:
    whole = day([engineer(shift=None)], [stop("a")])
    assert parts_of(whole) == [whole]
