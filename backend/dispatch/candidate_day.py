"""Every place of one engineer's day for one more visit, with the day as it stands.

The visits keep their engineer and order; each begins when it is planned, or later where room is
made before it: no later than was agreed with the client, not at all where it is fixed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from backend.desk.models import WorkOrder
from backend.dispatch.candidates import Busy, Candidate
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.insertion import Attempt, Insertion, made_insertion, soonest_places
from backend.dispatch.planner.problem import DAY_S, PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule

_HORIZON_S = 2 * DAY_S


@dataclass(frozen=True)
class Question:
    """Who could do `work` on `day`, asked at `now`; `midnight` is the day's at our bases."""

    work: WorkOrder
    day: date
    now: datetime
    midnight: datetime

    def at(self, seconds: int) -> datetime:
        """The UTC instant so many seconds after midnight."""
        return self.midnight + timedelta(seconds=seconds)


@dataclass(frozen=True)
class PutOff:
    """A visit that would begin later than planned; `late_s` is how much later than promised."""

    visit_id: UUID
    number: str
    name: str
    begin: datetime
    by_s: int
    late_s: int


@dataclass(frozen=True)
class Offer:
    """One engineer at one place of their day: at the kerb `arrive`, at work from `begin` to `end`.

    `late_s` is how much later than promised, None where nothing is promised; `after` names where
    they come from, empty for the begin of their day. `missing` are ids of skills.
    """

    engineer_id: UUID
    name: str
    arrive: datetime
    begin: datetime
    end: datetime
    drive_s: int
    extra_travel_s: int
    overtime_s: int
    late_s: int | None
    put_off: tuple[PutOff, ...]
    missing: frozenset[UUID]
    after: str


@dataclass(frozen=True)
class Found:
    """A place in `day` for the stop, as it was `asked` for and as this engineer would do it.

    Work begins at `begin_s` at the earliest, and the visits behind it wait for `waits_s` together.
    """

    day: "CandidateDay"
    problem: Problem
    stood: Route
    asked: Stop
    stop: Stop
    begin_s: int
    tried: Attempt

    @property
    def engineer_id(self) -> UUID:
        """Whose day it is."""
        return self.day.given.engineer_id

    @property
    def is_able(self) -> bool:
        """Whether they lack no skill."""
        return not self.day.given.missing

    @property
    def waits_s(self) -> int:
        """Seconds, each visit's counted."""
        return self.tried.extra_cost or 0

    @property
    def rank(self) -> tuple[int, int, UUID]:
        """The soonest first."""
        return self.begin_s, self.waits_s, self.engineer_id

    @cached_property
    def made(self) -> Insertion:
        """The day with the stop in it, to the second."""
        return made_insertion(self.problem, self.tried, self.stop)


@dataclass(frozen=True)
class CandidateDay:
    """One candidate's day as the planner reads it: a price on putting off, none on driving."""

    given: Candidate
    engineer: PlannerEngineer
    ahead: tuple[Busy, ...]
    stops: tuple[Stop, ...]
    since: str

    @classmethod
    def of(cls, question: Question, given: Candidate, places: Places) -> "CandidateDay":
        engineer = given.as_engineer(question.now, question.midnight, places)
        ahead = given.ahead(question.now)
        stops = tuple(_as_stop(each, question.midnight, places) for each in ahead)
        since = given.since(question.now)
        return cls(given, engineer, ahead, stops, since.name if since else "")

    def places_for(self, problem: Problem, asked: Stop) -> list[Found]:
        """The first lawful place in the day, and the first at which nobody has to wait for it,
        where that is another."""
        stood = self._as_it_stands(problem)
        if stood is None:
            return []
        engineer, stops, route = stood
        factor = self.given.speed_factor
        stop = replace(
            asked,
            duration_s=int(asked.duration_s * factor + 0.5),
            skills=frozenset(),
            due_s=None,
            late_price=0,
        )
        with_it = problem.having([engineer], [*stops, stop])
        return [
            Found(self, with_it, route, asked, stop, begin_s, tried)
            for begin_s, tried in soonest_places(with_it, engineer, range(len(stops)), stop)
        ]

    def _as_it_stands(self, problem: Problem) -> tuple[PlannerEngineer, list[Stop], Route] | None:
        """The day without the new visit, and how far each visit may then be put off.

        A day that people made may be tighter than the roads allow; it is no worse than it is.
        """
        shift = self.engineer.shift
        if shift is None:
            return None
        roomy = replace(self.engineer, overtime_s=_HORIZON_S - shift[1], overtime_price=0)
        for engineer in (roomy, replace(roomy, breaks=())):
            route = schedule(problem.having([engineer], self.stops), engineer, self.stops)
            if isinstance(route, Route):
                break
        else:
            return None
        starts = [each.start_s for each in route.stops]
        tight = [_held(s, b, t) for s, b, t in zip(self.stops, self.ahead, starts, strict=True)]
        allowed = max(self.engineer.overtime_s, route.overtime_s)
        return replace(engineer, overtime_s=allowed), tight, route

    def offer(self, question: Question, found: Found) -> Offer:
        """What the insertion means on the clock."""
        made, stood, asked = found.made, found.stood, found.asked
        taken = made.route.stops[made.position]
        return Offer(
            engineer_id=self.given.engineer_id,
            name=self.given.name,
            # Nobody stands before a closed door: they are there when the way in still fits.
            arrive=question.at(max(taken.arrive_s, taken.start_s - asked.access_s)),
            begin=question.at(taken.start_s),
            end=question.at(taken.end_s),
            drive_s=taken.travel_s,
            extra_travel_s=made.extra_travel_s,
            overtime_s=max(0, made.route.overtime_s - stood.overtime_s),
            late_s=None if asked.due_s is None else asked.late_s(taken.start_s),
            put_off=tuple(self._put_off(question, found)),
            missing=self.given.missing,
            after=self.ahead[made.position - 1].name if made.position else self.since,
        )

    def _put_off(self, question: Question, found: Found) -> Iterable[PutOff]:
        before = {each.stop: each.start_s for each in found.stood.stops}
        taken = found.made.route.stops[found.made.position]
        starts = {each.stop: each.start_s for each in found.made.route.stops}
        for busy in self.ahead:
            start_s, begin = starts[str(busy.visit_id)], question.at(starts[str(busy.visit_id)])
            meets = busy.planned_from < question.at(taken.end_s) <= begin
            if begin <= busy.planned_from or (start_s <= before[str(busy.visit_id)] and not meets):
                continue
            late = begin - busy.promised if busy.promised else timedelta()
            by_s = int((begin - busy.planned_from).total_seconds())
            late_s = max(0, int(late.total_seconds()))
            yield PutOff(busy.visit_id, busy.number, busy.name, begin, by_s, late_s)


def _as_stop(busy: Busy, midnight: datetime, places: Places) -> Stop:
    """A visit that begins when it is planned or later; each second later costs one point."""
    begin = max(0, seconds_after(busy.planned_from, midnight))
    return Stop(
        id=str(busy.visit_id),
        place=places.at(*busy.spot),
        duration_s=int((busy.planned_to - busy.planned_from).total_seconds()),
        drop_price=0,
        windows=((begin, _HORIZON_S),),
        due_s=begin,
        late_price=1,
        access_s=busy.access_min * 60,
    )


def _held(stop: Stop, busy: Busy, start_s: int) -> Stop:
    """The stop with the end of its window: what was agreed, or the planned time where fixed."""
    begin = stop.windows[0][0]
    agreed = busy.window_to and begin + int((busy.window_to - busy.planned_from).total_seconds())
    latest = begin if busy.is_fixed else agreed or _HORIZON_S
    return replace(stop, windows=((begin, max(latest, start_s)),))
