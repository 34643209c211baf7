"""Two things at the same moment, on two real connections: each effect happens once."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    close_work,
    note_missed_clocks,
    submit_request,
    triage_request,
)
from backend.desk.models import Request
from backend.journal.models import Entry
from backend.lib.errors import CalloutError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, as_house: None) -> Cast:
    """The cast committed, so that other connections see it."""
    with transaction.atomic():
        return make_cast()


def entries(kind: str) -> int:
    with transaction.atomic():
        return Entry.objects.filter(kind=kind).count()


def requests() -> list[str]:
    with transaction.atomic():
        return list(Request.objects.values_list("state", flat=True))


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run each deed in a thread with a connection of its own; answers what each gave."""
    start, answers = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            with acting_as_system():
                answers.append(deed())
        except CalloutError as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def wish(cast: Cast, request_id: UUID | None = None) -> NewRequest:
    return NewRequest(
        cast.hotel_object.pk, "Drips", "stopped", cast.ice_machine.pk, request_id=request_id
    )


def test_the_last_two_work_orders_resolve_once(cast: Cast) -> None:
    request = submit_request(wish(cast), by=cast.dispatcher)
    works = [
        triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher) for _ in range(2)
    ]
    now = datetime.now(UTC)
    answers = at_once(
        *(
            lambda work=work: close_work(
                work.pk, outcome="done", happened_at=now, by=cast.engineer_user
            )
            for work in works
        )
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert requests() == ["resolved"]
    assert entries("request.resolved") == 1


def test_a_double_click_is_one_request(cast: Cast) -> None:
    same = wish(cast, uuid4())
    answers = at_once(*[lambda: submit_request(same, by=cast.dispatcher).pk] * 2)
    assert answers == [same.request_id] * 2
    assert requests() == ["new"]
    assert entries("request.submitted") == 1


def test_two_sweeps_note_a_miss_once(cast: Cast) -> None:
    submit_request(wish(cast), by=cast.dispatcher)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    noted = at_once(*[lambda: note_missed_clocks(later)] * 2)
    assert sum(noted) == 3  # type: ignore[arg-type]
    assert entries("clock.missed") == 3
