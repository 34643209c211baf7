"""Time at the edges of the house: one way to ask for now, one to show an instant in a zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def at_wall_clock(day: date, wall: time, zone: str) -> datetime:
    """The UTC instant when a clock in `zone` shows `wall` on `day` (RFC 5545: fold=0)."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date in `zone` at an aware `instant`."""
    return instant.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """UTC [start, end) of the local calendar `day` in `zone` (23, 24 or 25 hours)."""
    following = date.fromordinal(day.toordinal() + 1)
    return at_wall_clock(day, time(), zone), at_wall_clock(following, time(), zone)


def rfc3339(instant: datetime) -> str:
    """`2026-03-02T07:00:00Z`, whole seconds, for wires and papers."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
