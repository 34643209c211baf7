"""Five hundred engineers on shift, each with a phone and visits of today, published.

Run as a program of its own on the copied database; prints one JSON list, a phone each.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from datetime import datetime, timedelta  # noqa: E402

from django.db import transaction  # noqa: E402

from backend.accounts.devices import digest  # noqa: E402
from backend.accounts.models import Device, Role, User  # noqa: E402
from backend.database.principal import acting_as_system  # noqa: E402
from backend.demo.cast import ZONE  # noqa: E402
from backend.desk.models import WorkOrder  # noqa: E402
from backend.dispatch.actions import publish_day  # noqa: E402
from backend.dispatch.models import (  # noqa: E402
    Engineer,
    Shift,
    Visit,
    VisitEngineer,
    VisitWork,
    World,
)
from backend.dispatch.visits import lock_boards  # noqa: E402
from backend.fieldwork.checklist import items_of  # noqa: E402
from backend.fieldwork.models import ChecklistVersion  # noqa: E402
from backend.lib.clock import local_date, utc_now  # noqa: E402
from backend.lib.ids import new_id  # noqa: E402

VISITS_EACH = 3
VALUES = {"check": True, "passfail": "pass", "number": "4", "text": "K-1187"}


def main(most: int) -> None:
    """Print what each phone knows."""
    with acting_as_system(), transaction.atomic():
        engineers = _engineers(most)
        _on_shift(engineers)
        visits = _visits(engineers, _patterns())
        day = local_date(utc_now(), ZONE)
        board = lock_boards([day])[day]
        publish_day(day, board.version, by=User.objects.get(email="dispatcher@example.com"))
        print(json.dumps([_told(each, visits[each.pk]) for each in engineers], default=str))


def _engineers(most: int) -> list[Engineer]:
    model = Engineer.objects.exclude(territory=None).first()
    assert model is not None
    users = [
        User(email=f"morning-{number}@example.com", name=f"Morning {number}", role=Role.ENGINEER)
        for number in range(most)
    ]
    User.objects.bulk_create(users)
    engineers = [
        Engineer(
            user=user, base=model.base, base_name="Morning", territory=model.territory, zone=ZONE
        )
        for user in users
    ]
    Engineer.objects.bulk_create(engineers)
    World.objects.bulk_create([World(engineer=each) for each in engineers])
    return engineers


def _on_shift(engineers: Sequence[Engineer]) -> None:
    begin = utc_now() - timedelta(hours=1)
    end = begin + timedelta(hours=9)
    Shift.objects.bulk_create(
        Shift(
            engineer=each, date=local_date(begin, ZONE), wall_from=begin.time(),
            wall_to=end.time(), starts_at=begin, ends_at=end, overtime_min=60,
        )
        for each in engineers
    )  # fmt: skip


def _patterns() -> list[WorkOrder]:
    """Work with a form, at places engineers drive to; its copies are the work of the morning."""
    asked = ChecklistVersion.objects.filter(published_at__isnull=False)
    keys = list(asked.values_list("template__key", flat=True))
    found = WorkOrder.objects.filter(
        checklist_keys__overlap=keys, object__territory__isnull=False, request__isnull=False
    )
    return list(found.order_by("-id")[:500])


def _visits(
    engineers: Sequence[Engineer], patterns: Sequence[WorkOrder]
) -> dict[Any, list[tuple[Visit, WorkOrder]]]:
    """Three visits an engineer, one after the other from now on."""
    now, made = utc_now(), []
    for place, engineer in enumerate(engineers):
        for turn in range(VISITS_EACH):
            pattern = patterns[(place * VISITS_EACH + turn) % len(patterns)]
            made.append((engineer, *_one(engineer, pattern, now, place, turn)))
    WorkOrder.objects.bulk_create([order for _engineer, _visit, order in made])
    Visit.objects.bulk_create([visit for _engineer, visit, _order in made])
    VisitWork.objects.bulk_create([VisitWork(visit=v, work_order=o) for _engineer, v, o in made])
    VisitEngineer.objects.bulk_create(
        VisitEngineer(
            visit=v, engineer=e, planned_from=v.planned_from, planned_to=v.planned_to
        )
        for e, v, _order in made
    )  # fmt: skip
    found: dict[Any, list[tuple[Visit, WorkOrder]]] = {}
    for engineer, visit, order in made:
        found.setdefault(engineer.pk, []).append((visit, order))
    return found


def _one(
    engineer: Engineer, pattern: WorkOrder, now: datetime, place: int, turn: int
) -> tuple[Visit, WorkOrder]:
    number, begin = f"{place}-{turn}", now + timedelta(minutes=5 + 60 * turn)
    order = WorkOrder.objects.get(pk=pattern.pk)
    order.pk, order.number, order.state = new_id(), f"WO-M{number}", WorkOrder.State.SCHEDULED
    order.window_from = order.window_to = order.not_before = order.after = None
    order._state.adding = True
    visit = Visit(
        number=f"VIS-M{number}", client_id=order.client_id, object_id=order.object_id,
        date=local_date(now, engineer.zone), planned_from=begin,
        planned_to=begin + timedelta(minutes=50),
    )  # fmt: skip
    return visit, order


def _told(engineer: Engineer, visits: list[tuple[Visit, WorkOrder]]) -> dict[str, Any]:
    token = f"morning-{engineer.pk}"
    Device.objects.create(
        user=engineer.user, installation_id=str(new_id()), name="Morning phone",
        token_sha256=digest(token), app_build="1", paired_at=utc_now(), last_seen_at=utc_now(),
    )  # fmt: skip
    visit, order = visits[0]
    form = ChecklistVersion.objects.filter(
        template__key__in=order.checklist_keys, published_at__isnull=False
    ).first()
    assert form is not None
    items = [item for item in items_of(form.definition) if item["type"] in VALUES][:4]
    return {
        "token": token,
        "visits": [each.pk for each, _order in visits],
        "visit_id": visit.pk,
        "work_order_id": order.pk,
        "form": form.sha256,
        "answers": [[item["key"], VALUES[item["type"]]] for item in items],
    }


main(int(sys.argv[1]))
