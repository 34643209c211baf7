"""Reading the day: visits a person may see, lanes of engineers, what waits to be planned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from backend.accounts.models import Role, User
from backend.accounts.roles import May, may
from backend.clients.queries import reached_by
from backend.database.written import Written
from backend.desk.models import WorkOrder
from backend.dispatch import day_rows, lifecycle
from backend.dispatch.models import (
    Absence,
    DayBoard,
    Engineer,
    Plan,
    PlanPart,
    Shift,
    Visit,
    VisitEngineer,
    VisitWork,
)
from backend.dispatch.planner.travel import RoadLine, Roads
from backend.dispatch.visits import as_told
from backend.lib.clock import day_bounds
from backend.lib.errors import NotFound
from backend.lib.geo import points_of

NOT_SHOWN = (Visit.State.CANCELLED, Visit.State.WITHDRAWN, Visit.State.DECLINED)


@dataclass(frozen=True)
class Lane:
    """One engineer's day on the board."""

    engineer: Engineer
    shift: Shift | None
    visits: tuple[Visit, ...]
    away: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Day:
    """Everything the day page shows."""

    date: date
    board: DayBoard
    lanes: tuple[Lane, ...]
    unassigned: tuple[WorkOrder, ...]
    changed: tuple[Visit, ...]
    plan: Plan | None
    explains: Plan | None
    """The latest plan that says why work was left out."""
    seats: Mapping[UUID, list[UUID]]
    """Ids of the engineers on each visit."""

    @property
    def unpublished(self) -> int:
        """How many visits stand otherwise than their engineers were told."""
        return len(self.changed)


def visits_visible_to(user: User) -> QuerySet[Visit]:
    """Visits the user may see: an engineer their own, a contact their clients', staff all."""
    visits = Visit.objects.select_related("object", "client")
    if user.role == Role.ENGINEER:
        return visits.filter(engineers__engineer__user=user).distinct()
    if user.role == Role.CONTACT:
        return visits.filter(reached_by(user))
    return visits


def visit_card(user: User, visit_id: UUID) -> Visit:
    """One visit with who goes and what for, or NotFound."""
    seats = VisitEngineer.objects.select_related("engineer__user")
    works = VisitWork.objects.select_related(
        "work_order__request", "work_order__equipment", "work_order__work_type", "reason"
    )
    found = (
        visits_visible_to(user)
        .select_related("failed_for")
        .prefetch_related(Prefetch("engineers", seats), Prefetch("works", works))
        .filter(id=visit_id)
        .first()
    )
    if found is None:
        raise NotFound("visit")
    return found


def visits_for_work(user: User, work_order_ids: Iterable[UUID]) -> list[Visit]:
    """Visits made for these work orders, whatever became of them; earliest first."""
    seats = VisitEngineer.objects.select_related("engineer__user")
    visits = visits_visible_to(user).filter(works__work_order__in=list(work_order_ids))
    return list(visits.distinct().prefetch_related(Prefetch("engineers", seats)))


def _visits_listed(work_order_ids: list[UUID]) -> QuerySet[Visit]:
    seats = VisitEngineer.objects.filter(visit=OuterRef("pk")).values("engineer__user__name")
    made_for = VisitWork.objects.filter(visit=OuterRef("pk"), work_order__in=work_order_ids)
    return (
        Visit.objects.filter(Exists(made_for))
        .select_related("object")
        .only("number", "state", "planned_from", "object__zone")
        .annotate(names=ArraySubquery(seats))
    )


_VISITS_LISTED = Written(_visits_listed)


def visits_listed(user: User, work_order_ids: Iterable[UUID]) -> list[Visit]:
    """The visits of `visits_for_work` as the office lists them, with the `names` of who goes."""
    wanted = list(work_order_ids)
    if user.role in (Role.CONTACT, Role.ENGINEER) or not wanted:
        return []
    return _VISITS_LISTED(work_order_ids=wanted)


def engineers_visible_to(user: User) -> QuerySet[Engineer]:
    """All engineers for staff of the office, oneself for an engineer, nobody for a contact."""
    engineers = Engineer.objects.select_related("user").filter(is_active=True)
    if user.role == Role.ENGINEER:
        return engineers.filter(user=user)
    return engineers.none() if user.role == Role.CONTACT else engineers


def plans_visible_to(user: User) -> QuerySet[Plan]:
    """Plans are the office's."""
    outside = user.role in (Role.CONTACT, Role.ENGINEER)
    return Plan.objects.none() if outside else Plan.objects.all()


def parts_of_plan(plan: Plan) -> QuerySet[PlanPart]:
    """The parts of a plan in their order, without what they were searched from and came to."""
    return plan.parts.defer("given", "begin_with", "problem", "found", "far_places")


def plans_of_day(day: date) -> QuerySet[Plan]:
    """Plans of the day alone, or of several with this one among them; the latest first."""
    of_days = Q(date__lt=day, until__gte=day)
    return Plan.objects.filter(Q(date=day) | of_days).defer("problem", "choices")


def day_of(day: date, user: User) -> Day:
    """The board of `day` as the office sees it, in a constant number of queries."""
    if user.role in (Role.CONTACT, Role.ENGINEER):
        raise NotFound("day")
    board, _made = DayBoard.objects.get_or_create(date=day)
    visits, seats = list(_visits_on_board(day)), day_rows.seats_of(day)
    shifts = {s.engineer_id: s for s in Shift.objects.filter(date=day).prefetch_related("breaks")}
    away = absences_of(day)
    led = _by_engineer(visits, seats)
    lanes = tuple(
        Lane(
            engineer,
            shifts.get(engineer.id),
            tuple(led[engineer.id]),
            tuple(each for each in away if each.engineer_id == engineer.id),
        )
        for engineer in engineers_visible_to(user)
    )
    changed = tuple(each for each in visits if _differs(each, seats.get(each.id, [])))
    plans = plans_of_day(day).exclude(state=Plan.State.DISCARDED)
    plan = plans.first()
    # A repair or something urgent says nothing of the work that waits.
    whole = (Plan.Kind.DAY, Plan.Kind.DAYS)
    explains = plan if plan is None or plan.kind in whole else plans.filter(kind__in=whole).first()
    return Day(day, board, lanes, tuple(unassigned_work()), changed, plan, explains, seats)


def _visits_on_board(day: date) -> QuerySet[Visit]:
    """Visits of the day with what lanes, pins and publishing tell of them; earliest first."""
    long = ("object__access_hours", "object__entry_notes", "object__parking_notes")
    visits = Visit.objects.filter(date=day).exclude(state__in=NOT_SHOWN)
    return visits.select_related("object").defer(*long).order_by("planned_from")


def absences_of(day: date) -> list[Absence]:
    """Who is away at some time of the day, on the clock of our base."""
    begin, end = day_bounds(day, "Europe/Monaco")
    return list(Absence.objects.filter(starts_at__lt=end, ends_at__gt=begin))


def absences_visible_to(user: User) -> QuerySet[Absence]:
    """When engineers are away, for the office, the latest first."""
    if not may(user, May.READ_OFFICE):
        return Absence.objects.none()
    return Absence.objects.select_related("engineer__user").order_by("-starts_at", "id")


def visits_of_day(day: date) -> QuerySet[Visit]:
    """Visits of the day with who goes, where and what for; earliest first."""
    works = VisitWork.objects.select_related("work_order__request", "work_order__equipment")
    return (
        Visit.objects.filter(date=day)
        .exclude(state__in=NOT_SHOWN)
        .select_related("object", "client")
        .prefetch_related(
            Prefetch("works", works),
            Prefetch("engineers", VisitEngineer.objects.select_related("engineer__user")),
        )
        .order_by("planned_from")
    )


def _by_engineer(
    visits: Iterable[Visit], seats: Mapping[UUID, list[UUID]]
) -> dict[UUID, list[Visit]]:
    """Visits in their order by everyone seated on them."""
    found: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in visits:
        for engineer_id in seats.get(visit.id, []):
            found[engineer_id].append(visit)
    return found


def _differs(visit: Visit, seated: Iterable[UUID]) -> bool:
    """Whether the engineers were not told what the rows say; begun visits are past telling."""
    if visit.state not in ("planned", "published", "accepted"):
        return False
    # The order is numbered at publishing, so it never makes a change by itself.
    return {**(visit.told or {}), "order": 0} != {**as_told(visit, seated), "order": 0}


def unassigned_work() -> QuerySet[WorkOrder]:
    """Work orders that wait to be planned, the most urgent first."""
    return (
        WorkOrder.objects.filter(state=WorkOrder.State.UNSCHEDULED, place=WorkOrder.Place.ON_SITE)
        .select_related("object")
        .defer("object__access_hours", "object__entry_notes", "object__parking_notes")
        .order_by("made_at", "id")
    )


def visits_told_to(engineer: Engineer, since: date, until: date) -> QuerySet[Visit]:
    """Visits published to the engineer between two dates, for the bundle."""
    mine = Q(told__engineers__contains=[str(engineer.id)]) | Q(
        born_on_phone=True, engineers__engineer=engineer
    )
    return Visit.objects.filter(mine, date__gte=since, date__lte=until).distinct()


def busy_spans(engineer_id: UUID, day: date) -> list[tuple[datetime, datetime]]:
    """When the engineer is taken on the day, in order."""
    seats = VisitEngineer.objects.filter(
        engineer_id=engineer_id, visit__date=day, visit__state__in=lifecycle.HOLDING
    )
    return list(seats.order_by("planned_from").values_list("planned_from", "planned_to"))


def route_points(day: date) -> dict[UUID, list[tuple[float, float]]]:
    """Per engineer the (lon, lat) of base, visits in order, and base again."""
    points: dict[UUID, list[tuple[float, float]]] = {}
    for visit in visits_of_day(day):
        place = visit.object.point
        if place is None:
            continue
        for seat in visit.engineers.all():
            base = (seat.engineer.base.x, seat.engineer.base.y)
            way = points.setdefault(seat.engineer_id, [base])
            way.append((place.x, place.y))
    return {who: [*way, way[0]] for who, way in points.items()}


def road_lines(day: date, osrm_url: str) -> dict[UUID, RoadLine]:
    """The line each engineer drives; asks the road server outside any transaction."""
    with transaction.atomic():
        ways = route_points(day)
    roads = Roads(osrm_url or None, time_limit_s=3)
    return roads.routes({who: points_of(way) for who, way in ways.items()})
