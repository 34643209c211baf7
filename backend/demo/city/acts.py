"""The money of half a year: lines by client and month, an act for each closed month."""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.billing.export import csv_of, gross_by_currency, xlsx_of
from backend.billing.issuing import numbered, on_paper
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.billing.paper_data import (
    ActPaper,
    EntityOnPaper,
    LineOnPaper,
    ReportOnPaper,
    TaxOnPaper,
    frozen,
)
from backend.billing.queries import acts_to_export
from backend.catalog.models import TaxTreatment
from backend.clients.models import Client
from backend.contracts.models import QuotaUse
from backend.contracts.taxes import as_rule
from backend.contracts.vat import TaxableLine, vat_summary
from backend.demo.cast import Cast
from backend.demo.city.books import ACT_REPORTS, Books
from backend.demo.city.included import begin_of
from backend.demo.city.money import SUBJECT, Done, Priced, Pricing, Worth, judged
from backend.documents.spreadsheet import XLSX
from backend.files.actions import store_file
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from backend.lib.words import in_language

State = BillableLine.State


@dataclass
class _Account:
    """What one client owes for one month: lines not yet written, reports behind them."""

    client: Client
    rows: list[dict[str, Any]] = field(default_factory=list)
    treatments: dict[UUID, TaxTreatment] = field(default_factory=dict)
    reports: list[tuple[UUID, ReportOnPaper]] = field(default_factory=list)


@dataclass(frozen=True)
class Trip:
    """The visit a line comes from."""

    id: UUID
    number: str
    order_id: UUID
    client: Client
    day: date
    ended_at: datetime


class Ledger:
    """Keeps a month's lines until the month is closed, then writes them with their acts."""

    def __init__(self, cast: Cast, books: Books, pricing: Pricing, today: date) -> None:
        self.cast, self.books, self.pricing, self.today = cast, books, pricing, today
        self.accounts: dict[UUID, _Account] = {}
        self.papers: dict[tuple[UUID, str], EntityOnPaper] = {}

    def charge(self, trip: Trip, done: Done, chance: random.Random) -> None:
        """The lines of one visit, as billing drafts them."""
        account = self._account(trip.client)
        priced = self.pricing.lines(trip.client, done, trip.day)
        worths = priced.worths
        self._note_uses(trip, priced)
        name = str(done.equipment)
        for position, worth in enumerate(worths, start=1):
            account.treatments[worth.treatment.id] = worth.treatment
            account.rows.append(self._row(trip, worth, name, position, chance))
        if worths:
            net = sum((worth.row["net"] for worth in worths), Decimal(0))
            subject = "visit", trip.id
            said = {"lines": len(worths), "net": str(net)}
            self.books.note(
                kinds.LINES_DRAFTED, subject, trip.client.id, None, trip.ended_at, **said
            )

    def _note_uses(self, trip: Trip, priced: Priced) -> None:
        version = self._version(trip.client)
        if version is None or not priced.taken:
            return
        for quota, taken in self.pricing.included.take(version, trip.day, priced.taken):
            self.books.add(
                QuotaUse,
                contract_id=version.contract_id,
                code=quota.code,
                period_from=begin_of(quota, trip.day),
                used_on=trip.day,
                amount=taken.amount,
                overdraft=taken.overdraft,
                subject_id=trip.id,
                subject_number=trip.number,
                recorded_at=trip.ended_at + timedelta(minutes=1),
            )

    def report(self, client: Client, report_id: UUID, shown: ReportOnPaper) -> None:
        """A service report that stands behind the month's lines."""
        self._account(client).reports.append((report_id, shown))

    def _account(self, client: Client) -> _Account:
        return self.accounts.setdefault(client.id, _Account(client))

    def _row(
        self, trip: Trip, worth: Worth, name: str, position: int, chance: random.Random
    ) -> dict[str, Any]:
        version = self.pricing.bargain(trip.client).version
        return {
            **worth.row,
            **judged(worth, trip.day, self.today, chance),
            "id": new_id(),
            "text": worth.row["text"].replace(SUBJECT, name)[:500],
            "client_id": trip.client.id,
            "bill_to_id": trip.client.id,
            "contract_version_id": version.id if version else None,
            "visit_id": trip.id,
            "work_order_id": trip.order_id,
            "supplied_on": trip.day,
            "position": position,
            "drafted_at": trip.ended_at + timedelta(minutes=1),
            "reference": trip.number,
        }

    def close_month(self, last_day: date, *, exported: bool) -> None:
        """An act for every client with agreed lines; the month's lines are written on it."""
        for account in sorted(self.accounts.values(), key=lambda each: each.client.code):
            agreed = [row for row in account.rows if row["state"] == State.APPROVED]
            if agreed:
                self._issue(account, agreed, last_day, exported=exported)
        self.write_lines()

    def write_lines(self) -> None:
        """Hand the lines over as they stand."""
        for account in self.accounts.values():
            for row in account.rows:
                del row["reference"]
                self.books.add(BillableLine, **row)
        self.accounts = {}

    def _issue(
        self, account: _Account, rows: list[dict[str, Any]], day: date, *, exported: bool
    ) -> None:
        paper, version = self._paper(account, rows, day), self._version(account.client)
        series = numbered(self.cast.our_entity, DocumentSeries.Kind.ACT, day)
        paper = replace(paper, number=series.number)
        issued_at = datetime.combine(day, datetime.min.time(), utc_now().tzinfo)
        issued_at += timedelta(hours=15)
        act_id = self.books.add(
            Act,
            number=paper.number,
            series_id=series.row.id,
            state=Act.State.SIGNED if exported else Act.State.SENT,
            client_id=account.client.id,
            contract_id=version.contract_id if version else None,
            our_entity_id=self.cast.our_entity.id,
            their_entity_id=self._theirs_id(account.client),
            document_date=day,
            supply_from=paper.supply_from,
            supply_to=paper.supply_to,
            issued_at=issued_at,
            issued_by_id=self.cast.biller.id,
            signed_at=issued_at + timedelta(days=3) if exported else None,
            language=paper.language,
            currency=paper.currency,
            net=paper.net,
            vat=paper.vat,
            gross=paper.gross,
            frozen=_kept(paper),
        )
        for report_id, _shown in account.reports:
            self.books.add(ACT_REPORTS, act_id=act_id, servicereport_id=report_id)
        for row, on_paper_row in zip(rows, paper.lines, strict=True):
            row["state"] = State.EXPORTED if exported else State.ON_ACT
            row["act_id"], row["net"] = act_id, on_paper_row.net
        said = {"number": paper.number, "gross": str(paper.gross), "lines": len(rows)}
        subject = "act", act_id
        biller = self.cast.biller
        self.books.note(kinds.ACT_ISSUED, subject, account.client.id, biller, issued_at, **said)

    def _version(self, client: Client) -> Any:
        return self.pricing.bargain(client).version

    def _theirs_id(self, client: Client) -> UUID | None:
        theirs = self.pricing.bargain(client).theirs
        return theirs.id if theirs else None

    def _paper(self, account: _Account, rows: list[dict[str, Any]], day: date) -> ActPaper:
        """The paper without its number, as billing.issuing freezes one."""
        rows.sort(key=lambda row: (row["supplied_on"], row["reference"], row["position"]))
        taxables = [
            TaxableLine(
                row["amount"],
                as_rule(account.treatments[row["tax_treatment_id"]]),
                row["prices_include_vat"],
            )
            for row in rows
        ]
        taxed = vat_summary(taxables)
        version, client = self._version(account.client), account.client
        by_code = {each.code: each for each in account.treatments.values()}
        return ActPaper(
            number="",
            language=client.language,
            currency=rows[0]["currency"],
            document_date=day,
            supply_from=rows[0]["supplied_on"],
            supply_to=rows[-1]["supplied_on"],
            issuer=self._party(self.cast.our_entity, day, client),
            client=self._party(self.pricing.bargain(client).theirs, day, client),
            lines=[
                _line(row, line, taxable.treatment.code)
                for row, line, taxable in zip(rows, taxed.lines, taxables, strict=True)
            ],
            taxes=[
                TaxOnPaper(
                    code=total.treatment.code,
                    rate=total.treatment.rate,
                    category=by_code[total.treatment.code].category,
                    net=total.net,
                    vat=total.vat,
                    legal_text=in_language(
                        by_code[total.treatment.code].legal_texts, client.language
                    ),
                )
                for total in taxed.totals
            ],
            net=taxed.net,
            vat=taxed.vat,
            gross=taxed.gross,
            contract=version.contract.number if version else "",
            contract_date=version.contract.signed_on if version else None,
            reports=[shown for _id, shown in account.reports],
        )

    def _party(self, entity: Any, day: date, client: Client) -> EntityOnPaper:
        """The entity as the client reads it; its own name where it has no entity on file."""
        if entity is None:
            return on_paper(None, day, client.language, client.name)
        key = (entity.id, client.language)
        if key not in self.papers:
            self.papers[key] = on_paper(entity, day, client.language)
        return self.papers[key]


def _kept(paper: ActPaper) -> dict[str, Any]:
    """What `frozen` keeps; the lines are flat, so they need no walk through their depths."""
    lines = [{name: _plain(value) for name, value in vars(line).items()} for line in paper.lines]
    return {**frozen(replace(paper, lines=())), "lines": lines}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _line(row: dict[str, Any], taxed: Any, code: str) -> LineOnPaper:
    return LineOnPaper(
        text=row["text"],
        quantity=row["quantity"],
        unit=row["unit"],
        unit_price=row["unit_price"],
        net=taxed.net,
        verdict=row["verdict"],
        tax=code,
        clause=row["clause"],
        reference=row["reference"],
        supplied_on=row["supplied_on"],
        discount_percent=row["discount_percent"],
        vat=taxed.vat,
        list_price=row["list_price"],
    )


def hand_over(cast: Cast, months: list[tuple[date, date]]) -> None:
    """The file accounting got for each month whose lines are exported."""
    for first, last in months:
        acts = list(acts_to_export(cast.our_entity, first, last))
        if not acts:
            continue
        name = f"acts-{first}-{last}"
        batch = ExportBatch.objects.create(
            entity=cast.our_entity,
            period_from=first,
            period_to=last,
            made_by=cast.biller,
            sums=gross_by_currency(acts),
            file=store_file(csv_of(acts), name=f"{name}.csv", mime="text/csv", client_id=None),
            workbook=store_file(xlsx_of(acts), name=f"{name}.xlsx", mime=XLSX, client_id=None),
        )
        batch.acts.set(acts)


def by_month(days: list[date]) -> dict[tuple[int, int], list[date]]:
    """Days by (year, month), in their order."""
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days:
        found[day.year, day.month].append(day)
    return dict(found)
