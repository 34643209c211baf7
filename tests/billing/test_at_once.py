"""Two billers at once: real transactions in two threads never double or skip anything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model
from time_machine import travel

from backend.billing.actions import draft_lines, export_acts, issue_act
from backend.billing.models import Act, BillableLine, DocumentSeries, ExportBatch
from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.lib.errors import Refused
from tests.billing.conftest import Facts, approved, ended_visit

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def cast(transactional_db: None, as_house: None) -> Cast:
    """The cast in one transaction of its own, so that both threads see it."""
    with transaction.atomic():
        made = make_cast()
        DocumentSeries.objects.create(
            entity=made.our_entity, kind="act", prefix="ACT-", reset=DocumentSeries.Reset.YEARLY
        )
    return made


def approved_ids(cast: Cast) -> list[UUID]:
    """Four approved lines of one visit, committed."""
    with transaction.atomic():
        return [line.id for line in approved(cast, ended_visit(cast, Facts(fans="1")))]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed answers or refuses, all begun at the same moment."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            with acting_as_system():
                start.wait(timeout=10)
                return deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@transaction.atomic
def seen(model: type[Model], field: str) -> list[Any]:
    return sorted(model._default_manager.values_list(field, flat=True))


def test_numbers_have_neither_gap_nor_double(cast: Cast) -> None:
    ids = approved_ids(cast)
    at_once(*[lambda each=each: issue_act([each], by=cast.biller) for each in ids])
    assert seen(Act, "number") == [f"ACT-2026-0000{place}" for place in range(1, 5)]
    assert seen(DocumentSeries, "last_number") == [4]


def test_a_line_never_stands_on_two_acts(cast: Cast) -> None:
    ids = approved_ids(cast)
    answers = at_once(*[lambda: issue_act(ids, by=cast.biller)] * 2)
    assert "line-not-approved" in answers
    assert seen(Act, "number") == ["ACT-2026-00001"]


def test_an_act_is_never_handed_over_twice(cast: Cast) -> None:
    issue_act(approved_ids(cast), by=cast.biller)
    answers = at_once(*[lambda: export_acts(cast.our_entity, *MONTH, by=cast.biller)] * 2)
    assert "nothing-to-export" in answers
    assert len(seen(ExportBatch, "id")) == 1


def test_a_visit_is_drafted_once(cast: Cast) -> None:
    with transaction.atomic():
        visit = ended_visit(cast)
    at_once(*[lambda: draft_lines(visit.id)] * 2)
    assert seen(BillableLine, "position") == [1, 2, 3]
