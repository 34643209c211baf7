"""What broken promises of a month cost: reckoned by the contract's clauses, shown as exposure.

Reads and reckoning; who excuses or approves stands in `penalty_actions.py`. The rules are
`contracts/penalties.py`, in words in docs/pricing.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.billing.models import Penalty
from backend.billing.penalty_bases import PenaltyBases, fees_of_month
from backend.contracts.as_rules import penalty_rule_for
from backend.contracts.models import Contract, PenaltyRule
from backend.contracts.penalties import (
    Measure,
    PenaltyBasis,
    attainment_credit,
    within_month_cap,
)
from backend.contracts.queries import contracts_visible_to
from backend.contracts.recurring import Period, period_holding
from backend.desk.attained import (
    attained,
    late_s,
    missed_in,
    month_bounds,
    open_clocks,
)
from backend.desk.models import SlaClock
from backend.lib.clock import local_date
from backend.lib.money import ZERO

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True)
class Due:
    """What one clause makes of one broken promise, or of the month where `clock` is None."""

    rule: PenaltyRule
    clock: SlaClock | None
    late_s: int
    kept_percent: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Exposure:
    """What one open promise would cost if it ended now, and if only at the end of the month."""

    clock: SlaClock
    rule: PenaltyRule
    late_s: int
    now: Decimal
    by_month_end: Decimal


def penalties_of(user: User, contract: Contract, month: date) -> QuerySet[Penalty]:
    """Penalties of a contract in the month `month` lies in, as far as the user may see it."""
    first = period_holding(Period.MONTH, month).begin
    seen = Penalty.objects.filter(contract__in=contracts_visible_to(user))
    return seen.filter(contract=contract, month=first).select_related(
        "rule", "clock__request", "clock__work_order", "excused_for", "asked_by", "judged_by"
    )


def dues_of(contract: Contract, month: date) -> list[Due]:
    """Every penalty of the promises that ended in the month, and its credits once it is over.

    Caps of a clause and month are taken in the order in which the promises ended.
    """
    found = [*_late(contract, month), *_short(contract, month)]
    return [each for each in found if each.amount]


def exposure_of(contract: Contract, now: datetime) -> list[Exposure]:
    """What the open promises of a contract may cost, the dearest first; those that neither cost
    anything now nor would by the end of the month are left out."""
    today = local_date(now, contract.our_entity.zone)
    _start, end = month_bounds(contract, today)
    clocks = list(open_clocks(contract))
    bases = PenaltyBases(contract, today, clocks)
    by_rule: dict[UUID, list[Exposure]] = {}
    for clock in clocks:
        row = bases.rule_for(clock)
        if row is not None:
            late, later = late_s(clock, now), late_s(clock, max(end, now))
            costs = [bases.cost(row, clock, seconds) for seconds in (late, later)]
            by_rule.setdefault(row.pk, []).append(Exposure(clock, row, late, *costs))
    due = dues_of(contract, today) if by_rule else []
    found = [one for each in by_rule.values() for one in _within_the_cap(each, due, bases)]
    costly = [each for each in found if each.now or each.by_month_end]
    return sorted(costly, key=lambda each: (-each.by_month_end, each.clock.started_at))


def _within_the_cap(exposed: list[Exposure], due: list[Due], bases: PenaltyBases) -> list[Exposure]:
    """What is left of a clause's cap after the penalties the month has already."""
    row = exposed[0].rule
    rule, basis = penalty_rule_for(row), bases.cap_basis(row)
    taken = sum((each.amount for each in due if each.rule.pk == row.pk), ZERO)
    now = within_month_cap([taken, *(each.now for each in exposed)], rule, basis)
    later = within_month_cap([taken, *(each.by_month_end for each in exposed)], rule, basis)
    return [
        replace(each, now=cost, by_month_end=costs)
        for each, cost, costs in zip(exposed, now[1:], later[1:], strict=True)
    ]


def _late(contract: Contract, month: date) -> Iterator[Due]:
    missed = list(missed_in(contract, month))
    bases = PenaltyBases(contract, month, missed)
    by_rule: dict[UUID, list[tuple[PenaltyRule, SlaClock, int]]] = {}
    for clock in missed:
        row = bases.rule_for(clock)
        if row is not None and clock.stopped_at is not None:
            seconds = late_s(clock, clock.stopped_at)
            by_rule.setdefault(row.pk, []).append((row, clock, seconds))
    for late in by_rule.values():
        row = late[0][0]
        costs = [bases.cost(row, clock, seconds) for _row, clock, seconds in late]
        kept = within_month_cap(costs, penalty_rule_for(row), bases.cap_basis(row))
        for (_row, clock, seconds), amount in zip(late, kept, strict=True):
            yield Due(row, clock, seconds, None, amount)


def _short(contract: Contract, month: date) -> Iterator[Due]:
    """Credits for a month in which too few promises were kept, by the version on its last day."""
    last = period_holding(Period.MONTH, month).last
    published = contract.versions.filter(published_at__isnull=False, valid_from__lte=last)
    version = published.order_by("-valid_from", "-number").first()
    if version is None:
        return
    kept = {each.kind: each.percent for each in attained(contract, month)}
    for row in version.penalty_rules.filter(measure=Measure.ATTAINMENT):
        percent = kept.get(row.kind)
        if percent is not None:
            basis = fees_of_month(version, month) if row.basis == PenaltyBasis.FEES else ZERO
            amount = attainment_credit(percent, penalty_rule_for(row), basis)
            yield Due(row, None, 0, percent, amount)


def sums(exposed: Sequence[Exposure]) -> tuple[Decimal, Decimal]:
    """What open promises cost now, and by the end of the month."""
    now = sum((each.now for each in exposed), ZERO)
    return now, sum((each.by_month_end for each in exposed), ZERO)
