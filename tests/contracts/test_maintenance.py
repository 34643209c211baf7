"""Planned maintenance: what is agreed, what is refused, and who sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.contracts.actions import NewMaintenance, cancel_maintenance, plan_maintenance
from backend.contracts.models import MaintenanceStretch
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id

BEGIN = datetime(2026, 11, 24, 8, tzinfo=UTC)
END = BEGIN + timedelta(hours=3)


def test_it_is_agreed_and_given_up_with_an_entry_each(cast: Cast) -> None:
    by = cast.administrator
    wish = NewMaintenance(BEGIN, END, cast.hotel_object, "The mains")
    row = plan_maintenance(cast.contract.pk, wish, by=by)
    assert MaintenanceStretch.objects.get() == row
    cancel_maintenance(cast.contract.pk, row.pk, by=by)
    assert not MaintenanceStretch.objects.exists()
    told = Entry.objects.filter(kind="contract.maintenance").order_by("id")
    span = {"from": "2026-11-24T08:00:00Z", "to": "2026-11-24T11:00:00Z"}
    place = {**span, "object": str(cast.hotel_object)}
    assert [entry.data for entry in told] == [{"planned": place}, {"cancelled": place}]
    with pytest.raises(NotFound):
        cancel_maintenance(cast.contract.pk, row.pk, by=by)


def test_what_cannot_be_is_refused_by_the_name_of_its_field(cast: Cast) -> None:
    asked = {
        "object": NewMaintenance(BEGIN, END, cast.pharmacy_object),
        "to_at": NewMaintenance(BEGIN, BEGIN),
        "note": NewMaintenance(BEGIN, END, note="x" * 201),
    }
    too_long = NewMaintenance(BEGIN, BEGIN + timedelta(days=367))
    for field, wish in (*asked.items(), ("to_at", too_long)):
        with pytest.raises(Invalid) as refusal:
            plan_maintenance(cast.contract.pk, wish, by=cast.administrator)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        plan_maintenance(new_id(), NewMaintenance(BEGIN, END), by=cast.administrator)
    assert not MaintenanceStretch.objects.exists()
