"""Every place of one engineer's day for one more visit, with the day as it stands.

The visits keep their engineer and order; each begins when it is planned, or later where room is
made before it: no later than was agreed with the client, not at all where it is fixed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from backend.desk.models import WorkOrder
from backend.dispatch.candidates import Busy, Candidate, Standing
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.insertion import Insertion
from backend.dispatch.planner.one_day import OneDay, Place
from backend.dispatch.planner.problem import DAY_S, PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solution import Route
from backend.dispatch.planner.timing import schedule

_HORIZON_S = 2 * DAY_S


@dataclass(frozen=True)
class Question:
    """Who could do `work` on `day`, asked at `now`; `midnight` is the day's at our bases.

    `stop` is what plans would make of the work; its place is any.
    """

    work: WorkOrder
    day: date
    now: datetime
    midnight: datetime
    stop: Stop

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
    they come from, empty for the begin of their day; where `is_seen` that is where their phone is.
    Where several are needed at once this is who leads, `helpers` are who goes along, and what it
    adds and who waits are those of all of them.
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
    after: str
    is_seen: bool
    helpers: tuple["Offer", ...] = ()


@dataclass(frozen=True)
class Found:
    """A place in `day` for the stop, as it was `asked` for and as this engineer would do it."""

    day: "CandidateDay"
    one_day: OneDay
    asked: Stop
    stop: Stop
    place: Place

    @property
    def engineer_id(self) -> UUID:
        """Whose day it is."""
        return self.day.given.engineer_id

    @property
    def begin_s(self) -> int:
        """When work begins at the earliest."""
        return self.place.begin_s

    @property
    def waits_s(self) -> int:
        """Seconds for which the visits behind it wait together."""
        return self.place.tried.extra_cost or 0

    @property
    def rank(self) -> tuple[int, int, UUID]:
        """The soonest first."""
        return self.begin_s, self.waits_s, self.engineer_id

    @property
    def arrive_s(self) -> int:
        """Nobody stands before a closed door: they are there when the way in still fits."""
        taken = self.made.route.stops[self.made.position]
        return max(taken.arrive_s, taken.start_s - self.asked.access_s)

    @property
    def overtime_s(self) -> int:
        """How much more than the day has without the stop."""
        over_s = self.made.route.overtime_s
        return max(0, over_s - self.one_day.stood.overtime_s) if over_s else 0

    @cached_property
    def stood_s(self) -> dict[str, int]:
        """When each of its visits begins, by stop."""
        return {each.stop: each.start_s for each in self.one_day.stood.stops}

    @cached_property
    def made(self) -> Insertion:
        """The day with the stop in it, to the second."""
        return self.one_day.made(self.place, self.stop)


@dataclass(frozen=True)
class CandidateDay:
    """One candidate's day as the planner reads it: a price on putting off, none on driving.

    `agreed` are its visits ahead, each to begin no later than was agreed.
    """

    given: Candidate
    engineer: PlannerEngineer
    ahead: tuple[Busy, ...]
    agreed: tuple[Stop, ...]
    free: Standing

    @classmethod
    def of(cls, question: Question, given: Candidate, places: Places) -> "CandidateDay":
        engineer = given.as_engineer(question.now, question.midnight, places)
        ahead = given.ahead(question.now)
        agreed = tuple(_as_stop(each, question.midnight, places) for each in ahead)
        return cls(given, engineer, ahead, agreed, given.free(question.now))

    def work_s(self, asked: Stop) -> int:
        """How long this engineer works at what was asked for."""
        return int(asked.duration_s * self.given.speed_factor + 0.5)

    def places_for(
        self, problem: Problem, asked: Stop, *, work_s: int | None = None
    ) -> list[Found]:
        """The first lawful place in the day, and the first at which nobody has to wait for it,
        where that is another. Who helps works `work_s`, as long as who leads."""
        if self.engineer.shift is None:
            return []
        stop = replace(
            asked,
            duration_s=self.work_s(asked) if work_s is None else work_s,
            due_s=None,
            late_price=0,
            spoils_s=None,
            spoil_price=0,
        )
        for engineer, stops in self._as_it_stands(problem):
            with_it = problem.having([engineer], [*stops, stop])
            one_day = OneDay(with_it, engineer, range(len(stops)))
            if one_day.is_lawful:
                places = one_day.soonest_places(stop)
                return [Found(self, one_day, asked, stop, place) for place in places]
        return []

    def _as_it_stands(self, problem: Problem) -> Iterator[tuple[PlannerEngineer, Sequence[Stop]]]:
        """The day with how far each visit may be put off: as agreed, and where that is unlawful
        without the new visit, as it will be.

        A day that people made may be tighter than the roads allow; it is no worse than it is.
        What is fixed stays, and rather the break falls out.
        """
        yield self.engineer, self.agreed
        assert self.engineer.shift is not None
        overtime_s = _HORIZON_S - self.engineer.shift[1]
        roomy = replace(self.engineer, overtime_s=overtime_s, overtime_price=0)
        free = [_until(each, _HORIZON_S) for each in self.agreed]
        fixed = [
            held if busy.is_fixed else stop
            for held, stop, busy in zip(self.agreed, free, self.ahead, strict=True)
        ]
        for stops in (fixed, free):
            for engineer in (roomy, replace(roomy, breaks=())):
                route = schedule(problem.having([engineer], stops), engineer, stops)
                if isinstance(route, Route):
                    starts = [each.start_s for each in route.stops]
                    tight = [_until(*each) for each in zip(self.agreed, starts, strict=True)]
                    allowed = max(self.engineer.overtime_s, route.overtime_s)
                    yield replace(engineer, overtime_s=allowed), tight
                    return

    def offer(self, question: Question, found: Found) -> Offer:
        """What the insertion means on the clock."""
        made, asked = found.made, found.asked
        taken = made.route.stops[made.position]
        return Offer(
            engineer_id=self.given.engineer_id,
            name=self.given.name,
            arrive=question.at(found.arrive_s),
            begin=question.at(taken.start_s),
            end=question.at(taken.end_s),
            drive_s=taken.drive_s,
            extra_travel_s=made.extra_travel_s,
            overtime_s=found.overtime_s,
            late_s=None if asked.due_s is None else asked.late_s(taken.start_s),
            put_off=tuple(self._put_off(question, found)),
            after=self.ahead[made.position - 1].name if made.position else self.free.name,
            is_seen=self.free.is_seen and not made.position,
        )

    def _put_off(self, question: Question, found: Found) -> Iterable[PutOff]:
        taken = found.made.route.stops[found.made.position]
        starts = {each.stop: each.start_s for each in found.made.route.stops}
        for busy, stop in zip(self.ahead, self.agreed, strict=True):
            begin = question.at(starts[stop.id])
            if begin <= busy.planned_from:
                continue
            meets = busy.planned_from < question.at(taken.end_s) <= begin
            if starts[stop.id] <= found.stood_s[stop.id] and not meets:
                continue
            late = begin - busy.promised if busy.promised else timedelta()
            by_s = int((begin - busy.planned_from).total_seconds())
            late_s = max(0, int(late.total_seconds()))
            yield PutOff(busy.visit_id, busy.number, busy.name, begin, by_s, late_s)


def _as_stop(busy: Busy, midnight: datetime, places: Places) -> Stop:
    """A visit that begins when it is planned or later, up to the end of what was agreed; each
    second later costs one point."""
    begin = max(0, seconds_after(busy.planned_from, midnight))
    latest = _HORIZON_S
    if busy.is_fixed:
        latest = begin
    elif busy.window_to is not None:
        latest = begin + max(0, seconds_after(busy.window_to, busy.planned_from))
    return Stop(
        id=str(busy.visit_id),
        place=places.at(*busy.spot),
        duration_s=int((busy.planned_to - busy.planned_from).total_seconds()),
        drop_price=0,
        windows=((begin, latest),),
        due_s=begin,
        late_price=1,
        access_s=busy.access_min * 60,
    )


def _until(stop: Stop, start_s: int) -> Stop:
    """The stop, which may begin as late as that."""
    begin, end = stop.windows[0]
    return replace(stop, windows=((begin, max(end, start_s)),))
