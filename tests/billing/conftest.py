"""Ended visits with facts made by hand, and the series acts are numbered by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.billing.actions import approve_lines, draft_lines
from backend.billing.models import BillableLine, DocumentSeries
from backend.catalog.models import Part, Reason
from backend.clients.models import ServiceObject
from backend.demo.cast import Cast
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Visit
from backend.fieldwork.models import PartUse, TimeEntry
from tests.onsite import ordered_work

# A Monday, 10:00 on the clocks of Monaco.
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Facts:
    """What was done: minutes of work from arrival on, parts by quantity."""

    place: ServiceObject | None = None
    arrived_at: datetime = MONDAY
    work_min: int = 80
    fans: str = ""
    rate_class: str = "standard"


def ended_visit(cast: Cast, facts: Facts | None = None) -> Visit:
    """A completed visit of Olena's with its time and parts, as rows."""
    facts = facts or Facts()
    order = ordered_work(cast, place=facts.place)
    end = facts.arrived_at + timedelta(minutes=facts.work_min)
    visit = assign_work(
        [order.id], cast.engineer.id, begin=facts.arrived_at, end=end, by=cast.dispatcher
    )
    whose: dict[str, Any] = {"visit": visit, "work_order": order}
    TimeEntry.objects.create(
        kind="work",
        engineer=cast.engineer,
        user=cast.engineer_user,
        started_at=facts.arrived_at,
        ended_at=end,
        rate_class=facts.rate_class,
        **whose,
    )
    if facts.fans:
        fan = Part.objects.get(code="FAN-120")
        used = {"part": fan, "quantity": Decimal(facts.fans), "unit": "pcs", "used_at": end}
        PartUse.objects.create(**whose, **used)
    return ended(visit, facts.arrived_at, end)


def ended(visit: Visit, arrived_at: datetime, end: datetime) -> Visit:
    visit.state, visit.arrived_at, visit.completed_at = Visit.State.COMPLETED, arrived_at, end
    visit.save()
    return visit


def failed_visit(cast: Cast, reason: str) -> Visit:
    """A visit nobody could work at, for `reason`."""
    visit = ended_visit(cast)
    visit.state, visit.failed_for = Visit.State.FAILED, Reason.objects.get(code=reason)
    visit.save()
    return visit


def approved(cast: Cast, *visits: Visit) -> list[BillableLine]:
    """The lines of the visits, drafted and agreed with."""
    ids = [line.id for visit in visits for line in draft_lines(visit.id)]
    return approve_lines(ids, by=cast.biller)


def said(lines: Sequence[BillableLine]) -> list[tuple[str, str, str, str, str, str]]:
    """Kind, verdict, clause, quantity, price and net of each line, in their order."""
    return [
        (li.kind, li.verdict, li.clause, f"{li.quantity:f}", f"{li.unit_price:.2f}", f"{li.net:f}")
        for li in sorted(lines, key=lambda line: line.position)
    ]


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """80 minutes at the hotel and one fan: all covered but the fan."""
    return ended_visit(cast, Facts(fans="1"))


@pytest.fixture
def series(cast: Cast) -> DocumentSeries:
    return DocumentSeries.objects.create(
        entity=cast.our_entity, kind="act", prefix="ACT-", reset=DocumentSeries.Reset.YEARLY
    )
