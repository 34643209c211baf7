"""What is asked of the planner: one day, its engineers, its stops, the roads between.

Everything is checked at birth: a `Problem` that exists can be solved. `POINTS_PER_UNIT` is the
product's choice of a point, and leaves room for a price per second below a cent; the library
itself only adds points up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import cast

import numpy as np

from backend.dispatch.planner import checks
from backend.dispatch.planner.birth import (
    Bounds,
    checked_engineer,
    checked_stop,
    checked_traffic,
    refuse_strangers,
)
from backend.dispatch.planner.day import Break, PlannerEngineer, Stop, Weights
from backend.dispatch.planner.permits import may_go
from backend.dispatch.planner.traffic import Speeds, speeds

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
    """One day. `travel_s[i][j]` is seconds from place i to j on empty roads, `travel_m` metres.

    `traffic` says for every hour from the zero how many seconds one of them then lasts.
    """

    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]
    travel_s: checks.Matrix
    travel_m: checks.Matrix | None = None
    weights: Weights = field(default_factory=Weights)
    horizon_s: int = 2 * DAY_S
    traffic: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        checks.whole("horizon_s", self.horizon_s, least=1, most=60 * DAY_S)
        checks.whole("weights.travel_price", self.weights.travel_price)
        object.__setattr__(self, "travel_s", checks.matrix("travel_s", self.travel_s))
        if self.travel_m is not None:
            metres = checks.matrix("travel_m", self.travel_m, size=self.places)
            object.__setattr__(self, "travel_m", metres)
        object.__setattr__(self, "traffic", checked_traffic(self.traffic))
        bounds = Bounds(self.places, self.horizon_s)
        crew = tuple(checked_engineer(bounds, i, e) for i, e in enumerate(self.engineers))
        checks.unique("engineers", (each.id for each in crew))
        object.__setattr__(self, "engineers", crew)
        stops = tuple(checked_stop(bounds, i, s) for i, s in enumerate(self.stops))
        checks.unique("stops", (each.id for each in stops))
        refuse_strangers(crew, stops)
        object.__setattr__(self, "stops", stops)

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
    def shifts_of(self) -> dict[str, tuple[PlannerEngineer, ...]]:
        """Everybody's shifts by person, in the order of time."""
        found: dict[str, list[PlannerEngineer]] = {}
        for each in sorted(self.on_duty, key=lambda each: each.shift or (0, 0)):
            found.setdefault(each.who, []).append(each)
        return {person: tuple(shifts) for person, shifts in found.items()}

    @cached_property
    def hours(self) -> Speeds:
        """How fast roads are in every hour; () where traffic slows nobody."""
        return speeds(self.traffic)

    def hours_of(self, engineer: PlannerEngineer) -> Speeds:
        """The same for this engineer's vehicle."""
        return self.hours if engineer.in_traffic else ()

    def roads_of(self, factor: float) -> checks.Matrix:
        """Seconds on empty roads for vehicles of that `drive_factor`, halves rounded up."""
        if factor == 1:
            return self.travel_s
        return np.asarray(self.travel_s * factor + 0.5, dtype=np.int64)

    def drives_of(self, engineer: PlannerEngineer) -> list[list[int]]:
        """The same as plain lists, which Python reads much faster one by one."""
        factor = engineer.drive_factor
        if factor not in self._drives:
            self._drives[factor] = cast(list[list[int]], self.roads_of(factor).tolist())
        return self._drives[factor]

    @cached_property
    def _drives(self) -> dict[float, list[list[int]]]:
        return {}

    def having(self, engineers: Sequence[PlannerEngineer], stops: Sequence[Stop]) -> "Problem":
        """The same roads with other engineers and stops, which must be lawful as they are."""
        made = object.__new__(Problem)
        for each in fields(self):
            object.__setattr__(made, each.name, getattr(self, each.name))
        object.__setattr__(made, "engineers", tuple(engineers))
        object.__setattr__(made, "stops", tuple(stops))
        made.__dict__["_drives"], made.__dict__["hours"] = self._drives, self.hours
        return made

    def off_duty(self) -> dict[str, str]:
        """Why an engineer takes no part: id -> code."""
        return {each.id: "no-shift" for each in self.engineers if each.shift is None}

    def allowed(self, stop: Stop) -> Iterator[PlannerEngineer]:
        """The engineers on duty who may lawfully take `stop`."""
        return (each for each in self.on_duty if may_go(each, stop))

    def access_s(self, origin: int, stop: Stop) -> int:
        """The way from kerb to machine, which nobody walks twice at one object."""
        return 0 if origin == stop.place else stop.access_s
