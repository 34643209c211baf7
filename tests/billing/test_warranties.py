"""Warranties and repeats through rows: earned by paid work, proposed, judged by people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from backend.billing.actions import draft_lines
from backend.billing.redeciding import redecide_work
from backend.catalog.models import Symptom
from backend.clients.models import Client
from backend.contracts.actions import NewWarranty, give_warranty, void_warranty
from backend.contracts.models import StandingTerms, Warranty
from backend.contracts.warranties import warranties_of
from backend.demo.cast import Cast
from backend.demo.firm import entity
from backend.desk.actions import judge_repeat, note_symptom
from backend.desk.actions.repeats import propose_repeat
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit, VisitWork
from backend.journal import kinds
from backend.journal.actions import record
from backend.journal.models import Entry
from backend.lib.errors import Invalid
from tests.agreed import revised
from tests.billing.conftest import MONDAY, Facts, ended_visit, said
from tests.onsite import ordered_work

DAY = date(2026, 11, 16)


@pytest.fixture
def paid(cast: Cast) -> Visit:
    """A visit at the pharmacy without a contract: an hour of labour and one fan, all paid."""
    StandingTerms.objects.update(work_warranty_days=30, part_warranty_days=180)
    visit = ended_visit(cast, Facts(place=cast.pharmacy_object, work_min=60, fans="1"))
    VisitWork.objects.update(outcome="done")
    WorkOrder.objects.update(completed_at=MONDAY + timedelta(hours=1), made_at=MONDAY)
    draft_lines(visit.id)
    return visit


def clauses(visit: Visit) -> dict[str, tuple[str, str]]:
    return {line[0]: (line[1], line[2]) for line in said(draft_lines(visit.id))}


def again(cast: Cast, day: int, *, fans: str = "") -> Visit:
    """The pharmacy's fridge again, on another day of November."""
    arrived = datetime(2026, 11, day, 9, tzinfo=UTC)
    visit = ended_visit(
        cast, Facts(place=cast.pharmacy_object, work_min=60, fans=fans, arrived_at=arrived)
    )
    Request.objects.filter(work_orders__visit_works__visit=visit).update(reported_at=arrived)
    return visit


def test_paid_work_earns_its_warranties(cast: Cast, paid: Visit) -> None:
    order = paid.works.get().work_order
    rows = Warranty.objects.order_by("kind")
    assert [(w.kind, w.until_on, w.source_number, w.part) for w in rows] == [
        ("part", date(2027, 5, 15), order.number, cast.part),
        ("work", date(2026, 12, 16), order.number, None),
    ]


def test_covered_work_earns_none(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        version.work_warranty_days = 30
    visit = ended_visit(cast)
    VisitWork.objects.update(outcome="done")
    draft_lines(visit.id)
    assert not Warranty.objects.exists()


def test_a_part_in_warranty_is_free_and_labour_is_not(cast: Cast, paid: Visit) -> None:
    number = paid.works.get().work_order.number
    assert clauses(again(cast, 20, fans="1")) == {
        "call_out": ("paid", "standing terms"),
        "travel": ("paid", "standing terms"),
        "labour": ("paid", "standing terms"),
        "part": ("warranty", f"2027-05-15 {number}"),
    }


def test_a_repeat_by_our_fault_costs_the_client_nothing(cast: Cast, paid: Visit) -> None:
    """Proposed within the warranty of the work; the judgement decides the open lines again."""
    first = paid.works.get().work_order
    visit = again(cast, 20)
    work = visit.works.get().work_order
    propose_repeat(work)
    work.save()
    assert work.repeat_of == first
    assert sum(line.net for line in draft_lines(visit.id)) == Decimal("165.00")

    judge_repeat(work.pk, "same_fault", by=cast.dispatcher)
    assert redecide_work(work.pk) == 1
    lines = list(visit.lines.order_by("position"))
    assert {(line.verdict, line.clause, line.net) for line in lines} == {
        ("warranty", f"repeat {first.number}", Decimal(0))
    }
    assert {line.former["net"] for line in lines} == {"60.00", "25.00", "80.00"}
    entry = Entry.objects.get(kind=kinds.WORK_REPEAT_JUDGED)
    assert entry.data == {"repeat_of": first.number, "cause": "same_fault"}

    judge_repeat(work.pk, "new_fault", by=cast.dispatcher)
    redecide_work(work.pk)
    assert sum(line.net for line in visit.lines.all()) == Decimal("165.00")


def test_another_symptom_is_no_repeat(cast: Cast, paid: Visit) -> None:
    cold, leaks = (Symptom.objects.create(code=code, names={}) for code in ("cold", "leaks"))
    note_symptom(paid.works.get().work_order.request_id, cold, by=cast.dispatcher)
    work = again(cast, 20).works.get().work_order
    note_symptom(work.request_id, leaks, by=cast.dispatcher)
    work.refresh_from_db()
    assert work.repeat_of is None
    note_symptom(work.request_id, cold, by=cast.dispatcher)
    work.refresh_from_db()
    assert work.repeat_of == paid.works.get().work_order


def test_triage_proposes_within_the_days_of_the_contract(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        version.repeat_days = 10
    first = ordered_work(cast)
    for days, proposed in ((10, first), (11, None)):
        ended = first.request.reported_at - timedelta(days=days)
        WorkOrder.objects.filter(pk=first.pk).update(completed_at=ended)
        second = ordered_work(cast)
        assert second.repeat_of == proposed
        WorkOrder.objects.filter(pk=second.pk).update(completed_at=None)


def test_a_judgement_needs_earlier_work_on_the_same_unit(cast: Cast) -> None:
    work, other = ordered_work(cast), ordered_work(cast, place=cast.pharmacy_object)
    for cause, repeats, field in (
        ("same_fault", None, "repeat_of"),
        ("same_fault", other.pk, "repeat_of"),
        ("bad_weather", None, "cause"),
    ):
        with pytest.raises(Invalid) as refused:
            judge_repeat(work.pk, cause, by=cast.dispatcher, repeat_of=repeats)
        assert refused.value.field == field


def test_a_manufacturers_warranty_bills_the_manufacturer(cast: Cast, visit: Visit) -> None:
    maker = Client.objects.create(code="MAKE", name="Maker")
    maker.entities.add(entity("Maker SA", is_ours=False, registry_number="90S88888"))
    wish = NewWarranty("equipment", DAY, date(2027, 11, 16), payer=maker)
    give_warranty(cast.ice_machine.pk, wish, by=cast.administrator)
    lines = draft_lines(visit.id)
    assert {(line.bill_to, line.payer, line.verdict) for line in lines} == {
        (maker, "other_client", "paid")
    }


def test_a_meter_ends_a_warranty(cast: Cast) -> None:
    """Until 1000 hours: at 1000 it holds, at 1001 it does not; what nobody read has not passed."""
    wish = NewWarranty("equipment", DAY, meter="hours", until_meter=Decimal(1000))
    row = give_warranty(cast.ice_machine.pk, wish, by=cast.administrator)
    for value, held in (("", 1), ("1000", 1), ("1001", 0)):
        if value:
            record(kinds.EQUIPMENT_READ, cast.ice_machine, by=None, meter="hours", value=value)
        assert len(warranties_of(cast.ice_machine, DAY).held) == held
    void_warranty(row.pk, by=cast.administrator)
    assert row not in cast.ice_machine.warranties.filter(voided_at=None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "work"}, "kind"),
        ({"kind": "part"}, "part"),
        ({"until_on": None}, "until_on"),
        ({"until_on": date(2026, 11, 15)}, "until_on"),
        ({"meter": "hours"}, "meter"),
        ({"meter": "hours", "until_meter": Decimal(0)}, "until_meter"),
    ],
)
def test_a_bad_warranty_names_the_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    known = {"kind": "equipment", "starts_on": DAY, "until_on": DAY}
    with pytest.raises(Invalid) as refused:
        give_warranty(
            cast.ice_machine.pk, NewWarranty(**{**known, **changes}), by=cast.administrator
        )
    assert refused.value.field == field
