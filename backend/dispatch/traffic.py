"""Traffic by the hour and weekday, from rows to the planner's words.

The road server knows empty roads only. A plan, and whoever asks who can get there first, gives
what comes from here to `Problem(traffic=...)`; the planner then prices every drive by the hours
in which it is driven (`planner.traffic`).
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.database.written import Written
from backend.dispatch.models import TrafficHour
from backend.dispatch.planner.traffic import HOUR_S

_HOURS: Final = Written(lambda: TrafficHour.objects.values("weekday", "hour", "factor"))


def traffic_from(midnight: datetime, zone: str, seconds: int) -> tuple[float, ...]:
    """The factor of every hour from `midnight` on, for so many seconds; () where all are 1.

    A factor is how many seconds a second of empty road lasts. An hour without a row counts 1; the
    row of one weekday goes before that of every day. Hours are those of the clock in `zone`, so
    that the day on which the clock is changed has 23 or 25. Runs in the caller's transaction.
    """
    factors = {(row["weekday"], row["hour"]): float(row["factor"]) for row in _HOURS()}
    names = TrafficHour.Weekday.values
    if not factors:
        return ()
    begin = midnight.astimezone(UTC)
    moments = (begin + timedelta(hours=hour) for hour in range(-(-seconds // HOUR_S)))
    clock = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    made = tuple(
        factors.get((names[each.weekday()], each.hour), factors.get(("", each.hour), 1.0))
        for each in clock
    )
    return made if any(factor != 1 for factor in made) else ()
