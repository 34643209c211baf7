"""A crew's visit when somebody of the crew is away: the others go as planned, a seat is free.

The time stays, for the others have it; the planner looks for whoever else could take the seat.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from backend.dispatch import lifecycle
from backend.dispatch.models import Visit, VisitEngineer
from backend.dispatch.planner.day import Stop
from backend.dispatch.roster import Roster


@dataclass(frozen=True)
class CrewSeats:
    """Who of a crew can come, and who has to be replaced."""

    lead_away: bool
    helpers_away: tuple[UUID, ...]
    helpers_stay: tuple[UUID, ...]

    @property
    def is_broken(self) -> bool:
        """Whether anybody is missing."""
        return self.lead_away or bool(self.helpers_away)


def seats_of_crew(visit: Visit, known: Roster) -> CrewSeats:
    """The crew of a visit by who is away meanwhile; of one that has begun nobody is replaced.

    A lead whom a person locked to the visit stays its lead.
    """
    helper = VisitEngineer.Part.HELPER
    helpers = [each.engineer_id for each in visit.engineers.all() if each.part == helper]
    if visit.state in lifecycle.UNDER_WAY:
        return CrewSeats(False, (), tuple(helpers))
    lead, span = lead_seat(visit), (visit.planned_from, visit.planned_to)
    people = [each.engineer_id for each in visit.engineers.all()]
    away = {who for who in people if known.is_away(who, *span)}
    locked = visit.lock in (Visit.Lock.ENGINEER, Visit.Lock.BOTH)
    return CrewSeats(
        lead_away=lead is not None and lead.engineer_id in away and not locked,
        helpers_away=tuple(who for who in helpers if who in away),
        helpers_stay=tuple(who for who in helpers if who not in away),
    )


def has_helpers(visit: Visit) -> bool:
    """Whether several engineers go, from its prefetched seats."""
    return any(each.part == VisitEngineer.Part.HELPER for each in visit.engineers.all())


def lead_seat(visit: Visit) -> VisitEngineer | None:
    """Who leads the visit, from its prefetched seats."""
    lead = VisitEngineer.Part.LEAD
    return next((each for each in visit.engineers.all() if each.part == lead), None)


def with_free_seats(
    stop: Stop, asked: Stop, crew: CrewSeats, skills: Sequence[frozenset[str]]
) -> Stop:
    """The stop of a crew's visit, `stop` as it is fixed to lead and time, with its free seats.

    `asked` is the same stop for anybody, `skills` what each helper's seat asks for. Without its
    lead only the time is kept: whoever takes the lead must be able to.
    """
    wanted = (*skills, *(frozenset[str]() for _ in crew.helpers_away))
    helpers = tuple(wanted[: len(crew.helpers_away)])
    if not crew.lead_away:
        return replace(stop, helpers=helpers)
    assert stop.lock_start_s is not None
    begin_s = stop.lock_start_s
    return replace(asked, helpers=helpers, windows=((begin_s, begin_s),), lock_start_s=None)
