"""Parts as the planner asks for them: what work waits for, and what vans hold.

Dispatch stands below this room and knows these two by the names in settings.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from backend.database.written import Written
from backend.fieldwork.models import PartRequest, VanStock

THOUSANDTHS: Final = 1000
NOT_AT_THE_BASE: Final = (
    PartRequest.State.ASKED,
    PartRequest.State.RESERVED,
    PartRequest.State.ORDERED,
    PartRequest.State.ISSUED,
)
"""What has been received lies at the base, where whoever goes takes it along."""


def _asked(work_order_ids: list[UUID]) -> QuerySet[PartRequest, Any]:
    asked = PartRequest.objects.filter(work_order__in=work_order_ids, state__in=NOT_AT_THE_BASE)
    return asked.values("work_order", "part__code", "quantity")


_ASKED: Final = Written(_asked)


def parts_needed(work_order_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """By work order, the thousandths of each part that must come in a van."""
    needed: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _ASKED(work_order_ids=list(work_order_ids)):
        needed[row["work_order"]][row["part__code"]] += int(row["quantity"] * THOUSANDTHS)
    return {order_id: dict(parts) for order_id, parts in needed.items()}


def parts_held(engineer_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """By engineer, the thousandths of each part in their van."""
    held: dict[UUID, dict[str, int]] = defaultdict(dict)
    stock = VanStock.objects.filter(engineer__in=list(engineer_ids), quantity__gt=0)
    for engineer_id, code, quantity in stock.values_list("engineer", "part__code", "quantity"):
        held[engineer_id][code] = int(quantity * THOUSANDTHS)
    return held
