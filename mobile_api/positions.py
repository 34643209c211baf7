"""Where phones are during a shift: lossy, and not part of the outbox."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.fieldwork.actions.positions import (
    LOOKS_KEPT,
    POSITIONS_KEPT,
    PhonePoint,
    note_positions,
    shifts_near,
)
from backend.fieldwork.positions import looks_at
from backend.lib.clock import utc_now
from mobile_api.schemas import Duty, PositionLooks, PositionsIn
from mobile_api.tokens import engineer_of, in_transaction

router = Router(tags=["positions"])


@router.get("/positions", response=Duty, by_alias=True)
@in_transaction
def duty(request: HttpRequest) -> dict[str, Any]:
    """When positions are taken: the shifts of today and tomorrow."""
    shifts = shifts_near(engineer_of(request), utc_now())
    return {"shifts": [{"from": shift.starts_at, "to": shift.ends_at} for shift in shifts]}


@router.post("/positions", response={202: None})
@in_transaction
def positions(request: HttpRequest, body: PositionsIn) -> HttpResponse:
    """Kept only while the engineer is on shift; 202 either way."""
    points = [PhonePoint(p.at, p.lat, p.lon, round(p.acc_m)) for p in body.points]
    note_positions(engineer_of(request), points)
    return HttpResponse(status=202)


@router.get("/positions/looks", response=PositionLooks)
@in_transaction
def looks(request: HttpRequest) -> dict[str, Any]:
    """Who of the office was shown where this engineer's phone is, and how long that is kept."""
    found = looks_at(engineer_of(request), utc_now() - LOOKS_KEPT)
    return {
        "looks": [{"at": look.at, "by": look.by.name} for look in found],
        "positions_kept_days": POSITIONS_KEPT.days,
    }
