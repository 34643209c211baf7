"""A day for five phones, made inside a house by its own shell: visits told to five engineers.

bin/manage shell -c "from tests.faults.scene import print_scene; print_scene()"
"""

import json
from datetime import time, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import transaction

from backend.accounts.models import Role, User
from backend.catalog.models import Part, WorkType
from backend.clients.models import Equipment
from backend.database.principal import acting_as_system
from backend.desk import actions as desk
from backend.desk.models import SlaClock
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Engineer
from backend.fieldwork.models import ChecklistVersion, VanStock
from backend.lib.clock import at_wall_clock, local_date, utc_now

PHONES, VISITS = 5, 5
DAYS_AHEAD = 10
FORM = "cold-repair"


def print_scene() -> None:
    """One line of JSON on standard output."""
    with acting_as_system(), transaction.atomic():
        print("SCENE " + json.dumps(make_scene(), default=str))


def make_scene() -> dict[str, Any]:
    """The day ten days ahead, when nobody of the demo is anywhere yet, assigned and published."""
    engineers = list(Engineer.objects.select_related("user").order_by("user__email")[:PHONES])
    units = _units(PHONES * VISITS)
    part = Part.objects.order_by("code").first()
    assert part is not None
    phones = [
        _phone(engineer, units[number * VISITS : (number + 1) * VISITS], part)
        for number, engineer in enumerate(engineers)
    ]
    day = local_date(utc_now(), "Europe/Monaco") + timedelta(days=DAYS_AHEAD)
    publish_day(day, DayBoard.objects.get(date=day).version, by=_dispatcher())
    # Two runs at different minutes are compared: no promise of the demo may be missed between them.
    now = utc_now()
    soon = SlaClock.objects.filter(next_at__lt=now + timedelta(hours=1))
    soon.update(next_at=now + timedelta(days=1))
    form = ChecklistVersion.objects.filter(template__key=FORM, published_at__isnull=False)
    version = form.latest("number")
    items = [item for section in version.definition["sections"] for item in section["items"]]
    return {
        "phones": phones,
        "part": {"part_id": part.id, "unit": part.unit},
        "form": version.sha256,
        "items": [(item["key"], item["type"]) for item in items],
    }


def _units(count: int) -> list[Equipment]:
    """Units of as many objects in Monaco, so that no two visits wait for each other."""
    of_objects = Equipment.objects.select_related("object").filter(
        is_active=True, object__territory__isnull=False, object__is_active=True
    )
    first = {unit.object_id: unit for unit in of_objects.order_by("object_id", "serial")}
    return list(first.values())[:count]


def _phone(engineer: Engineer, units: list[Equipment], part: Part) -> dict[str, Any]:
    VanStock.objects.update_or_create(engineer=engineer, part=part, defaults={"quantity": 100})
    visits = [_visit(engineer, unit, 8 + hour) for hour, unit in enumerate(units)]
    said = StringIO()
    call_command("pair_code", engineer.user.email, stdout=said)
    code = said.getvalue().split()[-1]
    return {"code": code, "visits": visits, "own_object": units[0].object_id}


def _visit(engineer: Engineer, unit: Equipment, hour: int) -> dict[str, Any]:
    by = _dispatcher()
    request = desk.submit_request(
        desk.NewRequest(unit.object_id, "It stands still", "stopped", unit.pk), by=by
    )
    repair = WorkType.objects.get(code="repair")
    keys = (FORM,) if hour % 2 else ()
    order = desk.triage_request(
        request.pk, desk.Triage(repair.pk, minutes=45, checklist_keys=keys), by=by
    )
    day = local_date(utc_now(), engineer.zone) + timedelta(days=DAYS_AHEAD)
    begin = at_wall_clock(day, time(hour), engineer.zone)
    end = begin + timedelta(minutes=45)
    visit = assign_work([order.pk], engineer.pk, begin=begin, end=end, by=by)
    return {
        "id": visit.pk,
        "work_order_id": order.pk,
        "equipment_id": unit.pk,
        "has_form": bool(keys),
    }


def _dispatcher() -> User:
    return User.objects.filter(role=Role.DISPATCHER).order_by("email").first()  # type: ignore[return-value]
