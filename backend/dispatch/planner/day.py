"""The words of a day: who may be sent, where they must go, and the pauses between.

Times are whole seconds from a zero the caller picks (the base's local midnight); prices are
whole points per second or per stop. Nothing is checked here: `problem.Problem` does it.
"""

from dataclasses import dataclass


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
    """Someone who may be sent. `shift` is [from, to) in seconds, None when off that day.

    `start` and `end` are place indices. `speed_factor` multiplies a stop's duration.
    `overtime_s` is how long after the shift the day may still end, `overtime_price` the
    points per second of it. A skill with a level is one word a level ("cooling:2").
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
    `drop_price` the points of leaving it undone. `access_s` (kerb to machine) is added when
    coming from another place. A lock fixes the engineer, the start, or both.
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

    @property
    def locked(self) -> bool:
        """Whether a person fixed anything about it."""
        return self.lock_engineer is not None or self.lock_start_s is not None

    def start_spans(self, horizon_s: int) -> tuple[tuple[int, int], ...]:
        """The closed spans in which work may start: the windows, met with the locked start."""
        spans = self.windows or ((0, horizon_s),)
        if self.lock_start_s is None:
            return spans
        fixed = self.lock_start_s
        return tuple((fixed, fixed) for begin, end in spans if begin <= fixed <= end)

    def late_s(self, start_s: int) -> int:
        """Seconds by which a start at `start_s` is late."""
        return 0 if self.due_s is None else max(0, start_s - self.due_s)
