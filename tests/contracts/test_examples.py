"""Examples of a contract: asked of every version, and watched over calendars and prices."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from backend.contracts.actions import (
    activate_contract,
    add_holidays,
    add_prices,
    begin_version,
    remove_example,
    save_calendar,
    save_example,
    save_price_item,
    set_exception,
)
from backend.contracts.examples import run_examples
from backend.contracts.models import ContractExample, ContractVersion
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import CalloutError, Invalid, Refused
from tests.agreed import revised

FRIDAY = {
    "words": "Reported Friday 17:30, goods at risk: arrive by Monday 11:30",
    "asks": "promise",
    "given": {"reported": "2026-11-20T17:30", "impact": "goods_at_risk", "equipment_type": "cold"},
    "expected": {"priority": "high", "arrival": "2026-11-23T11:30", "clause": "3.2"},
}
"""Four open hours of 08-18: half an hour of Friday and three and a half of Monday."""
FILTER = {
    "words": "A fan in warranty costs nothing",
    "asks": "price",
    "given": {"at": "2026-11-16T10:00", "line": "part", "part": "FAN-120", "warranty": True},
    "expected": {"verdict": "warranty", "amount": "0.00"},
}
FAN = {
    "words": "Two fans cost 69.00",
    "asks": "price",
    "given": {"at": "2026-11-16T10:00", "line": "part", "part": "FAN-120", "quantity": "2"},
    "expected": {"verdict": "paid", "clause": "4.1", "amount": "69"},
}


@pytest.fixture
def keep(cast: Cast) -> Callable[..., ContractExample]:
    """Stores examples with the contract."""
    type_ = cast.ice_machine.type
    type_.code = "cold"
    type_.save()
    return lambda *all_: [
        save_example(cast.contract.pk, each, by=cast.administrator) for each in all_
    ][-1]


def told(version: ContractVersion) -> list[tuple[bool, str, list[tuple[str, str, str]]]]:
    return [
        (got.is_green, got.problem, [(d.field, d.expected, d.got) for d in got.differences])
        for _example, got in run_examples(version)
    ]


def test_it_works(cast: Cast, keep: Callable[..., ContractExample]) -> None:
    keep(FRIDAY, FILTER, FAN)
    assert told(cast.contract_version) == [(True, "", [])] * 3


def test_a_red_one_says_what_the_contract_answers(
    cast: Cast, keep: Callable[..., ContractExample]
) -> None:
    keep({**FRIDAY, "expected": {"arrival": "2026-11-23T11:00", "restoration": None}})
    keep({**FAN, "given": {**FAN["given"], "at": "2020-01-01T10:00"}})
    assert told(cast.contract_version) == [
        (False, "", [("arrival", "2026-11-23T11:00", "2026-11-23T11:30")]),
        (False, "no-prices", []),
    ]


def test_labour_across_the_end_of_hours(cast: Cast, keep: Callable[..., ContractExample]) -> None:
    """17:30 to 19:00 by a clause that pays: half an hour at 80.00 and one at 120.00."""
    with revised(cast.contract_version) as version:
        version.coverage_rules.filter(line_kind="labour").update(verdict="paid")
    keep(
        {
            **FAN,
            "given": {"at": "2026-11-20T17:30", "minutes": 90},
            "expected": {"amount": "160.00"},
        }
    )
    assert told(cast.contract_version) == [(True, "", [])]


def test_publishing_with_a_red_one_needs_a_name_and_a_reason(
    cast: Cast, keep: Callable[..., ContractExample]
) -> None:
    keep(FRIDAY, FAN)
    draft = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    draft.policies.get(priority="high").targets.filter(kind="arrival").update(target_min=120)
    with pytest.raises(Refused) as refused:
        activate_contract(draft.pk, by=cast.administrator)
    assert refused.value.code == "examples-red"
    assert refused.value.context == {"count": 1, "first": FRIDAY["words"]}
    draft.refresh_from_db()
    assert draft.published_at is None

    activate_contract(draft.pk, by=cast.administrator, despite="The client agreed to two hours")
    draft.refresh_from_db()
    assert draft.published_despite == "The client agreed to two hours"
    assert draft.published_by == cast.administrator
    entry = Entry.objects.get(kind="contract.examples_overruled")
    assert entry.actor_id == cast.administrator.pk
    assert entry.data == {"reason": "The client agreed to two hours", "red": [FRIDAY["words"]]}


def test_a_green_publication_keeps_no_excuse(
    cast: Cast, keep: Callable[..., ContractExample]
) -> None:
    keep(FRIDAY)
    draft = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    activate_contract(draft.pk, by=cast.administrator, despite="just in case")
    draft.refresh_from_db()
    assert draft.published_despite == ""
    assert not Entry.objects.filter(kind="contract.examples_overruled").exists()


def _week(cast: Cast, despite: str) -> None:
    week = {**cast.calendar.week, "mon": [["09:00", "18:00"]]}
    save_calendar(
        cast.calendar.name,
        week,
        by=cast.administrator,
        calendar_id=cast.calendar.pk,
        despite=despite,
    )


def _holiday(cast: Cast, despite: str) -> None:
    monday = date(2026, 11, 23)
    set_exception(cast.calendar.pk, monday, [], by=cast.administrator, despite=despite)


def _prices(cast: Cast, despite: str) -> None:
    values = {"valid_from": date(2026, 11, 10)}
    version = add_prices(cast.price_list.pk, values, by=cast.biller)
    fan = version.items.get(code="FAN-120")
    price = {"price": Decimal("40")}
    save_price_item(version.pk, price, by=cast.biller, item_id=fan.pk, despite=despite)


@pytest.mark.parametrize("change", [_week, _holiday, _prices])
def test_what_turns_an_example_needs_the_same(
    cast: Cast,
    keep: Callable[..., ContractExample],
    change: Callable[[Cast, str], None],
) -> None:
    keep(FRIDAY, FAN)
    with pytest.raises(Refused) as refused:
        change(cast, "")
    assert refused.value.code == "examples-red"
    cast.price_list.versions.filter(valid_from=date(2026, 11, 10)).delete()
    change(cast, "agreed with the client by letter")
    assert Entry.objects.filter(kind="contract.examples_overruled").count() == 1


def test_what_turns_none_passes_and_a_red_one_stops_nobody_twice(
    cast: Cast, keep: Callable[..., ContractExample]
) -> None:
    keep(FRIDAY)
    assert add_holidays(cast.calendar.pk, "MC", 2027, by=cast.administrator) > 5
    _holiday(cast, "closed that Monday")
    set_exception(cast.calendar.pk, date(2026, 12, 24), [], by=cast.administrator)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": " "}, "words"),
        ({"asks": "weather"}, "asks"),
        ({"given": {}}, "given.reported"),
        ({"given": {"reported": "x", "colour": "red"}}, "given.colour"),
        ({"expected": {}}, "expected"),
        ({"expected": {"amount": "1"}}, "expected.amount"),
        ({"given": None}, "given"),
    ],
)
def test_a_bad_example_names_the_field(
    cast: Cast, keep: Callable[..., ContractExample], change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep({**FRIDAY, **change})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reported": "Friday"}, "not-a-moment"),
        ({"reported": "2026-11-20T17:30Z"}, "not-a-moment"),
        ({"reported": "2026-11-20T17:30", "object": "XX-99"}, "unknown"),
        ({"reported": "2026-11-20T17:30", "equipment_type": "toaster"}, "unknown"),
        ({"reported": "2026-11-20T17:30", "impact": "awful"}, "unknown"),
    ],
)
def test_what_cannot_be_asked_is_red_with_its_reason(
    cast: Cast, keep: Callable[..., ContractExample], given: dict[str, str], code: str
) -> None:
    keep({**FRIDAY, "given": given})
    assert told(cast.contract_version) == [(False, code, [])]


def test_an_example_may_be_changed_and_removed(
    cast: Cast, keep: Callable[..., ContractExample]
) -> None:
    example = keep(FRIDAY)
    save_example(cast.contract.pk, FAN, by=cast.administrator, example_id=example.pk)
    assert ContractExample.objects.get().words == FAN["words"]
    remove_example(cast.contract.pk, example.pk, by=cast.administrator)
    assert not ContractExample.objects.exists()
    with pytest.raises(CalloutError):
        remove_example(cast.contract.pk, example.pk, by=cast.administrator)
