"""Where phones were last seen."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.gis.geos import Point

from backend.dispatch.models import Engineer
from backend.fieldwork.models import Position, PositionLook
from backend.lib.clock import local_date

# In a quarter of an hour a van has left the neighbourhood.
FRESH: Final = timedelta(minutes=15)
MOST_LOOKS: Final = 200


def last_seen(now: datetime, day: date) -> dict[UUID, Point]:
    """By engineer, the place of a phone seen within `FRESH`; nobody on any day but today."""
    if local_date(now, "Europe/Monaco") != day:
        return {}
    fresh = Position.objects.filter(at__gt=now - FRESH, at__lte=now).order_by("at")
    return dict(fresh.values_list("engineer_id", "point"))


def looks_at(engineer: Engineer, since: datetime) -> list[PositionLook]:
    """Who of the office was shown where this engineer's phone is, the latest first."""
    looks = PositionLook.objects.filter(engineer=engineer, at__gte=since).select_related("by")
    return list(looks.order_by("-at")[:MOST_LOOKS])
