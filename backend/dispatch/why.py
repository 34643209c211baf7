"""What plans said of one visit or one work order: why who goes, and what would place it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, Func, JSONField, Q, Value
from django.db.models.functions import Cast

from backend.dispatch.lifecycle import ENDED
from backend.dispatch.models import Plan, PlanChange, Visit, VisitEngineer


class JsonPath(Field):  # type: ignore[type-arg]
    """PostgreSQL's jsonpath, to which a text has to be cast."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Its name."""
        return "jsonpath"


SHOWN = (Plan.State.PROPOSED, Plan.State.ACCEPTED)


def others_for(visit: Visit) -> list[dict[str, Any]]:
    """What the next best engineers would have cost, where a plan put the visit as it stands.

    `visit` is one of `queries.visit_card`. Somebody who moved it since knows why themselves.
    """
    lead = next((s for s in visit.engineers.all() if s.part == VisitEngineer.Part.LEAD), None)
    if lead is None or visit.state in ENDED:
        return []
    orders = [work.work_order_id for work in visit.works.all()]
    made = PlanChange.objects.filter(
        Q(visit=visit) | Q(work_order_ids__overlap=orders),
        accepted=True,
        engineer=lead.engineer_id,
        planned_from=visit.planned_from,
    )
    told = made.order_by("-plan__requested_at").values_list("why", flat=True).first()
    return list(told or [])


def left_out(work_order_id: UUID, today: date) -> dict[str, Any] | None:
    """What the newest plan of today or later says of work it left out; None where it says nothing.

    As a solution keeps it, `reasons` and `relaxations`, and the plan's `day`.
    """
    entry = Func(
        F("solution"),
        Cast(Value("$.unplanned[*] ? (@.stop == $stop)"), JsonPath()),
        Value({"stop": f"new:{work_order_id}"}, output_field=JSONField()),
        function="jsonb_path_query_first",
        output_field=JSONField(),
    )
    newest = Plan.objects.filter(date__gte=today, state__in=SHOWN).order_by("-requested_at")
    told = newest.annotate(entry=entry).values_list("entry", "date").first()
    return {**told[0], "day": told[1]} if told and told[0] else None
