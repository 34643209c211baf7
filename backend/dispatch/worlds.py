"""What the office changes on lower floors and phones show: their worlds are bumped by reaction."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.desk.models import WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitWork
from backend.dispatch.visits import bump_worlds, seated_ids

STILL_AHEAD: Final = (
    Visit.State.PLANNED,
    Visit.State.PUBLISHED,
    Visit.State.ACCEPTED,
    Visit.State.EN_ROUTE,
    Visit.State.ON_SITE,
    Visit.State.WORKING,
    Visit.State.PAUSED,
)
"""Visits at which money can still be spent."""


@transaction.atomic
def refresh_worlds() -> None:
    """Every phone looks again: objects, contacts, equipment, prices and names stand in all worlds.

    Such changes are an office's, a few a day, so nobody works out which phone shows what.
    """
    bump_worlds(Engineer.objects.values_list("id", flat=True))


@transaction.atomic
def refresh_worlds_showing(subject_id: UUID) -> None:
    """Phones that were told a visit for this request or work order, and this user's own."""
    about = Q(works__work_order_id=subject_id) | Q(works__work_order__request_id=subject_id)
    visits = Visit.objects.filter(about, told__isnull=False).distinct()
    concerned = {engineer_id for visit in visits for engineer_id in seated_ids(visit)}
    concerned.update(Engineer.objects.filter(user_id=subject_id).values_list("id", flat=True))
    bump_worlds(concerned)


@transaction.atomic
def refresh_worlds_beside(visit: Visit) -> None:
    """Phones that were told this visit or another for the same requests: their clocks are one."""
    requests = visit.works.exclude(work_order__request=None).values("work_order__request")
    beside = Q(works__work_order__request__in=requests) | Q(id__in=[visit.id, visit.instead_of_id])
    visits = Visit.objects.filter(beside, told__isnull=False).distinct()
    seats = visits.prefetch_related("engineers")
    bump_worlds({engineer_id for each in seats for engineer_id in seated_ids(each)})


@transaction.atomic
def refresh_worlds_under(contract_id: UUID) -> None:
    """Phones that were told a visit under this contract: what its quotas have left changed.

    Asked step by step from the few visits still ahead: in one question PostgreSQL may go through
    every visit there ever was, for every work order there ever was.
    """
    ahead = Visit.objects.filter(told__isnull=False, state__in=STILL_AHEAD)
    in_them = VisitWork.objects.filter(visit__in=list(ahead.values_list("id", flat=True)))
    works = list(in_them.values_list("visit_id", "work_order_id"))
    orders = WorkOrder.objects.filter(id__in=[order_id for _visit_id, order_id in works])
    under = set(orders.filter(contract_version__contract=contract_id).values_list("id", flat=True))
    concerned = {visit_id for visit_id, order_id in works if order_id in under}
    visits = Visit.objects.filter(id__in=concerned).prefetch_related("engineers")
    bump_worlds({engineer_id for visit in visits for engineer_id in seated_ids(visit)})
