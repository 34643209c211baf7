"""Who can get there first: the best engineers for one work order on a day as it stands.

PostGIS narrows everybody on duty to a few (`nearest`), one table of road times decides between
them, and `planner.insertion` tries every place in their days. No solver runs, nothing is written:
`actions.assign_making_room` does what an offer says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.desk.queries import work_orders_visible_to
from backend.dispatch.candidate_day import CandidateDay, Found, Offer, Question
from backend.dispatch.candidates import Candidate, candidates
from backend.dispatch.models import DayBoard
from backend.dispatch.nearest import Wanted, batches, engineers_near
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.problem import Problem, Weights
from backend.dispatch.planner.travel import Roads, RoadTimes, Source
from backend.dispatch.roster import BASES_ZONE, Days
from backend.dispatch.stops import running_clocks, stop_for
from backend.dispatch.windows import windows_of
from backend.lib.clock import day_bounds
from backend.lib.errors import NotFound, Refused
from backend.lib.geo import points_of

SHOWN, UNHURRIED_SHOWN, LACKING_SHOWN = 5, 3, 2


@dataclass(frozen=True)
class WhoFirst:
    """The answer: the soonest, the soonest for whom nobody waits, who would be sooner but lacks a
    skill; all as offers, the soonest first. `source` and `reason` are those of the road times."""

    work: WorkOrder
    day: date
    version: int
    on_duty: int
    able: int
    first: tuple[Offer, ...]
    unhurried: tuple[Offer, ...]
    lacking: tuple[Offer, ...]
    source: Source
    reason: str | None


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
    with transaction.atomic():
        question = _question(user, work_order_id, day, now)
        fresh = dict(seen())
        near = engineers_near(_wanted(question), day, now, fresh)
        board, _made = DayBoard.objects.get_or_create(date=day)
    skills = [skill.pk for skill in question.work.skills.all()]
    soonest, unhurried = list[Found](), list[Found]()
    times: RoadTimes | None = None
    for batch in batches(near) if _is_open(question) else []:
        with transaction.atomic():
            asked = candidates(batch, skills, day, seen=fresh)
        times = _judge(question, asked, roads, soonest, unhurried)
        if sum(each.is_able for each in soonest) >= SHOWN:
            break
    first = _best(question, (each for each in soonest if each.is_able), SHOWN)
    shown = {each.engineer_id for each in first if not each.put_off}
    calm = (each for each in unhurried if each.is_able and each.engineer_id not in shown)
    waits = any(each.put_off for each in first)
    before = first[0].begin if first else None
    lacking = (
        each
        for each in soonest
        if not each.is_able and (before is None or question.at(each.begin_s) < before)
    )
    return WhoFirst(
        question.work,
        day,
        board.version,
        on_duty=len(near),
        able=sum(each.able for each in near),
        first=first,
        unhurried=_best(question, calm, UNHURRIED_SHOWN if waits else 0),
        lacking=_best(question, lacking, max(LACKING_SHOWN, SHOWN - len(first))),
        source=times.source if times else "roads",
        reason=times.reason if times else None,
    )


def _question(user: User, work_order_id: UUID, day: date, now: datetime) -> Question:
    work = (
        work_orders_visible_to(user)
        .filter(id=work_order_id)
        .select_related("object", "client", "request")
        .prefetch_related("skills", running_clocks())
        .first()
    )
    if work is None:
        raise NotFound("work order")
    if work.state != WorkOrder.State.UNSCHEDULED or work.place != WorkOrder.Place.ON_SITE:
        raise Refused("wrong-state", number=work.number)
    if work.object.point is None:
        raise Refused("no-place-on-the-map")
    return Question(work, day, now, day_bounds(day, BASES_ZONE)[0])


def _is_open(question: Question) -> bool:
    """Whether any lawful start is left on the day; where none is, nobody has to be asked."""
    days = Days(question.day, question.day, BASES_ZONE, question.now)
    windows = windows_of([question.work], question.work.object, days)
    return windows[-1][1] > max(0, seconds_after(question.now, question.midnight))


def _wanted(question: Question) -> Wanted:
    work, place = question.work, question.work.object
    earliest = [each for each in (work.window_from, work.not_before) if each]
    assert place.point is not None
    return Wanted(
        place.point,
        tuple(skill.pk for skill in work.skills.all()),
        work.minutes * 60,
        place.access_min * 60,
        max([*earliest, question.now]),
    )


def _judge(
    question: Question,
    asked: Sequence[Candidate],
    roads: Roads,
    soonest: list[Found],
    unhurried: list[Found],
) -> RoadTimes:
    """Asks for the roads between all their places at once, and adds what each could do."""
    places = Places()
    days = Days(question.day, question.day, BASES_ZONE, question.now)
    stop = stop_for("asked", [question.work], days, places)
    standing = [CandidateDay.of(question, each, places) for each in asked]
    times = roads.table(points_of(places.index))
    problem = Problem((), (), travel_s=times.seconds, weights=Weights(travel_price=0))
    for each in standing:
        found = each.places_for(problem, stop)
        soonest += found[:1]
        unhurried += [place for place in found if not place.waits_s]
    return times


def _best(question: Question, found: Iterable[Found], most: int) -> tuple[Offer, ...]:
    """The soonest of them; only what is shown is worked out to the second."""
    ranked = sorted(found, key=lambda each: each.rank)
    offers = [each.day.offer(question, each) for each in ranked[:most]]
    return tuple(sorted(offers, key=lambda each: each.begin))
