"""A city's tomorrow: 100 engineers with ten visits each, and work nobody goes to yet.

Run as a program of its own on the copied database; prints one JSON object: a session, the day and
the ids of the work orders to ask about.
"""

import json
import os
import random
import sys
from copy import copy
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from datetime import date, time, timedelta  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client as Browser  # noqa: E402

from backend.accounts.models import Role, User  # noqa: E402
from backend.catalog.models import Skill  # noqa: E402
from backend.clients.models import ServiceObject  # noqa: E402
from backend.database.principal import acting_as_system  # noqa: E402
from backend.desk.models import SlaClock, WorkOrder  # noqa: E402
from backend.dispatch.models import (  # noqa: E402
    Engineer,
    EngineerSkill,
    Shift,
    ShiftBreak,
    Visit,
    VisitEngineer,
    VisitWork,
)
from backend.lib.clock import at_wall_clock, local_date, utc_now  # noqa: E402
from backend.lib.ids import new_id  # noqa: E402

ENGINEERS, VISITS_EACH, ASKED = 100, 10, 200
ZONE, BACKEND = "Europe/Monaco", "backend.web.shared.adapter.SessionBackend"


def main() -> None:
    """Fill the day and print what is asked about it."""
    draw = random.Random(7)  # noqa: S311  the same day every time
    with acting_as_system(), transaction.atomic():
        day = local_date(utc_now(), ZONE) + timedelta(days=1)
        VisitEngineer.objects.filter(visit__date=day).delete()
        Visit.objects.filter(date=day).update(state=Visit.State.CANCELLED)
        Shift.objects.filter(date=day).delete()
        crew = engineers(draw)
        weekday = day.strftime("%a").lower()
        known = ServiceObject.objects.filter(point__isnull=False, zone=ZONE)
        places = [each for each in known if not each.access_hours or each.access_hours.get(weekday)]
        shifts(crew, day)
        works = work_orders(ENGINEERS * VISITS_EACH + ASKED, places, day, draw)
        seat(crew, works, day, draw)
        told = {
            "session": session(User.objects.get(email="dispatcher@example.com")),
            "day": str(day),
            "asked": [work.pk for work in works[ENGINEERS * VISITS_EACH :]],
            "sizes": {
                "visits": Visit.objects.filter(date=day, state="planned").count(),
                "engineers": Shift.objects.filter(date=day).count(),
            },
        }
    json.dump(told, sys.stdout, default=str)


def session(who: User) -> str:
    """The cookie of a browser somebody signed in to."""
    browser = Browser()
    browser.force_login(who, BACKEND)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def engineers(draw: random.Random) -> list[Engineer]:
    """So many, with four skills of those there are."""
    crew = list(Engineer.objects.filter(zone=ZONE, is_active=True).order_by("id")[:ENGINEERS])
    like, fresh = crew[0], ENGINEERS - len(crew)
    people = User.objects.bulk_create(
        User(email=f"bench{n}@example.com", name=f"Engineer {n}", role=Role.ENGINEER)
        for n in range(fresh)
    )
    crew += Engineer.objects.bulk_create(
        Engineer(user=person, base=like.base, base_name=like.base_name) for person in people
    )
    EngineerSkill.objects.filter(engineer__in=crew).delete()
    skills = list(Skill.objects.all())
    EngineerSkill.objects.bulk_create(
        EngineerSkill(engineer=each, skill=skill)
        for each in crew
        for skill in draw.sample(skills, min(4, len(skills)))
    )
    return crew


def shifts(crew: list[Engineer], day: date) -> None:
    """08:00-18:00 with half an hour of lunch between 12 and 14, and an hour of overtime."""
    begin, end = (at_wall_clock(day, time(hour), ZONE) for hour in (8, 18))
    made = Shift.objects.bulk_create(
        Shift(
            engineer=each, date=day, wall_from=time(8), wall_to=time(18), starts_at=begin,
            ends_at=end, overtime_min=60,
        )
        for each in crew
    )  # fmt: skip
    noon, two = (at_wall_clock(day, time(hour), ZONE) for hour in (12, 14))
    ShiftBreak.objects.bulk_create(
        ShiftBreak(shift=each, earliest_at=noon, latest_at=two, minutes=30) for each in made
    )


def work_orders(
    count: int, places: list[ServiceObject], day: date, draw: random.Random
) -> list[WorkOrder]:
    """Copies of an order of a client, each with a request and a promised arrival of its own."""
    clock = SlaClock.objects.filter(
        kind="arrival", request__work_orders__place="on_site", request__work_orders__isnull=False
    ).first()
    if clock is None or clock.request is None:
        raise SystemExit("the seeded database has no request with a promised arrival")
    like = clock.request.work_orders.filter(place="on_site").first()
    requests, works, clocks = [], [], []
    noon = at_wall_clock(day, time(12), ZONE)
    for number in range(count):
        place = draw.choice(places)
        where: dict[str, Any] = {"client_id": place.client_id, "object_id": place.pk}
        request = copied(clock.request, number=f"REQ-B{number}", state="open", **where)
        facts = {"state": "unscheduled", "minutes": draw.choice((25, 30, 40)), "equipment": None}
        works.append(copied(like, number=f"WO-B{number}", request=request, **facts, **where))
        due = noon + timedelta(minutes=draw.randrange(-180, 300))
        clocks.append(copied(clock, request=request, state="running", due_at=due, stopped_at=None))
        requests.append(request)
    type(clock.request).objects.bulk_create(requests)
    WorkOrder.objects.bulk_create(works)
    SlaClock.objects.bulk_create(clocks)
    ask_skills(works, draw)
    return works


def copied(row: Any, **changes: Any) -> Any:
    """The same row under a new id."""
    fresh = copy(row)
    fresh._state = copy(row._state)
    fresh._state.fields_cache, fresh._state.adding = {}, True
    fresh.pk = new_id()
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def ask_skills(works: list[WorkOrder], draw: random.Random) -> None:
    """One skill each."""
    skills, asks = list(Skill.objects.all()), WorkOrder.skills.through
    asks.objects.bulk_create(asks(workorder=work, skill=draw.choice(skills)) for work in works)


def seat(crew: list[Engineer], works: list[WorkOrder], day: date, draw: random.Random) -> None:
    """Ten visits a day each, fifty minutes apart, the places of one engineer near one another."""
    taken = sorted(works[: ENGINEERS * VISITS_EACH], key=lambda work: work.object.point.x)
    visits, seats, made_for = [], [], []
    for number, work in enumerate(taken):
        engineer, turn = crew[number // VISITS_EACH], number % VISITS_EACH
        begin = at_wall_clock(day, time(8, 15), ZONE) + timedelta(minutes=52 * turn)
        end = begin + timedelta(minutes=work.minutes)
        visit = Visit(
            number=f"VIS-B{number}", client_id=work.client_id, object_id=work.object_id, date=day,
            planned_from=begin, planned_to=end,
        )  # fmt: skip
        visits.append(visit)
        seats.append(
            VisitEngineer(visit=visit, engineer=engineer, planned_from=begin, planned_to=end)
        )
        made_for.append(VisitWork(visit=visit, work_order=work))
        work.state = "scheduled"
    Visit.objects.bulk_create(visits)
    VisitEngineer.objects.bulk_create(seats)
    VisitWork.objects.bulk_create(made_for)
    WorkOrder.objects.bulk_update(taken, ["state"])


main()
