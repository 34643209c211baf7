"""Step 5, the writes: draft lines, judge them, issue an act, export a period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.billing.agreed import Subject, net_of
from backend.billing.drafting import (
    draft_of_remote_time,
    draft_of_visit,
    undrafted_remote_time,
)
from backend.billing.export import csv_of, gross_by_currency, xlsx_of
from backend.billing.issuing import frozen_act, numbered, one_party
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.billing.paper_data import ActPaper, frozen
from backend.billing.queries import acts_to_export
from backend.billing.reasons import given_reason
from backend.billing.warranties import give_warranties
from backend.catalog.models import LegalEntity
from backend.contracts.quota_counts import Subject as Used
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit
from backend.documents.spreadsheet import XLSX
from backend.files.actions import store_file
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound, Refused
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
def draft_lines(visit_id: UUID) -> list[BillableLine]:
    """Draft the lines of an ended visit; asked twice, the first draft stays."""
    visit = Visit.objects.select_for_update(of=("self",)).get(id=visit_id)
    kept = list(visit.lines.all())
    if kept:
        return kept
    draft = draft_of_visit(visit)
    lines = BillableLine.objects.bulk_create(draft.lines)
    if not lines:
        return []
    draft.note_uses(Used(visit.id, visit.number))
    give_warranties(visit, lines)
    total = sum((line.net for line in lines), Decimal(0))
    journal.record(kinds.LINES_DRAFTED, visit, by=None, lines=len(lines), net=str(total))
    return lines


@transaction.atomic
def draft_remote_lines(work_order_id: UUID) -> list[BillableLine]:
    """Draft lines for the remote time of a closed work order that has none yet."""
    work = WorkOrder.objects.select_for_update(of=("self",)).get(id=work_order_id)
    return _draft_remote(work)


@transaction.atomic
def draft_request_lines(request_id: UUID) -> list[BillableLine]:
    """Draft lines for the time spent on a resolved request itself, without a work order."""
    request = Request.objects.select_for_update(of=("self",)).get(id=request_id)
    return _draft_remote(request)


def _draft_remote(subject: Subject) -> list[BillableLine]:
    entries = undrafted_remote_time(subject)
    if not entries:
        return []
    draft = draft_of_remote_time(subject, entries)
    lines = BillableLine.objects.bulk_create(draft.lines)
    draft.note_uses(Used(subject.id, subject.number))
    total = sum((line.net for line in lines), Decimal(0))
    journal.record(kinds.LINES_DRAFTED, subject, by=None, lines=len(lines), net=str(total))
    return lines


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
    line = BillableLine.objects.select_for_update().filter(id=line_id).first()
    if line is None:
        raise NotFound("line")
    if line.state not in OPEN:
        raise Refused("wrong-state")
    return line


@transaction.atomic
def approve_lines(line_ids: list[UUID], *, by: User) -> list[BillableLine]:
    """Agree with lines as they stand. All of them or none: one that cannot be is an error.

    Refused("price-needed") for a line nobody has given a price; approving a presumed cover
    confirms it.
    """
    lines = [_open_line(line_id) for line_id in sorted(set(line_ids))]
    for line in lines:
        if line.question == BillableLine.Question.NO_PRICE:
            raise Refused("price-needed", line=line.text)
        line.state = BillableLine.State.APPROVED
        line.save(update_fields=["state"])
        journal.record(kinds.LINES_APPROVED, line, by=by, net=str(line.net))
    return lines


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
    line = BillableLine.objects.select_for_update().filter(id=line_id).first()
    if line is None:
        raise NotFound("line")
    if line.state not in (BillableLine.State.APPROVED, BillableLine.State.REJECTED):
        raise Refused("wrong-state")
    return line


@transaction.atomic
def issue_act(line_ids: list[UUID], *, by: User, document_date: date | None = None) -> Act:
    """Freeze approved lines of one client and entity into the next act of the gapless series.

    The series row is locked, so numbers and dates rise together; a refusal takes no number.
    """
    lines = _lines_to_issue(line_ids)
    party = one_party(lines)
    day = document_date or local_date(utc_now(), party.ours.zone)
    _check_document_date(day, party.ours, lines)
    series = numbered(party.ours, DocumentSeries.Kind.ACT, day)
    paper = replace(frozen_act(party, lines, day), number=series.number)
    act = Act.objects.create(
        number=paper.number,
        series=series.row,
        client=party.client,
        contract=party.contract,
        our_entity=party.ours,
        their_entity=party.theirs,
        document_date=day,
        supply_from=paper.supply_from,
        supply_to=paper.supply_to,
        issued_by=by,
        language=paper.language,
        currency=paper.currency,
        net=paper.net,
        vat=paper.vat,
        gross=paper.gross,
        frozen=frozen(paper),
    )
    act.reports.set(party.reports)
    _put_on_act(lines, act, paper)
    journal.record(
        kinds.ACT_ISSUED, act, by=by, number=act.number, gross=str(act.gross), lines=len(lines)
    )
    return act


@transaction.atomic
def preview_act(line_ids: list[UUID], document_date: date | None = None) -> ActPaper:
    """What `issue_act` would freeze, without a number; the same refusals, nothing is written."""
    lines = _lines_to_issue(line_ids)
    party = one_party(lines)
    day = document_date or local_date(utc_now(), party.ours.zone)
    _check_document_date(day, party.ours, lines)
    return frozen_act(party, lines, day)


def _lines_to_issue(line_ids: list[UUID]) -> list[BillableLine]:
    lines = list(
        BillableLine.objects.select_for_update(of=("self",))
        .filter(id__in=line_ids)
        .order_by("supplied_on", "visit__number", "position", "id")
    )
    if not lines or len(lines) != len(set(line_ids)):
        raise NotFound("line")
    if any(line.state != BillableLine.State.APPROVED for line in lines):
        raise Refused("line-not-approved")
    return lines


def _check_document_date(day: date, ours: LegalEntity, lines: list[BillableLine]) -> None:
    """Neither before the work was done nor after today: a date ahead would block the series."""
    last = max(line.supplied_on for line in lines)
    if day < last:
        raise Invalid("document_date", "before-supply", last=str(last))
    if day > local_date(utc_now(), ours.zone):
        raise Invalid("document_date", "in-future")


def _put_on_act(lines: list[BillableLine], act: Act, paper: ActPaper) -> None:
    for line, on_paper in zip(lines, paper.lines, strict=True):
        line.state, line.act, line.net = BillableLine.State.ON_ACT, act, on_paper.net
    BillableLine.objects.bulk_update(lines, ["state", "act", "net"])


@transaction.atomic
def keep_act_paper(act_id: UUID, pdf: bytes) -> Act:
    """Put the rendered PDF beside its act; asked twice, the first stays."""
    act = Act.objects.select_for_update().get(id=act_id)
    if act.file_id is None:
        act.file = store_file(
            pdf, name=f"{act.number}.pdf", mime="application/pdf", client_id=act.client_id
        )
        act.save(update_fields=["file"])
        journal.record(kinds.ACT_RENDERED, act, by=None, number=act.number)
    return act


@transaction.atomic
def export_acts(
    entity: LegalEntity, period_from: date, period_to: date, *, by: User
) -> ExportBatch:
    """Hand the issued acts whose document date lies in the period to accounting, as CSV
    and as XLSX.

    An act is exported once; Refused("nothing-to-export") when none is left.
    """
    if period_to < period_from:
        raise Invalid("period_to", "ends-before-it-begins")
    # Whoever exports holds the series, so that two at once never hand over the same act.
    series = DocumentSeries.objects.select_for_update().filter(entity=entity)
    series.filter(kind=DocumentSeries.Kind.ACT).first()
    acts = list(acts_to_export(entity, period_from, period_to))
    if not acts:
        raise Refused("nothing-to-export")
    name = f"acts-{period_from}-{period_to}"
    batch = ExportBatch.objects.create(
        entity=entity,
        period_from=period_from,
        period_to=period_to,
        made_by=by,
        sums=gross_by_currency(acts),
        file=store_file(csv_of(acts), name=f"{name}.csv", mime="text/csv", client_id=None),
        workbook=store_file(xlsx_of(acts), name=f"{name}.xlsx", mime=XLSX, client_id=None),
    )
    batch.acts.set(acts)
    BillableLine.objects.filter(act__in=acts).update(state=BillableLine.State.EXPORTED)
    journal.record(
        kinds.ACTS_EXPORTED, batch, by=by, acts=len(acts), sums=batch.sums, file=batch.file.name
    )
    return batch
