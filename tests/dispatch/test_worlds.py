"""Phones look again after a change on a lower floor: by reaction, as it is committed."""

from collections.abc import Callable

import pytest

from backend.clients.actions import save_contact, save_object
from backend.demo.cast import Cast
from backend.desk.actions import change_priority
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Engineer, World
from backend.journal.models import Entry
from backend.lib.ids import new_id
from backend.reactions import REACTIONS, deliver

from .conftest import MONDAY, at


def version_of(engineer: Engineer) -> int:
    return World.objects.get(engineer=engineer).version


def carry_out_what_follows(since: int) -> None:
    for entry in Entry.objects.filter(id__gt=since, kind__in=list(REACTIONS)).order_by("id"):
        deliver(entry.id)


def last_entry() -> int:
    return Entry.objects.latest("id").id


Change = Callable[[Cast], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda cast: save_object(
            {"entry_notes": "Ring twice"}, by=cast.administrator, object_id=cast.hotel_object.pk
        ),
        lambda cast: save_contact(
            {"client": cast.hotel, "name": "Night porter"}, by=cast.administrator
        ),
    ],
    ids=["an object", "a contact"],
)
def test_a_change_in_the_registers_reaches_every_phone(
    change: Change, cast: Cast, second_engineer: Engineer
) -> None:
    change(cast)
    since, before = last_entry() - 1, [version_of(e) for e in (cast.engineer, second_engineer)]
    carry_out_what_follows(since)
    after = [version_of(engineer) for engineer in (cast.engineer, second_engineer)]
    assert after == [version + 1 for version in before]


def test_a_change_to_a_request_reaches_the_phones_that_show_it(
    cast: Cast, work: WorkOrder, second_engineer: Engineer
) -> None:
    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    publish_day(MONDAY, DayBoard.objects.get(date=MONDAY).version, by=cast.dispatcher)
    since = last_entry()
    mine, theirs = version_of(cast.engineer), version_of(second_engineer)
    assert work.request_id
    change_priority(work.request_id, "high", reason="It got worse", by=cast.dispatcher)
    carry_out_what_follows(since)
    assert (version_of(cast.engineer), version_of(second_engineer)) == (mine + 1, theirs)


def test_a_visit_nobody_was_told_of_is_on_no_phone(cast: Cast, work: WorkOrder) -> None:
    from backend.dispatch.tasks import refresh_worlds_showing

    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    before = version_of(cast.engineer)
    refresh_worlds_showing(work.pk, new_id())
    assert version_of(cast.engineer) == before
