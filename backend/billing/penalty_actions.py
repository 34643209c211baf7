"""Penalties, the writes: reckon a month, excuse with a second person's approval, credit."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.billing.agreed import net_of
from backend.billing.models import BillableLine, Penalty
from backend.billing.penalties import Due, dues_of
from backend.billing.reasons import given_reason
from backend.catalog.models import Reason
from backend.contracts.coverage import LineKind
from backend.contracts.models import Contract, CoverageRule
from backend.contracts.recurring import Period, period_holding
from backend.contracts.taxes import treatments_for
from backend.documents.figures import date_words
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound, Refused

State = Penalty.State


@transaction.atomic
def reckon_penalties(contract_id: UUID, month: date, *, by: User | None) -> list[Penalty]:
    """Propose what the month's broken promises cost; asked again, what nobody has judged follows
    the facts as they are now and the rest stays. A month's credit waits until the month is over.

    Returns the contract's penalties of the month; the journal says when they changed.
    """
    contracts = Contract.objects.select_for_update(of=("self",)).select_related("our_entity")
    contract = contracts.filter(id=contract_id).first()
    if contract is None:
        raise NotFound("contract")
    days = period_holding(Period.MONTH, month)
    over = local_date(utc_now(), contract.our_entity.zone) >= days.end
    dues = [due for due in dues_of(contract, month) if due.clock is not None or over]
    known = Penalty.objects.select_for_update(of=("self",)).filter(
        contract=contract, month=days.begin
    )
    kept = {(each.clock_id, each.clause): each for each in known}
    before = {each.pk: each.amount for each in kept.values()}
    written = [_proposed(contract, days.begin, due, kept) for due in dues]
    still_due = [each.pk for each in written]
    gone, _by_model = known.filter(state=State.PROPOSED).exclude(pk__in=still_due).delete()
    if gone or any(before.get(each.pk) != each.amount for each in written):
        total = sum((each.amount for each in written), Decimal(0))
        journal.record(
            kinds.PENALTIES_RECKONED,
            contract,
            by=by,
            month=str(days.begin),
            penalties=len(written),
            amount=str(total),
        )
    return written


def reckon_all(today: date) -> int:
    """The penalties of last month and of the running one, for every contract in force that names
    any; answers for how many contracts."""
    naming = Contract.objects.filter(
        state=Contract.State.ACTIVE, versions__penalty_rules__isnull=False
    )
    ids = list(naming.order_by("id").values_list("id", flat=True).distinct())
    this = period_holding(Period.MONTH, today).begin
    for contract_id in ids:
        for month in (this - timedelta(days=1), this):
            reckon_penalties(contract_id, month, by=None)
    return len(ids)


def _proposed(
    contract: Contract, month: date, due: Due, kept: dict[tuple[UUID | None, str], Penalty]
) -> Penalty:
    key = (due.clock.pk if due.clock else None, due.rule.clause)
    row = kept.get(key) or Penalty(
        client_id=contract.client_id, contract=contract, clock=due.clock, month=month
    )
    if row.state != State.PROPOSED:
        return row
    row.rule, row.clause, row.late_s = due.rule, due.rule.clause, due.late_s
    row.kept_percent, row.due, row.amount = due.kept_percent, due.amount, due.amount
    row.currency = due.rule.version.currency
    row.save()
    return row


@transaction.atomic
def ask_excuse(penalty_id: UUID, reason_code: str, *, note: str, by: User) -> Penalty:
    """Ask that lateness be excused, for one of the reasons the clause names; a second person
    decides. Invalid names reason or note."""
    row = _locked(penalty_id, State.PROPOSED)
    if row.clock_id is None or reason_code not in row.rule.excused:
        raise Invalid("reason", "not-in-the-clause")
    row.excused_for = Reason.objects.filter(code=reason_code).first()
    if row.excused_for is None:
        raise Invalid("reason", "unknown")
    row.note, row.asked_by, row.state = given_reason(note, "note"), by, State.EXCUSE_ASKED
    row.save()
    journal.record(kinds.PENALTY_EXCUSE_ASKED, row, by=by, reason=reason_code, text=row.note)
    return row


@transaction.atomic
def judge_excuse(penalty_id: UUID, *, excused: bool, by: User) -> Penalty:
    """Approve or refuse what another person asked for; Refused("second-person-needed") for the
    same one. An excused penalty costs nothing, a refused excuse leaves it as proposed."""
    row = _locked(penalty_id, State.EXCUSE_ASKED)
    if row.asked_by_id == by.pk:
        raise Refused("second-person-needed")
    row.judged_by = by
    row.state = State.EXCUSED if excused else State.PROPOSED
    row.amount = Decimal(0) if excused else row.due
    row.save()
    journal.record(kinds.PENALTY_JUDGED, row, by=by, excused=excused, amount=str(row.amount))
    return row


@transaction.atomic
def approve_penalties(penalty_ids: list[UUID], *, by: User) -> list[BillableLine]:
    """Agree with proposed penalties in the approver's name: each becomes a credit line of the
    month's draft. All of them or none."""
    return [_credited(_locked(each, State.PROPOSED), by) for each in sorted(set(penalty_ids))]


def _credited(row: Penalty, by: User) -> BillableLine:
    line = _credit_line(row)
    line.save(force_insert=True)
    row.state, row.judged_by, row.line = State.APPROVED, by, line
    row.save()
    journal.record(kinds.PENALTY_CREDITED, row, by=by, amount=str(row.amount), line=str(line.pk))
    return line


def _credit_line(row: Penalty) -> BillableLine:
    contract, version = row.contract, row.rule.version
    last = period_holding(Period.MONTH, row.month).end - timedelta(days=1)
    day = min(last, local_date(utc_now(), contract.our_entity.zone))
    treatment = treatments_for(contract.our_entity, contract.their_entity, day)[LineKind.FEE]
    with_vat = version.price_list.prices_include_vat
    return BillableLine(
        source=BillableLine.Source.CREDIT,
        client=contract.client,
        bill_to=contract.client,
        our_entity=contract.our_entity,
        contract_version=version,
        work_order=row.clock.work_order if row.clock else None,
        request=row.clock.request if row.clock else None,
        kind=LineKind.FEE,
        text=_text(row, contract.client.language),
        verdict=CoverageRule.Verdict.PAID,
        clause=row.clause,
        quantity=1,
        proposed_quantity=1,
        unit="pcs",
        list_price=0,
        unit_price=-row.amount,
        proposed_price=-row.amount,
        prices_include_vat=with_vat,
        amount=-row.amount,
        net=net_of(-row.amount, treatment, includes_vat=with_vat),
        currency=row.currency,
        tax_treatment=treatment,
        supplied_on=day,
    )


def _text(row: Penalty, language: str) -> str:
    """What the client reads on the paper: which promise, or which month."""
    with translation.override(language):
        if row.clock is None:
            first = date_words(row.month, language, "medium")
            words = _("Credit for the month from %(day)s: %(percent)s %% of promises kept") % {
                "day": first,
                "percent": row.kept_percent,
            }
        else:
            subject = row.clock.request or row.clock.work_order
            words = _("Credit for lateness: %(number)s") % {"number": subject}
    return words[:500]


def _locked(penalty_id: UUID, state: str) -> Penalty:
    rows = Penalty.objects.select_for_update(of=("self",)).select_related(
        "contract__our_entity",
        "contract__their_entity",
        "contract__client",
        "rule__version__price_list",
        "clock__request",
        "clock__work_order",
    )
    row = rows.filter(id=penalty_id).first()
    if row is None:
        raise NotFound("penalty")
    if row.state != state:
        raise Refused("wrong-state")
    return row
