"""Where phones are during a shift: lossy, and not part of the outbox."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.fieldwork.actions.positions import PhonePoint, note_positions, shifts_near
from backend.lib.clock import utc_now
from mobile_api.schemas import Duty, PositionsIn
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
