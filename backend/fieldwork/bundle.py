"""The engineer's world: everything the phone needs, read in a constant number of queries.

What was last published (`Visit.told`) is what the phone reads; the rows may already say more.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.catalog.models import LegalEntity
from backend.clients.models import Contact, Equipment, ServiceObject
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.dispatch.queries import visits_told_to
from backend.fieldwork import bundle_rows as rows
from backend.fieldwork.bundle_history import histories, withdrawals
from backend.fieldwork.coverage_ahead import coverage_ahead
from backend.fieldwork.material import forms_of, material_hash, pinned_forms
from backend.fieldwork.models import (
    Answer,
    Checklist,
    ChecklistVersion,
    PaidWork,
    Photo,
    VanStock,
)
from backend.lib.clock import local_date, utc_now

SCHEMA = 3
DAYS_BACK, DAYS_AHEAD = 7, 14
MOST_PLACES = 200
GONE = (Visit.State.WITHDRAWN, Visit.State.CANCELLED)

Bundle = dict[str, Any]


def etag_of(engineer: Engineer, language: str, version: int, now: datetime) -> str:
    """The weak ETag of a bundle; the local date counts, because the window of days moves."""
    # The engineer's own language is told in the bundle beside the one it is written in.
    tongues = f"{language}-{engineer.user.language}"
    return f'W/"{SCHEMA}-{tongues}-{local_date(now, engineer.zone)}-{version}"'


def bundle_for(engineer: Engineer, language: str) -> Bundle:
    """The whole world of one engineer, JSON-ready but for `server_time` and `ack`."""
    today = local_date(utc_now(), engineer.zone)
    told = list(_visits(engineer, today))
    shown = [visit for visit in told if visit.state not in GONE]
    forms = forms_of(shown)
    units, house = _units(shown), _house(engineer)
    stocks = list(_stock(engineer))
    van = [stock.part.code for stock in stocks]
    coverage, prices = coverage_ahead(shown, engineer, van, today, language)
    return {
        "schema": SCHEMA,
        "engineer": rows.engineer_row(engineer),
        "visits": [_visit(visit, engineer, house, forms, language) for visit in shown],
        "places": _places(engineer),
        "objects": [rows.object_row(place) for place in _unique(v.object for v in shown)],
        "equipment": _equipment(units, language),
        "checklists": _definitions(shown, forms),
        "coverage": coverage,
        "prices": prices,
        "van_stock": [rows.stock_row(stock) for stock in stocks],
        "withdrawn": withdrawals(engineer, told, GONE, today - timedelta(days=DAYS_BACK)),
    }


def _visits(engineer: Engineer, today: date) -> QuerySet[Visit]:
    since, until = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    works = VisitWork.objects.select_related(
        "work_order__request",
        "work_order__work_type",
        "work_order__equipment__type",
        "work_order__repeat_of",
        "work_order__contract_version__calendar",
        "work_order__contract_version__contract__client",
        "work_order__contract_version__contract__our_entity",
        "work_order__contract_version__contract__their_entity",
    ).prefetch_related(
        "work_order__request__clocks",
        "work_order__request__photos",
        "work_order__clocks",
        "work_order__equipment__warranties__part",
        "work_order__contract_version__contract__our_entity__versions",
        "work_order__contract_version__contract__their_entity__versions",
        Prefetch(
            "checklists",
            Checklist.objects.select_related("version__template")
            .prefetch_related(
                Prefetch("answers", Answer.objects.order_by("captured_at", "recorded_at"))
            )
            .order_by("id"),
        ),
    )
    # Shapes on the map take long to read, and nobody asks a bundle for them.
    seats = VisitEngineer.objects.select_related("engineer__user")
    seats = seats.defer("engineer__base", "engineer__home")
    return (
        visits_told_to(engineer, since, until)
        .select_related("object__territory", "client")
        .defer("object__territory__area", "object__access_hours")
        .prefetch_related(
            Prefetch("works", works.order_by("id")),
            Prefetch("engineers", seats),
            Prefetch("own_records", Visit.objects.prefetch_related(Prefetch("engineers", seats))),
            Prefetch("paid_work", PaidWork.objects.order_by("proposed_at", "id")),
            Prefetch("photos", Photo.objects.select_related("file").order_by("captured_at", "id")),
            Prefetch(
                "client__contacts", Contact.objects.filter(is_active=True).prefetch_related("roles")
            ),
            "object__groups",
            "client__entities__versions",
        )
        .order_by("planned_from")
    )


def _house(engineer: Engineer) -> LegalEntity | None:
    """Who serves where no contract says it: our entity of the engineer's zone, else any of ours."""
    ours = LegalEntity.objects.filter(is_ours=True).prefetch_related("versions")
    return min(ours, key=lambda entity: entity.zone != engineer.zone, default=None)


def _visit(
    visit: Visit,
    engineer: Engineer,
    house: LegalEntity | None,
    forms: dict[str, ChecklistVersion],
    language: str,
) -> Bundle:
    works = [_work(work, forms, language) for work in visit.works.all()]
    return {
        **rows.visit_row(visit, engineer, house),
        "work_orders": works,
        "material_hash": material_hash(visit, forms),
    }


def _work(work: VisitWork, forms: dict[str, ChecklistVersion], language: str) -> Bundle:
    return {
        **rows.work_row(work, language),
        "checklists": [
            rows.pinned_row(version, checklist) for version, checklist in pinned_forms(work, forms)
        ],
    }


def _definitions(visits: Iterable[Visit], forms: dict[str, ChecklistVersion]) -> list[Bundle]:
    used = {
        version.sha256: version.definition
        for visit in visits
        for work in visit.works.all()
        for version, _checklist in pinned_forms(work, forms)
    }
    return [{"hash": sha256, "definition": used[sha256]} for sha256 in sorted(used)]


def _units(visits: Iterable[Visit]) -> list[Equipment]:
    units = (work.work_order.equipment for visit in visits for work in visit.works.all())
    return _unique(unit for unit in units if unit is not None)


def _equipment(units: list[Equipment], language: str) -> list[Bundle]:
    past = histories([unit.id for unit in units])
    return [rows.equipment_row(unit, past.get(unit.id, []), language) for unit in units]


def _places(engineer: Engineer) -> list[Bundle]:
    """Objects of the engineer's territory in short, with the units that stand there, for work
    begun before any request exists."""
    if engineer.territory_id is None:
        return []
    places = ServiceObject.objects.filter(territory_id=engineer.territory_id, is_active=True)
    named = places.values_list("id", "name", "client_code")[:MOST_PLACES]
    # Columns instead of rows: a city's territory has a thousand units, and every pull names them.
    units: dict[UUID | None, list[rows.Row]] = defaultdict(list)
    standing = Equipment.objects.filter(is_active=True, object__in=[place[0] for place in named])
    for object_id, unit_id, *words in standing.values_list("object_id", "id", "name", "serial"):
        units[object_id].append({"id": str(unit_id), "name": " ".join(words).strip()})
    return [
        {"id": str(place_id), "name": name, "client_code": code, "equipment": units[place_id]}
        for place_id, name, code in named
    ]


def _stock(engineer: Engineer) -> QuerySet[VanStock]:
    return VanStock.objects.select_related("part").filter(engineer=engineer).order_by("part_id")


def _unique(things: Iterable[Any]) -> list[Any]:
    """Each once, in the order first seen."""
    return list({thing.pk: thing for thing in things}.values())
