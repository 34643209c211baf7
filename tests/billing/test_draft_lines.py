"""Drafting the lines of an ended visit, by the contract, by standing terms, by another payer."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.billing.actions import draft_lines
from backend.billing.models import BillableLine
from backend.catalog.models import EquipmentType, LegalEntityDetails, Reason, TaxTreatment
from backend.clients.models import Equipment
from backend.contracts.models import PriceItem, StandingTerms
from backend.demo.agreement import publish
from backend.demo.cast import Cast, contract_like
from backend.dispatch.models import Visit, VisitWork
from backend.fieldwork.models import TimeEntry
from backend.journal.models import Entry
from backend.lib.errors import Refused
from tests.billing.conftest import Facts, ended_visit, failed_visit, said
from tests.onsite import ordered_work


def test_it_works(cast: Cast, visit: Visit) -> None:
    """80 minutes are billed as 90; the contract covers all but the fan of 34.50."""
    lines = draft_lines(visit.id)
    assert said(lines) == [
        ("call_out", "covered", "3.2", "1.000", "0.00", "0.00"),
        ("travel", "covered", "3.2", "1.000", "0.00", "0.00"),
        ("labour", "covered", "3.2", "1.500", "0.00", "0.00"),
        ("part", "paid", "4.1", "1.000", "34.50", "34.50"),
    ]
    assert [f"{line.list_price:.2f}" for line in lines] == ["60.00", "25.00", "80.00", "34.50"]
    assert {line.state for line in lines} == {"proposed"}
    assert {line.bill_to for line in lines} == {cast.hotel}
    assert {line.supplied_on for line in lines} == {date(2026, 11, 16)}
    assert lines[2].text == "Labour: Ice machine A-113 HZ-99120"
    entry = Entry.objects.get(kind="lines.drafted")
    assert (entry.subject_id, entry.data) == (visit.id, {"lines": 4, "net": "34.50"})


def test_asked_twice_the_first_draft_stays(visit: Visit) -> None:
    first = draft_lines(visit.id)
    assert [line.id for line in draft_lines(visit.id)] == [line.id for line in first]
    assert Entry.objects.filter(kind="lines.drafted").count() == 1


def test_without_a_contract_standing_terms_hold(cast: Cast) -> None:
    """60 + 25 + half an hour of 80 + two fans of 34.50 = 194.00."""
    facts = Facts(place=cast.pharmacy_object, work_min=20, fans="2")
    lines = draft_lines(ended_visit(cast, facts).id)
    assert said(lines) == [
        ("call_out", "paid", "standing terms", "1.000", "60.00", "60.00"),
        ("travel", "paid", "standing terms", "1.000", "25.00", "25.00"),
        ("labour", "paid", "standing terms", "0.500", "80.00", "40.00"),
        ("part", "paid", "standing terms", "2.000", "34.50", "69.00"),
    ]
    assert sum(line.net for line in lines) == Decimal("194.00")


def test_time_after_hours_is_worth_more(cast: Cast) -> None:
    """17:30 to 18:30, hours until 18:00: half an hour worth 80, half an hour worth 120."""
    facts = Facts(arrived_at=datetime(2026, 11, 16, 16, 30, tzinfo=UTC), work_min=60)
    labour = [line for line in draft_lines(ended_visit(cast, facts).id) if line.kind == "labour"]
    worth = [(f"{li.quantity:f}", f"{li.list_price:.2f}", f"{li.net:f}") for li in labour]
    assert worth == [("0.500", "80.00", "0.00"), ("0.500", "120.00", "0.00")]


def test_a_visit_without_access_costs_its_fee(cast: Cast) -> None:
    lines = draft_lines(failed_visit(cast, "no_access").id)
    assert said(lines) == [("failed_visit", "paid", "4.3", "1.000", "45.00", "45.00")]


def test_a_visit_that_failed_by_our_fault_costs_nothing(cast: Cast) -> None:
    visit = failed_visit(cast, "wrong_part")
    assert draft_lines(visit.id) == []
    assert not Entry.objects.filter(kind="lines.drafted").exists()


def test_waiting_is_paid_by_its_own_clause(cast: Cast, visit: Visit) -> None:
    entry = TimeEntry.objects.get(visit=visit)
    entry.kind = TimeEntry.Kind.WAIT
    entry.save()
    waiting = next(line for line in draft_lines(visit.id) if line.kind == "waiting")
    assert (waiting.clause, f"{waiting.net:f}") == ("4.4", "60.00")


@pytest.mark.parametrize(("reason", "kinds"), [("access", {"waiting"}), ("third_party", set())])
def test_waiting_is_paid_where_its_reason_is(
    cast: Cast, visit: Visit, reason: str, kinds: set[str]
) -> None:
    """Waiting for access is the client's, for somebody else nobody's to pay for."""
    Reason.objects.get_or_create(
        code="third_party", used_for="wait", whose="third", names={"en": "Somebody else"}
    )
    because = Reason.objects.get(code=reason)
    TimeEntry.objects.filter(visit=visit).update(kind="wait", reason=because)
    assert {line.kind for line in draft_lines(visit.id)} & {"waiting", "labour"} == kinds


def test_voided_time_is_not_billed(visit: Visit) -> None:
    TimeEntry.objects.filter(visit=visit).update(voided_at=visit.completed_at)
    assert "labour" not in {line.kind for line in draft_lines(visit.id)}


def test_a_line_without_a_price_waits_for_a_person(cast: Cast) -> None:
    PriceItem.objects.filter(kind="part").delete()
    facts = Facts(place=cast.pharmacy_object, fans="1")
    fan = draft_lines(ended_visit(cast, facts).id)[-1]
    assert (fan.state, fan.question, fan.net) == ("needs_approval", "no_price", Decimal(0))


def test_cover_of_a_unit_nobody_registered_is_presumed(cast: Cast, visit: Visit) -> None:
    """The office confirms before the client relies on it; what is paid needs no confirmation."""
    order = visit.works.get().work_order
    order.equipment = None
    order.save()
    states = {line.kind: (line.state, line.question) for line in draft_lines(visit.id)}
    assert states["labour"] == ("needs_approval", "presumed")
    assert states["part"] == ("proposed", "")


def test_another_payer_is_billed_at_the_list_price(cast: Cast, visit: Visit) -> None:
    """The contract of the hotel does not speak for the pharmacy: 60 + 25 + 120 + 34.50."""
    order = visit.works.get().work_order
    order.bill_to = cast.pharmacy
    order.save()
    lines = draft_lines(visit.id)
    assert {(line.bill_to, line.payer) for line in lines} == {(cast.pharmacy, "other_client")}
    assert {line.clause for line in lines} == {"another payer"}
    assert sum(line.net for line in lines) == Decimal("239.50")


def test_the_payer_decides_the_tax(cast: Cast, visit: Visit) -> None:
    """A payer abroad is taxed as such, whatever holds for the client of the contract."""
    theirs = LegalEntityDetails.objects.get(entity__clients=cast.pharmacy)
    theirs.country = "BG"
    theirs.save()
    abroad = TaxTreatment.objects.create(
        code="BG-AE",
        entity=cast.our_entity,
        their_country="BG",
        rate=0,
        category="AE",
        valid_from=date(2014, 1, 1),
    )
    order = visit.works.get().work_order
    order.bill_to = cast.pharmacy
    order.save()
    assert {line.tax_treatment for line in draft_lines(visit.id)} == {abroad}


def test_each_work_order_falls_under_its_own_contract(cast: Cast, visit: Visit) -> None:
    """A second contract of the hotel for ovens: the way is billed once, labour by each."""
    oven = EquipmentType.objects.create(code="oven", names={"en": "Oven"})
    other, version = contract_like(cast, cast.hotel, "C-900", [oven], signed_on=date(2026, 1, 5))
    version.coverage_rules.filter(line_kind="labour").update(verdict="paid", clause="9.1")
    publish(version)
    unit = Equipment.objects.create(
        client=cast.hotel, object=cast.hotel_object, type=oven, name="Oven"
    )
    order = ordered_work(cast)
    order.contract_version, order.equipment = version, unit
    order.save()
    VisitWork.objects.create(visit=visit, work_order=order)
    spent = TimeEntry.objects.get(visit=visit)
    spent.pk, spent.work_order = order.id, order
    spent.save(force_insert=True)
    lines = draft_lines(visit.id)
    kinds = [line.kind for line in lines]
    assert (kinds.count("call_out"), kinds.count("travel")) == (1, 1)
    by_clause = {line.clause: line.net for line in lines if line.kind == "labour"}
    assert by_clause == {"3.2": Decimal(0), "9.1": Decimal("120.00")}
    assert {line.contract_version.contract.number for line in lines} == {"C-104", other.number}


def test_prices_with_vat_are_kept_gross_and_shown_net(cast: Cast) -> None:
    """120.00 with 20 % in it are 100.00 net."""
    cast.price_list.prices_include_vat = True
    cast.price_list.save()
    PriceItem.objects.filter(kind="labour").update(price=120)
    facts = Facts(place=cast.pharmacy_object, work_min=60)
    labour = draft_lines(ended_visit(cast, facts).id)[-1]
    assert (labour.prices_include_vat, labour.amount, labour.net) == (
        True,
        Decimal("120.00"),
        Decimal("100.00"),
    )


def test_text_is_in_the_language_of_the_client(cast: Cast) -> None:
    cast.hotel.language = "uk"
    cast.hotel.save()
    fan = draft_lines(ended_visit(cast, Facts(fans="1")).id)[-1]
    assert "Вентилятор 120 мм" in fan.text


@pytest.mark.parametrize(
    ("lacking", "code"),
    [(StandingTerms, "no-standing-terms"), (TaxTreatment, "no-tax-treatment")],
)
def test_what_is_not_set_up_is_named(cast: Cast, lacking: type, code: str) -> None:
    visit = ended_visit(cast, Facts(place=cast.pharmacy_object))
    lacking.objects.all().delete()
    with pytest.raises(Refused) as refused:
        draft_lines(visit.id)
    assert refused.value.code == code
    assert not BillableLine.objects.exists()
