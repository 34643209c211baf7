"""What a person may get wrong in hours and promises: each names its field, and the published
version stays in force (docs/sla.md)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.clients.actions import save_object
from backend.contracts.actions import (
    activate_contract,
    add_policy,
    begin_version,
    change_draft,
    save_calendar,
    set_exception,
)
from backend.contracts.actions.clause_checks import NewPolicy
from backend.contracts.as_rules import calendar_for
from backend.contracts.in_force import PromiseFacts, version_in_force
from backend.contracts.models import ContractVersion, SlaPolicy, WorkCalendar
from backend.contracts.terms import sla_terms_for
from backend.contracts.working_time import elapsed
from backend.demo.cast import Cast
from backend.lib.errors import Invalid

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
Deed = Callable[[Cast, ContractVersion], Any]


def hours(week: dict[str, Any]) -> Deed:
    return lambda cast, draft: save_calendar("Odd", week, by=cast.administrator)


def a_day(windows: Any) -> Deed:
    return lambda cast, draft: set_exception(
        cast.contract_version.calendar_id, date(2026, 12, 24), windows, by=cast.administrator
    )


def promise(**values: Any) -> Deed:
    wish: dict[str, Any] = {"clause": "9.1", "targets": {"arrival": 60}} | values
    return lambda cast, draft: add_policy(draft.pk, NewPolicy(**wish), by=cast.administrator)


def equal_twins(cast: Cast, draft: ContractVersion) -> None:
    """A second promise for the same priority and service as clause 3.2."""
    twin = SlaPolicy.objects.get(version=draft, priority="high")
    wish = NewPolicy("9.9", {"arrival": 60}, priority="high", service=twin.service)
    add_policy(draft.pk, wish, by=cast.administrator)
    activate_contract(draft.pk, by=cast.administrator)


def equal_units(cast: Cast, draft: ContractVersion) -> None:
    for clause in ("9.1", "9.2"):
        wish = NewPolicy(clause, {}, equipment=cast.ice_machine, availability_ppm=990_000)
        add_policy(draft.pk, wish, by=cast.administrator)
    activate_contract(draft.pk, by=cast.administrator)


def closed_for_ever(cast: Cast, draft: ContractVersion) -> None:
    shut = WorkCalendar.objects.create(name="Shut", week={})
    change_draft(draft.pk, {"calendar": shut}, by=cast.administrator)
    activate_contract(draft.pk, by=cast.administrator)


def nowhere(cast: Cast, draft: ContractVersion) -> None:
    save_object({"zone": "Mars/Base"}, by=cast.administrator, object_id=cast.hotel_object.pk)


@pytest.mark.parametrize(
    ("deed", "field"),
    [
        (hours({"mon": [["9", "18:00"]]}), "week.mon"),
        (hours({"mon": [["09:00", "25:00"]]}), "week.mon"),
        (hours({"mon": [["09:00"]]}), "week.mon"),
        (hours({"mon": "09:00-18:00"}), "week.mon"),
        (hours({"monday": [["09:00", "18:00"]]}), "week"),
        (a_day([["09:00", "x"]]), "overrides.2026-12-24"),
        (promise(targets={"arrival": 0}), "targets.arrival"),
        (promise(targets={"arrival": -5}), "targets.arrival"),
        (promise(targets={"guess": 5}), "targets"),
        (promise(targets={}), "targets"),
        (promise(pausable=("moon",)), "pausable"),
        (promise(pausable=("access",), pause_caps_min={"access": 0}), "pause_caps_min"),
        (promise(pause_caps_min={"access": 60}), "pause_caps_min"),
        (promise(reminders=(0,)), "reminders"),
        (promise(on_reopen="twice"), "on_reopen"),
        (promise(availability_ppm=0), "availability_ppm"),
        (promise(availability_ppm=1_000_001), "availability_ppm"),
        (equal_twins, "rules"),
        (equal_units, "rules"),
        (closed_for_ever, "calendar"),
        (nowhere, "zone"),
    ],
)
def test_it_is_refused_by_its_field_and_what_was_published_stays(
    cast: Cast, deed: Deed, field: str
) -> None:
    draft = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    facts = PromiseFacts(cast.hotel_object, cast.ice_machine, "goods_at_risk", MONDAY)
    before = sla_terms_for(facts)
    with pytest.raises(Invalid) as refusal:
        deed(cast, draft)
    assert refusal.value.field == field
    if field == "rules":
        assert {refusal.value.context["first"], refusal.value.context["second"]} & {"9.2", "9.9"}
    now = PromiseFacts(cast.hotel_object, cast.ice_machine, "goods_at_risk", MONDAY)
    assert version_in_force(cast.contract.client_id, now) == cast.contract_version
    assert sla_terms_for(now).targets == before.targets


def test_windows_that_overlap_are_one_and_equal_ends_are_a_whole_day(cast: Cast) -> None:
    week = {"mon": [["08:00", "12:00"], ["11:00", "15:00"]], "tue": [["06:00", "06:00"]]}
    calendar = calendar_for(save_calendar("Odd", week, by=cast.administrator), "Etc/UTC")
    monday, wednesday = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 26))
    assert elapsed(calendar, monday, wednesday) == (7 + 24) * 3600
