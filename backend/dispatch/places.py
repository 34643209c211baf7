"""Places and moments as the planner counts them: an index a point, seconds after midnight."""

from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from backend.lib.errors import Refused


class Places:
    """Gives every distinct point one index."""

    def __init__(self) -> None:
        self.index: dict[tuple[float, float], int] = {}

    def of(self, point: Point | None) -> int:
        """The index of `point`, a new one for a point not seen yet."""
        if point is None:
            raise Refused("no-place-on-the-map")
        return self.at(point.x, point.y)

    def at(self, lon: float, lat: float) -> int:
        """The index of the point in degrees."""
        return self.index.setdefault((lon, lat), len(self.index))


def seconds_after(instant: datetime, midnight: datetime) -> int:
    """Whole seconds from `midnight` to `instant`, negative before it."""
    return int((instant - midnight).total_seconds())


def span_after(instants: tuple[datetime, datetime], midnight: datetime) -> tuple[int, int]:
    """Both ends of a span, in seconds after `midnight`."""
    return seconds_after(instants[0], midnight), seconds_after(instants[1], midnight)


def engineer_id_of(shift_id: str) -> UUID:
    """Whose shift it is: a shift's id begins with the id of its engineer."""
    return UUID(shift_id[:36])
