"""What is asked of the planner: one day, its engineers, its stops, the roads between.

Everything is checked at birth: a `Problem` that exists can be solved. `POINTS_PER_UNIT` is the
product's choice of a point, and leaves room for a price per second below a cent; the library
itself only adds points up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import cast

from backend.dispatch.planner import checks
from backend.dispatch.planner.day import Break, PlannerEngineer, Stop, Weights
from backend.lib.errors import Invalid

__all__ = [
    "DAY_S",
    "POINTS_PER_UNIT",
    "Break",
    "PlannerEngineer",
    "Problem",
    "Stop",
    "Weights",
]

POINTS_PER_UNIT = 10_000
DAY_S = 86_400


@dataclass(frozen=True, eq=False)
class Problem:
    """One day. `travel_s[i][j]` is driving seconds from place i to place j, `travel_m` metres."""

    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]
    travel_s: checks.Matrix
    travel_m: checks.Matrix | None = None
    weights: Weights = field(default_factory=Weights)
    horizon_s: int = 2 * DAY_S

    def __post_init__(self) -> None:
        checks.whole("horizon_s", self.horizon_s, least=1, most=60 * DAY_S)
        checks.whole("weights.travel_price", self.weights.travel_price)
        object.__setattr__(self, "travel_s", checks.matrix("travel_s", self.travel_s))
        if self.travel_m is not None:
            metres = checks.matrix("travel_m", self.travel_m, size=self.places)
            object.__setattr__(self, "travel_m", metres)
        _set(
            self,
            "engineers",
            [_engineer(self, i, e) for i, e in enumerate(self.engineers)],
        )
        checks.unique("engineers", (each.id for each in self.engineers))
        _set(self, "stops", [_stop(self, i, s) for i, s in enumerate(self.stops)])
        checks.unique("stops", (each.id for each in self.stops))

    @property
    def places(self) -> int:
        """How many places the matrix knows."""
        return int(self.travel_s.shape[0])

    @cached_property
    def on_duty(self) -> tuple[PlannerEngineer, ...]:
        """The engineers who have a shift; the others get no route."""
        return tuple(each for each in self.engineers if each.shift is not None)

    @cached_property
    def stop_by_id(self) -> dict[str, Stop]:
        return {each.id: each for each in self.stops}

    @cached_property
    def stop_number(self) -> dict[str, int]:
        """The place of a stop in `stops`, by its id."""
        return {each.id: number for number, each in enumerate(self.stops)}

    @cached_property
    def engineer_by_id(self) -> dict[str, PlannerEngineer]:
        return {each.id: each for each in self.engineers}

    @cached_property
    def drive_rows(self) -> list[list[int]]:
        """`travel_s` as plain lists, which Python reads much faster one by one."""
        return cast(list[list[int]], self.travel_s.tolist())

    def off_duty(self) -> dict[str, str]:
        """Why an engineer takes no part: id -> code."""
        return {each.id: "no-shift" for each in self.engineers if each.shift is None}

    def allowed(self, stop: Stop) -> Iterator[PlannerEngineer]:
        """The engineers on duty who may lawfully take `stop`: skills, bans, lock."""
        for each in self.on_duty:
            free = stop.lock_engineer in (None, each.id) and each.id not in stop.banned
            if free and stop.skills <= each.skills:
                yield each

    def leg_s(self, origin: int, stop: Stop) -> int:
        """Seconds from leaving `origin` to being ready to work at `stop`, access included."""
        return int(self.travel_s[origin, stop.place]) + self.access_s(origin, stop)

    def access_s(self, origin: int, stop: Stop) -> int:
        """The way from kerb to machine, which nobody walks twice at one object."""
        return 0 if origin == stop.place else stop.access_s


def _set(problem: Problem, name: str, members: list[PlannerEngineer] | list[Stop]) -> None:
    object.__setattr__(problem, name, tuple(members))


def _place(problem: Problem, where: str, value: object) -> int:
    place = checks.whole(where, value)
    if place >= problem.places:
        raise Invalid(where, "unknown-place", got=place, places=problem.places)
    return place


def _engineer(problem: Problem, number: int, given: PlannerEngineer) -> PlannerEngineer:
    where = f"engineers[{number}]"
    horizon = problem.horizon_s
    checks.name(f"{where}.id", given.id)
    _place(problem, f"{where}.start", given.start)
    _place(problem, f"{where}.end", given.end)
    checks.whole(f"{where}.overtime_s", given.overtime_s, most=horizon)
    checks.whole(f"{where}.overtime_price", given.overtime_price)
    shift = given.shift and checks.span(f"{where}.shift", given.shift, most=horizon)
    return replace(
        given,
        shift=shift,
        skills=checks.names(f"{where}.skills", given.skills),
        breaks=_breaks(f"{where}.breaks", given.breaks, shift, horizon),
        speed_factor=checks.number(f"{where}.speed_factor", given.speed_factor, most=10),
    )


def _breaks(
    where: str, given: tuple[Break, ...], shift: tuple[int, int] | None, horizon: int
) -> tuple[Break, ...]:
    """In the order of the day, the next possible after the last moment of the one before.

    A break outside its shift would never be taken.
    """
    for number, each in enumerate(given):
        here = f"{where}[{number}]"
        checks.span(here, (each.earliest_s, each.latest_s), most=horizon, empty=True)
        checks.whole(f"{here}.duration_s", each.duration_s, least=1, most=horizon)
        if shift and not shift[0] <= each.earliest_s <= each.latest_s <= shift[1]:
            raise Invalid(here, "outside-shift", shift=list(shift))
    ordered = tuple(sorted(given, key=lambda each: each.earliest_s))
    for before, after in pairwise(ordered):
        latest_end = before.latest_s + before.duration_s
        if after.earliest_s < before.latest_s or after.latest_s < latest_end:
            raise Invalid(where, "overlap", first_ends=latest_end, second_latest=after.latest_s)
    return ordered


def _stop(problem: Problem, number: int, given: Stop) -> Stop:
    where = f"stops[{number}]"
    horizon = problem.horizon_s
    checks.name(f"{where}.id", given.id)
    _place(problem, f"{where}.place", given.place)
    for price in ("drop_price", "late_price"):
        checks.whole(f"{where}.{price}", getattr(given, price))
    for seconds in ("duration_s", "access_s"):
        checks.whole(f"{where}.{seconds}", getattr(given, seconds), most=horizon)
    for optional in ("due_s", "lock_start_s"):
        if getattr(given, optional) is not None:
            # A promise already broken when the day begins is due before zero.
            least = -checks.LARGEST if optional == "due_s" else 0
            checks.whole(f"{where}.{optional}", getattr(given, optional), least=least)
    if given.lock_engineer is not None:
        _known_engineer(problem, f"{where}.lock_engineer", given.lock_engineer)
    windows = tuple(
        checks.span(f"{where}.windows[{i}]", each, most=horizon, empty=True)
        for i, each in enumerate(given.windows)
    )
    return replace(
        given,
        windows=_in_order(f"{where}.windows", windows),
        skills=checks.names(f"{where}.skills", given.skills),
        banned=checks.names(f"{where}.banned", given.banned),
    )


def _known_engineer(problem: Problem, where: str, value: object) -> None:
    if checks.name(where, value) not in {each.id for each in problem.engineers}:
        raise Invalid(where, "unknown-engineer", got=str(value))


def _in_order(where: str, windows: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    ordered = tuple(sorted(windows))
    for before, after in pairwise(ordered):
        if after[0] <= before[1]:
            raise Invalid(where, "overlap", first=list(before), second=list(after))
    return ordered
