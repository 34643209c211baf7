"""From work done to lines of money: the worked tables of docs/pricing.md, then any visit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.billed_time import Boundary
from backend.contracts.coverage import CoverageRule, LineKind, Verdict, verdict
from backend.contracts.price_list import ItemKind, PriceItem, PriceList
from backend.contracts.pricing import ChargeTerms, PricedLine, priced_lines
from backend.contracts.quotas import QuotaCount, QuotaLeft, QuotaUnit
from backend.contracts.vat import Treatment, vat_summary
from backend.contracts.work_done import TimeSpell, Trip, TripSplit, UsedPart, WorkDone, WorkItem
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import Invalid
from backend.lib.money import CENT, Rounding

D = Decimal
OFFICE = calendar_from(
    {
        "tz": "Europe/Monaco",
        "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
STANDARD = Treatment("standard", D("20.00"))
TERMS = ChargeTerms(OFFICE, dict.fromkeys(LineKind, STANDARD))
PRICES = PriceList(
    currency="EUR",
    items=(
        PriceItem(ItemKind.LABOUR, D("60"), "senior", "h"),
        PriceItem(ItemKind.LABOUR, D("40"), "junior", "h"),
        PriceItem(ItemKind.CALL_OUT, D("30")),
        PriceItem(ItemKind.FAILED_VISIT, D("45")),
        PriceItem(ItemKind.TRAVEL_ZONE, D("12.50"), "A"),
        PriceItem(ItemKind.TRAVEL_KM, D("0.85")),
        PriceItem(ItemKind.PART, D("4.2875"), "belt"),
        PriceItem(ItemKind.PART, D("86"), "printer head"),
    ),
    minimum_min=60,
    after_hours_factor=D("1.5"),
)
STANDING = partial(verdict, None)
CONTRACT = partial(
    verdict,
    [
        CoverageRule("5.1", Verdict.COVERED, line_kind=LineKind.LABOUR),
        CoverageRule("5.2", Verdict.COVERED, line_kind=LineKind.CALL_OUT),
        CoverageRule("6.2", Verdict.PAID, in_service_hours=False),
    ],
)
WO_1 = WorkItem("WO-1", "repair", "stopped")


def at(text: str) -> datetime:
    """`17:20` on Monday, 2 March 2026, on a clock in Monaco."""
    return datetime.fromisoformat(f"2026-03-02 {text}").replace(tzinfo=UTC) - timedelta(hours=1)


def spell(
    work_order: str, engineer: str, start: str, end: str, kind: LineKind = LineKind.LABOUR
) -> TimeSpell:
    rate_class = {"Anna": "senior", "Boris": "junior"}.get(engineer, "trainee")
    return TimeSpell(work_order, engineer, rate_class, at(start), at(end), kind)


def labour(start: str, end: str) -> WorkDone:
    return WorkDone(at(start), (WO_1,), (spell("WO-1", "Anna", start, end),), on_site=False)


def shown(lines: tuple[PricedLine, ...]) -> list[tuple[object, ...]]:
    return [
        (line.work_order, line.kind.value, line.engineer, str(line.quantity), str(line.amount))
        for line in lines
    ]


EVENING = WorkDone(
    arrived_at=at("17:10"),
    works=(
        WO_1,
        WorkItem("WO-2", "repair", "no_hurry"),
        WorkItem("WO-3", "repair", "partly", payer="manufacturer"),
    ),
    times=(
        spell("WO-1", "Anna", "17:20", "18:40"),
        spell("WO-1", "Boris", "17:20", "18:10"),
        spell("WO-2", "Anna", "18:40", "19:50"),
        spell("WO-3", "Boris", "18:10", "19:50"),
    ),
    trips=(Trip("Anna", 3400, "A"), Trip("Boris", 3400, "A")),
)


def test_an_evening_of_two_engineers_three_work_orders_and_two_payers() -> None:
    assert shown(priced_lines(EVENING, PRICES, STANDING, TERMS)) == [
        ("WO-1", "call_out", "", "1.000", "30.00"),
        ("WO-1", "travel", "Anna", "1.000", "12.50"),
        ("WO-1", "labour", "Anna", "0.750", "45.00"),  # 80 min -> 90: 45 at 60.00
        ("WO-1", "labour", "Anna", "0.750", "67.50"),  # and 45 at 90.00, after hours
        ("WO-1", "labour", "Boris", "0.800", "32.00"),  # 50 min -> 60: 48 at 40.00
        ("WO-1", "labour", "Boris", "0.200", "12.00"),  # and 12 at 60.00
        ("WO-2", "labour", "Anna", "1.250", "112.50"),  # 70 min -> 75 at 90.00
        ("WO-3", "call_out", "", "1.000", "30.00"),
        ("WO-3", "travel", "Anna", "1.000", "12.50"),
        ("WO-3", "labour", "Boris", "1.750", "105.00"),  # 100 min -> 105 at 60.00
    ]


def test_the_same_evening_under_a_contract() -> None:
    lines = priced_lines(EVENING, PRICES, CONTRACT, TERMS)
    decided = [(line.decision.clause, str(line.list_price), str(line.amount)) for line in lines]
    assert decided[:4] == [
        ("5.2", "30.0000", "0.00"),  # covered: the list price is shown, the amount is zero
        ("not listed", "12.5000", "12.50"),
        ("5.1", "60.0000", "0.00"),
        ("6.2", "90.0000", "67.50"),
    ]
    assert [str(line.amount) for line in lines[4:]] == [
        "0.00",
        "12.00",
        "112.50",
        "30.00",  # the manufacturer is no party to the contract
        "12.50",
        "105.00",
    ]


TRIP = WorkDone(
    at("10:00"),
    tuple(WorkItem(f"WO-{number}") for number in (1, 2, 3)),
    (spell("WO-1", "Anna", "10:00", "11:20"), spell("WO-2", "Anna", "11:20", "12:00")),
    (Trip("Anna", 10_000),),
)


@pytest.mark.parametrize(
    ("split", "call_outs", "km"),
    [
        (TripSplit.FIRST, ["100.00"], ["10.000"]),
        (TripSplit.EVENLY, ["33.34", "33.33", "33.33"], ["3.334", "3.333", "3.333"]),
        (TripSplit.BY_TIME, ["66.67", "33.33"], ["6.667", "3.333"]),
    ],
)
def test_a_trip_is_divided_among_the_work_orders_of_a_payer(
    split: TripSplit, call_outs: list[str], km: list[str]
) -> None:
    """A call-out of 100.00 and ten kilometres; 80, 40 and 0 minutes of labour."""
    items = (PriceItem(ItemKind.CALL_OUT, D(100)), PriceItem(ItemKind.TRAVEL_KM, D("0.85")))
    lines = priced_lines(TRIP, PriceList("EUR", items), STANDING, replace(TERMS, trip_split=split))
    told = [(line.kind, line.work_order) for line in lines if line.kind != LineKind.LABOUR]
    works = ["WO-1", "WO-2", "WO-3"][: len(call_outs)]
    assert told == [(kind, wo) for kind in (LineKind.CALL_OUT, LineKind.TRAVEL) for wo in works]
    assert [str(li.amount) for li in lines if li.kind is LineKind.CALL_OUT] == call_outs
    assert [str(li.quantity) for li in lines if li.kind is LineKind.TRAVEL] == km


def test_each_share_is_decided_by_its_own_work_order() -> None:
    """The second work order is no hurry, which the contract does not pay for."""
    rules = [
        CoverageRule("5.2", Verdict.COVERED, line_kind=LineKind.CALL_OUT),
        CoverageRule("6.1", Verdict.PAID, line_kind=LineKind.CALL_OUT, impact="no_hurry"),
    ]
    works = (WO_1, WorkItem("WO-2", "repair", "no_hurry"))
    lines = priced_lines(
        WorkDone(at("10:00"), works),
        PRICES,
        partial(verdict, rules),
        replace(TERMS, trip_split=TripSplit.EVENLY),
    )
    assert [(li.decision.clause, str(li.amount)) for li in lines] == [
        ("5.2", "0.00"),
        ("6.1", "15.00"),
    ]


def test_nights_and_holidays_have_their_own_factor() -> None:
    """Tuesday 22:30 to Wednesday 00:30, a holiday: 1.5, 2 and 2.5 times 60.00, never multiplied."""
    calendar = calendar_from(
        {"tz": "Europe/Monaco", "week": {"tue": [["09:00", "18:00"]]}, "holidays": ["2026-03-04"]}
    )
    prices = replace(PRICES, night=(time(23), time(6)), night_factor=D(2), holiday_factor=D("2.5"))
    begun = at("22:30") + timedelta(days=1)
    late = TimeSpell("WO-1", "Anna", "senior", begun, begun + timedelta(hours=2))
    work = WorkDone(begun, (WO_1,), (late,), on_site=False)
    lines = priced_lines(work, prices, STANDING, replace(TERMS, calendar=calendar))
    assert [(str(li.quantity), str(li.list_price), str(li.amount)) for li in lines] == [
        ("0.500", "90.0000", "45.00"),
        ("1.000", "120.0000", "120.00"),
        ("0.500", "150.0000", "75.00"),
    ]
    whole = replace(TERMS, calendar=calendar, boundary=Boundary.START)
    (line,) = priced_lines(work, prices, STANDING, whole)
    assert str(line.amount) == "180.00"


def test_from_and_to_are_shown_and_worked_time_is_kept() -> None:
    first, second = priced_lines(EVENING, PRICES, STANDING, TERMS)[2:4]
    assert (first.from_at, first.to_at, first.worked_s) == (at("17:20"), at("18:00"), 2400)
    assert (second.from_at, second.to_at, second.worked_s) == (at("18:00"), at("18:40"), 2400)
    assert (first.in_service_hours, second.in_service_hours) == (True, False)


def test_time_may_be_judged_by_its_start() -> None:
    terms = replace(TERMS, boundary=Boundary.START)
    (line,) = priced_lines(labour("17:20", "18:50"), PRICES, STANDING, terms)
    assert (line.in_service_hours, line.quantity, line.amount) == (True, D("1.5"), D("90.00"))


@pytest.mark.parametrize(
    ("rounding", "step", "end", "hours", "amount"),
    [
        (Rounding.UP, 15, "10:31", "0.750", "45.00"),
        (Rounding.HALF_UP, 15, "10:31", "0.500", "30.00"),
        (Rounding.DOWN, 30, "10:59", "0.500", "30.00"),
        (Rounding.UP, 1, "10:20", "0.333", "19.98"),  # what is printed multiplies to the amount
    ],
)
def test_time_is_rounded_by_name(
    rounding: Rounding, step: int, end: str, hours: str, amount: str
) -> None:
    prices = replace(PRICES, rounding_step_min=step, rounding_mode=rounding)
    (line,) = priced_lines(labour("10:00", end), prices, STANDING, TERMS)
    assert (line.quantity, line.amount) == (D(hours), D(amount))


def test_two_spells_of_one_engineer_are_rounded_once() -> None:
    work = replace(
        labour("10:00", "10:08"),
        times=(spell("WO-1", "Anna", "10:00", "10:08"), spell("WO-1", "Anna", "11:00", "11:07")),
    )
    (line,) = priced_lines(work, PRICES, STANDING, TERMS)
    assert (line.quantity, line.from_at, line.to_at) == (D("0.25"), at("10:00"), at("11:07"))


def test_the_minimum_lifts_the_first_paid_labour_of_a_payer() -> None:
    work = replace(labour("10:00", "10:20"), on_site=True)
    lines = {line.kind: line for line in priced_lines(work, PRICES, STANDING, TERMS)}
    assert lines[LineKind.LABOUR].quantity == D("1")
    assert lines[LineKind.LABOUR].worked_s == 1200


def test_the_minimum_counts_covered_labour_too_and_never_lifts_it() -> None:
    work = replace(labour("17:20", "18:20"), on_site=True)
    paid = [line for line in priced_lines(work, PRICES, CONTRACT, TERMS) if line.amount]
    assert [(line.quantity, line.amount) for line in paid] == [(D("0.333"), D("29.97"))]
    short = replace(labour("10:00", "10:20"), on_site=True)
    assert not any(line.amount for line in priced_lines(short, PRICES, CONTRACT, TERMS))


def test_remote_work_has_no_call_out_no_travel_and_no_minimum() -> None:
    work = replace(labour("10:00", "10:20"), trips=(Trip("Anna", 3400, "A"),))
    assert shown(priced_lines(work, PRICES, STANDING, TERMS)) == [
        ("WO-1", "labour", "Anna", "0.500", "30.00")
    ]


@pytest.mark.parametrize(
    ("trip", "unit", "code", "quantity", "amount"),
    [
        (Trip("Anna", 3456, "A"), "trip", "A", "1.000", "12.50"),
        (Trip("Anna", 3456, "B"), "km", "", "3.456", "2.94"),  # 2.9376
        (Trip("Anna", 3456), "km", "", "3.456", "2.94"),
    ],
)
def test_travel_by_zone_where_it_has_a_price_else_by_kilometre(
    trip: Trip, unit: str, code: str, quantity: str, amount: str
) -> None:
    work = WorkDone(at("10:00"), (WO_1,), trips=(trip,))
    line = priced_lines(work, PRICES, STANDING, TERMS)[1]
    assert (line.unit, line.item_code, line.quantity, line.amount) == (
        unit,
        code,
        D(quantity),
        D(amount),
    )


def test_each_engineer_travels_where_the_contract_says_so() -> None:
    terms = replace(TERMS, travel_each_engineer=True)
    lines = priced_lines(EVENING, PRICES, STANDING, terms)
    travel = [(line.payer, line.engineer) for line in lines if line.kind is LineKind.TRAVEL]
    assert travel == [
        ("contract_party", "Anna"),
        ("contract_party", "Boris"),
        ("manufacturer", "Anna"),
        ("manufacturer", "Boris"),
    ]


def test_a_list_that_prices_neither_call_out_nor_travel_charges_neither() -> None:
    prices = replace(PRICES, items=PRICES.items[:2])
    work = WorkDone(at("10:00"), (WO_1,), trips=(Trip("Anna", 3400, "A"),))
    assert priced_lines(work, prices, STANDING, TERMS) == ()


def test_a_failed_visit_costs_its_fee_and_the_waiting_but_no_call_out_and_no_travel() -> None:
    work = WorkDone(
        at("10:00"),
        (WO_1,),
        (spell("WO-1", "Anna", "10:00", "10:30", LineKind.WAITING),),
        (Trip("Anna", 3400, "A"),),
        failed=True,
    )
    assert shown(priced_lines(work, PRICES, STANDING, TERMS)) == [
        ("WO-1", "failed_visit", "", "1.000", "45.00"),
        ("WO-1", "waiting", "Anna", "0.500", "30.00"),  # no price of its own: costs like labour
    ]


def test_waiting_may_have_a_price_of_its_own() -> None:
    prices = replace(PRICES, items=(*PRICES.items, PriceItem(ItemKind.WAITING, D("20"))))
    work = replace(
        labour("10:00", "10:30"),
        times=(spell("WO-1", "Anna", "10:00", "10:30", LineKind.WAITING),),
    )
    (line,) = priced_lines(work, prices, STANDING, TERMS)
    assert (line.kind, line.amount) == (LineKind.WAITING, D("10.00"))


def test_a_call_out_after_hours_may_have_a_price_of_its_own() -> None:
    night = PriceItem(ItemKind.CALL_OUT, D("75"), "after_hours")
    prices = replace(PRICES, items=(*PRICES.items, night))
    for arrived, amount in (("17:59", "30.00"), ("18:00", "75.00")):
        (line,) = priced_lines(WorkDone(at(arrived), (WO_1,)), prices, STANDING, TERMS)
        assert line.amount == D(amount)


def test_parts_have_decimal_quantities_and_prices_of_four_digits() -> None:
    work = replace(
        labour("10:00", "10:15"),
        times=(),
        parts=(
            UsedPart("WO-1", "belt", D("2.375"), "m"),
            UsedPart("WO-1", "printer head", D("1"), warranty="maker 2027"),
        ),
    )
    belt, head = priced_lines(work, PRICES, CONTRACT, TERMS)
    assert (belt.unit, belt.unit_price, belt.amount) == ("m", D("4.2875"), D("10.18"))  # 10.1828
    assert (head.decision.verdict, head.decision.clause) == (Verdict.WARRANTY, "maker 2027")
    assert (head.list_price, head.amount) == (D("86"), D("0.00"))


def test_a_price_the_list_does_not_have_is_asked_for_not_invented() -> None:
    work = replace(
        labour("10:00", "10:15"),
        times=(spell("WO-1", "Chris", "10:00", "10:15"),),
        parts=(UsedPart("WO-1", "unknown", D("1"), warranty="maker 2027"),),
    )
    trainee, part = priced_lines(work, PRICES, STANDING, TERMS)
    assert (trainee.needs_price, trainee.amount) == (True, D("0.00"))
    assert not part.needs_price  # nobody pays for it


def test_a_discount_and_the_named_rounding_of_money() -> None:
    work = replace(labour("10:00", "10:15"), times=(), parts=(UsedPart("WO-1", "belt", D("3")),))
    for rounding, amount in ((Rounding.HALF_UP, "11.58"), (Rounding.DOWN, "11.57")):
        terms = replace(TERMS, discount_percent=D("10"), money_rounding=rounding)
        (line,) = priced_lines(work, PRICES, STANDING, terms)
        assert line.amount == D(amount)  # 3 x 4.2875 = 12.8625, less a tenth 11.57625
        assert line.unit_price == D("4.2875")


def test_a_kind_of_line_may_have_a_discount_of_its_own() -> None:
    prices = replace(
        PRICES, items=(*PRICES.items, PriceItem(ItemKind.PART, D("34.55"), "fan")), minimum_min=0
    )
    own = {LineKind.PART: D("25"), LineKind.CALL_OUT: D("0")}
    terms = replace(TERMS, discount_percent=D("10"), discounts=own)
    work = replace(
        labour("10:00", "10:45"),
        on_site=True,
        trips=(Trip("Anna", 3400, "A"),),
        parts=(UsedPart("WO-1", "fan", D("2")),),
    )
    lines = priced_lines(work, prices, STANDING, terms)
    assert [(str(line.kind), line.discount_percent, line.amount) for line in lines] == [
        ("call_out", D(0), D("30.00")),
        ("travel", D(10), D("11.25")),
        ("labour", D(10), D("40.50")),
        ("part", D(25), D("51.83")),
    ]
    told = [sentence for sentence in lines[-1].why if sentence.kind == "made_discounted"]
    assert told[0].values["percent"] == D(25)
    assert "made" in [sentence.kind for sentence in lines[0].why]


def test_lines_go_straight_into_the_vat_of_a_document() -> None:
    summary = vat_summary(priced_lines(EVENING, PRICES, STANDING, TERMS))
    assert (summary.net, summary.vat, summary.gross) == (D("459.00"), D("91.80"), D("550.80"))
    gross_list = replace(PRICES, prices_include_vat=True)
    backwards = vat_summary(priced_lines(EVENING, gross_list, STANDING, TERMS))
    assert (backwards.net, backwards.vat, backwards.gross) == (D("382.50"), D("76.50"), D("459.00"))


@pytest.mark.parametrize(
    ("build", "field"),
    [
        (lambda: PriceItem(ItemKind.PART, 4.2), "price"),
        (lambda: PriceItem(ItemKind.PART, D("-1")), "price"),
        (lambda: PriceItem(ItemKind.PART, D("0.00001")), "price"),
        (lambda: replace(PRICES, currency="euro"), "currency"),
        (lambda: replace(PRICES, items=PRICES.items * 2), "items"),
        (lambda: replace(PRICES, minimum_min=-1), "minimum_min"),
        (lambda: replace(PRICES, rounding_step_min=0), "rounding_step_min"),
        (lambda: replace(PRICES, after_hours_factor=D(0)), "after_hours_factor"),
        (lambda: replace(TERMS, treatments={LineKind.PART: STANDARD}), "treatments"),
        (lambda: replace(TERMS, discount_percent=D(101)), "discount_percent"),
        (lambda: replace(TERMS, discounts={LineKind.PART: D(-1)}), "discounts.part"),
        (lambda: UsedPart("WO-1", "belt", D(0)), "quantity"),
        (lambda: UsedPart("WO-1", "belt", D("0.0001")), "quantity"),
        (lambda: UsedPart("WO-1", "belt", 0.5), "quantity"),
        (lambda: Trip("Anna", -1), "distance_m"),
        (lambda: spell("WO-1", "Anna", "10:00", "10:00"), "ended_at"),
        (lambda: spell("WO-1", "Anna", "10:00", "11:00", LineKind.PART), "kind"),
        (lambda: replace(EVENING, works=()), "works"),
        (lambda: replace(EVENING, works=(WO_1, WO_1)), "works"),
        (lambda: replace(EVENING, works=(WO_1,)), "times"),
        (lambda: replace(labour("10:00", "11:00"), parts=(UsedPart("WO-9", "x", D(1)),)), "parts"),
    ],
)  # fmt: skip
def test_what_goes_in_is_checked_at_birth(build: object, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        build()  # type: ignore[operator]
    assert refusal.value.field == field


minutes = st.integers(0, 3 * 24 * 60)
orders = st.sampled_from(["WO-1", "WO-2", "WO-3"])
spells = st.builds(
    lambda order, who, start, length, kind: TimeSpell(
        order, who, who, at("00:00") + timedelta(minutes=start),
        at("00:00") + timedelta(minutes=start, seconds=length), kind,
    ),
    orders, st.sampled_from(["senior", "junior", "trainee"]), minutes, st.integers(1, 36_000),
    st.sampled_from([LineKind.LABOUR, LineKind.WAITING]),
)  # fmt: skip
used_parts = st.builds(
    UsedPart,
    orders,
    st.sampled_from(["belt", "printer head", "unknown"]),
    st.decimals("0.001", "99", places=3),
)
visits = st.builds(
    WorkDone,
    arrived_at=minutes.map(lambda m: at("00:00") + timedelta(minutes=m)),
    works=st.just(EVENING.works),
    times=st.lists(spells, max_size=5).map(tuple),
    trips=st.lists(st.builds(Trip, st.just("Anna"), st.integers(0, 90_000)), max_size=2).map(tuple),
    parts=st.lists(used_parts, max_size=4).map(tuple),
    on_site=st.booleans(),
    failed=st.booleans(),
)
price_lists = st.builds(
    lambda step, mode, minimum, factor, gross, night: replace(
        PRICES, rounding_step_min=step, rounding_mode=mode, minimum_min=minimum,
        after_hours_factor=factor, prices_include_vat=gross, night=night,
        night_factor=D("1.75"), holiday_factor=D(2),
    ),
    st.sampled_from([1, 5, 6, 15, 30, 60]), st.sampled_from(Rounding), st.sampled_from([0, 45, 60]),
    st.decimals("1", "3", places=3), st.booleans(),
    st.sampled_from([None, (time(22), time(6)), (time(17, 30), time(18, 30))]),
)  # fmt: skip
terms = st.builds(
    lambda boundary, discount, rounding, split, each: replace(
        TERMS, boundary=boundary, discount_percent=discount, money_rounding=rounding,
        trip_split=split, travel_each_engineer=each,
    ),
    st.sampled_from(Boundary), st.decimals("0", "100", places=2), st.sampled_from(Rounding),
    st.sampled_from(TripSplit), st.booleans(),
)  # fmt: skip


@given(visits, price_lists, terms, st.sampled_from([STANDING, CONTRACT]))
def test_lines_add_up_to_the_document_without_a_float(
    work: WorkDone, prices: PriceList, agreed: ChargeTerms, decide: partial
) -> None:
    lines = priced_lines(work, prices, decide, agreed)
    summary = vat_summary(lines)
    kept = summary.gross if prices.prices_include_vat else summary.net
    assert kept == sum((line.amount for line in lines), D(0))
    for line in lines:
        assert line.amount == line.amount.quantize(CENT) >= 0
        assert line.decision.is_charged or line.amount == 0
        values: Mapping[str, object] = {n: getattr(line, n) for n in line.__dataclass_fields__}
        assert not any(isinstance(value, float) for value in values.values())


WITHIN = partial(
    verdict,
    [CoverageRule("5.1", Verdict.COVERED, line_kind=kind, quota="q") for kind in LineKind],
)


@given(visits, price_lists, terms, st.sampled_from(QuotaUnit), st.decimals("-2", "9", places=2))
def test_a_quota_covers_what_is_left_of_it_and_no_more(
    work: WorkDone, prices: PriceList, agreed: ChargeTerms, unit: QuotaUnit, left: Decimal
) -> None:
    """With and without a quota the same hours are billed; what is covered was left, and what was
    asked for beyond it is overdraft."""
    free = priced_lines(work, prices, WITHIN, agreed)
    count = QuotaCount({"q": QuotaLeft("q", unit, left)})
    lines = priced_lines(work, prices, WITHIN, replace(agreed), count)
    taken = count.taken().get("q")
    hours = [line for line in lines if line.unit == "h" and line.decision.quota]
    covered = sum((li.quantity for li in hours if not li.decision.is_charged), D(0))
    if unit is QuotaUnit.HOURS:
        # A minimum may lift what a payer is charged once something is.
        assert sum(li.quantity for li in hours) >= sum(
            li.quantity for li in free if li.unit == "h" and li.decision.quota
        )
        assert covered <= max(left, D(0))
        if taken:
            assert taken.overdraft == max(taken.amount - max(left, D(0)), D(0))
    elif taken:
        assert taken.amount == 1
        assert taken.overdraft == (0 if left >= 1 else 1)
    assert sum(line.worked_s for line in lines) == sum(line.worked_s for line in free)


@given(visits, price_lists, terms)
def test_worked_time_is_neither_lost_nor_counted_twice(
    work: WorkDone, prices: PriceList, agreed: ChargeTerms
) -> None:
    lines = priced_lines(work, prices, STANDING, agreed)
    worked = sum((s.ended_at - s.started_at for s in work.times), timedelta())
    assert sum(line.worked_s for line in lines) == worked.total_seconds()
