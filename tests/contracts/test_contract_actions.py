"""Drafting and activating a contract: what would fail later is refused before it is published."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from backend.billing.fees import due_fees
from backend.clients.models import ObjectGroup
from backend.contracts.actions import (
    NewContract,
    NewPolicy,
    activate_contract,
    add_coverage_rule,
    add_policy,
    add_service,
    begin_version,
    change_draft,
    draft_contract,
    end_contract,
    remove_clause,
    resume_contract,
    save_calendar,
    set_priority,
    suspend_contract,
)
from backend.contracts.models import ContractVersion, RecurringFee
from backend.contracts.promise import promise_for
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused
from tests.agreed import revised

MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def draft(cast: Cast) -> ContractVersion:
    """A contract for the pharmacy, with nothing in it yet."""
    return draft_contract(wish(cast), by=cast.administrator)


def wish(cast: Cast, **changes: object) -> NewContract:
    known = {
        "number": "C-200",
        "client": cast.pharmacy,
        "our_entity": cast.our_entity,
        "their_entity": cast.pharmacy.entities.get(),
        "valid_from": date(2026, 11, 1),
        "calendar": cast.calendar,
        "price_list": cast.price_list,
    }
    return NewContract(**{**known, **changes})


def promise(version: ContractVersion, cast: Cast, **changes: object) -> None:
    known = {"clause": "2.1", "targets": {"arrival": 60}}
    add_policy(version.pk, NewPolicy(**{**known, **changes}), by=cast.administrator)


def test_it_works(cast: Cast, draft: ContractVersion) -> None:
    by = cast.administrator
    service = add_service(
        draft.pk,
        {"code": "cold", "names": {"en": "Cold"}, "work_types": [cast.repair]},
        by=by,
    )
    set_priority(draft.pk, "stopped", "critical", by=by)
    promise(draft, cast, service=service, priority="critical", pausable=("access",))
    add_coverage_rule(draft.pk, {"clause": "2.2", "verdict": "covered"}, by=by)
    activate_contract(draft.pk, by=by)

    told = promise_for(cast.pharmacy_object, cast.pharmacy_fridge, "stopped", MONDAY_0900)
    assert (told.contract, told.priority) == ("C-200", "critical")
    assert told.moments[0].due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (told.headline.verdict, told.headline.clause) == ("covered", "2.2")
    kinds = list(Entry.objects.filter(subject_id=draft.contract_id).values_list("kind", flat=True))
    assert kinds == ["contract.drafted"] * 5 + ["contract.activated"]


def test_a_draft_promises_nothing(cast: Cast, draft: ContractVersion) -> None:
    told = promise_for(cast.pharmacy_object, cast.pharmacy_fridge, "stopped", MONDAY_0900)
    assert told.contract == ""


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"number": ""}, "number", "blank"),
        ({"number": "C-104"}, "number", "taken"),
        ({"number": "C" * 41}, "number", "too-long"),
        ({"grace_days": -1}, "grace_days", "not-valid"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, change: dict, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        draft_contract(wish(cast, **change), by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_entities_are_on_their_sides(cast: Cast) -> None:
    theirs = cast.hotel.entities.get()
    for change, field in (
        ({"our_entity": theirs}, "our_entity"),
        ({"their_entity": theirs}, "their_entity"),
    ):
        with pytest.raises(Invalid) as refusal:
            draft_contract(wish(cast, **change), by=cast.administrator)
        assert refusal.value.field == field


def test_hours_that_never_open_are_a_gap(cast: Cast, draft: ContractVersion) -> None:
    never = save_calendar("Never", {}, by=cast.administrator)
    change_draft(draft.pk, {"calendar": never}, by=cast.administrator)
    with pytest.raises(Invalid) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == ("calendar", "never-open")


def test_a_list_without_prices_then_is_a_gap(cast: Cast, draft: ContractVersion) -> None:
    change_draft(draft.pk, {"valid_from": date(2025, 1, 1)}, by=cast.administrator)
    with pytest.raises(Refused) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert refusal.value.code == "no-prices"


def test_a_promise_without_a_target_is_a_gap(cast: Cast, draft: ContractVersion) -> None:
    draft.policies.create(clause="9.9")
    with pytest.raises(Refused) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert (refusal.value.code, refusal.value.context) == (
        "policy-without-target",
        {"clause": "9.9"},
    )


def test_two_equal_promises_are_both_named(cast: Cast, draft: ContractVersion) -> None:
    promise(draft, cast, clause="2.1", priority="high")
    promise(draft, cast, clause="2.7", priority="high")
    with pytest.raises(Invalid) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert refusal.value.code == "equal-selectors"
    assert refusal.value.context == {"first": "2.1", "second": "2.7"}
    draft.refresh_from_db()
    assert draft.published_at is None


def test_two_equal_coverage_rules_are_both_named(cast: Cast, draft: ContractVersion) -> None:
    for clause, verdict in (("5.1", "covered"), ("5.2", "paid")):
        add_coverage_rule(
            draft.pk,
            {"clause": clause, "verdict": verdict, "impact": "stopped"},
            by=cast.administrator,
        )
    with pytest.raises(Invalid) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert refusal.value.context == {"first": "5.1", "second": "5.2"}


def test_services_that_never_meet_do_not_clash(cast: Cast, draft: ContractVersion) -> None:
    by = cast.administrator
    one = add_service(draft.pk, {"code": "a", "equipment_types": [cast.ice_machine.type]}, by=by)
    promise(draft, cast, clause="2.1", service=one)
    same = add_service(draft.pk, {"code": "b", "work_types": [cast.repair]}, by=by)
    promise(draft, cast, clause="2.2", service=same)
    with pytest.raises(Invalid):
        activate_contract(draft.pk, by=by)
    same.work_types.clear()
    lift = cast.ice_machine.type.__class__.objects.create(code="lift")
    same.equipment_types.set([lift])
    activate_contract(draft.pk, by=by)


def test_groups_clash_where_an_object_is_in_both(cast: Cast, draft: ContractVersion) -> None:
    groups = [ObjectGroup.objects.create(client=cast.pharmacy, name=name) for name in "AB"]
    for group in groups:
        promise(draft, cast, clause=group.name, object_group=group)
        group.service_objects.add(cast.pharmacy_object)
    with pytest.raises(Invalid) as refusal:
        activate_contract(draft.pk, by=cast.administrator)
    assert set(refusal.value.context.values()) == {"A", "B"}
    groups[0].service_objects.clear()
    activate_contract(draft.pk, by=cast.administrator)


def test_a_published_version_never_changes(cast: Cast) -> None:
    by, version = cast.administrator, cast.contract_version
    for late in (
        lambda: change_draft(version.pk, {"valid_to": date(2030, 1, 1)}, by=by),
        lambda: add_coverage_rule(version.pk, {"clause": "1", "verdict": "paid"}, by=by),
        lambda: set_priority(version.pk, "stopped", "low", by=by),
        lambda: remove_clause(version.pk, uuid4(), by=by),
        lambda: activate_contract(version.pk, by=by),
    ):
        with pytest.raises(Refused) as refusal:
            late()
        assert refusal.value.code == "version-published"


def test_an_edit_makes_a_new_version(cast: Cast) -> None:
    by = cast.administrator
    version = begin_version(cast.contract.pk, date(2027, 1, 1), by=by)
    assert (version.number, version.published_at) == (2, None)
    old = cast.contract_version
    assert version.policies.count() == old.policies.count() == 4
    assert version.coverage_rules.count() == old.coverage_rules.count()
    assert version.services.get().work_types.get() == cast.repair
    policy = version.policies.filter(priority="high").get()
    assert policy.service == version.services.get()
    assert policy.targets.get(kind="arrival").target_min == 240
    with pytest.raises(Refused) as refusal:
        begin_version(cast.contract.pk, date(2028, 1, 1), by=by)
    assert refusal.value.code == "draft-exists"
    remove_clause(version.pk, policy.pk, by=by)
    activate_contract(version.pk, by=by)
    assert old.policies.count() == 4


def test_a_version_begins_no_earlier_than_the_last(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        begin_version(cast.contract.pk, date(2025, 12, 31), by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == ("valid_from", "too-early")


def test_a_version_may_replace_the_last_from_its_first_day(cast: Cast) -> None:
    """A mistake in the first version is put right as if it had never been: 90 a month, once."""
    with revised(cast.contract_version) as first:
        RecurringFee.objects.create(version=first, names={"en": "Care"}, amount=100, clause="5.1")
    version = begin_version(cast.contract.pk, date(2026, 1, 1), by=cast.administrator)
    version.coverage_rules.filter(line_kind="labour").update(clause="9.1")
    version.recurring_fees.update(amount=90)
    activate_contract(version.pk, by=cast.administrator)
    told = promise_for(cast.hotel_object, cast.ice_machine, "stopped", MONDAY_0900)
    assert told.headline.clause == "9.1"
    due = list(due_fees(cast.contract, date(2026, 10, 1)))
    assert [(each.fee.version, each.amount) for each in due] == [(version, Decimal("90.00"))]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"clause": " "}, "clause", "blank"),
        ({"clause": "a" * 41}, "clause", "too-long"),
        ({"targets": {}}, "targets", "blank"),
        ({"targets": {"smile": 5}}, "targets", "unknown"),
        ({"targets": {"arrival": 0}}, "targets.arrival", "out-of-range"),
        ({"priority": "dire"}, "priority", "unknown"),
        ({"pausable": ("moon",)}, "pausable", "unknown"),
        ({"late_price_per_h": Decimal(-1)}, "late_price_per_h", "negative"),
    ],
)
def test_a_bad_promise_names_the_field(
    cast: Cast, draft: ContractVersion, change: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        promise(draft, cast, **change)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_selectors_are_the_clients_own(cast: Cast, draft: ContractVersion) -> None:
    with pytest.raises(Invalid) as refusal:
        promise(draft, cast, object=cast.hotel_object)
    assert (refusal.value.field, refusal.value.code) == ("object", "other-client")


def test_dates_of_a_draft_are_in_order(cast: Cast, draft: ContractVersion) -> None:
    with pytest.raises(Invalid) as refusal:
        change_draft(draft.pk, {"valid_to": date(2026, 10, 1)}, by=cast.administrator)
    assert refusal.value.field == "valid_to"
    with pytest.raises(Invalid) as refusal:
        change_draft(draft.pk, {"published_at": None}, by=cast.administrator)
    assert refusal.value.field == "published_at"


def test_a_suspended_contract_may_go_on(cast: Cast) -> None:
    by = cast.administrator
    suspend_contract(cast.contract.pk, reason="Unpaid", by=by)
    told = promise_for(cast.hotel_object, cast.ice_machine, "stopped", MONDAY_0900)
    assert told.contract == ""
    resume_contract(cast.contract.pk, by=by)
    told = promise_for(cast.hotel_object, cast.ice_machine, "stopped", MONDAY_0900)
    assert told.contract == "C-104"
    end_contract(cast.contract.pk, reason="Sold", by=by)
    with pytest.raises(Refused):
        resume_contract(cast.contract.pk, by=by)
    with pytest.raises(NotFound):
        end_contract(uuid4(), reason="?", by=by)


def test_reasons_are_needed(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        suspend_contract(cast.contract.pk, reason="", by=cast.administrator)
    assert refusal.value.code == "reason-needed"
