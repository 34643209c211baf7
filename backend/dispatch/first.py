"""Who can get there first: the best engineers for one work order on a day as it stands.

PostGIS narrows everybody on duty to a few (`nearest`), the planner's rules say who of them may go
(`permitted`), one table of road times decides between them, and `planner.insertion` tries every
place in their days. No solver runs, nothing is written: `actions.assign_making_room` does what an
offer says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from backend.accounts.models import User
from backend.database.written import Written
from backend.desk.models import WorkOrder
from backend.dispatch import crew_first
from backend.dispatch.asks import Asks, read_asks
from backend.dispatch.candidate_day import CandidateDay, Found, Offer, Question
from backend.dispatch.candidates import candidates
from backend.dispatch.models import DayBoard
from backend.dispatch.nearest import Near, Wanted, batches, on_duty
from backend.dispatch.permitted import Rules
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.problem import DAY_S, Problem, Stop, Weights
from backend.dispatch.planner.solution import Reason
from backend.dispatch.planner.travel import Roads, RoadTimes, Source
from backend.dispatch.refusals import NO_ROOM, Refusal
from backend.dispatch.roster import BASES_ZONE, Days, rested_from
from backend.dispatch.stops import stop_for
from backend.dispatch.traffic import traffic_from
from backend.dispatch.waiting_work import waiting_work
from backend.lib.clock import day_bounds
from backend.lib.errors import Refused
from backend.lib.geo import points_of

_BOARD: Final = Written(lambda day: DayBoard.objects.filter(date=day))
SHOWN, UNHURRIED_SHOWN, BARRED_SHOWN = 5, 3, 2


@dataclass(frozen=True)
class Barred:
    """Who would be there sooner but may not go, and why; `arrive` is None where the reason is that
    the day has no room for it."""

    engineer_id: UUID
    name: str
    arrive: datetime | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class WhoFirst:
    """The answer: the soonest, the soonest for whom nobody waits, and who would be sooner still
    but may not go; each the soonest first.

    `levels` are those the skills of the work must have, where that is not the first. `source` and
    `no_roads` are those of the road times. Where nobody may go `reason` says why.
    """

    work: WorkOrder
    day: date
    version: int
    levels: Mapping[str, int]
    on_duty: tuple[Near, ...]
    first: tuple[Offer, ...]
    unhurried: tuple[Offer, ...]
    barred: tuple[Barred, ...]
    reason: Reason | None
    source: Source
    no_roads: str | None


@dataclass(frozen=True)
class _Asked:
    """What was read before the road server was asked."""

    question: Question
    near: Sequence[Near]
    rules: Rules
    seen: Mapping[UUID, Point]
    rested: Mapping[UUID, datetime]
    version: int


def who_first(
    user: User,
    work_order_id: UUID,
    day: date,
    now: datetime,
    *,
    roads: Roads,
    seen: Callable[[], Mapping[UUID, Point]] = dict,
) -> WhoFirst:
    """Ask in short transactions of its own, the road server between them.

    `seen` says where phones were last seen. NotFound for work the user may not see,
    Refused("wrong-state") for work that waits for nobody, Refused("no-place-on-the-map").
    """
    asked = _asked(user, work_order_id, day, now, seen)
    inquiry = (_CrewInquiry if asked.question.stop.helpers else _Inquiry)(asked)
    for batch in batches(asked.near) if _opens(asked.question) else []:
        inquiry.look(batch, roads)
        if inquiry.is_enough:
            break
    return inquiry.answer()


@transaction.atomic
def _asked(
    user: User,
    work_order_id: UUID,
    day: date,
    now: datetime,
    seen: Callable[[], Mapping[UUID, Point]],
) -> _Asked:
    question, asks = _question(user, work_order_id, day, now)
    fresh = dict(seen())
    duties = on_duty(_wanted(question), question, fresh)
    board = next(iter(_BOARD(day=day)), None) or DayBoard.objects.get_or_create(date=day)[0]
    rested = rested_from(Days(day, day, BASES_ZONE, now))
    rules = Rules(question, asks, duties)
    judge = rules.of_crew if question.stop.helpers else rules.refusals
    near = [Near(each, judge) for each in duties]
    return _Asked(question, near, rules, fresh, rested, board.version)


def _question(user: User, work_order_id: UUID, day: date, now: datetime) -> tuple[Question, Asks]:
    work = waiting_work(user, work_order_id)
    if work.state != WorkOrder.State.UNSCHEDULED or work.place != WorkOrder.Place.ON_SITE:
        raise Refused("wrong-state", number=work.number)
    asks, days = read_asks([work]), Days(day, day, BASES_ZONE, now)
    stop = stop_for("asked", [work], days, Places())
    stop = replace(stop, **asks.of([work], days, is_new=True))
    return Question(work, day, now, day_bounds(day, BASES_ZONE)[0], stop), asks


def _opens(question: Question) -> datetime | None:
    """The first instant at which work may start; None where none is left on the day."""
    now_s = max(0, seconds_after(question.now, question.midnight))
    spans = question.stop.start_spans(2 * DAY_S)
    opens = (max(begin, now_s) for begin, end in spans if end > now_s)
    return next((question.at(each) for each in opens), None)


def _wanted(question: Question) -> Wanted:
    stop, place = question.stop, question.work.object
    assert place.point is not None
    return Wanted(
        place.point,
        tuple(stop.skills),
        stop.duration_s,
        stop.access_s,
        _opens(question) or question.now,
    )


class _Inquiry:
    """Places in days as they are found, batch by batch."""

    def __init__(self, asked: _Asked) -> None:
        self.asked, self.question = asked, asked.question
        self.near = {each.duty.shift_id: each for each in asked.near}
        self.soonest = list[Found]()
        self.unhurried = list[Found]()
        self.barred = list[Found]()
        self.full = list[Near]()
        self.times: RoadTimes | None = None

    def look(self, shifts: Sequence[UUID], roads: Roads) -> None:
        """Read these shifts, ask for the roads between all their places at once, and try them."""
        question = self.question
        whose = {each: self.near[each].duty.engineer_id for each in shifts}
        with transaction.atomic():
            read = self.asked
            asked = candidates(
                whose, question.day, question.now, seen=read.seen, rested=read.rested
            )
            traffic = traffic_from(question.midnight, BASES_ZONE, 2 * DAY_S)
        places = Places()
        stop = replace(question.stop, place=places.of(question.work.object.point))
        standing = [CandidateDay.of(question, each, places) for each in asked]
        self.times = roads.table(points_of(places.index))
        free = Weights(travel_price=0)
        problem = Problem((), (), self.times.seconds, weights=free, traffic=traffic)
        for each in standing:
            self._try(each, problem, stop)

    @property
    def is_enough(self) -> bool:
        """Whether as many were found as are shown."""
        return len(self.soonest) >= SHOWN

    def _try(self, day: CandidateDay, problem: Problem, stop: Stop) -> None:
        near, found = self.near[day.given.shift_id], day.places_for(problem, stop)
        if not near.able:
            self.barred += found[:1]
        elif found:
            self.soonest += found[:1]
            self.unhurried += [place for place in found if not place.waits_s]
        else:
            self.full.append(near)

    def answer(self) -> WhoFirst:
        """What is shown of all that was found."""
        first = self._first()
        calm = self._calm(first) if any(each.put_off for each in first) else ()
        return WhoFirst(
            self.question.work,
            self.question.day,
            self.asked.version,
            self.question.stop.levels,
            on_duty=tuple(self.asked.near),
            first=first,
            unhurried=calm,
            barred=self._sooner(first),
            reason=None if first else self.asked.rules.reason(),
            source=self.times.source if self.times else "roads",
            no_roads=self.times.reason if self.times else None,
        )

    def _first(self) -> tuple[Offer, ...]:
        return _best(self.question, self.soonest, SHOWN)

    def _calm(self, first: Sequence[Offer]) -> tuple[Offer, ...]:
        """The soonest for whom nobody waits, without who is `first` so already."""
        shown = {each.engineer_id for each in first if not each.put_off}
        others = (each for each in self.unhurried if each.engineer_id not in shown)
        return _best(self.question, others, UNHURRIED_SHOWN)

    def _sooner(self, first: Sequence[Offer]) -> tuple[Barred, ...]:
        """Who would be there in an earlier minute than the first who may go."""
        before = min((each.arrive for each in first), default=None)
        told = list[tuple[datetime, Barred]]()
        for found in _ranked(self.barred, SHOWN):
            near, arrive = self.near[found.day.given.shift_id], self.question.at(found.arrive_s)
            if before is None or _minute(arrive) < _minute(before):
                duty = near.duty
                told.append((arrive, Barred(duty.engineer_id, duty.name, arrive, near.refusals)))
        for duty in (each.duty for each in self.full):
            soonest = self.question.at(duty.soonest_s)
            if before is None or soonest < first[0].begin:
                why = (Refusal(NO_ROOM),)
                told.append((soonest, Barred(duty.engineer_id, duty.name, None, why)))
        going = {one.engineer_id for each in first for one in (each, *each.helpers)}
        going |= {each.engineer_id for each in self.soonest}
        told = [each for each in told if each[1].engineer_id not in going]
        told.sort(key=lambda each: (each[0], each[1].engineer_id))
        return tuple(each for _at, each in told)[: max(BARRED_SHOWN, SHOWN - len(first))]


class _CrewInquiry(_Inquiry):
    """The same where several are needed at once: days are kept, and tried with one another."""

    def __init__(self, asked: _Asked) -> None:
        super().__init__(asked)
        self.days = list[crew_first.Asked]()

    @property
    def is_enough(self) -> bool:
        """Whether so many crews were found as are shown."""
        return len(self._crews()) >= SHOWN

    def _try(self, day: CandidateDay, problem: Problem, stop: Stop) -> None:
        near, rules = self.near[day.given.shift_id], self.asked.rules
        if not near.able:
            self.barred += day.places_for(problem, stop)[:1]
            return
        may_lead, may_help = not rules.refusals(near.duty), rules.may_help(near.duty)
        self.days.append(crew_first.Asked(day, problem, stop, may_lead, may_help))

    def _crews(self, *, calm: bool = False) -> list[crew_first.Crew]:
        return crew_first.crews(self.days, len(self.question.stop.helpers), calm=calm)

    def _first(self) -> tuple[Offer, ...]:
        return tuple(each.offer(self.question) for each in self._crews()[:SHOWN])

    def _calm(self, first: Sequence[Offer]) -> tuple[Offer, ...]:
        shown = {_people(each) for each in first if not each.put_off}
        offers = (each.offer(self.question) for each in self._crews(calm=True))
        return tuple(each for each in offers if _people(each) not in shown)[:UNHURRIED_SHOWN]


def _people(offer: Offer) -> frozenset[UUID]:
    return frozenset(each.engineer_id for each in (offer, *offer.helpers))


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _best(question: Question, found: Iterable[Found], most: int) -> tuple[Offer, ...]:
    """The soonest of them; only what is shown is worked out to the second."""
    offers = [each.day.offer(question, each) for each in _ranked(found, most)]
    return tuple(sorted(offers, key=lambda each: each.begin))


def _ranked(found: Iterable[Found], most: int) -> list[Found]:
    """The soonest place of each person, so many of them, the soonest first."""
    ranked = sorted(found, key=lambda each: each.rank)
    of_each = {each.engineer_id: each for each in reversed(ranked)}
    return sorted(of_each.values(), key=lambda each: each.rank)[:most]
