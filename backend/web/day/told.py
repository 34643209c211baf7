"""What publishing a day would tell: each changed visit, as told before and as it stands."""

from dataclasses import dataclass
from datetime import datetime

from backend.dispatch.models import Visit
from backend.dispatch.queries import Day


@dataclass(frozen=True)
class Telling:
    """One visit an engineer will be told about; `before_*` is empty for a new one."""

    visit: Visit
    engineers: str
    before_from: datetime | None = None
    before_to: datetime | None = None
    before_engineers: str = ""


def telling(day: Day) -> list[Telling]:
    """The changed visits of the day, the earliest first."""
    names = {str(lane.engineer.pk): str(lane.engineer) for lane in day.lanes}
    return [_telling(visit, names) for visit in day.changed]


def _telling(visit: Visit, names: dict[str, str]) -> Telling:
    now = ", ".join(str(seat.engineer) for seat in visit.engineers.all())
    told = visit.told
    if told is None:
        return Telling(visit, now)
    before = ", ".join(names.get(each, "–") for each in told["engineers"])
    return Telling(
        visit,
        now,
        datetime.fromisoformat(told["from"]),
        datetime.fromisoformat(told["to"]),
        before if before != now else "",
    )
