"""The bundle's coverage: for each work order still ahead who will pay for what, at which price and
by which clause, so that the phone only looks it up, without a network too.

Equal rows are written once: work orders refer to `terms`, `hours` and `prices` by their place.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, Final

from django.utils import translation

from backend.contracts import coverage
from backend.contracts.billed_time import bands
from backend.contracts.clause_words import clause_words
from backend.contracts.foreseen import (
    ANY_PART,
    Ahead,
    ForeseenLine,
    foreseen_lines,
    listed_parts,
    part_prices,
)
from backend.contracts.models import ContractVersion
from backend.contracts.price_list import PriceList
from backend.contracts.pricing import ChargeTerms
from backend.contracts.quotas import QuotaLeft
from backend.contracts.service_hours import Calendar
from backend.contracts.work_done import WorkDone
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.worlds import STILL_AHEAD
from backend.fieldwork.coverage_books import Books
from backend.fieldwork.work_done import parts_by_version, trips_of, work_item
from backend.lib.clock import day_bounds, local_date, rfc3339, utc_now
from backend.lib.errors import Refused

Row = dict[str, Any]

MOST_PARTS: Final = 500
"""How many prices of parts a phone carries for each price list; those in the van come first."""

_DAY: Final = timedelta(days=1)


class CoverageSheet:
    """Collects the rows of all visits, each different one once, and its prices."""

    def __init__(self, engineer: Engineer, van: Iterable[str]) -> None:
        self.engineer = engineer
        self.van = list(van)
        self.works: list[Row] = []
        self.terms: list[Row] = []
        self.hours: list[list[list[Any]]] = []
        self.prices: list[Row] = []

    def coverage(self) -> Row:
        return {"works": self.works, "terms": self.terms, "hours": self.hours}

    def add_visit(self, visit: Visit, books: Books) -> None:
        """The rows of each work order of a visit; none where prices or taxes are not set up."""
        day = local_date(visit.planned_from, visit.object.zone)
        orders = {str(work.work_order_id): work.work_order for work in visit.works.all()}
        for order in orders.values():
            if order.object_id == visit.object_id:
                # Fetched with its groups already.
                order.object = visit.object
        works = tuple(work_item(orders[key], day, books.asked_before) for key in sorted(orders))
        ahead = WorkDone(visit.planned_from, works, trips=tuple(trips_of(visit)))
        for part in parts_by_version(ahead, orders, visit.client_id):
            version = books.version_of(orders[part.works[0].work_order])
            try:
                self._add_part(visit, part, version, books)
            except Refused:
                # The office is asked when the line is drafted; the phone says "not known".
                continue

    def _add_part(
        self, visit: Visit, part: WorkDone, version: ContractVersion | None, books: Books
    ) -> None:
        zone = visit.object.zone
        today, last = local_date(utc_now(), zone), local_date(visit.planned_to, zone)
        day = max(last, today)
        source = books.source_at(visit.object, version)
        prices = books.prices_of(source, day) if source else None
        if source is None or prices is None:
            return
        calendar = books.hours_of(source, zone)
        begin = day_bounds(local_date(visit.planned_from, zone) - _DAY, zone)[0]
        end = day_bounds(day + _DAY, zone)[1]
        terms = {
            work.payer: books.charge_terms(
                source, calendar, books.payer(work.payer, visit, version), day
            )
            for work in part.works
        }
        classes = self._rate_classes(visit)
        ahead = Ahead(begin, end, part.works, classes, part.trips, part.trip_billed_to)
        quotas = books.quotas_left(version, day)
        decide = partial(coverage.verdict, books.rules_of(version))
        found = foreseen_lines(ahead, prices, decide, terms.__getitem__, quotas)
        hours = _place_in(self.hours, hours_row(ahead, calendar, prices))
        for work in part.works:
            charged = terms[work.payer]
            sold = _place_in(self.prices, price_row(prices, charged, self.van))
            row = terms_row(found[work.work_order], charged, quotas)
            at = _place_in(self.terms, {"prices": sold, **row})
            self.works.append(
                {
                    "work_order": work.work_order,
                    "terms": at,
                    "hours": hours,
                    "agreement": str(source.pk),
                }
            )

    def _rate_classes(self, visit: Visit) -> tuple[str, ...]:
        """Those of everybody who goes, the phone's own engineer first."""
        crew = [self.engineer, *(seat.engineer for seat in visit.engineers.all())]
        return tuple(dict.fromkeys(engineer.rate_class for engineer in crew))


def coverage_ahead(
    visits: Iterable[Visit], engineer: Engineer, van: Iterable[str], today: date, language: str
) -> tuple[Row, list[Row]]:
    """The bundle's `coverage` and `prices` for those of `visits` that are not over."""
    ahead = [visit for visit in visits if visit.state in STILL_AHEAD]
    sheet = CoverageSheet(engineer, van)
    if ahead:
        latest = max(local_date(visit.planned_to, visit.object.zone) for visit in ahead)
        books = Books(ahead, max(latest, today + _DAY))
        with translation.override(language):
            for visit in ahead:
                sheet.add_visit(visit, books)
    return sheet.coverage(), sheet.prices


def price_row(prices: PriceList, terms: ChargeTerms, first: Iterable[str]) -> Row:
    """How time is rounded, and prices of parts by their code, those of `first` before others; ""
    is any other part."""
    known, listed = part_prices(prices, terms), listed_parts(prices)
    order = dict.fromkeys([ANY_PART, *first, *sorted(known)])
    reach = list(islice((code for code in order if code in known), MOST_PARTS))
    if len(known) > MOST_PARTS:
        # A part that is left out has a price of its own, so "any other" would be wrong of it.
        reach = [code for code in reach if code != ANY_PART]
    return {
        "price_list": prices.name,
        "currency": prices.currency,
        "includes_vat": prices.prices_include_vat,
        "step_min": prices.rounding_step_min,
        "rounding": prices.rounding_mode,
        "minimum_min": prices.minimum_min,
        "parts": {code: plain(known[code]) for code in reach},
        "listed": {code: plain(listed[code]) for code in reach if listed[code] != known[code]},
    }


def terms_row(
    lines: Iterable[ForeseenLine], terms: ChargeTerms, quotas: Mapping[str, QuotaLeft]
) -> Row:
    """What one work order is decided and charged by."""
    rows = list(_lines(lines, terms))
    asked = {row["quota"] for row in rows}
    return {
        "boundary": terms.boundary,
        "discount": plain(terms.discount_percent),
        "discounts": {kind: plain(percent) for kind, percent in terms.discounts.items()},
        "rounding": terms.money_rounding,
        "quotas": [
            {"code": quota.code, "unit": quota.unit, "left": plain(max(quota.left, Decimal(0)))}
            for quota in quotas.values()
            if quota.code in asked
        ],
        "lines": rows,
    }


def _lines(lines: Iterable[ForeseenLine], terms: ChargeTerms) -> Iterator[Row]:
    """One row a line; what is said alike in and out of service hours is said once."""
    rows = [_line_row(line, terms) for line in lines]
    untimed = [row for row in rows if row["factor"] is None]
    alike = [{**row, "in_hours": None} for row in untimed]
    for row in rows:
        either = {**row, "in_hours": None}
        if row["factor"] is None and alike.count(either) > 1:
            if untimed[alike.index(either)] is row:
                yield either
        else:
            yield row


def _line_row(line: ForeseenLine, terms: ChargeTerms) -> Row:
    by = line.decision
    return {
        "kind": line.kind,
        "code": line.code,
        "in_hours": line.in_service_hours,
        "factor": None if line.factor is None else plain(line.factor),
        "verdict": by.verdict,
        "reason": by.reason,
        "clause": by.clause,
        "words": clause_words(by.clause, by.verdict),
        "presumed": by.presumed,
        "quota": by.quota,
        "engineer": line.engineer,
        "unit": line.unit,
        "quantity": plain(line.quantity),
        "net": None if line.net is None else plain(line.net),
        "price": None if line.price is None else plain(line.price),
        "vat": plain(terms.treatments[line.kind].rate),
        "tax": terms.treatments[line.kind].code,
        "about": line.about,
    }


def hours_row(ahead: Ahead, calendar: Calendar, prices: PriceList) -> list[list[Any]]:
    """[from, in service hours, factor] for every change, in order."""
    return [
        [rfc3339(band.from_at), band.in_service_hours, plain(band.factor)]
        for band in bands(ahead.begin, ahead.end, calendar, prices)
    ]


def _place_in(rows: list[Any], row: Any) -> int:
    """Where an equal row stands; a new one is put last."""
    if row not in rows:
        rows.append(row)
    return rows.index(row)


def plain(number: Decimal) -> str:
    """Plain digits without needless zeros."""
    return f"{number.normalize():f}"
