"""Every type a phone may send applies when it is told at the right moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.demo.cast import Cast
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit, World
from backend.fieldwork.bundle import bundle_for
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.models import (
    ChecklistVersion,
    PaidWork,
    PartRequest,
    PartUse,
    ServiceReport,
    TimeEntry,
)
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, publish_form, published_visit, signature_body

Body = Callable[["Stage"], dict[str, Any]]


class Stage:
    """A visit at work, with one part used, one time logged and one proposal made."""

    def __init__(self, cast: Cast, phone: Phone) -> None:
        self.cast, self.phone = cast, phone
        self.form: ChecklistVersion = publish_form()
        self.visit = published_visit(cast, keys=("cooling",))
        self.work = self.visit.works.get().work_order
        self.use_id, self.time_id, self.proposal_id = new_id(), new_id(), new_id()

    def go_on_site(self) -> None:
        self.say("visit.start")
        self.say("part.use", **part(self), use_id=self.use_id)
        self.say("time.log", **time(self), time_id=self.time_id)
        self.say("paid_work.propose", **offer(self), proposal_id=self.proposal_id)

    def say(self, kind: str, /, **body: Any) -> Any:
        return self.phone.say(kind, self.visit, **body)


def of_work(stage: Stage) -> dict[str, Any]:
    return {"work_order_id": stage.work.id}


def part(stage: Stage) -> dict[str, Any]:
    return {**of_work(stage), "part_id": stage.cast.part.id, "quantity": "1.5", "unit": "pcs"}


def time(stage: Stage) -> dict[str, Any]:
    now = utc_now()
    return {"kind": "wait", "from": (now - timedelta(minutes=9)).isoformat(), "to": now.isoformat()}


def offer(stage: Stage) -> dict[str, Any]:
    return {**of_work(stage), "text": "New door", "estimate_net": "120.00", "currency": "EUR"}


def answers(stage: Stage) -> None:
    for item, value in (("clean", True), ("fan", "pass")):
        stage.say("checklist.answer", **answer(stage), item=item, value=value)


def answer(stage: Stage) -> dict[str, Any]:
    return {**of_work(stage), "checklist_hash": stage.form.sha256}


def unit(stage: Stage) -> dict[str, Any]:
    return {**of_work(stage), "equipment_id": stage.cast.ice_machine.id}


BEFORE: dict[str, Body] = {
    "visit.accept": lambda s: {},
    "visit.decline": lambda s: {"reason": "sick"},
    "visit.travel_start": lambda s: {},
    "visit.arrive": lambda s: {},
    "visit.start": lambda s: {},
    "visit.cannot_complete": lambda s: {"reason": "unsafe", "note": "Bare wires"},
}
ON_SITE: dict[str, Body] = {
    "visit.pause": lambda s: {"reason": "lunch"},
    "visit.complete": lambda s: {
        "outcomes": [{**of_work(s), "outcome": "partial", "reason": "part_missing"}]
    },
    "checklist.answer": lambda s: {**answer(s), "item": "clean", "value": True},
    "part.use": lambda s: {**part(s), "use_id": new_id()},
    "part.void": lambda s: {"use_id": s.use_id},
    "part.request": lambda s: {**part(s), "request_id": new_id()},
    "time.log": lambda s: {**time(s), "time_id": new_id()},
    "time.void": lambda s: {"time_id": s.time_id},
    "note.add": lambda s: {"note_id": new_id(), "text": "x", **of_work(s)},
    "media.attach": lambda s: {"media_id": new_id(), "role": "before", **of_work(s)},
    "signature.capture": lambda s: signature_body(s.visit),
    "signature.refuse": lambda s: {"reason": "refused", "note": "In a hurry"},
    "signature.paper": lambda s: {
        "signature_id": new_id(),
        "media_id": new_id(),
        "signer": {"name": "Sophie Laurent"},
    },
    "service.restored": lambda s: {**of_work(s), "how": "temporary"},
    "defect.report": lambda s: {**of_work(s), "defect_id": new_id(), "text": "Rust"},
    "paid_work.propose": lambda s: {**offer(s), "proposal_id": new_id()},
    "paid_work.approve": lambda s: {"proposal_id": s.proposal_id, "name": "Sophie Laurent"},
    "paid_work.refuse": lambda s: {"proposal_id": s.proposal_id, "reason": "Too dear"},
    "equipment.reading": lambda s: {**unit(s), "meter": "hours", "value": "1204.5", "unit": "h"},
}
REVIEWED: dict[str, Body] = {
    "part.recover": lambda s: {
        **of_work(s),
        "recovery_id": new_id(),
        "text": "Old fan",
        "quantity": "1",
        "unit": "pcs",
    },
    "equipment.suggest": lambda s: {**unit(s), "serial": "HZ-99121"},
    "equipment.move": lambda s: {**unit(s), "to": "workshop"},
    "work.add": lambda s: {"work_order_id": new_id(), "words": "Also the door"},
}
# Told apart below, because they need another beginning.
APART = {"visit.resume", "checklist.submit", "visit.open"}


@pytest.fixture
def stage(cast: Cast, phone: Phone) -> Stage:
    return Stage(cast, phone)


def test_no_type_is_forgotten() -> None:
    assert {*BEFORE, *ON_SITE, *REVIEWED, *APART} == set(COMMANDS)


@pytest.mark.parametrize("kind", BEFORE)
def test_before_the_work(stage: Stage, kind: str) -> None:
    result = stage.say(kind, **BEFORE[kind](stage))
    assert (result.status, result.code) == ("applied", "")


@pytest.mark.parametrize("kind", ON_SITE)
def test_on_site(stage: Stage, kind: str) -> None:
    stage.go_on_site()
    before = Entry.objects.count()
    result = stage.say(kind, **ON_SITE[kind](stage))
    assert (result.status, result.code) == ("applied", "")
    assert Entry.objects.count() > before


@pytest.mark.parametrize("kind", REVIEWED)
def test_what_the_office_looks_at(stage: Stage, kind: str) -> None:
    stage.go_on_site()
    before = Entry.objects.count()
    result = stage.say(kind, **REVIEWED[kind](stage))
    assert result.status == "applied_with_review"
    assert result.review_id is not None
    assert Entry.objects.count() > before


def test_resume_and_submit(stage: Stage) -> None:
    stage.go_on_site()
    stage.say("visit.pause", reason="lunch")
    assert stage.say("visit.resume").status == "applied"
    assert stage.say("checklist.submit", **answer(stage)).code == "checklist-incomplete"
    answers(stage)
    assert stage.say("checklist.submit", **answer(stage)).status == "applied"


def test_effects_that_take_back_or_ask(stage: Stage) -> None:
    stage.go_on_site()
    stage.say("part.void", use_id=stage.use_id)
    stage.say("time.void", time_id=stage.time_id)
    stage.say("part.request", **ON_SITE["part.request"](stage))
    stage.say("paid_work.approve", **ON_SITE["paid_work.approve"](stage))
    assert PartUse.objects.get().voided_at
    assert TimeEntry.objects.get(kind="wait").voided_at
    assert PartRequest.objects.get().state == "asked"
    assert PaidWork.objects.get().approved_by == "Sophie Laurent"


def test_work_begun_before_any_request_existed(cast: Cast, phone: Phone) -> None:
    visit_id, work_id, request_id = new_id(), new_id(), new_id()
    body = {
        "request_id": request_id,
        "work_order_id": work_id,
        "object_id": cast.hotel_object.id,
        "equipment_id": cast.ice_machine.id,
        "words": "Water on the floor at night",
        "impact": "stopped",
    }
    result = phone.say("visit.open", visit_id, **body)
    assert (result.status, result.code) == ("applied_with_review", "opened-on-site")
    visit = Visit.objects.get(id=visit_id)
    assert (visit.state, visit.born_on_phone) == ("working", True)
    assert WorkOrder.objects.get(id=work_id).state == WorkOrder.State.IN_PROGRESS
    assert Request.objects.get(id=request_id).clocks.count() == 3
    outcome = {"work_order_id": work_id, "outcome": "done"}
    assert phone.say("visit.complete", visit, outcomes=[outcome]).status == "applied"
    assert Request.objects.get(id=request_id).state == Request.State.RESOLVED


def test_while_you_are_here(stage: Stage) -> None:
    stage.go_on_site()
    stage.say("work.add", **REVIEWED["work.add"](stage))
    assert stage.visit.works.count() == 2
    alone = [{**of_work(stage), "outcome": "partial"}]
    assert stage.say("visit.complete", outcomes=alone).code == "outcomes-differ"


def test_a_signature_is_for_the_snapshot_it_carries(stage: Stage) -> None:
    stage.go_on_site()
    body = signature_body(stage.visit)
    body["reports"][0]["snapshot"]["object"]["name"] = "Another place"
    broken = stage.say("signature.capture", **body)
    assert (broken.status, broken.code) == ("rejected", "snapshot-hash-differs")
    body = signature_body(stage.visit)
    body["consent_sha256"] = "0" * 64
    assert stage.say("signature.capture", **body).code == "consent-differs"
    assert not ServiceReport.objects.exists()


@pytest.mark.parametrize("kind", [*ON_SITE, *REVIEWED, "checklist.submit"])
def test_a_world_that_changed_has_another_version(stage: Stage, kind: str) -> None:
    """Else a second phone of the engineer, or this one restored, would be told 304."""
    stage.go_on_site()
    answers(stage)
    bodies = {**ON_SITE, **REVIEWED, "checklist.submit": answer}
    version, before = seen(stage)
    stage.say(kind, **bodies[kind](stage))
    later, after = seen(stage)
    assert later > version or after == before


def seen(stage: Stage) -> tuple[int, dict[str, Any]]:
    engineer = stage.cast.engineer
    return World.objects.get(engineer=engineer).version, bundle_for(engineer, "en")


STRANGE = [
    None,
    -1,
    "",
    "\x00",
    "1e9",
    "0001-01-01T00:00:00+14:00",
    "0193a1c2-0000-7000-8000-000000000000",
    {"a": [None]},
]


@pytest.mark.parametrize("kind", [*ON_SITE, *REVIEWED, "visit.decline", "visit.cannot_complete"])
def test_one_strange_member_never_breaks_us(stage: Stage, kind: str) -> None:
    stage.go_on_site()
    good = {**BEFORE, **ON_SITE, **REVIEWED}[kind](stage)
    for member in good:
        for strange in STRANGE:
            result = stage.say(kind, **{**good, member: strange})
            assert result.status != "deferred", (member, strange)
            assert result.code != "server-fault", (member, strange)
