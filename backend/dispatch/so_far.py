"""How many visits of a shift lie before a plan of it: who may have so many a day has had these.

`nearest` counts the same for one question, in its own query.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from backend.dispatch import lifecycle
from backend.dispatch.models import Shift, Visit, VisitEngineer

Seat = tuple[UUID, date, datetime]


def visits_so_far(shifts: Sequence[Shift], past: Iterable[Visit]) -> dict[UUID, int]:
    """By shift, how many visits somebody led in it that are done, or in `past`: begun, or fixed
    for a time gone by.

    Only of shifts whose engineer may have so many; who goes along as a helper does not count. The
    shifts are in the order of time, and a visit belongs to the last of its day's that has begun
    with it.
    """
    capped = [each for each in shifts if each.engineer.most_stops is not None]
    counted = Counter[UUID]()
    for engineer_id, day, begin in [*_begun(past), *_done(capped)] if capped else []:
        own = [each for each in capped if (each.engineer_id, each.date) == (engineer_id, day)]
        begun = [each for each in own if each.starts_at <= begin]
        if own:
            counted[(begun[-1] if begun else own[0]).pk] += 1
    return dict(counted)


def _begun(past: Iterable[Visit]) -> list[Seat]:
    return [
        (seat.engineer_id, visit.date, seat.planned_from)
        for visit in past
        if visit.object.point is not None
        for seat in visit.engineers.all()
        if seat.part == VisitEngineer.Part.LEAD
    ]


def _done(shifts: Sequence[Shift]) -> list[Seat]:
    """Nobody was at a visit that ended without its begin and end."""
    seats = VisitEngineer.objects.filter(
        part=VisitEngineer.Part.LEAD,
        engineer__in={each.engineer_id for each in shifts},
        actual_to__isnull=False,
        visit__date__in={each.date for each in shifts},
        visit__state__in=lifecycle.DONE,
        visit__object__point__isnull=False,
    )
    return list(seats.values_list("engineer_id", "visit__date", "planned_from"))
