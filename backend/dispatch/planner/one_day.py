"""One engineer's day as it stands, and where one more stop fits into it soonest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from backend.dispatch.planner.daycost import NEVER, DayCost, State
from backend.dispatch.planner.insertion import Attempt, Insertion, insertion_of
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import stay_home, timed


@dataclass(frozen=True, slots=True)
class Place:
    """A lawful place in one day: work begins at `begin_s` at the earliest, `tried` says what that
    costs the others, and `way` is the day of the least cost, for `OneDay` to time."""

    begin_s: int
    tried: Attempt
    way: State


class OneDay:
    """One day in its order, for an engineer who may go: where one more stop fits, and what day
    that makes. Everything is reckoned once, however often it is asked for.

    For a problem whose driving has no price: then what an attempt costs is what waiting costs the
    stops behind it.
    """

    def __init__(self, problem: Problem, engineer: PlannerEngineer, order: Sequence[int]) -> None:
        self.problem, self.engineer, self.order = problem, engineer, order
        self.days = DayCost(problem, engineer)
        self.prefixes = self.days.prefixes(order)
        end = self.days.works[order[-1]].place if order else engineer.start
        home = self.days.closed(self.prefixes[-1], end, len(order))
        self.kept = self._lawful(home)

    @property
    def is_lawful(self) -> bool:
        """Whether the day is lawful as it is; nobody need go anywhere on an empty one."""
        return not self.order or bool(self.kept)

    @cached_property
    def stood(self) -> Route:
        """The day as it is, which must be lawful."""
        if not self.order:
            return stay_home(self.engineer)
        return self._timed([self.problem.stops[each] for each in self.order], min(self.kept)[2])

    def soonest_places(self, stop: Stop) -> list[Place]:
        """The first lawful place, and the first that costs nothing where that is another."""
        number, before = self.problem.stop_number[stop.id], min(self.kept)[0] if self.order else 0
        found: list[Place] = []
        for position in range(len(self.order) + 1):
            limit = before + 1 if found else NEVER
            ways = self.days.inserted(self.order, self.prefixes, number, position, limit)
            if not (lawful := self._lawful(ways)):
                continue
            cost, _back_s, way = min(lawful)
            if not found or cost <= before:
                tried = Attempt(self.engineer, self.order, position, cost - before, None)
                found.append(Place(self._begin_s(number, position), tried, way))
            if cost <= before:
                break
        return found

    def made(self, place: Place, stop: Stop) -> Insertion:
        """The day with the stop there, to the second."""
        stops = [self.problem.stops[each] for each in self.order]
        stops.insert(place.tried.position, stop)
        return insertion_of(place.tried, self._timed(stops, place.way), self.days, stop)

    def _lawful(self, ways: Iterable[tuple[int, int, State]]) -> list[tuple[int, int, State]]:
        return [each for each in ways if each[1] <= self.days.latest_s]

    def _begin_s(self, number: int, position: int) -> int:
        works = self.days.works
        origin = works[self.order[position - 1]].place if position else self.engineer.start
        done = self.days.extended(self.prefixes[position], origin, number, position)
        return min(free_s for free_s, *_ in done) - works[number].work_s

    def _timed(self, stops: Sequence[Stop], way: State) -> Route:
        made = timed(self.problem, self.engineer, stops, way)
        assert isinstance(made, Route), "a lawful day can be timed"
        return made
