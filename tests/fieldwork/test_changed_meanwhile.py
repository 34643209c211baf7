"""The office edits a visit while its engineer works without a network: kept, and looked at."""

from typing import Any

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.bundle import bundle_for
from tests.onsite import Phone, publish_form, published_visit, signature_body


@pytest.fixture
def visit(cast: Cast) -> Visit:
    publish_form()
    return published_visit(cast)


def worked_by(cast: Cast) -> str:
    (row,) = bundle_for(cast.engineer, "en")["visits"]
    return str(row["material_hash"])


def edit(visit: Visit, **changed: Any) -> None:
    WorkOrder.objects.filter(visit_works__visit=visit).update(**changed)


def complete(phone: Phone, visit: Visit, material_hash: str) -> Any:
    outcomes = [{"work_order_id": visit.works.get().work_order_id, "outcome": "done"}]
    said = {"outcomes": outcomes, "material_hash": material_hash}
    return phone.say("visit.complete", visit, **said)


def test_the_scope_it_was_told_is_completed_without_a_word(
    cast: Cast, phone: Phone, visit: Visit
) -> None:
    result = complete(phone, visit, worked_by(cast))
    assert (result.status, result.code) == ("applied", "")


@pytest.mark.parametrize(
    "changed",
    [{"words": "Also the door"}, {"equipment": None}, {"checklist_keys": ["cooling"]}],
    ids=["words", "equipment", "form"],
)
def test_another_scope_is_looked_at(
    cast: Cast, phone: Phone, visit: Visit, changed: dict[str, Any]
) -> None:
    told = worked_by(cast)
    edit(visit, **changed)
    result = complete(phone, visit, told)
    if "checklist_keys" in changed:
        # Its form is required, so the office decides what to do about it.
        assert result.status == "parked"
        return
    assert (result.status, result.code) == ("applied_with_review", "scope-changed")
    visit.refresh_from_db()
    assert visit.state == Visit.State.COMPLETED


def test_a_phone_of_earlier_does_not_say_what_it_worked_by(
    cast: Cast, phone: Phone, visit: Visit
) -> None:
    edit(visit, words="Also the door")
    assert complete(phone, visit, "").status == "applied"


def test_a_signature_for_other_words_is_stale_but_kept(
    cast: Cast, phone: Phone, visit: Visit
) -> None:
    body = signature_body(visit)
    assert phone.say("signature.capture", visit, **body).code == ""
    body = signature_body(visit)
    edit(visit, words="Also the door")
    result = phone.say("signature.capture", visit, **body)
    assert (result.status, result.code) == ("applied_with_review", "signature-stale")
    assert visit.reports.count() == 1
