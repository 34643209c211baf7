"""Where phones are during a shift: lossy, and not part of the outbox."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.fieldwork.actions.positions import PhonePoint, note_positions
from mobile_api.schemas import PositionsIn
from mobile_api.tokens import engineer_of, in_transaction

router = Router(tags=["positions"])


@router.post("/positions", response={202: None})
@in_transaction
def positions(request: HttpRequest, body: PositionsIn) -> HttpResponse:
    """Kept only while the engineer is on shift; 202 either way."""
    points = [PhonePoint(p.at, p.lat, p.lon, round(p.acc_m)) for p in body.points]
    note_positions(engineer_of(request), points)
    return HttpResponse(status=202)
