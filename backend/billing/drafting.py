"""From work done to draft lines: the bridge between fieldwork's facts, the contract and rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from backend.billing.models import BillableLine
from backend.billing.taxes import as_rule, treatments_for
from backend.catalog.models import LegalEntity, Part, TaxTreatment
from backend.clients.models import Client
from backend.contracts import coverage, pricing, terms
from backend.contracts.coverage import LineKind
from backend.contracts.models import ContractVersion, StandingTerms, WorkCalendar
from backend.contracts.service_hours import WEEKDAYS, Calendar
from backend.contracts.vat import TaxableLine, vat_summary
from backend.contracts.work_done import WorkDone
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.queries import work_done
from backend.lib.clock import local_date
from backend.lib.errors import Refused
from backend.lib.money import ZERO
from backend.lib.words import in_language

Treatments = dict[LineKind, TaxTreatment]


def lines_of_visit(visit: Visit) -> list[BillableLine]:
    """Unsaved draft lines of an ended visit, each work order by its own contract version.

    Refused names what is not set up: "no-standing-terms", "no-prices", "no-tax-treatment".
    """
    works = visit.works.select_related("work_order__bill_to", "work_order__contract_version")
    orders = {str(work.work_order_id): work.work_order for work in works.order_by("work_order_id")}
    lines: list[BillableLine] = []
    with translation.override(visit.client.language):
        for part in _by_version(work_done(visit), orders):
            agreed = _Agreed(visit, orders[part.works[0].work_order].contract_version)
            lines += [agreed.line(priced, orders) for priced in agreed.priced(part)]
    for position, line in enumerate(lines, start=1):
        line.position = position
    return lines


def _by_version(done: WorkDone, orders: dict[str, WorkOrder]) -> Iterator[WorkDone]:
    """The work of each contract version; the way there is billed with the first one only."""
    versions = list(dict.fromkeys(orders[w.work_order].contract_version_id for w in done.works))
    for place, version_id in enumerate(versions):
        works = tuple(w for w in done.works if _version_id(orders, w.work_order) == version_id)
        mine = {work.work_order for work in works}
        yield replace(
            done,
            works=works,
            times=tuple(t for t in done.times if t.work_order in mine),
            parts=tuple(p for p in done.parts if p.work_order in mine),
            on_site=done.on_site and place == 0,
        )


def _version_id(orders: dict[str, WorkOrder], work_order: str) -> UUID | None:
    return orders[work_order].contract_version_id


@dataclass
class _Agreed:
    """What holds for some work of a visit: a contract version or the standing terms."""

    visit: Visit
    version: ContractVersion | None

    @cached_property
    def day(self) -> date:
        return local_date(self.visit.completed_at or self.visit.planned_to, self.visit.object.zone)

    @cached_property
    def ours(self) -> LegalEntity:
        ours = terms.our_entity_for(self.visit.object, self.version)
        if ours is None:
            raise Refused("no-standing-terms")
        return ours

    @cached_property
    def treatments(self) -> dict[UUID, Treatments]:
        """By paying client; filled as payers turn up."""
        return {}

    def treatments_of(self, payer: Client) -> Treatments:
        """How lines of `payer` are taxed, by what its entity is."""
        if payer.pk not in self.treatments:
            contract = self.version.contract if self.version else None
            agreed = contract.their_entity if contract and contract.client_id == payer.pk else None
            theirs = agreed or payer.entities.first()
            self.treatments[payer.pk] = treatments_for(self.ours, theirs, self.day)
        return self.treatments[payer.pk]

    @cached_property
    def calendar(self) -> Calendar:
        """The contract's service hours; without a contract every hour counts as in hours."""
        zone = self.visit.object.zone
        if self.version is not None:
            return terms.calendar_for(self.version.calendar, zone)
        always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
        return terms.calendar_for(WorkCalendar(name="always", week=always), zone)

    def priced(self, done: WorkDone) -> tuple[pricing.PricedLine, ...]:
        """The priced lines of the work."""
        standing = StandingTerms.objects.select_related("price_list")
        source = self.version or standing.get(entity=self.ours)
        usual = self.treatments_of(self.visit.client)
        return pricing.priced_lines(
            done,
            terms.price_list_for(source, self.day),
            partial(coverage.verdict, terms.coverage_rules_for(self.version)),
            pricing.ChargeTerms(
                calendar=self.calendar,
                treatments={kind: as_rule(row) for kind, row in usual.items()},
                discount_percent=self.version.discount_percent if self.version else ZERO,
            ),
        )

    def line(self, priced: pricing.PricedLine, orders: dict[str, WorkOrder]) -> BillableLine:
        """One unsaved row."""
        order = orders[priced.work_order]
        payer = order.bill_to or self.visit.client
        treatment = self.treatments_of(payer)[priced.kind]
        question = _question(priced)
        return BillableLine(
            state=BillableLine.State.NEEDS_APPROVAL if question else BillableLine.State.PROPOSED,
            source=BillableLine.Source.VISIT,
            client=self.visit.client,
            payer=_payer(payer, self.visit),
            bill_to=payer,
            our_entity=self.ours,
            contract_version=self.version,
            visit=self.visit,
            work_order=order,
            kind=priced.kind,
            item_code=priced.item_code,
            text=text_of(priced, order),
            verdict=priced.decision.verdict,
            clause=priced.decision.clause,
            question=question,
            quantity=priced.quantity,
            proposed_quantity=priced.quantity,
            unit=priced.unit,
            list_price=priced.list_price,
            unit_price=priced.unit_price,
            proposed_price=priced.unit_price,
            discount_percent=priced.discount_percent,
            prices_include_vat=priced.includes_vat,
            amount=priced.amount,
            net=net_of(priced.amount, treatment, includes_vat=priced.includes_vat),
            currency=priced.currency,
            tax_treatment=treatment,
            supplied_on=self.day,
        )


def net_of(amount: Decimal, treatment: TaxTreatment, *, includes_vat: bool) -> Decimal:
    """A line's own net, to the cent; on an act it becomes its share of the document's net."""
    line = TaxableLine(amount, as_rule(treatment), includes_vat)
    return vat_summary([line]).net


def _question(priced: pricing.PricedLine) -> str:
    if priced.needs_price:
        return BillableLine.Question.NO_PRICE
    return BillableLine.Question.PRESUMED if priced.decision.presumed else ""


def _payer(payer: Client, visit: Visit) -> str:
    own = payer.pk == visit.client_id
    return BillableLine.Payer.CONTRACT_PARTY if own else BillableLine.Payer.OTHER_CLIENT


def text_of(line: pricing.PricedLine, order: WorkOrder) -> str:
    """What the line says on paper, in the active language."""
    texts: dict[LineKind, str] = {
        LineKind.LABOUR: _("Labour: %(what)s"),
        LineKind.TRAVEL: _("Travel to the object"),
        LineKind.CALL_OUT: _("Call-out"),
        LineKind.FAILED_VISIT: _("Visit without access: %(what)s"),
        LineKind.WAITING: _("Waiting: %(what)s"),
        LineKind.PART: _("Part: %(part)s"),
    }
    what = str(order.equipment or order.object)
    return (texts[line.kind] % {"what": what, "part": _part_name(line.item_code)})[:500]


def _part_name(code: str) -> str:
    part = Part.objects.filter(code=code).first()
    return in_language(part.names, translation.get_language() or "en") if part else code
