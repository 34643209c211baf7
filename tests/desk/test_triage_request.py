"""triage_request: the operator's judgement."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.catalog.models import WorkType
from backend.clients.models import Client
from backend.contracts.models import CoverageRule
from backend.demo.cast import Cast
from backend.desk.actions import Triage, cancel_request, triage_request
from backend.desk.models import Request, WorkOrder
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused
from tests.agreed import revised


def test_it_works(cast: Cast, request_: Request) -> None:
    work = triage_request(request_.pk, Triage(cast.repair.pk), by=cast.dispatcher)

    assert work.number.startswith("WO-")
    assert (work.state, work.place, work.minutes) == ("unscheduled", "on_site", 60)
    assert list(work.skills.all()) == [cast.refrigeration]
    assert (work.coverage, work.coverage_clause) == ("covered", "3.2")
    assert (work.priority, work.impact) == ("high", "goods_at_risk")
    assert work.words == "The ice machine drips"
    assert work.contract_version == cast.contract_version
    request_.refresh_from_db()
    assert request_.state == "open"
    entry = Entry.objects.get(subject_id=request_.pk, kind="request.triaged")
    assert entry.data["number"] == work.number


def test_what_the_operator_says_is_kept(cast: Cast, request_: Request) -> None:
    wish = Triage(
        cast.repair.pk,
        place="workshop",
        words="Take the pump to the workshop",
        minutes=95,
        skill_ids=(),
        window_from=datetime(2026, 11, 23, 8, tzinfo=UTC),
        window_to=datetime(2026, 11, 23, 12, tzinfo=UTC),
        checklist_keys=("cold-check",),
    )
    work = triage_request(request_.pk, wish, by=cast.dispatcher)
    work.refresh_from_db()
    assert (work.place, work.minutes, work.checklist_keys) == ("workshop", 95, ["cold-check"])
    assert not work.skills.exists()
    assert work.window_to == wish.window_to


def test_coverage_asks_the_kind_of_work(cast: Cast, request_: Request) -> None:
    install = WorkType.objects.create(code="install", remote_allowed=True)
    with revised(cast.contract_version) as version:
        CoverageRule.objects.create(
            version=version,
            clause="5.1",
            verdict="excluded",
            line_kind="labour",
            work_type=install,
        )
    work = triage_request(request_.pk, Triage(install.pk, place="remote"), by=cast.dispatcher)
    assert (work.coverage, work.coverage_clause) == ("excluded", "5.1")


def test_an_answer_stops_the_response_clock(cast: Cast, request_: Request) -> None:
    triage_request(request_.pk, Triage(cast.repair.pk, answer="We come"), by=cast.dispatcher)
    assert request_.clocks.get(kind="response").state == "met"
    assert request_.messages.get().text == "We come"


def test_without_an_answer_it_runs(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    assert work.request.clocks.get(kind="response").state == "running"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"work_type_id": uuid4()}, "work_type_id", "unknown"),
        ({"place": "moon"}, "place", "unknown"),
        ({"place": "remote"}, "place", "not-remotely"),
        ({"words": " "}, "words", "blank"),
        ({"words": "a" * 5001}, "words", "too-long"),
        ({"minutes": 0}, "minutes", "out-of-range"),
        ({"minutes": 1441}, "minutes", "out-of-range"),
        ({"skill_ids": (uuid4(),)}, "skill_ids", "unknown"),
        ({"checklist_keys": ("a" * 61,)}, "checklist_keys", "too-long"),
        ({"window_to": datetime(2026, 11, 20, 9, tzinfo=UTC)}, "window_to", "too-early"),
        (
            {
                "window_from": datetime(2026, 11, 23, 12, tzinfo=UTC),
                "window_to": datetime(2026, 11, 23, 12, tzinfo=UTC),
            },
            "window_to",
            "ends-before-it-begins",
        ),
    ],
)
def test_bad_input_names_the_field(
    cast: Cast, request_: Request, change: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        triage_request(
            request_.pk, Triage(**{"work_type_id": cast.repair.pk, **change}), by=cast.dispatcher
        )
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not WorkOrder.objects.exists()


def test_a_client_on_hold_is_not_served(cast: Cast, request_: Request) -> None:
    Client.objects.filter(pk=cast.hotel.pk).update(service_hold=True)
    with pytest.raises(Refused) as refusal:
        triage_request(request_.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    assert refusal.value.code == "service-hold"
    assert Request.objects.get().state == "new"


def test_an_ended_request_makes_no_work(cast: Cast, request_: Request) -> None:
    cancel_request(request_.pk, reason="Works again", by=cast.dispatcher)
    with pytest.raises(Refused) as refusal:
        triage_request(request_.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    assert refusal.value.code == "wrong-state"


def test_an_unknown_request_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound):
        triage_request(uuid4(), Triage(cast.repair.pk), by=cast.dispatcher)
