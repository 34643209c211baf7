"""From work done to draft lines: the bridge between fieldwork's facts, the contract and rows."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from backend.billing.models import BillableLine
from backend.billing.taxes import as_rule, treatments_for
from backend.catalog.models import LegalEntity, Part, TaxTreatment
from backend.clients.models import Client
from backend.contracts import coverage, pricing, terms
from backend.contracts.coverage import LineKind
from backend.contracts.models import ContractVersion, StandingTerms, WorkCalendar
from backend.contracts.service_hours import Calendar
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.queries import work_done
from backend.lib.clock import local_date
from backend.lib.errors import Refused
from backend.lib.money import ZERO
from backend.lib.words import in_language


def lines_of_visit(visit: Visit) -> list[BillableLine]:
    """Unsaved draft lines of an ended visit, priced by the contract or the standing terms."""
    orders = {str(w.work_order_id): w.work_order for w in visit.works.select_related("work_order")}
    version = next((order.contract_version for order in orders.values()), None)
    day = local_date(visit.completed_at or visit.planned_to, visit.object.zone)
    ours, theirs = _parties(visit, version)
    treatments = treatments_for(ours, theirs, day)
    priced = pricing.priced_lines(
        work_done(visit),
        terms.price_list_for(version or _standing(ours), day),
        partial(coverage.verdict, terms.coverage_rules_for(version)),
        pricing.ChargeTerms(
            calendar=_calendar(visit, version),
            treatments={kind: as_rule(row) for kind, row in treatments.items()},
            discount_percent=version.discount_percent if version else ZERO,
        ),
    )
    make = partial(_line, visit=visit, version=version, ours=ours, orders=orders)
    with translation.override(visit.client.language):
        return [
            make(position, line, treatments[line.kind], supplied_on=day)
            for position, line in enumerate(priced, start=1)
        ]


def _parties(
    visit: Visit, version: ContractVersion | None
) -> tuple[LegalEntity, LegalEntity | None]:
    if version is not None:
        return version.contract.our_entity, version.contract.their_entity
    ours = terms.our_entity_for(visit.object, None)
    if ours is None:
        raise Refused("no-standing-terms")
    return ours, visit.client.entities.first()


def _standing(ours: LegalEntity) -> StandingTerms:
    return StandingTerms.objects.select_related("price_list").get(entity=ours)


def _calendar(visit: Visit, version: ContractVersion | None) -> Calendar:
    """The contract's service hours; without a contract every hour counts as in hours."""
    if version is not None:
        return terms.calendar_for(version.calendar, visit.object.zone)
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return terms.calendar_for(WorkCalendar(name="always", week=week), visit.object.zone)


def _line(
    position: int,
    line: pricing.PricedLine,
    treatment: TaxTreatment,
    *,
    visit: Visit,
    version: ContractVersion | None,
    ours: LegalEntity,
    orders: dict[str, WorkOrder],
    supplied_on: date,
) -> BillableLine:
    order = orders.get(line.work_order)
    waits = line.needs_price or line.decision.presumed
    return BillableLine(
        state=BillableLine.State.NEEDS_APPROVAL if waits else BillableLine.State.PROPOSED,
        source=BillableLine.Source.VISIT,
        client=visit.client,
        bill_to=_bill_to(order, visit),
        our_entity=ours,
        contract_version=version,
        visit=visit,
        work_order=order,
        kind=line.kind,
        item_code=line.item_code,
        text=text_of(line, order),
        verdict=line.decision.verdict,
        clause=line.decision.clause,
        quantity=line.quantity,
        proposed_quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        proposed_price=line.unit_price,
        discount_percent=line.discount_percent,
        net=line.amount,
        currency=line.currency,
        tax_treatment=treatment,
        supplied_on=supplied_on,
        position=position,
    )


def _bill_to(order: WorkOrder | None, visit: Visit) -> Client:
    return order.bill_to if order and order.bill_to else visit.client


def text_of(line: pricing.PricedLine, order: WorkOrder | None) -> str:
    """What the line says on paper, in the active language."""
    what = str(order.equipment or order.object) if order else ""
    texts: dict[LineKind, str] = {
        LineKind.LABOUR: _("Labour: %(what)s"),
        LineKind.TRAVEL: _("Travel to the object"),
        LineKind.CALL_OUT: _("Call-out"),
        LineKind.FAILED_VISIT: _("Visit without access: %(what)s"),
        LineKind.WAITING: _("Waiting: %(what)s"),
        LineKind.PART: _("Part: %(part)s"),
    }
    return texts[line.kind] % {"what": what, "part": _part_name(line.item_code)}


def _part_name(code: str) -> str:
    part = Part.objects.filter(code=code).first()
    return in_language(part.names, translation.get_language() or "en") if part else code


def same_draft(kept: Sequence[BillableLine], fresh: Sequence[BillableLine]) -> bool:
    """Whether a draft made again says the same as the one kept."""

    def said(lines: Sequence[BillableLine]) -> list[tuple[object, ...]]:
        return [(li.position, li.kind, li.net, li.proposed_quantity, li.clause) for li in lines]

    return said(kept) == said(fresh)
