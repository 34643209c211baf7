"""Recurring fees of a month as draft lines: which version bills which days, and what counts.

docs/pricing.md says the rules; `contracts/recurring.py` reckons, `contracts/fee_counts.py` gives
it the rows.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.billing.agreed import net_of
from backend.billing.fee_corrections import correct_fees
from backend.billing.fee_lines import BILLED, OPEN, counted_things
from backend.billing.models import BillableLine, CountedThing
from backend.contracts.chain import clients_below
from backend.contracts.coverage import LineKind
from backend.contracts.fee_counts import fee_rule, held_days, stays_for
from backend.contracts.models import Contract, CoverageRule, RecurringFee
from backend.contracts.recurring import (
    Basis,
    Charged,
    Days,
    Part,
    Period,
    amounts_of,
    is_charged_in,
    part_of,
    period_holding,
)
from backend.contracts.taxes import treatments_for
from backend.documents.figures import date_words
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import CalloutError
from backend.lib.words import in_language

BOTH: Final = (Charged.END, Charged.START)


@dataclass(frozen=True)
class DueFee:
    """One fee of one version in one period: the days it bills and its amount in cents."""

    fee: RecurringFee
    whole: Days
    part: Part
    amount: Decimal


def contracts_with_fees() -> list[UUID]:
    """Ids of the contracts in force that say a fee, by number."""
    active = Contract.objects.filter(state=Contract.State.ACTIVE)
    saying = active.filter(versions__recurring_fees__isnull=False).order_by("number")
    return list(dict.fromkeys(saying.values_list("id", flat=True)))


@dataclass(frozen=True)
class Drafted:
    """What drafting a month came to: lines written, and contracts by number with why not."""

    lines: int
    refused: dict[str, CalloutError]


def draft_all_fees(month: date, *, by: User | None, charged: Collection[Charged] = BOTH) -> Drafted:
    """The fees of every contract in force; one that cannot be drafted keeps no other back."""
    lines, refused = 0, {}
    for contract_id in contracts_with_fees():
        try:
            lines += len(draft_fees(contract_id, month, by=by, charged=charged))
        except CalloutError as error:
            refused[Contract.objects.get(id=contract_id).number] = error
    return Drafted(lines, refused)


@transaction.atomic
def draft_fees(
    contract_id: UUID, month: date, *, by: User | None, charged: Collection[Charged] = BOTH
) -> list[BillableLine]:
    """The draft lines of every fee charged in the month `month` lies in: one whose period ends
    with it, and one charged ahead whose period begins with it; and what a fee charged ahead came
    to otherwise in the period that ends with the month.

    Asked again, lines nobody has judged follow the contract as it stands, the others stay.
    Returns the lines that were written.
    """
    contracts = Contract.objects.select_for_update(of=("self",))
    contract = contracts.select_related("client", "our_entity", "their_entity").get(id=contract_id)
    due = [each for each in due_fees(contract, month) if each.fee.charged in charged]
    written = [line for each in due if (line := _drafted(contract, each)) is not None]
    if Charged.END in charged:
        written += correct_fees(contract, month)
    gone = _no_longer_due(contract, month, {each.fee.pk for each in due}, charged)
    if written or gone:
        total = sum((line.net for line in written), Decimal(0))
        count = len(written)
        journal.record(kinds.LINES_DRAFTED, contract, by=by, lines=count, net=str(total))
    return written


def due_fees(contract: Contract, month: date) -> Iterator[DueFee]:
    """Every fee of the contract that is charged in the month, reckoned."""
    days = period_holding(Period.MONTH, month)
    published = contract.versions.filter(published_at__isnull=False)
    versions = list(published.order_by("valid_from", "number").prefetch_related("recurring_fees"))
    same: dict[tuple[str, ...], list[tuple[RecurringFee, Days, Part]]] = {}
    for version in versions:
        version.contract = contract
        for fee in version.recurring_fees.all():
            whole = period_holding(Period(fee.period), month)
            is_due = is_charged_in(days, whole, Charged(fee.charged))
            held = held_days(version, versions, whole) if is_due else None
            if held is not None:
                stays = stays_for(fee, clients_below(contract.client_id))
                part = part_of(fee_rule(fee), whole, held, versions[0].valid_from, stays)
                if part is not None:
                    same.setdefault(_identity(fee), []).append((fee, whole, part))
    for found in same.values():
        amounts = amounts_of([part for _fee, _whole, part in found])
        for (fee, whole, part), amount in zip(found, amounts, strict=True):
            yield DueFee(fee, whole, part, amount)


def _identity(fee: RecurringFee) -> tuple[str, ...]:
    """What makes fees of two versions the same fee at another price."""
    told = (fee.clause, fee.basis, fee.equipment_type_id, fee.period, fee.counted)
    return (*(str(each) for each in told), in_language(fee.names, "en"))


def _drafted(contract: Contract, due: DueFee) -> BillableLine | None:
    """The line written for a due fee; None where the one there is stays as it is."""
    kept = BillableLine.objects.filter(
        source=BillableLine.Source.RECURRING_FEE, recurring_fee=due.fee, period_of=due.whole.begin
    ).first()
    line = _line(contract, due)
    if kept is not None:
        if kept.state not in OPEN or kept.changed_by_id or _says(kept) == _says(line):
            return None
        line.pk, line.drafted_at = kept.pk, kept.drafted_at
        kept.counted.all().delete()
    line.save(force_insert=kept is None, force_update=kept is not None)
    CountedThing.objects.bulk_create(counted_things(line, due.fee, due.part.counts))
    return line


def _says(line: BillableLine) -> tuple[object, ...]:
    return (line.quantity, line.unit_price, line.amount, line.period_from, line.period_to)


def _line(contract: Contract, due: DueFee) -> BillableLine:
    fee, days = due.fee, due.part.days
    day = days.begin if fee.charged == Charged.START else days.last
    treatment = treatments_for(contract.our_entity, contract.their_entity, day)[LineKind.FEE]
    with_vat = fee.version.price_list.prices_include_vat
    asks = _days_billed_before(contract, due)
    return BillableLine(
        state=BillableLine.State.NEEDS_APPROVAL if asks else BillableLine.State.PROPOSED,
        question=BillableLine.Question.BILLED_BEFORE if asks else "",
        source=BillableLine.Source.RECURRING_FEE,
        client=contract.client,
        bill_to=contract.client,
        our_entity=contract.our_entity,
        contract_version=fee.version,
        recurring_fee=fee,
        period_of=due.whole.begin,
        period_from=days.begin,
        period_to=days.last,
        kind=LineKind.FEE,
        text=_text(fee, days, contract.client.language),
        verdict=CoverageRule.Verdict.PAID,
        clause=fee.clause,
        quantity=due.part.quantity,
        proposed_quantity=due.part.quantity,
        unit="month" if fee.basis == Basis.FLAT and fee.period == Period.MONTH else "pcs",
        list_price=fee.amount,
        unit_price=fee.amount,
        proposed_price=fee.amount,
        prices_include_vat=with_vat,
        amount=due.amount,
        net=net_of(due.amount, treatment, includes_vat=with_vat),
        currency=fee.version.currency,
        tax_treatment=treatment,
        supplied_on=day,
    )


def _text(fee: RecurringFee, days: Days, language: str) -> str:
    """The fee's name and days as the client reads them."""
    with translation.override(language):
        words = _("%(name)s, %(begin)s to %(end)s") % {
            "name": in_language(fee.names, language),
            "begin": date_words(days.begin, language, "medium"),
            "end": date_words(days.last, language, "medium"),
        }
    return words[:500]


def _days_billed_before(contract: Contract, due: DueFee) -> bool:
    """Whether a line somebody agreed with bills some of these days by another version."""
    fees = BillableLine.objects.filter(
        source=BillableLine.Source.RECURRING_FEE,
        contract_version__contract=contract,
        state__in=BILLED,
        period_of=due.whole.begin,
        period_from__lte=due.part.days.last,
        period_to__gte=due.part.days.begin,
    ).exclude(recurring_fee=due.fee)
    same = fees.select_related("recurring_fee")
    return any(
        line.recurring_fee and _identity(line.recurring_fee) == _identity(due.fee) for line in same
    )


def _no_longer_due(
    contract: Contract, month: date, due: Iterable[UUID], charged: Collection[Charged]
) -> int:
    """Take back drafts of the same period that nobody has judged and no version says any more."""
    days = period_holding(Period.MONTH, month)
    over = Q(recurring_fee__charged=Charged.END, period_to__range=(days.begin, days.last))
    ahead = Q(recurring_fee__charged=Charged.START, period_of=days.begin)
    stale = (
        BillableLine.objects.filter(
            source=BillableLine.Source.RECURRING_FEE,
            contract_version__contract=contract,
            state__in=OPEN,
            changed_by=None,
            recurring_fee__charged__in=charged,
        )
        .filter(over | ahead)
        .exclude(recurring_fee__in=list(due))
    )
    return stale.delete()[0]
