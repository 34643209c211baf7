"""What a client's lists say in a spreadsheet, column by column."""

from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.billing.models import Act
from backend.clients.models import Equipment, ServiceObject
from backend.documents.spreadsheet import Column, Kind, Money
from backend.fieldwork.models import PaidWork, ServiceReport
from backend.web.shared.choices import choice_word
from backend.web.shared.states import state_words

REQUESTS: Final[tuple[Column[dict[str, Any]], ...]] = (
    Column(_("Number"), lambda row: row["request"].number, width=13),
    Column(_("Your number"), lambda row: row["request"].client_reference, width=16),
    Column(_("Code"), lambda row: row["request"].object.client_code, width=10),
    Column(_("Object"), lambda row: row["request"].object.name),
    Column(_("Equipment"), lambda row: row["request"].equipment),
    Column(_("How bad is it?"), lambda row: state_words("impact", row["request"].impact).label),
    Column(_("What was reported"), lambda row: row["request"].words, width=48),
    Column(_("Status"), lambda row: state_words("client_request", row["word"]).label, width=16),
    Column(_("Reported"), lambda row: row["request"].reported_at, Kind.MOMENT),
    Column(_("Solved"), lambda row: row["request"].resolved_at, Kind.MOMENT),
)


def _kind(pair: tuple[ServiceObject, Equipment]) -> str:
    return pair[1].type.name_in(get_language() or "en")


EQUIPMENT: Final[tuple[Column[tuple[ServiceObject, Equipment]], ...]] = (
    Column(_("Code"), lambda pair: pair[0].client_code, width=10),
    Column(_("Object"), lambda pair: pair[0].name),
    Column(_("Address"), lambda pair: pair[0].address, width=30),
    Column(_("Equipment"), lambda pair: pair[1].name),
    Column(_("Kind"), _kind),
    Column(_("Serial number"), lambda pair: pair[1].serial),
    Column(_("Inventory number"), lambda pair: pair[1].inventory_number),
)

ACTS: Final[tuple[Column[Act], ...]] = (
    Column(_("Number"), lambda act: act.number, width=14),
    Column(_("Date"), lambda act: act.document_date, Kind.DATE),
    Column(_("From"), lambda act: act.supply_from, Kind.DATE),
    Column(_("To"), lambda act: act.supply_to, Kind.DATE),
    Column(_("State"), lambda act: state_words("act", act.state).label, width=16),
    Column(_("Net"), lambda act: Money(act.net, act.currency), Kind.MONEY),
    Column(_("VAT"), lambda act: Money(act.vat, act.currency), Kind.MONEY),
    Column(_("Gross"), lambda act: Money(act.gross, act.currency), Kind.MONEY),
    Column(_("Currency"), lambda act: act.currency, width=9),
)

REPORTS: Final[tuple[Column[ServiceReport], ...]] = (
    Column(_("Number"), lambda report: report.number, width=14),
    Column(_("Made"), lambda report: report.made_at, Kind.MOMENT),
    Column(_("Code"), lambda report: report.visit.object.client_code, width=10),
    Column(_("Object"), lambda report: report.visit.object.name),
    Column(_("State"), lambda report: state_words("service_report", report.state).label, width=16),
)


def _gross(offer: PaidWork) -> Money | None:
    return None if offer.gross is None else Money(offer.gross, offer.currency)


PROPOSALS: Final[tuple[Column[PaidWork], ...]] = (
    Column(_("What"), lambda each: each.text, width=48),
    Column(_("Object"), lambda each: each.visit.object, width=30),
    Column(_("Visit"), lambda each: each.visit.number, width=12),
    Column(_("Net"), lambda each: Money(each.estimate_net, each.currency), Kind.MONEY),
    Column(_("Gross"), _gross, Kind.MONEY),
    Column(_("Answer"), lambda each: choice_word("offer", each.state), width=14),
    Column(_("Why"), lambda each: each.refusal, width=30),
    Column(_("Approved at"), lambda each: each.approved_at, Kind.MOMENT),
    Column(_("Approved by"), lambda each: each.approved_by),
)
