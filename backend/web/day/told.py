"""What publishing a day would tell: each changed visit, as told before and as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.dispatch.models import Engineer, Visit
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
    engineers = Engineer.objects.select_related("user")
    names = {str(each.pk): str(each) for each in engineers}
    return [_telling(visit, day.seats.get(visit.pk, []), names) for visit in day.changed]


def _telling(visit: Visit, seated: Iterable[UUID], names: dict[str, str]) -> Telling:
    now = ", ".join(names[str(each)] for each in seated)
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
