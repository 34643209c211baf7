"""Two looks back the bundle takes: what was done to the units before, and what was taken away."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from backend.database.written import Written
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.journal import kinds
from backend.journal.models import TAKES_VISITS_AWAY, Entry
from backend.lib.clock import rfc3339

PAST_VISITS = 10


def histories(equipment_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The last ten ended visits to each unit, the newest first, in two queries."""
    place = Window(
        RowNumber(),
        partition_by=[F("work_order__equipment_id")],
        order_by=F("visit__completed_at").desc(),
    )
    done = (
        VisitWork.objects.filter(
            work_order__equipment_id__in=equipment_ids, visit__completed_at__isnull=False
        )
        .annotate(place=place)
        .filter(place__lte=PAST_VISITS)
        .order_by("place")
    )
    # There are hundreds of them, of which little is told: as plain rows they take a tenth.
    works = list(done.values_list("work_order__equipment_id", *_PAST))
    leads = _leads({visit_id for _unit_id, visit_id, *_rest in works})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for unit_id, visit_id, number, at, words, outcome in works:
        told = {"number": number, "at": rfc3339(at), "words": words}
        lead = leads.get(visit_id, "")
        found.setdefault(unit_id, []).append({**told, "engineer": lead, "outcome": outcome})
    return found


_PAST: Final = (
    "visit_id", "visit__number", "visit__completed_at", "work_order__words", "outcome",
)  # fmt: skip


def _leads(visit_ids: Collection[UUID]) -> dict[UUID, str]:
    seats = VisitEngineer.objects.filter(visit_id__in=visit_ids, part=VisitEngineer.Part.LEAD)
    return dict(seats.values_list("visit_id", "engineer__user__name"))


def withdrawals(
    engineer: Engineer, told: Iterable[Visit], gone: Collection[str], since: date
) -> list[dict[str, Any]]:
    """Visits that were this engineer's: withdrawn, cancelled, or another's by now."""
    ended = [visit for visit in told if visit.state in gone]
    mine = {visit.id for visit in told if visit.state not in gone}
    begin = datetime.combine(since, time(), UTC)
    moved = {
        entry.subject_id: entry
        for entry in _TAKEN_AWAY(since=begin)
        if entry.kind != kinds.VISIT_MOVED
        or str(engineer.id) in str(entry.data.get("before", {}).get("engineers", ""))
    }
    rows = [_withdrawn(visit.id, visit.state, moved.get(visit.id)) for visit in ended]
    lost = [
        entry
        for subject_id, entry in moved.items()
        if entry.kind == kinds.VISIT_MOVED
        and subject_id not in mine
        and subject_id not in {visit.id for visit in ended}
    ]
    published = _told_to_others({entry.subject_id for entry in lost}, engineer)
    return rows + [
        _withdrawn(entry.subject_id, "reassigned", entry)
        for entry in lost
        if entry.subject_id in published
    ]


_TAKEN_AWAY: Final = Written(
    lambda since: Entry.objects.filter(recorded_at__gte=since, kind__in=TAKES_VISITS_AWAY)
)


def _told_to_others(visit_ids: set[UUID], engineer: Engineer) -> set[UUID]:
    """Of these visits the ones published since without this engineer."""
    visits = Visit.objects.filter(id__in=visit_ids, told__isnull=False)
    others = visits.exclude(told__engineers__contains=[str(engineer.id)])
    return set(others.values_list("id", flat=True))


def _withdrawn(visit_id: UUID, reason: str, entry: Entry | None) -> dict[str, Any]:
    words = str(entry.data.get("reason") or reason) if entry else reason
    at = entry.recorded_at if entry else None
    return {"visit_id": str(visit_id), "reason": words, "at": rfc3339(at) if at else None}
