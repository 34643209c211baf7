"""A problem too big for one machine, cut into parts that are solved apart and joined again.

Parts are territories where people have them, else people who live near each other. Nobody and
nothing is in two parts, so the border is frozen while they are solved. A second cut runs elsewhere
and begins with the plan as joined: what lay at the border then lies inside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.tables import Ints

# A part has about so many stops: as fast as a search gets, and a day of some fifty people.
STOPS_A_PART = 500

Orders = Mapping[str, Sequence[str]]


def parts_of(problem: Problem, turn: int = 0, standing: Orders | None = None) -> list[Problem]:
    """The problem in parts; those of another `turn` are cut elsewhere.

    A stop goes where its engineer in `standing` is, else to the nearest who may do it.
    """
    crew = _people(problem)
    if not crew:
        return [problem]
    part_of = _part_of_each(problem, crew, turn)
    at = {stop: name for name, order in (standing or {}).items() for stop in order}
    stops: list[list[Stop]] = [[] for _ in range(max(part_of.values()) + 1)]
    for stop, home in _bound(problem, _Nearest(problem), at):
        stops[part_of[problem.engineer_by_id[home].who]].append(stop)
    everybody: list[list[PlannerEngineer]] = [[] for _ in stops]
    for each in problem.engineers:
        everybody[part_of.get(each.who, 0)].append(each)
    return [_part(problem, *both) for both in zip(everybody, stops, strict=True)]


def orders_of(solutions: Sequence[Solution]) -> dict[str, list[str]]:
    """Who goes where, in order, by engineer: what the next turn begins with."""
    routes = (route for solution in solutions for route in solution.routes)
    return {route.engineer: [each.stop for each in route.stops] for route in routes}


def joined_parts(problem: Problem, solutions: Sequence[Solution]) -> Solution:
    """The parts' plans as one plan of the whole, in the whole's order."""
    routes = {route.engineer: route for each in solutions for route in each.routes}
    left = {each.stop: each for solution in solutions for each in solution.unplanned}
    return replace(
        solutions[0],
        routes=tuple(routes[each.id] for each in problem.on_duty),
        unplanned=tuple(left[stop.id] for stop in problem.stops if stop.id in left),
        cost=sum((each.cost for each in solutions), Cost()),
        stopped=any(each.stopped for each in solutions),
        chosen=tuple(each for solution in solutions for each in solution.chosen),
    )


def _people(problem: Problem) -> list[PlannerEngineer]:
    """The first shift of everybody, which stands for the person."""
    return [shifts[0] for shifts in problem.shifts_of.values()]


def _part_of_each(problem: Problem, crew: Sequence[PlannerEngineer], turn: int) -> dict[str, int]:
    """The number of the part each person is in."""
    homes = np.array([each.start for each in crew], dtype=np.int64)
    apart = problem.travel_s[np.ix_(homes, homes)]
    random = np.random.default_rng(turn)
    found: dict[str, int] = {}
    number = 0
    for territory in _territories(crew, apart):
        share = round(len(problem.stops) * len(territory) / len(crew) / STOPS_A_PART)
        for group in halved(apart, territory, max(1, share), random):
            found.update((crew[place].who, number) for place in group)
            number += 1
    return found


def _territories(crew: Sequence[PlannerEngineer], apart: Ints) -> list[Ints]:
    """Who belongs together because they share a territory; the free go with their nearest."""
    bound = np.flatnonzero([bool(each.territories) for each in crew])
    if len(bound) == 0:
        return [np.arange(len(crew))]
    names: dict[str, int] = {}
    of = np.full(len(crew), -1)
    for place in bound.tolist():
        met = sorted({names[each] for each in crew[place].territories if each in names})
        mine = met[0] if met else place
        for old in met[1:]:
            of[of == old] = mine
            names.update((each, mine) for each, number in names.items() if number == old)
        names.update((each, mine) for each in crew[place].territories)
        of[place] = mine
    for place in np.flatnonzero(of < 0).tolist():
        of[place] = of[bound[np.argmin(apart[place, bound])]]
    return [np.flatnonzero(of == number) for number in np.unique(of)]


def halved(distances: Ints, group: Ints, pieces: int, random: np.random.Generator) -> list[Ints]:
    """Cuts between two far ends, the first of them drawn, until there are enough pieces."""
    if pieces < 2 or len(group) < 2:
        return [group]
    drawn = group[random.integers(len(group))]
    one = group[np.argmax(distances[drawn, group])]
    two = group[np.argmax(distances[one, group])]
    nearer = np.argsort(distances[one, group] - distances[two, group], kind="stable")
    here = len(group) * (pieces // 2) // pieces
    halves = (group[np.sort(nearer[:here])], group[np.sort(nearer[here:])])
    return [
        *halved(distances, halves[0], pieces // 2, random),
        *halved(distances, halves[1], pieces - pieces // 2, random),
    ]


class _Nearest:
    """Who lives nearest to a stop and may go there."""

    def __init__(self, problem: Problem) -> None:
        self.crew = problem.on_duty
        homes = [each.start for each in self.crew]
        places = [stop.place for stop in problem.stops]
        self.by_distance = np.argsort(problem.travel_s[np.ix_(homes, places)], axis=0).T

    def to(self, number: int, stop: Stop) -> str:
        """The engineer's id; whoever is nearest, where nobody may go."""
        nearest = (self.crew[duty] for duty in self.by_distance[number])
        able = next((each for each in nearest if may_go(each, stop)), None)
        return able.id if able else self.crew[int(self.by_distance[number][0])].id


def _bound(
    problem: Problem, nearest: _Nearest, at: Mapping[str, str]
) -> Iterator[tuple[Stop, str]]:
    """Every stop with an engineer of its part; what waits for another goes with that."""
    chosen: dict[str, str] = {}

    def home(stop: Stop) -> str:
        if stop.id in chosen:
            return chosen[stop.id]
        if stop.after:
            found = home(problem.stop_by_id[min(stop.after)])
        else:
            found = at.get(stop.id) or nearest.to(problem.stop_number[stop.id], stop)
        chosen[stop.id] = found
        return found

    for stop in problem.stops:
        yield stop, home(stop)


def _part(problem: Problem, crew: Sequence[PlannerEngineer], stops: Sequence[Stop]) -> Problem:
    """A problem of its own with the roads between its own places."""
    used = {each.start for each in crew} | {each.end for each in crew}
    places = sorted(used | {stop.place for stop in stops})
    number = {place: index for index, place in enumerate(places)}
    cells = np.ix_(places, places)
    return replace(
        problem,
        engineers=tuple(replace(e, start=number[e.start], end=number[e.end]) for e in crew),
        stops=tuple(replace(stop, place=number[stop.place]) for stop in stops),
        travel_s=problem.travel_s[cells],
        travel_m=None if problem.travel_m is None else problem.travel_m[cells],
    )
