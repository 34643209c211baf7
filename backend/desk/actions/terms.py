"""Terms that changed under what is still open: another version of the contract, other hours,
another register. What ended stays as it was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import ContractVersion
from backend.contracts.promise import covered_or_paid
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for
from backend.desk import clocks
from backend.desk.lifecycle import ENDED_WORK, OPEN_REQUEST
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid


@transaction.atomic
def follow_contract(contract_id: UUID, *, now: datetime) -> int:
    """Promise open requests of the contract anew where its newest version held when they were
    reported; answers how many. Clocks follow the version's change mode, the priority stays."""
    published = ContractVersion.objects.filter(
        contract_id=contract_id, published_at__isnull=False
    ).order_by("-published_at")
    newest = published.first()
    return sum(_follows(request, now) for request in _promised_before(newest)) if newest else 0


def _promised_before(version: ContractVersion) -> QuerySet[Request]:
    requests = Request.objects.select_for_update(of=("self",)).select_related(
        "object", "equipment", "contract_version"
    )
    return requests.filter(
        contract_version__contract_id=version.contract_id,
        state__in=OPEN_REQUEST,
        recorded_at__lt=version.published_at,
    ).order_by("id")


@transaction.atomic
def follow_calendar(calendar_id: UUID, *, now: datetime) -> int:
    """Promise open requests anew whose contract counts by this calendar; answers how many moved.

    Each follows by the change mode of its contract, from `now` on or from the start.
    """
    by_it = Q(contract_version__calendar=calendar_id)
    by_it |= Q(contract_version__policies__calendar=calendar_id)
    return _follow_all(by_it, now, "calendar")


@transaction.atomic
def follow_maintenance(contract_id: UUID, *, now: datetime) -> int:
    """The same for a contract whose planned maintenance was agreed on or given up."""
    return _follow_all(Q(contract_version__contract=contract_id), now, "maintenance")


@transaction.atomic
def follow_register(subject_id: UUID, *, now: datetime) -> int:
    """The same for an object, a unit or a group of objects whose row changed: another zone, type
    or group may mean another promise."""
    about = Q(object=subject_id) | Q(equipment=subject_id) | Q(object__groups=subject_id)
    return _follow_all(about, now, "object")


def _follow_all(wanted: Q, now: datetime, cause: str) -> int:
    open_ones = Request.objects.filter(wanted, state__in=OPEN_REQUEST)
    open_ones = open_ones.exclude(contract_version=None)
    ids = set(open_ones.values_list("id", flat=True))
    requests = Request.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id")
    rows = requests.select_related("object", "equipment")
    return sum(_counts_anew(request, now, cause) for request in rows)


def _counts_anew(request: Request, now: datetime, cause: str) -> bool:
    """The same version means something else now; one that holds no more is left alone."""
    try:
        terms = sla_terms_for(_facts(request))
    except Invalid:
        # Two clauses speak equally since the register changed: what was promised stays promised.
        return False
    version = terms.version
    if version is None or version.pk != request.contract_version_id:
        return False
    if not clocks.retarget(request, terms, now, cause):
        return False
    _note(request, version, version.number, cause)
    return True


def _follows(request: Request, now: datetime) -> bool:
    facts = _facts(request)
    terms = sla_terms_for(facts)
    if terms.version is None or terms.version.pk == request.contract_version_id:
        return False
    before = request.contract_version
    clocks.retarget(request, terms, now, "contract")
    decide_payer(request, facts, terms)
    for work in request.work_orders.select_for_update().exclude(state__in=ENDED_WORK):
        decide_payer(work, facts, terms)
    _note(request, terms.version, before.number if before else 0, "contract")
    return True


def _facts(request: Request) -> PromiseFacts:
    return PromiseFacts(
        request.object,
        request.equipment,
        request.impact,
        request.reported_at,
        priority=request.priority,
    )


def _note(request: Request, version: ContractVersion, former: int, cause: str) -> None:
    record(
        kinds.REQUEST_RETERMED,
        request,
        by=None,
        contract=version.contract.number,
        former=former,
        version=version.number,
        cause=cause,
    )


def decide_payer(row: Request | WorkOrder, facts: PromiseFacts, terms: SlaTerms) -> None:
    """Who pays, by the new version; lines already drafted stay as they are."""
    decision = covered_or_paid(facts, terms)
    row.contract_version = terms.version
    row.coverage, row.coverage_clause = decision.verdict, decision.clause
    row.coverage_presumed = decision.presumed
    row.save(update_fields=["contract_version", "coverage", "coverage_clause", "coverage_presumed"])
