"""A biller judges lines: changed with a reason, agreed with, refused, opened again."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.billing.agreed import net_of
from backend.billing.models import BillableLine
from backend.billing.reasons import given_reason
from backend.database.locking import locked
from backend.dispatch.models import Visit
from backend.fieldwork.queries import visits_under_review
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Invalid, Refused
from backend.lib.money import not_negative, to_cents, to_step

OPEN = (BillableLine.State.PROPOSED, BillableLine.State.NEEDS_APPROVAL)
HUNDRED = Decimal(100)
ANSWERED_BY_A_PRICE = (
    BillableLine.Question.NO_PRICE,
    BillableLine.Question.BILLED_BEFORE,
    BillableLine.Question.OVERDRAFT,
    BillableLine.Question.REDECIDED,
)
QUANTITY_STEP, PRICE_STEP = Decimal("0.001"), Decimal("0.0001")
# What a column of money holds.
TOO_MUCH = Decimal(10) ** 9


@transaction.atomic
def change_line(
    line_id: UUID, *, quantity: Decimal, unit_price: Decimal, reason: str, by: User
) -> BillableLine:
    """Bill another quantity or price than proposed; the proposal stays beside it, with why.

    Invalid names quantity (three decimals), unit_price (four) or reason. What a person
    gives answers the question of a line without a price, or of a fee billed before.
    """
    line = _open_line(line_id)
    line.quantity = _given(quantity, "quantity", QUANTITY_STEP)
    line.unit_price = _given(unit_price, "unit_price", PRICE_STEP)
    line.change_reason, line.changed_by = given_reason(reason), by
    kept = (HUNDRED - line.discount_percent) / HUNDRED
    line.amount = to_cents(line.quantity * line.unit_price * kept, field="unit_price")
    if line.amount >= TOO_MUCH:
        raise Invalid("unit_price", "too-large")
    line.net = net_of(line.amount, line.tax_treatment, includes_vat=line.prices_include_vat)
    if line.question in ANSWERED_BY_A_PRICE:
        line.question, line.state = "", BillableLine.State.PROPOSED
    line.save()
    journal.record(
        kinds.LINE_CHANGED,
        line,
        by=by,
        reason=line.change_reason,
        quantity=str(line.quantity),
        unit_price=str(line.unit_price),
        net=str(line.net),
    )
    return line


def _given(value: Decimal, field: str, step: Decimal) -> Decimal:
    number = not_negative(value, field)
    if number >= TOO_MUCH:
        raise Invalid(field, "too-large")
    if number != to_step(number, step):
        raise Invalid(field, "too-many-decimals")
    return number


def _open_line(line_id: UUID) -> BillableLine:
    line = locked(BillableLine, line_id, "line")
    if line.state not in OPEN:
        raise Refused("wrong-state")
    return line


@transaction.atomic
def approve_lines(line_ids: list[UUID], *, by: User) -> list[BillableLine]:
    """Agree with lines as they stand. All of them or none: one that cannot be is an error.

    Refused("price-needed") for a line nobody has given a price, Refused("visit-under-review")
    while a dispatcher is asked to look at what its visit's phone sent; approving a presumed cover
    confirms it.
    """
    lines = [_open_line(line_id) for line_id in sorted(set(line_ids))]
    _refuse_under_review(lines)
    for line in lines:
        if line.question == BillableLine.Question.NO_PRICE:
            raise Refused("price-needed", line=line.text)
        line.state = BillableLine.State.APPROVED
        line.save(update_fields=["state"])
        journal.record(kinds.LINES_APPROVED, line, by=by, net=str(line.net))
    return lines


def _refuse_under_review(lines: list[BillableLine]) -> None:
    held = visits_under_review({line.visit_id for line in lines if line.visit_id})
    visit = Visit.objects.filter(id__in=held).order_by("number").first()
    if visit is not None:
        raise Refused("visit-under-review", number=visit.number)


@transaction.atomic
def reject_line(line_id: UUID, *, reason: str, by: User) -> BillableLine:
    """Leave a line off every paper, with the reason why."""
    line = _open_line(line_id)
    line.state = BillableLine.State.REJECTED
    line.change_reason, line.changed_by = given_reason(reason), by
    line.save()
    journal.record(kinds.LINE_REJECTED, line, by=by, reason=line.change_reason)
    return line


@transaction.atomic
def reopen_lines(line_ids: list[UUID], *, by: User) -> list[BillableLine]:
    """Take an approval or a rejection back, as long as the line stands on no act."""
    lines = [_judged_line(line_id) for line_id in sorted(set(line_ids))]
    for line in lines:
        asks = bool(line.question)
        line.state = BillableLine.State.NEEDS_APPROVAL if asks else BillableLine.State.PROPOSED
        line.save(update_fields=["state"])
        journal.record(kinds.LINE_REOPENED, line, by=by)
    return lines


def _judged_line(line_id: UUID) -> BillableLine:
    line = locked(BillableLine, line_id, "line")
    if line.state not in (BillableLine.State.APPROVED, BillableLine.State.REJECTED):
        raise Refused("wrong-state")
    return line
