"""Calendars and prices, kept by the administrator; each refusal names the field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from backend.contracts.actions import (
    add_holidays,
    add_prices,
    remove_exception,
    save_calendar,
    save_price_item,
    save_price_list,
    set_exception,
)
from backend.contracts.as_rules import calendar_for, prices_on
from backend.contracts.models import WorkCalendar
from backend.contracts.queries import calendars, contracts_visible_to, price_lists
from backend.contracts.working_time import elapsed
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound

DAY = (datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))


def test_it_works(cast: Cast) -> None:
    week = {"thu": [["08:00", "12:00"], ["13:00", "18:00"]]}
    calendar = save_calendar("Split days", week, by=cast.administrator)
    assert elapsed(calendar_for(calendar, "UTC"), *DAY) == 9 * 3600
    set_exception(calendar.pk, date(2026, 11, 19), [["10:00", "11:00"]], by=cast.administrator)
    assert elapsed(calendar_for(calendar, "UTC"), *DAY) == 3600
    remove_exception(calendar.pk, date(2026, 11, 19), by=cast.administrator)
    save_calendar("Short days", {}, by=cast.administrator, calendar_id=calendar.pk)
    calendar.refresh_from_db()
    assert (calendar.name, calendar.week) == ("Short days", {})
    assert Entry.objects.filter(kind="calendar.changed", subject_id=calendar.pk).count() == 4


def test_holidays_are_copied_once(cast: Cast) -> None:
    """Monaco's national day, 19 November, is a Thursday in 2026."""
    assert elapsed(calendar_for(cast.calendar, "UTC"), *DAY) == 10 * 3600
    set_exception(cast.calendar.pk, date(2026, 5, 1), [["09:00", "12:00"]], by=cast.administrator)
    added = add_holidays(cast.calendar.pk, "MC", 2026, by=cast.administrator)
    assert added >= 10
    assert add_holidays(cast.calendar.pk, "MC", 2026, by=cast.administrator) == 0
    assert elapsed(calendar_for(cast.calendar, "UTC"), *DAY) == 0
    # What was set by hand before stays.
    assert cast.calendar.exceptions.get(date=date(2026, 5, 1)).windows == [["09:00", "12:00"]]


@pytest.mark.parametrize(
    ("name", "week", "field", "code"),
    [
        ("", {}, "name", "blank"),
        ("a" * 10_000, {}, "name", "too-long"),
        ("Weekdays 08-18", {}, "name", "taken"),
        ("X", {"moonday": []}, "week", "not-a-weekday"),
        ("X", {"mon": [["8", "18:00"]]}, "week.mon", "not-a-wall-clock"),
        ("X", {"mon": [["08:00"]]}, "week.mon", "not-a-window"),
        ("X", {"mon": "always"}, "week.mon", "not-windows"),
    ],
)
def test_bad_input_names_the_field(
    cast: Cast, name: str, week: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        save_calendar(name, week, by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert WorkCalendar.objects.count() == 1


def test_unknown_holidays_are_named(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        add_holidays(cast.calendar.pk, "XX", 2026, by=cast.administrator)
    assert refusal.value.field == "country"
    with pytest.raises(Invalid) as refusal:
        add_holidays(cast.calendar.pk, "MC", 1900, by=cast.administrator)
    assert refusal.value.field == "year"
    with pytest.raises(NotFound):
        add_holidays(uuid4(), "MC", 2026, by=cast.administrator)


def test_prices_from_a_date_begin_as_a_copy(cast: Cast) -> None:
    by = cast.administrator
    later = add_prices(cast.price_list.pk, {"valid_from": date(2027, 1, 1)}, by=by)
    labour = later.items.get(kind="labour")
    save_price_item(later.pk, {"price": Decimal("90.5")}, by=by, item_id=labour.pk)
    now = {i.kind: i.price for i in prices_on(cast.price_list, date(2026, 12, 31)).items}
    then = {i.kind: i.price for i in prices_on(cast.price_list, date(2027, 1, 1)).items}
    assert (now["labour"], then["labour"], then["call_out"]) == (80, Decimal("90.5"), 60)


def test_bad_prices_name_the_field(cast: Cast) -> None:
    by, version = cast.administrator, cast.price_list.versions.get()
    for values, field in (
        ({"kind": "labour", "code": "standard", "price": Decimal(1)}, None),
        ({"kind": "gift", "price": Decimal(1)}, "kind"),
        ({"kind": "part", "code": "Y", "price": Decimal("1.23456")}, "price"),
    ):
        with pytest.raises(Invalid) as refusal:
            save_price_item(version.pk, values, by=by)
        assert field is None or refusal.value.field == field
    with pytest.raises(Invalid) as refusal:
        save_price_list({"currency": "USD"}, by=by, price_list_id=cast.price_list.pk)
    assert (refusal.value.field, refusal.value.code) == ("currency", "in-use")
    with pytest.raises(Invalid) as refusal:
        save_price_list({"name": "New", "currency": "euro"}, by=by)
    assert refusal.value.code == "not-a-currency"
    with pytest.raises(Invalid) as refusal:
        add_prices(
            cast.price_list.pk, {"valid_from": date(2027, 1, 1), "rounding_step_min": 0}, by=by
        )
    assert refusal.value.field == "rounding_step_min"


def test_each_sees_what_is_theirs(cast: Cast) -> None:
    assert contracts_visible_to(cast.biller).get() == cast.contract
    with acting_as(cast.contact.pk):
        assert contracts_visible_to(cast.contact).get() == cast.contract
    assert not contracts_visible_to(cast.stranger).exists()
    assert not contracts_visible_to(cast.engineer_user).exists()
    assert not calendars(cast.contact).exists()
    assert not price_lists(cast.contact).exists()
    assert price_lists(cast.biller).get() == cast.price_list
