"""A published day that a plan is made of, as it stands from one look to the next."""

from datetime import date, time, timedelta

from django.db import transaction

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Plan, Visit
from backend.lib.clock import at_wall_clock


def published(cast: Cast, work: WorkOrder, day: date) -> Visit:
    """The work order from 09:00 to 10:00 with the cast's engineer, published."""
    begin = at_wall_clock(day, time(9), "Europe/Monaco")
    end = begin + timedelta(hours=1)
    visit = assign_work([work.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    publish_day(day, DayBoard.objects.get(date=day).version, by=cast.dispatcher)
    return Visit.objects.get(pk=visit.pk)


def stands(visit: Visit) -> tuple[object, ...]:
    """What a plan that nobody accepted must not change."""
    return visit.state, visit.told, visit.planned_from, visit.version, visit.engineers.get().pk


def as_it_is(plan: Plan) -> Plan:
    """The plan read anew."""
    with acting_as_system(), transaction.atomic():
        return Plan.objects.get(pk=plan.pk)
