"""Through rows: what the bundle said before a visit is the line drafted after it."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from backend.billing.actions import draft_lines
from backend.billing.models import BillableLine
from backend.catalog.models import Part, Reason
from backend.contracts.models import PriceItem, QuotaUse
from backend.demo.cast import Cast
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Visit, VisitEngineer, World
from backend.fieldwork.models import PartUse, TimeEntry
from backend.fieldwork.queries import bundle_for
from backend.lib.clock import at_wall_clock, local_date, utc_now
from tests.agreed import revised
from tests.billing.conftest import ended
from tests.billing.test_quotas import limited
from tests.fieldwork.test_commands import another_engineer
from tests.onsite import ordered_work, publish
from tests.phone_rows import PhoneRows, rows_of

ZONE = "Europe/Monaco"
HOURS = (time(9), time(12, 30), time(17, 20), time(21))
DAYS = 10


def ahead(cast: Cast, begin: datetime, number: int) -> Visit:
    place = cast.hotel_object if number % 3 else cast.pharmacy_object
    order = ordered_work(cast, place=place)
    end = begin + timedelta(minutes=75)
    visit = assign_work([order.id], cast.engineer.id, begin=begin, end=end, by=cast.dispatcher)
    publish(visit, cast)
    return visit


def happens(cast: Cast, visit: Visit, number: int) -> None:
    """The visit as it went: work over an hour, waiting at some, two kinds of parts."""
    begin = visit.planned_from
    end = begin + timedelta(minutes=50 + number)
    order_id = visit.works.get().work_order_id
    logged = [("work", begin, end)]
    if number % 4 == 0:
        logged.append(("wait", end, end + timedelta(minutes=20)))
    for kind, start, until in logged:
        TimeEntry.objects.create(
            kind=kind, visit=visit, work_order_id=order_id, engineer=cast.engineer,
            user=cast.engineer_user, started_at=start, ended_at=until,
            rate_class=cast.engineer.rate_class,
        )  # fmt: skip
    unpriced, _ = Part.objects.get_or_create(code="NO-PRICE", names={"en": "Bracket"})
    for part in (Part.objects.get(code="FAN-120"), unpriced)[: number % 3]:
        PartUse.objects.create(
            visit=visit, work_order_id=order_id, part=part, quantity=Decimal(2), unit="pcs",
            used_at=end,
        )  # fmt: skip
    ended(visit, begin, end)


def held_equal(line: BillableLine, rows: PhoneRows, visit: Visit) -> bool:
    """Whether the row said it all; a line over the edge of hours is looked up by its part."""
    engineer = str(visit.engineers.get().engineer_id) if line.kind == "travel" else ""
    moments = [visit.planned_from + timedelta(minutes=m) for m in (range(0, 90, 5))]
    at = moments if line.kind in ("labour", "waiting") else [visit.planned_from]
    found = [rows.look_up(line.kind, moment, line.item_code, engineer) for moment in at]
    charged = line.unit_price
    for row, net in found:
        alike = (row["verdict"], row["clause"]) == (line.verdict, line.clause)
        price = Decimal(net) if net is not None else Decimal(0)
        if alike and (price == charged or not charged) and price == line.list_price:
            return True
    return False


def test_forty_visits_are_billed_as_the_phone_said(cast: Cast) -> None:
    """At two clients, with and without a contract, in and out of hours, over a quota's end."""
    limited(cast.contract_version, "visits", "20", "contract")
    with revised(cast.contract_version) as version:
        version.travel_each_engineer = False
    today = local_date(utc_now(), ZONE)
    lines = 0
    verdicts = set()
    for number in range(DAYS * len(HOURS)):
        day = today + timedelta(days=1 + number // len(HOURS))
        begin = at_wall_clock(day, HOURS[number % len(HOURS)], ZONE)
        visit = ahead(cast, begin, number)
        order_id = str(visit.works.get().work_order_id)
        rows = rows_of(bundle_for(cast.engineer, "en"), order_id)
        happens(cast, visit, number)
        for line in draft_lines(visit.id):
            assert held_equal(line, rows, visit), (number, line.kind, line.verdict, line.clause)
            verdicts.add(line.verdict)
            lines += 1
    assert lines > 120
    assert verdicts == {"covered", "paid", "quota_used"}


def test_a_second_engineer_is_billed_at_the_class_the_phone_said(cast: Cast) -> None:
    """80.00 an hour for Olena and 120.00 for Ivan, both covered at the hotel, paid elsewhere."""
    price = {"kind": PriceItem.Kind.LABOUR, "unit": "h", "names": {"en": "Senior labour"}}
    version = cast.price_list.versions.get()
    PriceItem.objects.create(version=version, code="senior", price=Decimal(120), **price)
    begin = at_wall_clock(local_date(utc_now(), ZONE) + timedelta(days=1), HOURS[0], ZONE)
    visit = ahead(cast, begin, 0)
    ivan = another_engineer(cast).engineer
    ivan.rate_class = "senior"
    ivan.save()
    end = begin + timedelta(minutes=75)
    VisitEngineer.objects.create(
        visit=visit, engineer=ivan, part="helper", planned_from=begin, planned_to=end
    )
    bundle = bundle_for(cast.engineer, "en")
    crew = [(each["rate_class"], each["is_me"]) for each in bundle["visits"][0]["crew"]]
    assert crew == [("standard", True), ("senior", False)]
    rows = rows_of(bundle, str(visit.works.get().work_order_id))
    happens(cast, visit, 0)
    TimeEntry.objects.filter(visit=visit, kind="work").update(
        engineer=ivan, user=ivan.user, rate_class="senior"
    )
    (labour,) = [line for line in draft_lines(visit.id) if line.kind == "labour"]
    assert (labour.item_code, labour.list_price) == ("senior", Decimal(120))
    assert held_equal(labour, rows, visit)


def test_a_visit_in_vain_is_billed_as_the_phone_said(cast: Cast) -> None:
    begin = at_wall_clock(local_date(utc_now(), ZONE) + timedelta(days=1), HOURS[0], ZONE)
    visit = ahead(cast, begin, 1)
    bundle = bundle_for(cast.engineer, "en")
    rows = rows_of(bundle, str(visit.works.get().work_order_id))
    Visit.objects.filter(pk=visit.pk).update(
        state="failed",
        arrived_at=begin,
        completed_at=begin,
        failed_for=Reason.objects.get(code="client_absent"),
    )
    (fee,) = draft_lines(visit.id)
    assert (fee.kind, fee.unit_price, fee.clause) == ("failed_visit", Decimal(45), "4.3")
    assert held_equal(fee, rows, visit)


def test_the_phone_looks_again_when_a_quota_was_used(cast: Cast) -> None:
    limited(cast.contract_version, "visits", "1")
    now = utc_now()
    first, second = (ahead(cast, now + timedelta(hours=hours), 1) for hours in (1, 4))

    def labour() -> tuple[str, list[str]]:
        said = bundle_for(cast.engineer, "en")
        rows = rows_of(said, str(second.works.get().work_order_id))
        terms = said["coverage"]["terms"]
        left = [quota["left"] for each in terms for quota in each["quotas"]]
        return next(row["verdict"] for row in rows.lines if row["kind"] == "labour"), left

    assert labour() == ("covered", ["1"])
    version = World.objects.get(engineer=cast.engineer).version
    happens(cast, first, 1)
    draft_lines(first.id)
    assert QuotaUse.objects.get().subject_number == first.number
    assert World.objects.get(engineer=cast.engineer).version > version
    assert labour() == ("quota_used", ["0"])
