"""The big evening of docs/pricing.md through rows, drafts and acts: 17:20-19:50, two engineers,
three work orders, two payers."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backend.billing.actions import approve_lines, draft_lines, issue_act
from backend.billing.models import BillableLine, DocumentSeries
from backend.clients.models import Client
from backend.contracts.models import CoverageRule, PriceItem, PriceListVersion, StandingTerms
from backend.demo.cast import Cast
from backend.demo.firm import entity
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Engineer, Visit, VisitEngineer
from backend.fieldwork.models import TimeEntry
from tests.agreed import revised
from tests.billing.conftest import ended
from tests.onsite import ordered_work

LIST = (
    ("labour", "senior", "60"),
    ("labour", "junior", "40"),
    ("call_out", "", "30"),
    ("travel_zone", "A", "12.5"),
)
# Work order, kind, item, quantity, unit price, net: worked out by hand in docs/pricing.md.
WITHOUT_A_CONTRACT = [
    ("WO-1", "call_out", "", "1.000", "30.00", "30.00"),
    ("WO-1", "travel", "A", "1.000", "12.50", "12.50"),
    ("WO-1", "labour", "senior", "0.750", "60.00", "45.00"),
    ("WO-1", "labour", "senior", "0.750", "90.00", "67.50"),
    ("WO-1", "labour", "junior", "0.800", "40.00", "32.00"),
    ("WO-1", "labour", "junior", "0.200", "60.00", "12.00"),
    ("WO-2", "labour", "senior", "1.250", "90.00", "112.50"),
    ("WO-3", "call_out", "", "1.000", "30.00", "30.00"),
    ("WO-3", "travel", "A", "1.000", "12.50", "12.50"),
    ("WO-3", "labour", "junior", "1.750", "60.00", "105.00"),
]
COVERED = (0, 2, 4)
"""The call-out and the labour before 18:00, which the contract makes free; the rest stays."""


def at(wall: str) -> datetime:
    """Monday 16 November in Monaco, an hour ahead of UTC."""
    hour, minute = wall.split(":")
    return datetime(2026, 11, 16, int(hour) - 1, int(minute), tzinfo=UTC)


@pytest.fixture
def maker(cast: Cast) -> Client:
    """The manufacturer who pays for WO-3."""
    client = Client.objects.create(code="MAKE", name="Fridge Maker")
    client.entities.add(entity("Fridge Maker SA", is_ours=False, registry_number="90S77777"))
    return client


@pytest.fixture
def evening(cast: Cast, maker: Client) -> Visit:
    """Anna (senior) and Boris (junior) arrive at 17:10 and work until 19:50, as rows."""
    prices = PriceListVersion.objects.get(price_list=cast.price_list)
    prices.minimum_min = 60
    prices.save()
    prices.items.all().delete()
    StandingTerms.objects.update(calendar=cast.calendar)
    for kind, code, price in LIST:
        PriceItem.objects.create(version=prices, kind=kind, code=code, price=Decimal(price))
    orders = [ordered_work(cast, place=cast.pharmacy_object) for _ in range(3)]
    WorkOrder.objects.filter(pk=orders[2].pk).update(bill_to=maker)
    anna = cast.engineer
    visit = assign_work(
        [order.id for order in orders],
        anna.id,
        begin=at("17:10"),
        end=at("19:50"),
        by=cast.dispatcher,
    )
    boris = Engineer.objects.create(
        user=cast.biller, base=anna.base, territory=anna.territory, zone=anna.zone
    )
    VisitEngineer.objects.create(
        visit=visit,
        engineer=boris,
        part="helper",
        planned_from=visit.planned_from,
        planned_to=visit.planned_to,
    )
    for engineer, rate, order, begin, end in (
        (anna, "senior", orders[0], "17:20", "18:40"),
        (boris, "junior", orders[0], "17:20", "18:10"),
        (anna, "senior", orders[1], "18:40", "19:50"),
        (boris, "junior", orders[2], "18:10", "19:50"),
    ):
        TimeEntry.objects.create(
            kind="work",
            engineer=engineer,
            user=engineer.user,
            visit=visit,
            work_order=order,
            started_at=at(begin),
            ended_at=at(end),
            rate_class=rate,
        )
    return ended(visit, at("17:10"), at("19:50"))


def told(visit: Visit, lines: list[BillableLine]) -> list[tuple[str, ...]]:
    """The lines with work orders numbered as in the page."""
    works = visit.works.order_by("work_order_id").values_list("work_order_id", flat=True)
    names = {key: f"WO-{place}" for place, key in enumerate(works, start=1)}
    return [
        (names[li.work_order_id], li.kind, li.item_code, f"{li.quantity:f}",
         f"{li.unit_price:.2f}", f"{li.net:f}")
        for li in lines
    ]  # fmt: skip


def test_without_a_contract(cast: Cast, evening: Visit, maker: Client) -> None:
    """459.00 in all: 311.50 the client's, 147.50 the manufacturer's."""
    lines = draft_lines(evening.id)
    assert told(evening, lines) == WITHOUT_A_CONTRACT
    by_payer = {
        client: sum(line.net for line in lines if line.bill_to == client)
        for client in (cast.pharmacy, maker)
    }
    assert by_payer == {cast.pharmacy: Decimal("311.50"), maker: Decimal("147.50")}


def test_two_acts_add_up(cast: Cast, evening: Visit, maker: Client, series: DocumentSeries) -> None:
    """Each payer has an act; VAT is reckoned once a document: 62.30 and 29.50, 91.80 in all."""
    lines = approve_lines([line.id for line in draft_lines(evening.id)], by=cast.biller)
    acts = []
    for client in (cast.pharmacy, maker):
        ids = [line.id for line in lines if line.bill_to == client]
        acts.append(issue_act(ids, by=cast.biller))
    assert [(act.net, act.vat, act.gross) for act in acts] == [
        (Decimal("311.50"), Decimal("62.30"), Decimal("373.80")),
        (Decimal("147.50"), Decimal("29.50"), Decimal("177.00")),
    ]
    frozen = [Decimal(line["net"]) for act in acts for line in act.frozen["lines"]]
    assert sum(frozen) == Decimal("459.00")


def test_under_a_contract(cast: Cast, evening: Visit) -> None:
    """5.1 and 5.2 cover labour and the call-out, 6.2 leaves the evening paid; the manufacturer's
    lines do not change: 459.00 - 30.00 - 45.00 - 32.00 = 352.00."""
    version = cast.contract_version
    version.contract.client = cast.pharmacy
    version.contract.save()
    with revised(version) as draft:
        draft.coverage_rules.all().delete()
        for clause, verdict, selectors in (
            ("5.1", "covered", {"line_kind": "labour"}),
            ("5.2", "covered", {"line_kind": "call_out"}),
            ("6.2", "paid", {"in_service_hours": False}),
        ):
            CoverageRule.objects.create(version=draft, clause=clause, verdict=verdict, **selectors)
    WorkOrder.objects.update(contract_version=version)
    lines = draft_lines(evening.id)
    expected = [
        (*line[:4], "0.00", "0.00") if place in COVERED else line
        for place, line in enumerate(WITHOUT_A_CONTRACT)
    ]
    assert told(evening, lines) == expected
    assert sum(line.net for line in lines) == Decimal("352.00")
