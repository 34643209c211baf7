"""Three libraries asked the same two questions of the same service hours.

The peers are installed beside the product, never into it: requirements.lock here names them and
their hashes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.contracts import working_time
from backend.contracts.written_calendar import calendar_from
from benchmarks import beside

LOCK = Path(__file__).with_name("requirements.lock")

ZONE = ZoneInfo("Europe/Monaco")
HOLIDAYS = (date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14))
HOLIDAYS += (date(2026, 8, 15), date(2026, 11, 19), date(2026, 12, 8), date(2026, 12, 25))
WINDOWS = (("09:00", "18:00"),)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class Peer:
    """One library: `add` sixteen open hours to a moment, open seconds `elapsed` between two."""

    name: str
    add: Callable[[datetime], datetime | None]
    elapsed: Callable[[datetime, datetime], float]
    utc: tzinfo = UTC


def peers(hours: int) -> tuple[Peer, Peer, Peer]:
    """Ours first; all answer in aware datetimes and seconds."""
    return _ours(hours), _opening_hours_py(hours), _django_bizcal(hours)


def install() -> None:
    """Fetch the two peers once, every hash checked."""
    beside.install(LOCK)
    beside.bring_in(LOCK)


def _ours(hours: int) -> Peer:
    calendar = calendar_from(
        {
            "tz": ZONE.key,
            "week": {day: [list(window) for window in WINDOWS] for day in WEEKDAYS},
            "holidays": [str(day) for day in HOLIDAYS],
        }
    )

    whole_s = hours * 3600
    return Peer(
        "Callout",
        lambda at: working_time.add(calendar, at, whole_s),
        lambda a, b: working_time.elapsed(calendar, a, b),
    )


def _opening_hours_py(hours: int) -> Peer:
    """Has no `add` and no `elapsed`: both walk its intervals, in Rust up to the surface."""
    from opening_hours import OpeningHours, State

    open_on = ",".join(f"{begins}-{ends}" for begins, ends in WINDOWS)
    off = ",".join(f"{day:%Y %b %d}" for day in HOLIDAYS)
    library = OpeningHours(f"Mo-Fr {open_on}; {off} off", timezone=ZONE)
    whole = timedelta(hours=hours)

    def add(at: datetime) -> datetime:
        left = whole
        for start, end, state, _comment in library.intervals(at):
            if state == State.OPEN:
                length = _apart(end, start)
                if length >= left:
                    return _later(start, left)
                left -= length
        raise AssertionError("never")

    def elapsed(a: datetime, b: datetime) -> float:
        found = library.intervals(a, b)
        spells = (_apart(end, start) for start, end, state, _c in found if state == State.OPEN)
        return sum(spells, timedelta()).total_seconds()

    # It takes no other UTC than the zone of that name.
    return Peer("opening-hours-py", add, elapsed, ZoneInfo("UTC"))


def _django_bizcal(hours: int) -> Peer:
    from django_bizcal import WorkingCalendar

    closed: dict[Any, Any] = dict.fromkeys(HOLIDAYS, ())
    library = WorkingCalendar(
        tz=ZONE,
        weekly_schedule={day: list(WINDOWS) for day in range(5)},
        day_overrides=closed,
    )
    return Peer(
        "django-bizcal",
        lambda at: library.add_business_hours(at, hours),
        lambda a, b: library.business_time_between(a, b).total_seconds(),
    )


def _apart(later: datetime, sooner: datetime) -> timedelta:
    """Real time between two moments of one zone (plain subtraction compares the wall clocks)."""
    return later.astimezone(UTC) - sooner.astimezone(UTC)


def _later(at: datetime, length: timedelta) -> datetime:
    return at.astimezone(UTC) + length
