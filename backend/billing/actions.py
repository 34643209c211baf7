"""Step 5, the writes: draft lines, judge them, issue an act, export a period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.billing.drafting import lines_of_visit
from backend.billing.export import csv_of
from backend.billing.issuing import frozen_act, numbered, one_party
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.billing.paper_data import frozen
from backend.catalog.models import LegalEntity
from backend.dispatch.models import Visit
from backend.files.actions import store_file
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.money import to_cents

OPEN = (BillableLine.State.PROPOSED, BillableLine.State.NEEDS_APPROVAL)
HUNDRED = Decimal(100)


@transaction.atomic
def draft_lines(visit_id: UUID) -> list[BillableLine]:
    """Draft the lines of an ended visit; asked twice, the first draft stays."""
    visit = Visit.objects.select_for_update(of=("self",)).get(id=visit_id)
    kept = list(visit.lines.all())
    if kept:
        return kept
    lines = BillableLine.objects.bulk_create(lines_of_visit(visit))
    total = sum((line.net for line in lines), Decimal(0))
    journal.record(kinds.LINES_DRAFTED, visit, by=None, lines=len(lines), net=str(total))
    return lines


@transaction.atomic
def change_line(
    line_id: UUID, *, quantity: Decimal, unit_price: Decimal, reason: str, by: User
) -> BillableLine:
    """Bill another quantity or price than proposed; the proposal stays beside it, with why."""
    line = _open_line(line_id)
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    if quantity < 0:
        raise Invalid("quantity", "negative")
    if unit_price < 0:
        raise Invalid("unit_price", "negative")
    line.quantity, line.unit_price = quantity, unit_price
    line.change_reason, line.changed_by = reason.strip(), by
    line.net = to_cents(quantity * unit_price * (HUNDRED - line.discount_percent) / HUNDRED)
    line.save()
    journal.record(kinds.LINE_CHANGED, line, by=by, reason=reason, net=str(line.net))
    return line


def _open_line(line_id: UUID) -> BillableLine:
    line = BillableLine.objects.select_for_update().filter(id=line_id).first()
    if line is None:
        raise NotFound("line")
    if line.state not in OPEN:
        raise Refused("wrong-state")
    return line


@transaction.atomic
def approve_lines(line_ids: list[UUID], *, by: User) -> list[BillableLine]:
    """Agree with lines as they stand. All of them or none: one that cannot be is an error."""
    lines = [_open_line(line_id) for line_id in sorted(set(line_ids))]
    for line in lines:
        line.state = BillableLine.State.APPROVED
        line.save(update_fields=["state"])
        journal.record(kinds.LINES_APPROVED, line, by=by, net=str(line.net))
    return lines


@transaction.atomic
def reject_line(line_id: UUID, *, reason: str, by: User) -> BillableLine:
    """Leave a line off every paper, with the reason why."""
    line = _open_line(line_id)
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    line.state, line.change_reason, line.changed_by = (
        BillableLine.State.REJECTED,
        reason.strip(),
        by,
    )
    line.save()
    journal.record(kinds.LINE_REJECTED, line, by=by, reason=reason)
    return line


@transaction.atomic
def issue_act(line_ids: list[UUID], *, by: User, document_date: date | None = None) -> Act:
    """Freeze approved lines of one client and entity into the next act of the gapless series.

    The series row is locked, so numbers and dates rise together; a refusal takes no number.
    """
    lines = list(
        BillableLine.objects.select_for_update(of=("self",))
        .filter(id__in=line_ids)
        .order_by("supplied_on", "visit__number", "position")
    )
    if not lines or len(lines) != len(set(line_ids)):
        raise NotFound("line")
    if any(line.state != BillableLine.State.APPROVED for line in lines):
        raise Refused("line-not-approved")
    party = one_party(lines)
    day = document_date or local_date(utc_now(), party.ours.zone)
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
    BillableLine.objects.filter(id__in=line_ids).update(state=BillableLine.State.ON_ACT, act=act)
    journal.record(
        kinds.ACT_ISSUED, act, by=by, number=act.number, gross=str(act.gross), lines=len(lines)
    )
    return act


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
    """Hand the issued acts whose document date lies in the period to accounting, as CSV.

    An act is exported once; Refused("nothing-to-export") when none is left.
    """
    if period_to < period_from:
        raise Invalid("period_to", "ends-before-it-begins")
    acts = list(
        Act.objects.select_for_update(of=("self",))
        .filter(our_entity=entity, document_date__range=(period_from, period_to), exports=None)
        .exclude(state=Act.State.DRAFT)
        .order_by("document_date", "number")
    )
    if not acts:
        raise Refused("nothing-to-export")
    name = f"acts-{period_from}-{period_to}.csv"
    batch = ExportBatch.objects.create(
        entity=entity,
        period_from=period_from,
        period_to=period_to,
        made_by=by,
        gross=sum((act.gross for act in acts), Decimal(0)),
        file=store_file(csv_of(acts), name=name, mime="text/csv", client_id=None),
    )
    batch.acts.set(acts)
    BillableLine.objects.filter(act__in=acts).update(state=BillableLine.State.EXPORTED)
    journal.record(
        kinds.ACTS_EXPORTED, batch, by=by, acts=len(acts), gross=str(batch.gross), file=name
    )
    return batch
