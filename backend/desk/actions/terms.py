"""A contract version that began in the past: what is still open follows it, what ended stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.contracts.models import ContractVersion
from backend.contracts.promise import covered_or_paid
from backend.contracts.terms import PromiseFacts, SlaTerms, sla_terms_for
from backend.desk import clocks
from backend.desk.lifecycle import ENDED_WORK, OPEN_REQUEST
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record


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


def _follows(request: Request, now: datetime) -> bool:
    facts = PromiseFacts(
        request.object,
        request.equipment,
        request.impact,
        request.reported_at,
        priority=request.priority,
    )
    terms = sla_terms_for(facts)
    if terms.version is None or terms.version.pk == request.contract_version_id:
        return False
    before = request.contract_version
    clocks.retarget(request, terms, now, "contract")
    _decide(request, facts, terms)
    for work in request.work_orders.select_for_update().exclude(state__in=ENDED_WORK):
        _decide(work, facts, terms)
    record(
        kinds.REQUEST_RETERMED,
        request,
        by=None,
        contract=terms.version.contract.number,
        former=before.number if before else 0,
        version=terms.version.number,
    )
    return True


def _decide(row: Request | WorkOrder, facts: PromiseFacts, terms: SlaTerms) -> None:
    """Who pays, by the new version; lines already drafted stay as they are."""
    decision = covered_or_paid(facts, terms)
    row.contract_version = terms.version
    row.coverage, row.coverage_clause = decision.verdict, decision.clause
    row.coverage_presumed = decision.presumed
    row.save(update_fields=["contract_version", "coverage", "coverage_clause", "coverage_presumed"])
