"""The bridge: what the hotel's contract C-104 promises, read from rows. Numbers by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.catalog.models import EquipmentType, LegalEntity, WorkType
from backend.clients.models import ObjectGroup
from backend.contracts.actions import begin_version
from backend.contracts.as_rules import coverage_rules_for, price_list_for
from backend.contracts.coverage import LineKind
from backend.contracts.in_force import PromiseFacts, standing_terms_at, version_in_force
from backend.contracts.models import (
    CalendarException,
    Contract,
    ContractVersion,
    PriorityRule,
    Service,
    SlaPolicy,
    SlaTarget,
    StandingTerms,
    WorkCalendar,
)
from backend.contracts.promise import decisions_for, promise_for
from backend.contracts.terms import sla_terms_for
from backend.demo.agreement import publish
from backend.demo.cast import Cast
from backend.lib.errors import Invalid, Refused
from tests.agreed import revised

FRIDAY_1730 = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def facts(cast: Cast, **changes: object) -> PromiseFacts:
    known = {
        "object": cast.hotel_object,
        "equipment": cast.ice_machine,
        "impact": "goods_at_risk",
        "reported_at": FRIDAY_1730,
    }
    return PromiseFacts(**{**known, **changes})


def test_it_works(cast: Cast) -> None:
    terms = sla_terms_for(facts(cast))
    assert (terms.version, terms.priority) == (cast.contract_version, "high")
    assert terms.work_type == str(cast.repair.pk)
    assert {t.kind: t.target_s for t in terms.targets} == {
        "response": 60 * 60,
        "arrival": 240 * 60,
        "resolution": 480 * 60,
    }
    arrival = terms.only(["arrival"]).targets[0]
    assert (arrival.clause, arrival.late_price_per_h) == ("3.2", Decimal(40))
    assert arrival.calendar["tz"] == "Europe/Monaco"
    assert "access" in arrival.pausable


def test_the_promise_is_told_in_the_objects_zone(cast: Cast) -> None:
    promise = promise_for(cast.hotel_object, cast.ice_machine, "goods_at_risk", FRIDAY_1730)
    told = {m.kind: m.due_at.strftime("%a %H:%M") for m in promise.moments if m.due_at}
    # 30 minutes of Friday count; 60, 240 and 480 end on Monday.
    assert told == {"response": "Mon 08:30", "arrival": "Mon 11:30", "resolution": "Mon 15:30"}
    assert (promise.contract, promise.zone) == ("C-104", "Europe/Monaco")
    assert (promise.headline.verdict, promise.headline.clause) == ("covered", "3.2")
    lines = {kind: (d.verdict, d.clause) for kind, d in promise.lines}
    assert lines[LineKind.PART] == ("paid", "4.1")


def test_another_impact_has_another_priority(cast: Cast) -> None:
    assert sla_terms_for(facts(cast, impact="stopped")).priority == "critical"
    assert sla_terms_for(facts(cast, impact="no_hurry")).priority == "low"


def test_a_priority_of_ones_own_wins(cast: Cast) -> None:
    terms = sla_terms_for(facts(cast, priority="low"))
    assert terms.only(["arrival"]).targets[0].target_s == 1800 * 60


def test_a_rule_for_the_type_beats_one_for_any(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        PriorityRule.objects.create(
            version=version,
            impact="goods_at_risk",
            priority="critical",
            equipment_type=cast.ice_machine.type,
        )
    assert sla_terms_for(facts(cast)).priority == "critical"


def test_an_unknown_impact_names_the_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        facts(cast, impact="dreadful")
    assert refusal.value.field == "impact"


def test_the_more_specific_policy_wins(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        policy = SlaPolicy.objects.create(
            version=version, clause="3.9", priority="high", object=cast.hotel_object
        )
        # Equal in number to (service, priority), but the object is the narrower selector.
        SlaTarget.objects.create(policy=policy, kind="arrival", target_min=90)
    arrival = sla_terms_for(facts(cast)).only(["arrival"]).targets[0]
    assert (arrival.clause, arrival.target_s) == ("3.9", 90 * 60)


def test_two_equal_policies_are_named(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        twin = Service.objects.create(version=version, code="twin")
        policy = SlaPolicy.objects.create(
            version=version, clause="3.7", service=twin, priority="high"
        )
        SlaTarget.objects.create(policy=policy, kind="arrival", target_min=90)
    with pytest.raises(Invalid) as refusal:
        sla_terms_for(facts(cast))
    assert refusal.value.code == "equal-selectors"
    assert set(refusal.value.context.values()) == {"3.2", "3.7"}


def test_a_service_for_other_equipment_promises_nothing(cast: Cast) -> None:
    cast.ice_machine.type = EquipmentType.objects.create(code="lift")
    assert sla_terms_for(facts(cast)).targets == ()


def test_a_service_for_other_work_promises_nothing(cast: Cast) -> None:
    paint = WorkType.objects.create(code="paint")
    assert sla_terms_for(facts(cast, work_type=paint)).targets == ()


def test_an_excluded_object_is_promised_nothing(cast: Cast) -> None:
    with revised(cast.contract_version) as version:
        version.services.get().excluded_objects.add(cast.hotel_object)
    assert sla_terms_for(facts(cast)).targets == ()


def test_a_service_of_a_group_needs_the_group(cast: Cast) -> None:
    group = ObjectGroup.objects.create(client=cast.hotel, name="Bars")
    with revised(cast.contract_version) as version:
        version.services.get().object_groups.add(group)
    assert sla_terms_for(facts(cast)).targets == ()
    cast.hotel_object.groups.add(group)
    assert len(sla_terms_for(facts(cast)).targets) == 3


def test_a_policy_may_have_hours_of_its_own(cast: Cast) -> None:
    always = WorkCalendar.objects.create(
        name="Always",
        week={d: [["00:00", "24:00"]] for d in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
    )
    with revised(cast.contract_version) as version:
        version.policies.filter(priority="high").update(calendar=always)
    promise = promise_for(cast.hotel_object, cast.ice_machine, "goods_at_risk", FRIDAY_1730)
    arrival = next(m for m in promise.moments if m.kind == "arrival")
    assert arrival.due_at == datetime(2026, 11, 20, 20, 30, tzinfo=UTC)


def test_a_holiday_does_not_count(cast: Cast) -> None:
    CalendarException.objects.create(calendar=cast.calendar, date=date(2026, 11, 23))
    promise = promise_for(cast.hotel_object, cast.ice_machine, "goods_at_risk", FRIDAY_1730)
    arrival = next(m for m in promise.moments if m.kind == "arrival")
    assert arrival.due_at is not None
    assert arrival.due_at.strftime("%a %H:%M") == "Tue 11:30"


def test_other_hours_of_one_date_count(cast: Cast) -> None:
    CalendarException.objects.create(
        calendar=cast.calendar, date=date(2026, 11, 21), windows=[["10:00", "12:00"]]
    )
    promise = promise_for(cast.hotel_object, cast.ice_machine, "goods_at_risk", FRIDAY_1730)
    # 30 on Friday, 120 on Saturday, so 90 of Monday.
    arrival = next(m for m in promise.moments if m.kind == "arrival")
    assert arrival.due_at is not None
    assert arrival.due_at.strftime("%a %H:%M") == "Mon 09:30"


@pytest.mark.parametrize("state", ["draft", "suspended", "expired", "terminated"])
def test_only_an_active_contract_holds(cast: Cast, state: str) -> None:
    Contract.objects.filter(pk=cast.contract.pk).update(state=state)
    terms = sla_terms_for(facts(cast))
    assert (terms.version, terms.targets, terms.priority) == (None, (), "high")


def test_a_draft_version_does_not_hold(cast: Cast) -> None:
    draft = begin_version(cast.contract.pk, date(2026, 11, 20), by=cast.administrator)
    assert sla_terms_for(facts(cast)).version == cast.contract_version
    publish(draft)
    assert sla_terms_for(facts(cast)).version == draft


def test_the_local_date_decides(cast: Cast) -> None:
    """23:30 UTC on 31 December is already 1 January in Monaco, when the version begins."""
    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert sla_terms_for(facts(cast, reported_at=new_year)).version is not None
    before = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    assert sla_terms_for(facts(cast, reported_at=before)).version is None


def test_the_newest_version_that_has_begun_holds(cast: Cast) -> None:
    later = ContractVersion.objects.get(pk=cast.contract_version.pk)
    later.pk, later.number, later.valid_from = None, 2, date(2026, 11, 21)
    later._state.adding = True
    later.save()
    assert version_in_force(cast.hotel.pk, facts(cast)) == cast.contract_version
    saturday = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert version_in_force(cast.hotel.pk, facts(cast, reported_at=saturday)) == later


def test_the_last_day_holds_and_grace_follows(cast: Cast) -> None:
    version = cast.contract_version
    with revised(version) as draft:
        draft.valid_to = date(2026, 11, 20)
    assert not sla_terms_for(facts(cast)).in_grace
    sunday = facts(cast, reported_at=datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert sla_terms_for(sunday).version is None

    Contract.objects.filter(pk=cast.contract.pk).update(grace_days=2)
    terms = sla_terms_for(sunday)
    assert (terms.version, terms.in_grace) == (version, True)
    monday = facts(cast, reported_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert sla_terms_for(monday).version is None

    Contract.objects.filter(pk=cast.contract.pk).update(prolongs_itself=True)
    assert sla_terms_for(monday).version == version


def test_no_contract_means_standing_terms(cast: Cast) -> None:
    StandingTerms.objects.update(prepayment=True)
    promise = promise_for(cast.pharmacy_object, cast.pharmacy_fridge, "stopped", FRIDAY_1730)
    assert (promise.contract, promise.has_sla, promise.prepayment) == ("", False, True)
    assert (promise.headline.verdict, promise.headline.clause) == ("paid", "standing terms")


def test_standing_terms_are_those_of_the_objects_zone(cast: Cast) -> None:
    kyiv = LegalEntity.objects.create(short_name="A Kyiv", is_ours=True, zone="Europe/Kyiv")
    theirs = StandingTerms.objects.create(entity=kyiv, price_list=cast.price_list)
    found = standing_terms_at(cast.pharmacy_object)
    assert found is not None
    assert found.entity == cast.our_entity
    cast.pharmacy_object.zone = "Europe/Kyiv"
    assert standing_terms_at(cast.pharmacy_object) == theirs


def test_warranty_decides_before_any_clause(cast: Cast) -> None:
    cast.ice_machine.warranty_until = date(2026, 11, 20)
    asked = facts(cast)
    decision = dict(decisions_for(asked, sla_terms_for(asked)))[LineKind.PART]
    assert decision.verdict == "warranty"
    cast.ice_machine.warranty_until = date(2026, 11, 19)
    asked = facts(cast)
    decision = dict(decisions_for(asked, sla_terms_for(asked)))[LineKind.PART]
    assert decision.verdict == "paid"


def test_prices_hold_from_their_date(cast: Cast) -> None:
    prices = price_list_for(cast.contract_version, date(2026, 11, 20))
    assert (prices.currency, prices.minimum_min, prices.after_hours_factor) == (
        "EUR",
        30,
        Decimal("1.500"),
    )
    assert len(prices.items) == 6
    with pytest.raises(Refused) as refusal:
        price_list_for(cast.contract_version, date(2025, 12, 31))
    assert refusal.value.code == "no-prices"


def test_no_contract_has_no_rules(cast: Cast) -> None:
    assert coverage_rules_for(None) is None
    rules = coverage_rules_for(cast.contract_version)
    assert rules is not None
    assert {rule.clause for rule in rules} >= {"3.2", "4.1", "4.3"}
