"""A plan as its page shows it: changes by engineer, what is left out and why, what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.desk.queries import work_orders_visible_to
from backend.dispatch.models import Plan, PlanChange, Visit
from backend.dispatch.queries import engineers_visible_to, visits_visible_to
from backend.lib.clock import local_date
from backend.web.day.reasons import money_of, names_of, reasons_in_words
from backend.web.day.relaxed import (
    Other,
    Relaxed,
    Where,
    numbered,
    others_in_words,
    relaxed_in_words,
    stops_named,
)
from backend.web.shared.back import with_way_back
from backend.web.shared.durations import clock_time

CAUSES: Final[dict[str, Promise]] = {
    "travel": _("Travel"),
    "lateness": _("Late arrivals"),
    "overtime": _("Overtime"),
    "undone": _("Work left for another day"),
    "changes": _("Changes of what clients were told"),
    "spoiled": _("Goods that spoil"),
    "preference": _("Engineers other than preferred"),
    "total": _("Total"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One difference: a visit to add, move or take away, with the work it is for."""

    change: PlanChange
    works: list[WorkOrder]
    visit: Visit | None
    before: str
    zone: str
    others: list[Other]

    @property
    def day(self) -> date | None:
        """The day it would be on, on the clock of its engineer."""
        begin = self.change.planned_from
        return local_date(begin, self.zone) if begin else None

    @property
    def people(self) -> list[str]:
        """Whose day changes by it."""
        now = [str(self.change.engineer)] if self.change.engineer else []
        return [*now, *(self.before.split(", ") if self.before else [])]

    @property
    def before_times(self) -> str:
        """ "10:00–11:00" of the visit as it stands; empty for a new one."""
        if self.visit is None:
            return ""
        begin = clock_time(self.visit.planned_from, self.zone)
        return f"{begin}–{clock_time(self.visit.planned_to, self.zone)}"

    @property
    def travel_min(self) -> int:
        """The drive to it."""
        return round(self.change.travel_s / 60)

    @property
    def travel_km(self) -> float:
        """The drive to it."""
        return round(self.change.travel_m / 1000, 1)

    @property
    def place(self) -> str:
        """Where it is."""
        return str(self.works[0].object if self.works else self.visit and self.visit.object)

    @property
    def was_told(self) -> bool:
        """Whether the client knows of the visit as it stands."""
        return bool(self.visit and self.visit.told)


@dataclass(frozen=True)
class LeftOut:
    """Work nobody goes to, or a visit that stays although the planner would not, and why."""

    work: WorkOrder | None
    visit: Visit | None
    reasons: list[str]
    relaxed: list[Relaxed]


@dataclass(frozen=True)
class CostRow:
    """One cause of cost, as the day stands and as the plan would have it."""

    words: Promise
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Everything the page of a proposed plan shows."""

    changes: list[ChangeRow]
    left_out: list[LeftOut]
    stays: list[LeftOut]
    clients: list[str]
    engineers: list[str]
    costs: list[CostRow]
    travel_min: int
    travel_km: float


def difference_of(plan: Plan, user: User) -> Difference:
    """The plan against today's visits, as the user may see it."""
    changes = list(
        plan.changes.select_related("engineer__user").order_by("engineer", "planned_from")
    )
    if plan.kind == Plan.Kind.URGENT:
        # What was asked about comes first, then who makes room for it.
        changes.sort(key=lambda each: each.kind != PlanChange.Kind.ADD)
    rows = _Rows(plan, changes, user)
    shown = [rows.change(each) for each in changes]
    gone = {each.visit_id for each in changes if each.kind == PlanChange.Kind.REMOVE}
    unplanned = [rows.left_out(each) for each in _not_planned(plan)]
    return Difference(
        changes=shown,
        left_out=[each for each in unplanned if each.visit is None or each.visit.pk in gone],
        stays=[each for each in unplanned if each.visit and each.visit.pk not in gone],
        clients=sorted({str(each.visit.client) for each in shown if each.visit and each.was_told}),
        engineers=sorted({name for each in shown for name in each.people}),
        costs=[_cost_row(plan, cause) for cause in CAUSES if _counts(plan, cause)],
        travel_min=round(plan.cost.get("travel_s", 0) / 60),
        travel_km=round(plan.cost.get("travel_m", 0) / 1000, 1),
    )


def _not_planned(plan: Plan) -> list[dict[str, Any]]:
    """What the plan leaves out, and what it could not look at."""
    return [*(plan.solution or {}).get("unplanned", []), *plan.left_alone]


def _counts(plan: Plan, cause: str) -> bool:
    """A cause that costs nothing before and after is not worth a line."""
    return cause == "total" or bool(plan.cost.get(cause) or plan.cost_before.get(cause))


def _cost_row(plan: Plan, cause: str) -> CostRow:
    before, after = (money_of(cost.get(cause, 0)) for cost in (plan.cost_before, plan.cost))
    return CostRow(CAUSES[cause], before, after)


class _Rows:
    """Rows the plan names, fetched once."""

    def __init__(self, plan: Plan, changes: Iterable[PlanChange], user: User) -> None:
        self.plan = plan
        left_out = [each["stop"] for each in _not_planned(plan)]
        works = {key for change in changes for key in change.work_order_ids}
        visits = {change.visit_id for change in changes if change.visit_id}
        works |= {UUID(stop[4:]) for stop in left_out if stop.startswith("new:")}
        visits |= {UUID(stop[6:]) for stop in left_out if stop.startswith("visit:")}
        seats = "engineers__engineer__user"
        found = visits_visible_to(user).filter(id__in=visits).prefetch_related(seats)
        # A page of three hundred changes names work and object, nothing else of them.
        named = work_orders_visible_to(user).select_related(None).select_related("object")
        self.works = named.in_bulk(list(works))
        self.visits = {visit.pk: visit for visit in found}
        engineers = list(engineers_visible_to(user))
        self.zone = engineers[0].zone if engineers else "UTC"
        named_stops = stops_named((plan.solution or {}).get("unplanned", []))
        named_stops |= {each["late"] for change in changes for each in change.why}
        self.names = numbered(names_of(engineers), named_stops)

    def change(self, change: PlanChange) -> ChangeRow:
        works = [self.works[key] for key in change.work_order_ids if key in self.works]
        visit = self.visits.get(change.visit_id) if change.visit_id else None
        before = ", ".join(str(s.engineer) for s in visit.engineers.all()) if visit else ""
        zone = change.engineer.zone if change.engineer else self.zone
        others = others_in_words(change.why, self.names)
        return ChangeRow(change, works, visit, before, zone, others)

    def left_out(self, told: dict[str, Any]) -> LeftOut:
        kind, _colon, key = told["stop"].partition(":")
        work = self.works.get(UUID(key)) if kind == "new" else None
        visit = self.visits.get(UUID(key)) if kind == "visit" else None
        stands = visit is not None and not visit.lock
        reasons = reasons_in_words(told["reasons"], self.names, stands=stands)
        where = Where(self.plan.date, told["stop"], reverse("day:plan", args=[self.plan.pk]))
        relaxations = told.get("relaxations") or ()
        relaxed = relaxed_in_words(relaxations, self.names, where)
        no_shift = next((each for each in told["reasons"] if each["code"] == "no-shift"), None)
        if visit and no_shift:
            return LeftOut(work, visit, [], [self._shift_for(no_shift, visit, reasons[0])])
        return LeftOut(work, visit, reasons, relaxed)

    def _shift_for(self, reason: dict[str, Any], visit: Visit, words: str) -> Relaxed:
        """The words lead to the shift that somebody lacks on the day of their visit."""
        form = reverse("day:shift", args=[visit.date, reason["context"]["engineer"]])
        page = reverse("day:plan", args=[self.plan.pk])
        return Relaxed(words, with_way_back(form, page))
