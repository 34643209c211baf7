"""What waits when the demo opens: fresh requests, work to plan, and a few that cannot be placed.

Everything goes through the same actions people use, so every row has its history.
"""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from backend.accounts.models import User
from backend.catalog.models import Skill
from backend.clients.models import Equipment, ServiceObject
from backend.contracts.models import Impact
from backend.demo import trades
from backend.demo.cast import Cast
from backend.demo.words import named
from backend.desk.actions.requests import put_on_wait
from backend.desk.actions.submit import NewRequest, submit_request
from backend.desk.actions.triage import Triage, triage_request
from backend.desk.actions.work import hold_work
from backend.desk.models import Request, WorkOrder
from backend.lib.clock import at_wall_clock

TO_PLAN, FRESH = 38, 9
IMPACTS = (Impact.PARTLY, Impact.PARTLY, Impact.STOPPED, Impact.GOODS_AT_RISK, Impact.NO_HURRY)


def pile_up(cast: Cast, now: datetime, chance: random.Random) -> list[WorkOrder]:
    """Requests of the last hours, most of them triaged; returns the work orders to plan."""
    broken = list(
        Equipment.objects.select_related("object", "type")
        .filter(object__territory__isnull=False)
        .exclude(client=cast.pharmacy)
        .order_by("serial")
    )
    chosen = chance.sample(broken, TO_PLAN + FRESH)
    requests = [_request(cast, each, now, chance) for each in chosen]
    orders = [_triaged(cast, request) for request in requests[:TO_PLAN]]
    put_on_wait(requests[-1].id, reason_code="client", by=cast.dispatcher)
    return [*orders, *_stubborn(cast, now, chance)]


def _request(
    cast: Cast, equipment: Equipment, now: datetime, chance: random.Random, **more: object
) -> Request:
    """Reported by phone up to three hours ago and written down by the dispatcher."""
    words = chance.choice(trades.FAULTS[equipment.type.code])
    place = equipment.object
    assert place is not None
    wish = NewRequest(
        object_id=place.id,
        equipment_id=equipment.id,
        impact=chance.choice(IMPACTS),
        words=words,
        reported_at=now - timedelta(minutes=chance.randrange(16, 180)),
        reported_by="Reception",
        channel="phone",
        backdating_reason="Written down after the call",
    )
    return submit_request(replace(wish, **more), by=cast.dispatcher)  # type: ignore[arg-type]


def _triaged(cast: Cast, request: Request, **more: object) -> WorkOrder:
    """A repair with the checklist of the equipment's trade."""
    kind = request.equipment.type.code if request.equipment else ""
    key = trades.CHECKLIST_OF.get(kind)
    wish = Triage(work_type_id=cast.repair.id, checklist_keys=(key,) if key else ())
    return triage_request(request.id, replace(wish, **more), by=cast.dispatcher)  # type: ignore[arg-type]


def _stubborn(cast: Cast, now: datetime, chance: random.Random) -> list[WorkOrder]:
    """Work that no plan can place today, each for another reason."""
    spare = list(
        Equipment.objects.filter(client__code__in=("HOTL", "SCHO"), type__code="boiler")
        .select_related("object", "type")
        .order_by("serial")[:6]
    )
    by: User = cast.dispatcher
    made = [_request(cast, each, now, chance) for each in spare]
    day = now.date()
    orders = [
        _triaged(cast, made[0], skill_ids=(_skill_of_nobody().id,)),
        _triaged(cast, made[1], skill_ids=_skills("gas", "network")),
        _triaged(cast, made[2], minutes=660),
        _triaged(cast, made[3], **_window(day, 4, 5)),
        _triaged(cast, made[4]),
        _triaged(cast, made[5]),
    ]
    _close_the_doors(made[4].object)
    hold_work(orders[5].id, reason_code="parts", by=by)
    return orders


def _skill_of_nobody() -> Skill:
    return Skill.objects.create(code="lift", names=named("Lift technician"), needs_certificate=True)


def _skills(*codes: str) -> tuple:  # type: ignore[type-arg]
    return tuple(Skill.objects.filter(code__in=codes).values_list("id", flat=True))


def _window(day: date, begin: int, end: int) -> dict[str, datetime]:
    """Before anybody's shift, on the day after: the night porter is there only then."""

    tomorrow = day + timedelta(days=1)
    zone = "Europe/Monaco"
    return {
        "window_from": at_wall_clock(tomorrow, time(begin), zone),
        "window_to": at_wall_clock(tomorrow, time(end), zone),
    }


def _close_the_doors(place: ServiceObject) -> None:
    """Nobody may come in on any day: the site is closed for rebuilding."""
    place.access_hours = {"mon": []}
    place.entry_notes = "Closed for rebuilding until further notice."
    place.save()
