"""The promise as a client reads it before and after sending: by when, covered or paid, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from backend.clients.models import Equipment, ServiceObject
from backend.contracts import coverage
from backend.contracts.as_rules import coverage_rules_for
from backend.contracts.coverage import CoverageDecision, LineKind
from backend.contracts.in_force import PromiseFacts
from backend.contracts.quota_counts import QuotaBook, quotas_left
from backend.contracts.sla import Target
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import coverage_facts_for, sla_terms_for

_ASKED_ABOUT: Final = (LineKind.LABOUR, LineKind.CALL_OUT, LineKind.TRAVEL, LineKind.PART)


@dataclass(frozen=True)
class PromisedMoment:
    """By when one target is kept, in the object's zone; None: not within a century."""

    kind: Target
    due_at: datetime | None
    target_s: int
    clause: str


@dataclass(frozen=True)
class Promise:
    """Everything the promise says. `contract` is empty under standing terms: no SLA, and
    `prepayment` says whether we ask for money first. Moments are aware, in `zone`."""

    zone: str
    priority: str
    contract: str
    in_grace: bool
    prepayment: bool
    moments: tuple[PromisedMoment, ...]
    headline: CoverageDecision
    lines: tuple[tuple[LineKind, CoverageDecision], ...]

    @property
    def has_sla(self) -> bool:
        return bool(self.moments)


def promise_for(
    place: ServiceObject, equipment: Equipment | None, impact: str, reported_at: datetime
) -> Promise:
    """The promise for a report at `reported_at` (aware); nothing is written."""
    return promise_of(PromiseFacts(place, equipment, impact, reported_at))


def promise_of(facts: PromiseFacts) -> Promise:
    """The same from facts that may know the kind of work or a priority of its own."""
    terms = sla_terms_for(facts)
    zone = ZoneInfo(facts.object.zone)
    moments = []
    for target in terms.targets:
        due = target.due_from(facts.reported_at)
        local = due.astimezone(zone) if due else None
        moments.append(PromisedMoment(target.kind, local, target.target_s, target.clause))
    lines = decisions_for(facts, terms)
    return Promise(
        zone=facts.object.zone,
        priority=terms.priority,
        contract=terms.version.contract.number if terms.version else "",
        in_grace=terms.in_grace,
        prepayment=terms.prepayment,
        moments=tuple(moments),
        headline=lines[0][1],
        lines=lines,
    )


def decisions_for(
    facts: PromiseFacts, terms: SlaTerms
) -> tuple[tuple[LineKind, CoverageDecision], ...]:
    """Who pays for labour (first), the call-out, travel and parts, and by which clause."""
    rules = _rules_now(facts, terms)
    return tuple(
        (kind, coverage.verdict(rules, coverage_facts_for(facts, kind, terms.work_type)))
        for kind in _ASKED_ABOUT
    )


def covered_or_paid(
    facts: PromiseFacts, terms: SlaTerms, book: QuotaBook | None = None
) -> CoverageDecision:
    """The verdict a request or work order carries: the one for its labour. `book` spares the
    question what is left of quotas for each of many."""
    labour = coverage_facts_for(facts, LineKind.LABOUR, terms.work_type)
    return coverage.verdict(_rules_now(facts, terms, book), labour)


def _rules_now(
    facts: PromiseFacts, terms: SlaTerms, book: QuotaBook | None = None
) -> tuple[coverage.CoverageRule, ...] | None:
    """The version's clauses, with what its quotas have left on the day of the report."""
    rules = coverage_rules_for(terms.version)
    if not any(rule.quota for rule in rules or ()):
        return rules
    ask = book.left if book else quotas_left
    return coverage_rules_for(terms.version, ask(terms.version, facts.day))
