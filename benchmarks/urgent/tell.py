"""What turns the day of benchmarks/first into one where something urgent comes in.

Run as a program of its own on the copied database with the facts of `first.prepare` as its one
word: the visits can be done by the roads, are told and early enough, and the work orders to ask
about are critical.
"""

import json
import os
import random
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from django.db import transaction  # noqa: E402

from backend.clients.models import ServiceObject  # noqa: E402
from backend.database.principal import acting_as_system  # noqa: E402
from backend.desk.models import SlaClock, WorkOrder  # noqa: E402
from backend.dispatch.models import EngineerSkill, Visit, VisitEngineer  # noqa: E402
from backend.dispatch.visits import as_told  # noqa: E402

ZONE = "Europe/Monaco"
LUNCH = timedelta(minutes=35)


def main() -> None:
    """Make the day lawful and tell it, without the mails that publishing sends."""
    facts = json.loads(sys.argv[1])
    draw = random.Random(8)  # noqa: S311  the same day every time
    with acting_as_system(), transaction.atomic():
        ServiceObject.objects.update(access_min=3, access_hours={})
        day = Visit.objects.filter(date=facts["day"], state="planned")
        visits = list(day.prefetch_related("engineers", "works__work_order"))
        ask_for_what_they_can(visits)
        for visit in visits:
            leave_room_for_lunch(visit)
            keep_promises(visit, draw)
            visit.told, visit.state = as_told(visit), Visit.State.PUBLISHED
        Visit.objects.bulk_update(visits, ["told", "state", "planned_from", "planned_to"])
        seats = [seat for visit in visits for seat in visit.engineers.all()]
        VisitEngineer.objects.bulk_update(seats, ["planned_from", "planned_to"])
        WorkOrder.objects.filter(pk__in=facts["asked"]).update(priority="critical")


def ask_for_what_they_can(visits: list[Visit]) -> None:
    """Each work order needs a skill of the engineer who goes."""
    skills = {each.engineer_id: each.skill_id for each in EngineerSkill.objects.order_by("id")}
    asks = WorkOrder.skills.through
    lead = {v.works.all()[0].work_order_id: v.engineers.all()[0].engineer_id for v in visits}
    asks.objects.filter(workorder__in=lead).delete()
    asks.objects.bulk_create(
        asks(workorder_id=work, skill_id=skills[engineer]) for work, engineer in lead.items()
    )


def leave_room_for_lunch(visit: Visit) -> None:
    """The second five of an engineer's ten visits begin so much later."""
    begins_before_noon = visit.planned_from.astimezone(ZoneInfo(ZONE)).hour < 12
    if not begins_before_noon:
        visit.planned_from += LUNCH
        visit.planned_to += LUNCH
        for seat in visit.engineers.all():
            seat.planned_from, seat.planned_to = visit.planned_from, visit.planned_to


def keep_promises(visit: Visit, draw: random.Random) -> None:
    """Nobody is late on the day as it stands, but some nearly: a planner made it."""
    due_at = visit.planned_from + timedelta(minutes=draw.randrange(10, 240))
    requests = [work.work_order.request_id for work in visit.works.all()]
    SlaClock.objects.filter(request__in=requests, kind="arrival").update(due_at=due_at)


main()
