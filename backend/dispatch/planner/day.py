"""The words of a day: who may be sent, where they must go, and the pauses between.

Times are whole seconds from a zero the caller picks (the base's local midnight); prices are
whole points per second or per stop. Nothing is checked here: `problem.Problem` does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Break:
    """A pause whose start lies in [earliest_s, latest_s]; it may split a drive, never work."""

    earliest_s: int
    latest_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per second of driving, for everybody."""

    travel_price: int = 1


@dataclass(frozen=True, slots=True)
class PlannerEngineer:
    """One shift of someone who may be sent; several shifts of one `person` are several of these.

    `shift` is [from, to) in seconds, None when off. `start` and `end` are place indices.
    `speed_factor` multiplies a stop's duration, `drive_factor` a drive: the vehicle's, which is
    slowed by traffic only where `in_traffic`. `overtime_s` is how long after the shift the
    day may still end, `overtime_price` the points per second of it. `skills` count for their
    level in `levels` (1 where it says nothing) on a shift that begins before `expires_s`;
    clearances likewise. `rest_s` must pass after this shift before the person's next begins.
    """

    id: str
    start: int
    end: int
    shift: tuple[int, int] | None
    skills: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    speed_factor: float = 1.0
    overtime_s: int = 0
    overtime_price: int = 0
    person: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    expires_s: Mapping[str, int] = field(default_factory=dict)
    clearances: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    least_priority: int = 0
    most_stops: int | None = None
    van: Mapping[str, int] = field(default_factory=dict)
    rest_s: int = 0
    drive_factor: float = 1.0
    in_traffic: bool = True

    @property
    def who(self) -> str:
        """The person behind the shift."""
        return self.person or self.id

    def drive_s(self, empty_s: int) -> int:
        """Seconds of a drive on empty roads in this vehicle, halves rounded up."""
        return int(empty_s * self.drive_factor + 0.5)

    def work_s(self, stop: "Stop") -> int:
        """Seconds this engineer works at `stop`, halves rounded up."""
        return int(stop.duration_s * self.speed_factor + 0.5)

    def latest_end_s(self) -> int:
        """The last second at which the day may end, overtime included."""
        return 0 if self.shift is None else self.shift[1] + self.overtime_s


@dataclass(frozen=True, slots=True)
class Stop:
    """One trip to one object. Work must START inside one of `windows` (none: any time).

    `due_s` is the soft deadline for the start, `late_price` the points per second after it;
    `spoils_s` and `spoil_price` the same for the end of work; `drop_price` the points of
    leaving it undone. `access_s` (kerb to machine) is added when coming from another place.
    A lock fixes the engineer, the start, or both. Who is named in `banned`, `preferred`,
    `lock_engineer` or `told_engineer` is a person or one shift of theirs.

    `levels` is the level each skill must have, `helpers` the skills of everybody who must be
    there besides the lead, `after` the stops that must be over `after_gap_s` before this one
    begins. The client was told `told_engineer` and a start in `told_window`: each that changes
    costs `told_price`. Anybody outside `preferred` costs `preferred_price`.
    """

    id: str
    place: int
    duration_s: int
    drop_price: int
    skills: frozenset[str] = frozenset()
    windows: tuple[tuple[int, int], ...] = ()
    due_s: int | None = None
    late_price: int = 0
    access_s: int = 0
    lock_engineer: str | None = None
    lock_start_s: int | None = None
    banned: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    clearances: frozenset[str] = frozenset()
    territory: str | None = None
    priority: int = 0
    preferred: frozenset[str] = frozenset()
    preferred_price: int = 0
    helpers: tuple[frozenset[str], ...] = ()
    after: frozenset[str] = frozenset()
    after_gap_s: int = 0
    not_before_s: int = 0
    spoils_s: int | None = None
    spoil_price: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    told_engineer: str | None = None
    told_window: tuple[int, int] | None = None
    told_price: int = 0

    @property
    def locked(self) -> bool:
        """Whether a person fixed anything about it."""
        return self.lock_engineer is not None or self.lock_start_s is not None

    def start_spans(self, horizon_s: int) -> tuple[tuple[int, int], ...]:
        """The closed spans in which work may start: windows, lead time and locked start, met."""
        first = self.not_before_s
        spans = [
            (max(begin, first), end)
            for begin, end in self.windows or ((0, horizon_s),)
            if end >= first
        ]
        if self.lock_start_s is None:
            return tuple(spans)
        fixed = self.lock_start_s
        return tuple((fixed, fixed) for begin, end in spans if begin <= fixed <= end)

    def late_s(self, start_s: int) -> int:
        """Seconds by which a start at `start_s` is late."""
        return 0 if self.due_s is None else max(0, start_s - self.due_s)

    def spoiled_s(self, end_s: int) -> int:
        """Seconds by which work that ends at `end_s` is too late for the goods."""
        return 0 if self.spoils_s is None else max(0, end_s - self.spoils_s)

    def moved(self, start_s: int) -> bool:
        """Whether a start at `start_s` is not what the client was told."""
        told = self.told_window
        return told is not None and not told[0] <= start_s <= told[1]

    def timed_price(self, start_s: int, end_s: int) -> int:
        """Points of working in [start_s, end_s): lateness, spoiled goods and a moved start."""
        points = self.told_price if self.moved(start_s) else 0
        if self.late_price:
            points += self.late_s(start_s) * self.late_price
        if self.spoil_price:
            points += self.spoiled_s(end_s) * self.spoil_price
        return points

    def prefers_others(self, engineer: PlannerEngineer) -> bool:
        """Whether the client has preferred engineers, and this is none of them."""
        return bool(self.preferred) and not {engineer.id, engineer.who} & self.preferred

    def changes_engineer(self, engineer: PlannerEngineer) -> bool:
        """Whether the client was told that somebody else comes."""
        return self.told_engineer not in (None, engineer.id, engineer.who)

    def price_of(self, engineer: PlannerEngineer) -> int:
        """Points of sending `engineer`, whenever."""
        strange = self.preferred_price if self.prefers_others(engineer) else 0
        return strange + (self.told_price if self.changes_engineer(engineer) else 0)
