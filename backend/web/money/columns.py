"""What the biller's lists say in a spreadsheet, column by column."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.billing.models import Act, BillableLine, CountedThing, ExportBatch
from backend.contracts.clause_words import clause_words
from backend.documents.spreadsheet import Column, Kind, Money
from backend.fieldwork.models import ServiceReport
from backend.web.shared.states import state_words


def _object_code(line: BillableLine) -> str:
    return line.place.client_code if line.place else ""


def _object(line: BillableLine) -> str:
    return line.place.name if line.place else ""


def _gross(batch: ExportBatch) -> str:
    """A sum a currency: they are never added, so one cell holds them as text."""
    return ", ".join(f"{gross} {currency}" for currency, gross in batch.totals)


LINES: Final[tuple[Column[BillableLine], ...]] = (
    Column(_("Date"), lambda line: line.supplied_on, Kind.DATE),
    Column(_("Visit"), lambda line: line.visit.number if line.visit else "", width=12),
    Column(_("Work order"), lambda line: line.work_order and line.work_order.number, width=12),
    Column(_("Client"), lambda line: line.bill_to.name),
    Column(_("Object code"), _object_code, width=12),
    Column(_("Object"), _object),
    Column(_("Text"), lambda line: line.text, width=44),
    Column(_("Coverage"), lambda line: state_words("coverage", line.verdict).label, width=16),
    Column(_("Clause"), lambda line: clause_words(line.clause, line.verdict)),
    Column(_("List price"), lambda line: Money(line.list_price, line.currency), Kind.PRICE),
    Column(_("Quantity"), lambda line: line.quantity, Kind.NUMBER),
    Column(_("Unit"), lambda line: line.unit, width=8),
    Column(_("Unit price"), lambda line: Money(line.unit_price, line.currency), Kind.PRICE),
    Column(_("Discount, %"), lambda line: line.discount_percent, Kind.NUMBER),
    Column(_("Net"), lambda line: Money(line.net, line.currency), Kind.MONEY),
    Column(_("Currency"), lambda line: line.currency, width=9),
    Column(_("State"), lambda line: state_words("line", line.state).label, width=16),
    Column(_("Act"), lambda line: line.act.number if line.act else "", width=14),
)

ACTS: Final[tuple[Column[Act], ...]] = (
    Column(_("Number"), lambda act: act.number, width=14),
    Column(_("Document date"), lambda act: act.document_date, Kind.DATE),
    Column(_("From"), lambda act: act.supply_from, Kind.DATE),
    Column(_("To"), lambda act: act.supply_to, Kind.DATE),
    Column(_("Client"), lambda act: act.client.name),
    Column(_("Contract"), lambda act: act.contract and act.contract.number, width=14),
    Column(_("State"), lambda act: state_words("act", act.state).label, width=16),
    Column(_("Net"), lambda act: Money(act.net, act.currency), Kind.MONEY),
    Column(_("VAT"), lambda act: Money(act.vat, act.currency), Kind.MONEY),
    Column(_("Gross"), lambda act: Money(act.gross, act.currency), Kind.MONEY),
    Column(_("Currency"), lambda act: act.currency, width=9),
)

EXPORTS: Final[tuple[Column[ExportBatch], ...]] = (
    Column(_("From"), lambda batch: batch.period_from, Kind.DATE),
    Column(_("To"), lambda batch: batch.period_to, Kind.DATE),
    Column(_("Our company"), lambda batch: batch.entity),
    Column(_("Acts"), lambda batch: len(batch.acts.all()), Kind.NUMBER),
    Column(_("Gross"), _gross, width=24),
    Column(_("Made"), lambda batch: batch.made_at, Kind.MOMENT),
    Column(_("File"), lambda batch: batch.file.name, width=36),
)

COUNTED: Final[tuple[Column[CountedThing], ...]] = (
    Column(_("Name"), lambda thing: thing.name, width=34),
    Column(_("Object code"), lambda thing: thing.code, width=12),
    Column(_("Object"), lambda thing: thing.place, width=30),
    Column(_("Days"), lambda thing: thing.days, Kind.NUMBER),
)

UNSIGNED: Final[tuple[Column[ServiceReport], ...]] = (
    Column(_("Service report"), lambda report: report.number, width=14),
    Column(_("Visit"), lambda report: report.visit.number, width=12),
    Column(_("Client"), lambda report: report.client.name),
    Column(_("Object"), lambda report: report.visit.object, width=30),
    Column(_("Made"), lambda report: report.made_at, Kind.MOMENT),
    Column(_("State"), lambda report: state_words("service_report", report.state).label),
)
