"""States and moves, without a database."""

import pytest

from backend.desk.lifecycle import (
    ClientWord,
    RequestMove,
    VisitFact,
    WorkMove,
    client_word,
    is_resolved_by,
    request_after,
    work_after,
    work_order_state_from,
)
from backend.lib.errors import Refused


def test_it_works() -> None:
    assert request_after("new", RequestMove.OPEN) == "open"
    assert request_after("open", RequestMove.WAIT) == "waiting"
    assert request_after("waiting", RequestMove.RESUME) == "open"
    assert request_after("open", RequestMove.RESOLVE) == "resolved"
    assert work_after("unscheduled", WorkMove.SCHEDULE) == "scheduled"
    assert work_after("scheduled", WorkMove.START) == "in_progress"


@pytest.mark.parametrize("state", ["resolved", "closed", "cancelled", "rejected", "merged"])
def test_an_ended_request_is_not_resolved_again(state: str) -> None:
    with pytest.raises(Refused) as refusal:
        request_after(state, RequestMove.RESOLVE)
    assert refusal.value.code == "wrong-state"
    assert refusal.value.context == {"state": state, "move": "resolve"}


@pytest.mark.parametrize("state", ["completed", "cancelled", "closed", "on_hold"])
def test_what_ended_or_is_held_is_not_scheduled(state: str) -> None:
    with pytest.raises(Refused):
        work_after(state, WorkMove.SCHEDULE)


def test_only_a_person_gives_up_what_waits() -> None:
    assert work_after("on_hold", WorkMove.GIVE_UP) == "cannot_complete"
    with pytest.raises(Refused):
        work_after("in_progress", WorkMove.GIVE_UP)


@pytest.mark.parametrize(
    ("visits", "state"),
    [
        ([], "unscheduled"),
        ([VisitFact.PLANNED], "scheduled"),
        ([VisitFact.RUNNING, VisitFact.DONE], "in_progress"),
        ([VisitFact.DONE, VisitFact.PARTIAL], "completed"),
        ([VisitFact.PARTIAL], "unscheduled"),
        ([VisitFact.NOT_DONE], "unscheduled"),
        ([VisitFact.FAILED], "unscheduled"),
        ([VisitFact.FAILED, VisitFact.PLANNED], "scheduled"),
    ],
)
def test_visits_give_the_state(visits: list[VisitFact], state: str) -> None:
    assert work_order_state_from(visits) == state


@pytest.mark.parametrize(
    ("works", "resolved"),
    [
        ([], False),
        (["completed"], True),
        (["completed", "unscheduled"], False),
        (["completed", "cancelled"], True),
        (["approved", "completed"], True),
        (["cancelled"], False),
        (["cannot_complete"], False),
    ],
)
def test_the_last_needed_work_resolves(works: list[str], resolved: bool) -> None:
    assert is_resolved_by(works) is resolved


@pytest.mark.parametrize(
    ("request_state", "works", "visits", "word"),
    [
        ("new", [], [], ClientWord.RECEIVED),
        ("open", ["unscheduled"], [], ClientWord.RECEIVED),
        ("open", ["scheduled"], ["published"], ClientWord.SCHEDULED),
        ("open", ["scheduled"], ["en_route"], ClientWord.ON_THE_WAY),
        ("open", ["in_progress"], ["on_site"], ClientWord.IN_WORK),
        ("resolved", ["completed"], ["completed"], ClientWord.DONE),
        ("cancelled", ["cancelled"], [], ClientWord.CANCELLED),
    ],
)
def test_the_client_reads_one_word(
    request_state: str, works: list[str], visits: list[str], word: ClientWord
) -> None:
    assert client_word(request_state, works, visits) == word
