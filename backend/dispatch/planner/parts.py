"""A day too big for one machine, cut into parts that are solved apart and joined again.

Nobody and nothing is in two parts, so the border is frozen while they are solved. Where territories
do not divide the day it is cut by where people live, and in every further turn along other lines,
by where they work in the plan as joined: what lay at a border then lies inside.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.bundles import Bundle, Orders, bundles_of, lands_of
from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Cost, Solution
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.tables import Ints

# A part has about so many stops: as fast as a search gets, and a day of some fifty people.
STOPS_A_PART = 500
# After each turn but the last a day that territories do not divide is cut anew.
TURNS = 4
# How far the lines of a turn lie from those of the first: no two turns cut at the same place.
ANGLES = (0.0, math.pi / 4, math.pi / 8, 3 * math.pi / 8)

Map = NDArray[np.float64]
"""Where every place lies, east and north in any one unit: shape (places, 2)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Who and what is in one part, in the whole's order and with the whole's places."""

    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]

    @property
    def places(self) -> list[int]:
        """The places it speaks of, ascending."""
        ends = {place for each in self.engineers for place in (each.start, each.end)}
        return sorted(ends | {stop.place for stop in self.stops})


def cut(
    engineers: Sequence[PlannerEngineer],
    stops: Sequence[Stop],
    where: Map,
    *,
    turn: int = 0,
    orders: Orders | None = None,
    size: int = STOPS_A_PART,
) -> list[Part]:
    """The day in parts by territory and by the map; those of another `turn` are cut elsewhere.

    A stop stays with the shift that has it in `orders`. The rest is shared out so that each part
    has work by the hours of its people, and somebody who may do it. A part has about `size` stops.
    """
    bundles = bundles_of(engineers, stops, orders or {})
    country = _Country(bundles, where, ANGLES[turn % len(ANGLES)])
    pieces = [
        piece
        for land in country.lands()
        for piece in country.halved(land, max(1, round(country.stops_in(land) / size)))
    ]
    names = [_names(bundles[number] for number in piece) for piece in pieces]
    return [
        Part(
            tuple(each for each in engineers if each.id in crew),
            tuple(each for each in stops if each.id in theirs),
        )
        for crew, theirs in names
    ]


def turns_for(
    engineers: Sequence[PlannerEngineer], stops: Sequence[Stop], *, size: int = STOPS_A_PART
) -> int:
    """One where everybody is bound to a territory that is small enough; nothing could cross."""
    bundles = bundles_of(engineers, stops, {})
    lands, free = lands_of(bundles)
    alone = all(not e.shift for number in free for e in bundles[number].crew)
    largest = max((sum(len(bundles[n].stops) for n in land) for land in lands), default=0)
    return 1 if lands and alone and round(largest / size) <= 1 else TURNS


def part_of(problem: Problem, part: Part) -> Problem:
    """A problem of its own with the roads between its own places."""
    cells = np.ix_(part.places, part.places)
    here = renumbered(part)
    return replace(
        problem,
        engineers=here.engineers,
        stops=here.stops,
        travel_s=problem.travel_s[cells],
        travel_m=None if problem.travel_m is None else problem.travel_m[cells],
    )


def renumbered(part: Part) -> Part:
    """The same with its places numbered from 0, in the order of `part.places`."""
    number = {place: index for index, place in enumerate(part.places)}
    return Part(
        tuple(replace(e, start=number[e.start], end=number[e.end]) for e in part.engineers),
        tuple(replace(stop, place=number[stop.place]) for stop in part.stops),
    )


def orders_of(solutions: Iterable[Solution]) -> dict[str, list[str]]:
    """Who goes where, in order, by shift: what the next turn begins with."""
    routes = (route for solution in solutions for route in solution.routes)
    return {
        route.engineer: [each.stop for each in route.stops if each.seat == 0] for route in routes
    }


def joined_parts(
    engineers: Sequence[PlannerEngineer], stops: Sequence[Stop], solutions: Sequence[Solution]
) -> Solution:
    """The parts' plans as one plan of the whole, in the whole's order."""
    routes = {route.engineer: route for each in solutions for route in each.routes}
    left = {each.stop: each for solution in solutions for each in solution.unplanned}
    return replace(
        solutions[0],
        routes=tuple(routes[each.id] for each in engineers if each.id in routes),
        unplanned=tuple(left[stop.id] for stop in stops if stop.id in left),
        cost=sum((each.cost for each in solutions), Cost()),
        stopped=any(each.stopped for each in solutions),
        chosen=tuple(each for solution in solutions for each in solution.chosen),
    )


def joined_choices(
    engineers: Sequence[PlannerEngineer], stops: Sequence[Stop], found: Sequence[Choices]
) -> Choices:
    """The parts' choices as choices of the whole; of a part with fewer the last stands for more."""
    most = max(len(each.solutions) for each in found)
    before = [each.before for each in found if each.before]
    return Choices(
        tuple(
            joined_parts(
                engineers,
                stops,
                [each.solutions[min(n, len(each.solutions) - 1)] for each in found],
            )
            for n in range(most)
        ),
        sum(before, Cost()) if len(before) == len(found) else None,
    )


def _names(bundles: Iterable[Bundle]) -> tuple[set[str], set[str]]:
    """The ids of the shifts and of the stops in all of them."""
    found = [*bundles]
    crew = {each.id for bundle in found for each in bundle.crew}
    return crew, {stop.id for bundle in found for stop in bundle.stops}


class _Country:
    """Bundles on a map that is turned by an angle; spoken of by number."""

    def __init__(self, bundles: Sequence[Bundle], where: Map, angle: float) -> None:
        self.bundles = bundles
        self.able = [[each for each in bundle.crew if each.shift] for bundle in bundles]
        self.hours = np.array([sum(map(_hours, crew)) for crew in self.able])
        self.work = np.array([sum(s.duration_s for s in each.stops) for each in bundles])
        east, north = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        middles = np.array([where[_spots(each)].mean(axis=0) for each in bundles])
        self.at = middles @ np.array([east, north]).T

    def lands(self) -> list[Ints]:
        """Territories as they divide the day; who and what is free goes with the nearest."""
        found, free = lands_of(self.bundles)
        if not found:
            return [np.arange(len(self.bundles))]
        homes = [(number, land) for land, each in enumerate(found) for number in each]
        homes = [(number, land) for number, land in homes if self.able[number]]
        spots = self.at[[number for number, _ in homes]]
        for number in free:
            nearest = np.argsort(np.hypot(*(spots - self.at[number]).T), kind="stable").tolist()
            able = (i for i in nearest if self._can([homes[i][0]], number))
            found[homes[next(able, nearest[0])][1]].append(number)
        return [np.array(sorted(each)) for each in found]

    def stops_in(self, land: Ints) -> int:
        return sum(len(self.bundles[number].stops) for number in land.tolist())

    def halved(self, land: Ints, pieces: int) -> list[Ints]:
        """Cut across its longer side until there are enough pieces, each with people."""
        crew = land[self.hours[land] > 0]
        if pieces < 2 or len(crew) < 2:
            return [land]
        across = self.at[land, np.argmax(np.ptp(self.at[crew], axis=0))]
        line = land[np.argsort(across, kind="stable")]
        share = (pieces // 2) / pieces
        here = self._first(line, share)
        there = line[~np.isin(line, here)]
        return [
            *self.halved(np.sort(here), pieces // 2),
            *self.halved(np.sort(there), pieces - pieces // 2),
        ]

    def _first(self, line: Ints, share: float) -> Ints:
        """Of those in a line, the first with `share` of the people's hours and of the work."""
        crew, free = line[self.hours[line] > 0], line[self.hours[line] == 0]
        hours = np.cumsum(self.hours[crew])
        count = int(np.argmin(np.abs(hours[:-1] - share * hours[-1]))) + 1
        here, there = crew[:count].tolist(), crew[count:].tolist()
        wanted = share * self.work[line].sum() - self.work[here].sum()
        first = np.searchsorted(np.cumsum(self.work[free]), wanted, side="right")
        for place, number in enumerate(free.tolist()):
            near, far = (here, there) if place < first else (there, here)
            stays = self._can(near, number) or not self._can(far, number)
            (near if stays else far).append(number)
        return np.array(here)

    def _can(self, crew: Sequence[int], number: int) -> bool:
        """Whether for every stop of a bundle there is somebody who may go."""
        return all(
            any(may_go(each, stop) for other in crew for each in self.able[other])
            for stop in self.bundles[number].stops
        )


def _hours(each: PlannerEngineer) -> int:
    return each.shift[1] - each.shift[0] if each.shift else 0


def _spots(bundle: Bundle) -> list[int]:
    """Where somebody works, else where they live; where a stop is."""
    return [stop.place for stop in bundle.stops] or [each.start for each in bundle.crew]
