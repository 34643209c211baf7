"""Lines of finished visits: what the same work costs is asked of the pricing rules once."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils import translation

from backend.billing.drafting import net_of, text_of
from backend.billing.models import BillableLine
from backend.billing.taxes import as_rule, treatments_for
from backend.catalog.models import LegalEntity, TaxTreatment
from backend.clients.models import Client, Equipment
from backend.contracts import coverage, price_list, pricing, terms
from backend.contracts.coverage import LineKind
from backend.contracts.models import ContractVersion, PriceList, StandingTerms, WorkCalendar
from backend.contracts.service_hours import WEEKDAYS
from backend.contracts.work_done import TimeSpell, Trip, UsedPart, WorkDone, WorkItem
from backend.demo.cast import ZONE
from backend.desk.models import WorkOrder

SUBJECT: Final = "\N{SYMBOL FOR SUBSTITUTE}"
"""Stands for the equipment's name in a text made once for all."""
DISPUTED: Final = 0.03


@dataclass(frozen=True)
class Done:
    """What pricing asks about one visit: labour, the part used (code, unit), how it went."""

    equipment: Equipment
    work_type: str
    impact: str
    begin: datetime
    minutes: int
    part: tuple[str, str] | None = None
    failed: bool = False
    night: bool = False


@dataclass(frozen=True)
class Worth:
    """One line as the rules priced it, before it belongs to a visit."""

    row: dict[str, Any]
    text: str
    treatment: TaxTreatment

    @property
    def is_paid(self) -> bool:
        return bool(self.row["amount"])


@dataclass(frozen=True)
class Bargain:
    """What one client agreed to; `alike` is equal for clients whose lines come out the same."""

    version: ContractVersion | None
    theirs: LegalEntity | None
    rules: tuple[coverage.CoverageRule, ...] | None
    treatments: dict[LineKind, TaxTreatment]
    charge: pricing.ChargeTerms
    prices: PriceList
    alike: tuple[Any, ...]

    def asks(self, done: Done) -> tuple[Any, ...]:
        """What of the work the clauses look at besides the kind of the line."""
        rules = self.rules or ()
        if any(rule.work_type or rule.equipment_type or rule.impact for rule in rules):
            return done.work_type, done.equipment.type_id, done.impact
        return ()


class Pricing:
    """Prices visits by each client's terms; equal work of equal terms is priced once."""

    def __init__(self, ours: LegalEntity, versions: dict[UUID, ContractVersion]) -> None:
        self.ours, self.versions = ours, versions
        self.standing = StandingTerms.objects.select_related("price_list").get(entity=ours)
        self.bargains: dict[UUID, Bargain] = {}
        self.known: dict[tuple[Any, ...], list[Worth]] = {}
        self.lists: dict[tuple[UUID, int, int], price_list.PriceList] = {}

    def lines(self, client: Client, done: Done) -> list[Worth]:
        """The lines of one visit for one work order."""
        bargain = self.bargain(client)
        month = done.begin.year, done.begin.month
        shape = done.minutes, done.night, done.part, done.failed
        key = (*bargain.alike, client.language, *month, *shape, *bargain.asks(done))
        if key not in self.known:
            with translation.override(client.language):
                self.known[key] = self._priced(bargain, done)
        return self.known[key]

    def bargain(self, client: Client) -> Bargain:
        """Clauses, taxes and service hours of a client, as billing's drafts read them."""
        if client.id not in self.bargains:
            self.bargains[client.id] = self._bargain(client, self.versions.get(client.id))
        return self.bargains[client.id]

    def _bargain(self, client: Client, version: ContractVersion | None) -> Bargain:
        theirs = version.contract.their_entity if version else client.entities.first()
        treatments = treatments_for(self.ours, theirs, date.today())  # noqa: DTZ011
        always = {each: [["00:00", "24:00"]] for each in WEEKDAYS}
        hours = version.calendar if version else WorkCalendar(name="always", week=always)
        discount = version.discount_percent if version else Decimal(0)
        rules = terms.coverage_rules_for(version)
        prices = version.price_list if version else self.standing.price_list
        charge = pricing.ChargeTerms(
            calendar=terms.calendar_for(hours, ZONE),
            treatments={kind: as_rule(row) for kind, row in treatments.items()},
            discount_percent=discount,
        )
        taxed = tuple(row.id for row in treatments.values())
        alike = (rules, taxed, discount, prices.id, hours.name)
        return Bargain(version, theirs, rules, treatments, charge, prices, alike)

    def _priced(self, bargain: Bargain, done: Done) -> list[Worth]:
        key = bargain.prices.id, done.begin.year, done.begin.month
        if key not in self.lists:
            self.lists[key] = terms.prices_on(bargain.prices, done.begin.date())
        decide = partial(coverage.verdict, bargain.rules)
        priced = pricing.priced_lines(_facts(done), self.lists[key], decide, bargain.charge)
        return [_worth(line, bargain.treatments[line.kind]) for line in priced]


def _facts(done: Done) -> WorkDone:
    item = WorkItem(
        SUBJECT,
        work_type=done.work_type,
        impact=done.impact,
        equipment_type=str(done.equipment.type_id),
    )
    if done.failed:
        return WorkDone(done.begin, (item,), failed=True)
    end = done.begin + timedelta(minutes=done.minutes)
    return WorkDone(
        arrived_at=done.begin,
        works=(item,),
        times=(TimeSpell(SUBJECT, "lead", "standard", done.begin, end),),
        trips=(Trip("lead", 2_000, "A"),),
        parts=(UsedPart(SUBJECT, done.part[0], Decimal(1), done.part[1]),) if done.part else (),
    )


def _worth(line: pricing.PricedLine, treatment: TaxTreatment) -> Worth:
    order = WorkOrder(equipment=Equipment(name=SUBJECT))
    row = {
        "kind": str(line.kind),
        "item_code": line.item_code,
        "verdict": str(line.decision.verdict),
        "clause": line.decision.clause,
        "question": str(BillableLine.Question.NO_PRICE) if line.needs_price else "",
        "quantity": line.quantity,
        "proposed_quantity": line.quantity,
        "unit": line.unit,
        "list_price": line.list_price,
        "unit_price": line.unit_price,
        "proposed_price": line.unit_price,
        "discount_percent": line.discount_percent,
        "prices_include_vat": line.includes_vat,
        "amount": line.amount,
        "net": net_of(line.amount, treatment, includes_vat=line.includes_vat),
        "currency": line.currency,
        "tax_treatment_id": treatment.id,
    }
    return Worth(row, text_of(line, order), treatment)


def judged(worth: Worth, day: date, today: date, chance: random.Random) -> dict[str, Any]:
    """The state a line is in by now: a few paid ones disputed, the young ones not yet read."""
    state = BillableLine.State
    if worth.row["question"]:
        return {"state": state.NEEDS_APPROVAL}
    if worth.is_paid and chance.random() < DISPUTED:
        return {"state": state.REJECTED, "change_reason": "Disputed by the client"}
    is_young = day > today - timedelta(days=4)
    return {"state": state.PROPOSED if is_young else state.APPROVED}
