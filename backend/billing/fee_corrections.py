"""Fees charged ahead, put right once their period is over: the register is counted again, and what
it says otherwise than was billed becomes a line of its own with its reason.

The line that was agreed with stays as it is. docs/pricing.md says the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _

from backend.billing.agreed import net_of
from backend.billing.fee_lines import BILLED, OPEN, counted_things
from backend.billing.models import BillableLine, CountedThing
from backend.contracts.chain import clients_below
from backend.contracts.coverage import LineKind
from backend.contracts.fee_counts import fee_rule, held_days, stays_for
from backend.contracts.models import Contract, ContractVersion, CoverageRule, RecurringFee
from backend.contracts.recurring import (
    ONE,
    QUANTITY_STEP,
    Basis,
    Charged,
    Counted,
    Period,
    part_of,
    period_holding,
)
from backend.documents.figures import date_words, quantity_words
from backend.lib.money import to_cents, to_step
from backend.lib.words import in_language

Counts = dict[str, int]
Source, State = BillableLine.Source, BillableLine.State


@dataclass(frozen=True)
class Difference:
    """Whole days of each thing as billed so far and as counted now; `whole` are the period's."""

    fee: RecurringFee
    billed: Counts
    now: Counts
    whole: int

    def quantity(self, counts: Counts) -> Decimal:
        """What is shown as counted, to 3 decimals."""
        return to_step(Decimal(sum(counts.values())) / self.whole, QUANTITY_STEP)

    def amount(self, price: Decimal) -> Decimal:
        """What is still to pay, less than zero where too much was billed; each sum to the cent."""
        return _sum(price, self.now, self.whole) - _sum(price, self.billed, self.whole)

    @property
    def changed(self) -> Counts:
        """The things that count otherwise than billed, with their days now."""
        things = sorted({*self.now, *self.billed})
        return {
            thing: self.now.get(thing, 0)
            for thing in things
            if self.now.get(thing, 0) != self.billed.get(thing, 0)
        }


def _sum(price: Decimal, counts: Counts, whole: int) -> Decimal:
    exact = Fraction(price) * sum(counts.values()) / whole
    return to_cents(Decimal(exact.numerator) / exact.denominator)


def correct_fees(contract: Contract, month: date) -> list[BillableLine]:
    """The corrections of fees charged ahead whose period ends with the month, as draft lines.

    Asked again, a correction nobody has judged follows the register; a judged one is settled, and
    only what changed since is drafted. Returns the lines that were written.
    """
    published = contract.versions.filter(published_at__isnull=False)
    versions = list(published.order_by("valid_from", "number"))
    end = period_holding(Period.MONTH, month).last
    ahead = BillableLine.objects.filter(
        source=Source.RECURRING_FEE,
        contract_version__contract=contract,
        recurring_fee__charged=Charged.START,
        period_to=end,
        state__in=BILLED,
    ).exclude(recurring_fee__basis=Basis.FLAT)
    lines = ahead.select_related("recurring_fee__version", "tax_treatment").order_by("id")
    return [made for line in lines if (made := _corrected(contract, line, versions)) is not None]


def _corrected(
    contract: Contract, billed: BillableLine, versions: Sequence[ContractVersion]
) -> BillableLine | None:
    """The correction written for a billed line; None where nothing is to be written."""
    earlier = list(
        BillableLine.objects.filter(
            source=Source.FEE_CORRECTION,
            recurring_fee=billed.recurring_fee_id,
            period_of=billed.period_of,
        ).order_by("drafted_at", "id")
    )
    waiting = next((each for each in earlier if each.state in OPEN), None)
    if waiting is not None and waiting.changed_by_id:
        return None
    settled = [each for each in earlier if each is not waiting]
    found = _difference(contract, billed, settled, versions)
    amount = found.amount(billed.unit_price) if found else Decimal(0)
    if found is None or not amount:
        if waiting is not None:
            waiting.delete()
        return None
    return _written(contract, billed, found, waiting)


def _difference(
    contract: Contract,
    billed: BillableLine,
    settled: Sequence[BillableLine],
    versions: Sequence[ContractVersion],
) -> Difference | None:
    """None where a version has since taken days of the line: that asks a person by itself."""
    fee = billed.recurring_fee
    assert fee is not None
    assert billed.period_of is not None
    whole = period_holding(Period(fee.period), billed.period_of)
    fee.version.contract = contract
    held = held_days(fee.version, list(versions), whole)
    if held is None:
        return None
    rule, begins = fee_rule(fee), versions[0].valid_from
    bills = part_of(rule, whole, held, begins, ONE)
    if bills is None or (bills.days.begin, bills.days.last) != (
        billed.period_from,
        billed.period_to,
    ):
        return None
    part = part_of(rule, whole, held, begins, stays_for(fee, clients_below(contract.client_id)))
    length = 1 if fee.counted == Counted.FIRST_DAY else len(whole)
    return Difference(fee, _counts([billed, *settled]), dict(part.counts) if part else {}, length)


def _counts(lines: Sequence[BillableLine]) -> Counts:
    """Days of each thing, as the last of the lines that names it has them."""
    counts: Counts = {}
    for line in lines:
        for each in line.counted.all():
            counts[str(each.object_id or each.equipment_id)] = each.days
    return counts


def _written(
    contract: Contract, billed: BillableLine, found: Difference, waiting: BillableLine | None
) -> BillableLine:
    line = _line(contract, billed, found)
    if waiting is not None:
        line.pk, line.drafted_at = waiting.pk, waiting.drafted_at
        waiting.counted.all().delete()
    line.save(force_insert=waiting is None, force_update=waiting is not None)
    CountedThing.objects.bulk_create(counted_things(line, found.fee, found.changed))
    return line


def _line(contract: Contract, billed: BillableLine, found: Difference) -> BillableLine:
    """The price is the one agreed for the billed line, and so is its VAT."""
    assert billed.period_to is not None
    amount = found.amount(billed.unit_price)
    quantity = abs(found.quantity(found.now) - found.quantity(found.billed))
    price = billed.unit_price if amount > 0 else -billed.unit_price
    return BillableLine(
        source=Source.FEE_CORRECTION,
        client=billed.client,
        bill_to=billed.bill_to,
        our_entity=billed.our_entity,
        contract_version=billed.contract_version,
        recurring_fee=found.fee,
        period_of=billed.period_of,
        period_from=billed.period_from,
        period_to=billed.period_to,
        kind=LineKind.FEE,
        text=_text(billed, found, contract.client.language),
        verdict=CoverageRule.Verdict.PAID,
        clause=billed.clause,
        quantity=quantity,
        proposed_quantity=quantity,
        unit=billed.unit,
        list_price=billed.list_price,
        unit_price=price,
        proposed_price=price,
        prices_include_vat=billed.prices_include_vat,
        amount=amount,
        net=net_of(amount, billed.tax_treatment, includes_vat=billed.prices_include_vat),
        currency=billed.currency,
        tax_treatment=billed.tax_treatment,
        supplied_on=billed.period_to,
    )


def _text(billed: BillableLine, found: Difference, language: str) -> str:
    """The fee, its days and why it is put right, as the client reads them."""
    assert billed.period_from is not None
    assert billed.period_to is not None
    with translation.override(language):
        words = _(
            "%(name)s, %(begin)s to %(end)s: %(now)s counted in the end, %(before)s billed ahead"
        ) % {
            "name": in_language(found.fee.names, language),
            "begin": date_words(billed.period_from, language, "medium"),
            "end": date_words(billed.period_to, language, "medium"),
            "now": quantity_words(found.quantity(found.now), language),
            "before": quantity_words(found.quantity(found.billed), language),
        }
    return words[:500]
