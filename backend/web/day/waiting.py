"""What waits to be planned, as the day's page lists it: the next due first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import get_language

from backend.catalog.models import Skill
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch.day_rows import next_clocks, skills_of
from backend.lib.clock import local_date, utc_now
from backend.web.day.relaxed import WhyLeftOut
from backend.web.shared.durations import clock_time, day_and_time

_LAST = datetime.max.replace(tzinfo=UTC)


Whys = Mapping[UUID, WhyLeftOut]


@dataclass(frozen=True)
class WaitingRow:
    """A work order with its next deadline and its skills in words."""

    work: WorkOrder
    clock: SlaClock | None
    skills: str
    window: str
    why: WhyLeftOut | None = None


def waiting_rows(
    open_work: Iterable[WorkOrder], why: Mapping[UUID, WhyLeftOut]
) -> list[WaitingRow]:
    """Rows sorted by the next deadline; without one they come last, the oldest first.

    `why` says of a work order why the last plan left it out.
    """
    orders = list(open_work)
    clocks, skills = next_clocks(orders), skills_of(orders)
    rows = [
        _row(
            work,
            clocks.get(work.request_id or work.pk),
            skills.get(work.pk, []),
            why.get(work.pk),
        )
        for work in orders
    ]
    return sorted(rows, key=lambda row: (_due(row), row.work.made_at))


def _row(
    work: WorkOrder, clock: SlaClock | None, asked: Iterable[Skill], why: WhyLeftOut | None
) -> WaitingRow:
    language = get_language() or "en"
    skills = ", ".join(skill.name_in(language) for skill in asked)
    return WaitingRow(work, clock, skills, _window(work), why)


def _window(work: WorkOrder) -> str:
    """The agreed window on the object's clock, open at an end without one."""
    begin, end = work.window_from, work.window_to
    now, zone = utc_now(), work.object.zone
    if begin and end and local_date(begin, zone) == local_date(end, zone):
        return f"{day_and_time(begin, now, zone)}–{clock_time(end, zone)}"
    told = [day_and_time(each, now, zone) if each else "" for each in (begin, end)]
    return "–".join(told) if any(told) else ""


def _due(row: WaitingRow) -> datetime:
    return row.clock.due_at or _LAST if row.clock else _LAST
