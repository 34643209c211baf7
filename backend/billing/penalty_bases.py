"""What the penalty clauses of one contract ask about a month: rules, fees, the worth of work.

Each is asked once for all clocks at hand, so that a contract with a thousand open promises takes as
many questions as one with a single one.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import DecimalField, ExpressionWrapper, F, Sum
from django.db.models.functions import Coalesce

from backend.billing.models import BillableLine
from backend.contracts.as_rules import penalty_rule_for
from backend.contracts.chain import clients_below
from backend.contracts.fee_counts import stays_for
from backend.contracts.models import Contract, ContractVersion, PenaltyRule
from backend.contracts.penalties import Measure, PenaltyBasis, late_penalty
from backend.contracts.recurring import Period, Stay, period_holding
from backend.desk.models import SlaClock
from backend.lib.money import ZERO, to_cents

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


class PenaltyBases:
    """The clauses of a contract and what they are reckoned of in `month`, for `clocks`."""

    def __init__(self, contract: Contract, month: date, clocks: Iterable[SlaClock]) -> None:
        self.contract, self.month, self.clocks = contract, month, list(clocks)
        self._fees: dict[UUID, Decimal] = {}

    def rule_for(self, clock: SlaClock) -> PenaltyRule | None:
        """The clause for a late clock, of the version its promise follows now; one that names the
        priority beats one for any."""
        subject = clock.request or clock.work_order
        if subject is None:
            return None
        rules = self._late_rules.get((subject.contract_version_id, clock.kind), {})
        return rules.get(subject.priority) or rules.get("")

    def cost(self, row: PenaltyRule, clock: SlaClock, seconds: int) -> Decimal:
        """What so much lateness costs by the clause, before the caps of the month."""
        is_of_work = row.basis == PenaltyBasis.WORK
        basis = self._worth(clock) if is_of_work else self.cap_basis(row)
        return late_penalty(seconds, penalty_rule_for(row), basis)

    def cap_basis(self, row: PenaltyRule) -> Decimal:
        """What a percentage of fees is of; other bases have none of their own for a month."""
        if row.basis != PenaltyBasis.FEES:
            return ZERO
        if row.version_id not in self._fees:
            self._fees[row.version_id] = fees_of_month(row.version, self.month)
        return self._fees[row.version_id]

    @cached_property
    def _late_rules(self) -> dict[tuple[UUID | None, str], dict[str, PenaltyRule]]:
        rows = PenaltyRule.objects.filter(version__contract=self.contract, measure=Measure.LATE)
        found: dict[tuple[UUID | None, str], dict[str, PenaltyRule]] = {}
        for row in rows.select_related("version__contract"):
            found.setdefault((row.version_id, row.kind), {})[row.priority] = row
        return found

    def _worth(self, clock: SlaClock) -> Decimal:
        subject_id = _subject_id(clock)
        return self._worths.get(subject_id, ZERO) if subject_id else ZERO

    @cached_property
    def _worths(self) -> dict[UUID, Decimal]:
        return worths_of(self.clocks)


def worths_of(clocks: Sequence[SlaClock]) -> dict[UUID, Decimal]:
    """By request or planned work, what the work behind its promises is worth at list prices,
    covered or not."""
    subject = Coalesce("work_order__request_id", "work_order_id")
    priced = F("quantity") * F("list_price")
    worth = ExpressionWrapper(priced, DecimalField(max_digits=30, decimal_places=10))
    lines = BillableLine.objects.exclude(source=BillableLine.Source.CREDIT).order_by()
    lines = lines.annotate(subject=subject).filter(subject__in={_subject_id(c) for c in clocks})
    sums = lines.values("subject").annotate(worth=Sum(worth))
    return {row["subject"]: to_cents(row["worth"] or ZERO) for row in sums}


def fees_of_month(version: ContractVersion, month: date) -> Decimal:
    """The version's fees for a month as things stand on its last day; a quarter's or a year's in
    equal parts. Percentages of fees are of this."""
    last = period_holding(Period.MONTH, month).last
    chain = clients_below(version.contract.client_id)
    total = Decimal(0)
    for fee in version.recurring_fees.all():
        things = {stay.thing for stay in stays_for(fee, chain) if _counts(stay, last)}
        total += fee.amount * len(things) / _MONTHS[Period(fee.period)]
    return to_cents(total)


def _subject_id(clock: SlaClock) -> UUID | None:
    return clock.request_id or clock.work_order_id


def _counts(stay: Stay, day: date) -> bool:
    return (stay.begin is None or stay.begin <= day) and (stay.end is None or day < stay.end)
