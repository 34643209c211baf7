"""A failed item that asks for it opens a follow-up request, once, when the form is handed in."""

import copy
from typing import Any

from backend.demo.cast import Cast
from backend.desk.models import Request
from backend.dispatch.models import Visit
from backend.fieldwork.checklist import check_definition, definition_sha256
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion, Defect
from backend.lib.clock import utc_now
from tests.onsite import FORM, Phone, published_visit


def asked(cast: Cast) -> tuple[Visit, dict[str, Any]]:
    """A visit whose form wants a follow-up where the fan fails."""
    form: dict[str, Any] = copy.deepcopy(FORM)
    form["sections"][0]["items"][1]["on_fail"]["follow_up"] = True
    definition = dict(check_definition(form))
    template = ChecklistTemplate.objects.create(key="cooling", names=form["title"])
    version = ChecklistVersion.objects.create(
        template=template, number=1, definition=definition,
        sha256=definition_sha256(definition), published_at=utc_now(),
    )  # fmt: skip
    visit = published_visit(cast, keys=("cooling",))
    work_id = str(visit.works.get().work_order_id)
    return visit, {"work_order_id": work_id, "checklist_hash": version.sha256}


def answer(phone: Phone, visit: Visit, about: dict[str, Any], fan: str) -> None:
    given = {"clean": (True, "ok", ""), "fan": (fan, "ok", "Bearing worn")}
    for item, (value, state, note) in given.items():
        told = {"item": item, "value": value, "state": state, "note": note}
        assert phone.say("checklist.answer", visit, **about, **told).status == "applied"


def test_it_works(cast: Cast, phone: Phone) -> None:
    visit, about = asked(cast)
    before = Request.objects.count()
    phone.say("visit.start", visit)
    answer(phone, visit, about, "fail")
    assert Request.objects.count() == before
    for _again in range(2):
        assert phone.say("checklist.submit", visit, **about).status == "applied"
    assert Request.objects.count() == before + 1
    made = Request.objects.latest("recorded_at")
    assert made.words == "Fan runs: Bearing worn"
    assert (made.object_id, made.impact) == (visit.object_id, "partly")
    assert Defect.objects.count() == 1


def test_mended_before_it_was_handed_in_it_opens_none(cast: Cast, phone: Phone) -> None:
    visit, about = asked(cast)
    before = Request.objects.count()
    phone.say("visit.start", visit)
    answer(phone, visit, about, "fail")
    answer(phone, visit, about, "pass")
    assert phone.say("checklist.submit", visit, **about).status == "applied"
    assert Request.objects.count() == before
