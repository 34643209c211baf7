"""What the planner answers: an ordered day for everybody, what is left out, and what it costs.

Times are seconds from the problem's zero, costs are points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One stop of a route: kerb at `arrive_s`, work in [start_s, end_s).

    `travel_s` is the drive on empty roads, which is what has a price; traffic makes it last
    `traffic_s` longer. `seat` is 0 for the lead, 1 for the first helper, and so on.
    """

    stop: str
    travel_s: int
    travel_m: int | None
    arrive_s: int
    start_s: int
    end_s: int
    late_s: int
    seat: int = 0
    traffic_s: int = 0

    @property
    def drive_s(self) -> int:
        """Seconds at the wheel."""
        return self.travel_s + self.traffic_s


@dataclass(frozen=True, slots=True)
class PlannedBreak:
    """A pause in [start_s, end_s)."""

    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """One engineer's day: leaves the start at `leave_s`, is at the end place at `back_s`.

    `back_travel_*` is the last leg. A route without stops stays at home: back at `leave_s`.
    """

    engineer: str
    stops: tuple[PlannedStop, ...]
    leave_s: int
    back_s: int
    back_travel_s: int = 0
    back_travel_m: int | None = None
    breaks: tuple[PlannedBreak, ...] = ()
    overtime_s: int = 0
    back_traffic_s: int = 0

    @property
    def travel_s(self) -> int:
        """Driving seconds of the day on empty roads, the way home included."""
        return sum(each.travel_s for each in self.stops) + self.back_travel_s

    @property
    def traffic_s(self) -> int:
        """By how much traffic makes them more."""
        return sum(each.traffic_s for each in self.stops) + self.back_traffic_s

    @property
    def travel_m(self) -> int | None:
        """Driving metres of the day; None where the problem knew no metres."""
        legs = [each.travel_m for each in self.stops] + [self.back_travel_m]
        known = [leg for leg in legs if leg is not None]
        return sum(known) if len(known) == len(legs) else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stop was left out: a kebab-case code of `reasons.py` and its exact numbers."""

    code: str
    context: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What would place a stop: `by_s` seconds, or `names` of rights, parts or a stop given up.

    `kind` is one of `relaxations.KINDS`; `engineer` who would then go. `missing` are the skills
    of a permit.
    """

    kind: str
    engineer: str
    by_s: int = 0
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A stop nobody goes to, with at least one reason, and what would place it."""

    stop: str
    reasons: tuple[Reason, ...]
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a stop would change with `engineer` instead, in seconds more than with its own.

    `late` is the stop that would suffer most, by `late_s`. `extra_cost` None: there is no room in
    the day, or `refused` names the rules that say no, `missing` the skills among them.
    """

    engineer: str
    extra_cost: int | None = None
    travel_s: int = 0
    overtime_s: int = 0
    late_s: int = 0
    late: str = ""
    refused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Why a planned stop has its engineer: the best of the others, the cheapest first."""

    stop: str
    others: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """Points by cause."""

    travel: int = 0
    lateness: int = 0
    overtime: int = 0
    undone: int = 0
    changes: int = 0
    spoiled: int = 0
    preference: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, each.name) for each in fields(self))

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*(getattr(self, x.name) + getattr(other, x.name) for x in fields(self)))


@dataclass(frozen=True, slots=True)
class Solution:
    """The plan. `routes` has one route per engineer on duty, in the problem's order.

    `stopped` says that a person ended the search early; the plan is lawful all the same.
    `chosen` is there where it was asked for.
    """

    routes: tuple[Route, ...]
    unplanned: tuple[Unplanned, ...]
    cost: Cost
    stopped: bool = False
    chosen: tuple[Chosen, ...] = ()

    def route_of(self, engineer: str) -> Route | None:
        """The route of that engineer, None when off duty."""
        return next((each for each in self.routes if each.engineer == engineer), None)
