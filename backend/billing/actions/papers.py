"""Lines become an act, its paper is kept, and a period goes to accounting."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.billing.export import csv_of, gross_by_currency, xlsx_of
from backend.billing.issuing import frozen_act, numbered, one_party
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.billing.paper_data import ActPaper, frozen
from backend.billing.queries import acts_to_export
from backend.catalog.models import LegalEntity
from backend.documents.spreadsheet import XLSX
from backend.files.actions import store_file
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound, Refused


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
