"""How well promises were kept: availability over a time, and what lateness costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.contracts.service_hours import Calendar
from backend.contracts.working_time import Stretch, elapsed
from backend.lib.errors import Invalid

_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Availability:
    """Seconds of service promised, those it was down, and the rest in parts per million."""

    service_s: int
    down_s: int
    availability_ppm: int


def availability(
    calendar: Calendar,
    start: datetime,
    end: datetime,
    down: Sequence[Stretch],
    maintenance: Sequence[Stretch] = (),
) -> Availability:
    """Availability of [start, end): only open time counts and planned maintenance never does.

    Parts per million are rounded half up; without any promised time nothing was missed.
    """
    service_s = elapsed(calendar, start, end, maintenance)
    up_s = elapsed(calendar, start, end, [*maintenance, *down])
    ppm = (2 * up_s * _MILLION + service_s) // (2 * service_s) if service_s else _MILLION
    return Availability(service_s, service_s - up_s, ppm)


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """So many basis points for every started unit of lateness, up to a cap (None: no cap)."""

    per_s: int
    bp: int
    cap_bp: int | None = None

    def __post_init__(self) -> None:
        if self.per_s <= 0:
            raise Invalid("per_s", "not-positive", given=self.per_s)
        for name in ("bp", "cap_bp"):
            if (getattr(self, name) or 0) < 0:
                raise Invalid(name, "negative", given=getattr(self, name))


def penalty_bp(late_s: int, rule: PenaltyRule) -> int:
    """Basis points for `late_s` open seconds of lateness; a unit counts once it has started."""
    started = -(-max(late_s, 0) // rule.per_s)
    points = started * rule.bp
    return points if rule.cap_bp is None else min(points, rule.cap_bp)
