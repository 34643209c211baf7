"""What an act is made of: one client and entity, their particulars, lines and VAT, all frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from backend.billing.models import BillableLine, DocumentSeries
from backend.billing.paper_data import (
    ActPaper,
    EntityOnPaper,
    LineOnPaper,
    ReportOnPaper,
    TaxOnPaper,
)
from backend.catalog.models import LegalEntity, TaxTreatment
from backend.clients.models import Client
from backend.contracts.models import Contract
from backend.contracts.taxes import as_rule, details_on
from backend.contracts.vat import TaxableLine, VatSummary, vat_summary
from backend.documents.spelled import sum_spelled
from backend.fieldwork.models import ServiceReport
from backend.lib.clock import local_date
from backend.lib.errors import Refused
from backend.lib.words import in_language


@dataclass(frozen=True)
class Party:
    """Who the paper is between, and which reports stand behind it."""

    ours: LegalEntity
    theirs: LegalEntity | None
    client: Client
    contract: Contract | None
    reports: Sequence[ServiceReport]


@dataclass(frozen=True)
class Number:
    """A number just taken from its series; the row is locked until the transaction ends."""

    number: str
    row: DocumentSeries


def numbered(entity: LegalEntity, kind: str, day: date) -> Number:
    """Take the next number of the locked series; its row is saved, so a refusal later in the
    transaction gives the number back. Refused("date-before-last") keeps dates rising with numbers.
    """
    row = DocumentSeries.objects.select_for_update().filter(entity=entity, kind=kind).first()
    if row is None:
        raise Refused("no-series", kind=kind)
    if row.last_date and day < row.last_date:
        raise Refused("date-before-last", last=str(row.last_date))
    if row.reset == DocumentSeries.Reset.YEARLY and row.year != day.year:
        row.last_number, row.year = 0, day.year
    row.last_number += 1
    row.last_date = day
    row.save(update_fields=["last_number", "last_date", "year"])
    year = f"{day.year}-" if row.reset == DocumentSeries.Reset.YEARLY else ""
    return Number(f"{row.prefix}{year}{row.last_number:0{row.digits}}", row)


def one_party(lines: Sequence[BillableLine]) -> Party:
    """The one client, entity and currency of the lines; Refused("several-parties") otherwise."""
    if len({(line.bill_to_id, line.our_entity_id, line.currency) for line in lines}) > 1:
        raise Refused("several-parties")
    first = lines[0]
    contract = _one_contract(lines)
    return Party(
        ours=first.our_entity,
        theirs=contract.their_entity if contract else first.bill_to.entities.first(),
        client=first.bill_to,
        contract=contract,
        reports=_reports_behind(lines),
    )


def _one_contract(lines: Sequence[BillableLine]) -> Contract | None:
    """The payer's own contract, where the lines fall under just one."""
    versions = [line.contract_version for line in lines if line.contract_version]
    contracts = {version.contract for version in versions}
    own = [each for each in contracts if each.client_id == lines[0].bill_to_id]
    return own[0] if len(own) == 1 else None


def _reports_behind(lines: Sequence[BillableLine]) -> list[ServiceReport]:
    visits = {line.visit_id for line in lines if line.visit_id}
    reports = ServiceReport.objects.filter(visit__in=visits).exclude(state="draft")
    return list(reports.select_related("visit__object").order_by("number"))


def frozen_act(party: Party, lines: Sequence[BillableLine], day: date) -> ActPaper:
    """The whole paper without its number; VAT once per treatment, its shares on the lines."""
    taxed = vat_summary([_taxable(line) for line in lines])
    days = [line.supplied_on for line in lines]
    language = party.client.language
    contract = party.contract
    series = DocumentSeries.objects.filter(entity=party.ours, kind=DocumentSeries.Kind.ACT).first()
    return ActPaper(
        number="",
        title=in_language(series.titles, language) if series else "",
        statement=in_language(series.statements, language) if series else "",
        total_in_words=_in_words(series, taxed.gross, lines[0].currency, language),
        language=language,
        currency=lines[0].currency,
        document_date=day,
        supply_from=min(days),
        supply_to=max(days),
        issuer=on_paper(party.ours, day, language),
        client=on_paper(party.theirs, day, language, party.client.name),
        lines=[_line(line, taxed, place) for place, line in enumerate(lines)],
        taxes=_taxes(lines, taxed, language),
        net=taxed.net,
        vat=taxed.vat,
        gross=taxed.gross,
        contract=contract.number if contract else "",
        contract_date=contract.signed_on if contract else None,
        reports=[_report(report) for report in party.reports],
    )


def _in_words(series: DocumentSeries | None, gross: Decimal, currency: str, language: str) -> str:
    wanted = series is not None and series.total_in_words
    return sum_spelled(gross, currency, language) if wanted else ""


def _taxable(line: BillableLine) -> TaxableLine:
    return TaxableLine(line.amount, as_rule(line.tax_treatment), line.prices_include_vat)


def _line(line: BillableLine, taxed: VatSummary, place: int) -> LineOnPaper:
    return LineOnPaper(
        text=line.text,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net=taxed.lines[place].net,
        verdict=line.verdict,
        tax=line.tax_treatment.code,
        clause=line.clause,
        reference=_reference(line),
        supplied_on=line.supplied_on,
        discount_percent=line.discount_percent,
        vat=taxed.lines[place].vat,
        list_price=line.list_price,
    )


def _reference(line: BillableLine) -> str:
    """The visit, the work order or the request the line comes from; a fee comes from a contract."""
    source = line.visit or line.work_order or line.request
    if source is None and line.recurring_fee_id and line.contract_version:
        return line.contract_version.contract.number
    return source.number if source else ""


def _taxes(lines: Sequence[BillableLine], taxed: VatSummary, language: str) -> list[TaxOnPaper]:
    rows: dict[str, TaxTreatment] = {li.tax_treatment.code: li.tax_treatment for li in lines}
    return [
        TaxOnPaper(
            code=total.treatment.code,
            rate=total.treatment.rate,
            category=rows[total.treatment.code].category,
            net=total.net,
            vat=total.vat,
            legal_text=in_language(rows[total.treatment.code].legal_texts, language),
        )
        for total in taxed.totals
    ]


def _report(report: ServiceReport) -> ReportOnPaper:
    visit = report.visit
    day = local_date(visit.completed_at or visit.planned_to, visit.object.zone)
    return ReportOnPaper(report.number, day, str(visit.object))


def on_paper(entity: LegalEntity | None, day: date, language: str, name: str = "") -> EntityOnPaper:
    """An entity's particulars on `day`, in letters a reader of `language` reads; only a name
    where there is no entity on file."""
    details = details_on(entity, day)
    if details is None:
        return EntityOnPaper(name=name)
    spelled = partial(details.spelled, language=language)
    return EntityOnPaper(
        name=spelled("name"),
        country=details.country,
        registry_number=details.registry_number,
        vat_number=details.vat_number,
        address=spelled("address"),
        iban=details.iban,
        bic=details.bic,
        bank=spelled("bank"),
        signatory_name=spelled("signatory_name"),
        signatory_post=spelled("signatory_post"),
        acting_on=spelled("acting_on"),
    )
