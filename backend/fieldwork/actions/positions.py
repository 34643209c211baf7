"""Where an engineer is while on shift; outside a shift nothing is kept, and nothing for long.
Who looks is written down, and the engineer may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Q

from backend.accounts.models import User
from backend.dispatch.models import Engineer, Shift
from backend.fieldwork.models import Position, PositionLook
from backend.fieldwork.positions import last_seen
from backend.lib.clock import utc_now

AHEAD_AT_MOST = timedelta(minutes=2)
# A phone without a network knows its shifts this far ahead.
NEAR = timedelta(hours=36)
POSITIONS_KEPT = timedelta(days=30)
LOOKS_KEPT = timedelta(days=90)
# A dispatcher who asks again and again within it has looked once.
LOOK_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class PhonePoint:
    """A place the phone was at; accuracy in metres."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: int


def shifts_near(engineer: Engineer, now: datetime) -> list[Shift]:
    """The engineer's shifts that are not over and begin within NEAR, soonest first."""
    near = Shift.objects.filter(engineer=engineer, ends_at__gt=now, starts_at__lt=now + NEAR)
    return list(near.order_by("starts_at"))


@transaction.atomic(savepoint=False)
def note_positions(engineer: Engineer, points: Iterable[PhonePoint]) -> int:
    """Keep the points that lie in one of the engineer's shifts; returns how many."""
    told = list(points)
    if not told:
        return 0
    first, last = min(p.at for p in told), max(p.at for p in told)
    over = Q(ends_at__gte=first, starts_at__lte=last)
    shifts = list(Shift.objects.filter(over, engineer=engineer))
    latest = utc_now() + AHEAD_AT_MOST
    kept = [
        Position(engineer=engineer, point=Point(p.lon, p.lat), accuracy_m=p.accuracy_m, at=p.at)
        for p in told
        if p.at <= latest and any(s.starts_at <= p.at <= s.ends_at for s in shifts)
    ]
    return len(Position.objects.bulk_create(kept))


@transaction.atomic(savepoint=False)
def look_up(now: datetime, day: date, *, by: User) -> dict[UUID, Point]:
    """`positions.last_seen`, shown to `by`: each engineer will find that in their list of looks,
    once in LOOK_LASTS."""
    found = last_seen(now, day)
    if not found:
        return found
    recent = PositionLook.objects.filter(by=by, at__gt=now - LOOK_LASTS)
    known = set(recent.values_list("engineer_id", flat=True))
    looks = [PositionLook(engineer_id=each, by=by, at=now) for each in found if each not in known]
    PositionLook.objects.bulk_create(looks)
    return found


@transaction.atomic
def forget_old_positions() -> int:
    """Delete places and looks that are older than we keep them; how many places it was."""
    now = utc_now()
    PositionLook.objects.filter(at__lt=now - LOOKS_KEPT).delete()
    gone, _by_table = Position.objects.filter(at__lt=now - POSITIONS_KEPT).delete()
    return gone
