"""The engineer's world: as told, not as planned; replaced whole; nothing of others."""

from datetime import timedelta

from backend.demo.cast import Cast
from backend.dispatch.actions import move_visit, unassign_visit
from backend.dispatch.models import Visit, World
from backend.fieldwork.models import VanStock
from backend.fieldwork.queries import bundle_for, etag_of
from backend.lib.clock import rfc3339, utc_now
from backend.lib.ids import new_id
from tests.fieldwork.test_commands import another_engineer
from tests.onsite import Phone, ordered_work, publish, publish_form, published_visit


def test_it_works(cast: Cast, phone: Phone) -> None:
    form = publish_form()
    VanStock.objects.create(engineer=cast.engineer, part=cast.part, quantity="2.500")
    visit = published_visit(cast, keys=("cooling",))
    world = bundle_for(cast.engineer, "uk")
    (row,) = world["visits"]
    (work,) = row["work_orders"]
    assert (row["number"], row["status"], row["role"]) == (visit.number, "published", "lead")
    assert row["planned_from"] == rfc3339(visit.planned_from)
    assert (row["issuer"]["name"], row["client"]["name"]) == (
        "Azur Service SARL",
        "Hotel Hermitage SAM",
    )
    assert row["engineers"] == ["Olena Koval"]
    assert (work["work_type"], work["coverage"]["clause"]) == ("Ремонт", "3.2")
    assert {promise["target"] for promise in work["sla"]} == {"response", "arrival", "resolution"}
    assert work["checklists"] == [
        {"hash": form.sha256, "required": True, "submitted": False, "answers": []}
    ]
    assert world["checklists"] == [{"hash": form.sha256, "definition": form.definition}]
    assert world["van_stock"] == [{"part_id": str(cast.part.id), "quantity": "2.5"}]
    assert world["prices"][0]["currency"] == "EUR"
    assert {place["client_code"] for place in world["places"]} == {"HH-01", "PP-01"}


def test_answers_the_office_holds_are_in_it(cast: Cast, phone: Phone) -> None:
    form = publish_form()
    visit = published_visit(cast, keys=("cooling",))
    told = {"work_order_id": visit.works.get().work_order_id, "checklist_hash": form.sha256}
    phone.say("checklist.answer", visit, **told, item="fan", value="fail", note="Dead")
    phone.say("checklist.answer", visit, **told, item="fan", value="pass")
    (pinned,) = bundle_for(cast.engineer, "en")["visits"][0]["work_orders"][0]["checklists"]
    assert [(a["item"], a["value"]) for a in pinned["answers"]] == [("fan", "pass")]


def test_a_move_shows_only_when_published(cast: Cast, visit: Visit) -> None:
    told = rfc3339(visit.planned_from)
    later = visit.planned_from + timedelta(hours=1)
    move_visit(
        visit.id, cast.engineer.id, begin=later, end=later + timedelta(hours=1), by=cast.dispatcher
    )
    assert bundle_for(cast.engineer, "en")["visits"][0]["planned_from"] == told
    publish(visit, cast)
    assert bundle_for(cast.engineer, "en")["visits"][0]["planned_from"] == rfc3339(later)


def test_what_was_never_published_is_not_in_it(cast: Cast) -> None:
    ordered_work(cast)
    assert bundle_for(cast.engineer, "en")["visits"] == []


def test_what_was_taken_away_is_named(cast: Cast) -> None:
    gone, moved = (
        published_visit(cast, begin=utc_now() + timedelta(hours=hours)) for hours in (1, 3)
    )
    unassign_visit(gone.id, by=cast.dispatcher, reason="The client called it off")
    other = another_engineer(cast)
    move_visit(
        moved.id,
        other.engineer.id,
        begin=moved.planned_from,
        end=moved.planned_to,
        by=cast.dispatcher,
    )
    publish(moved, cast)
    world = bundle_for(cast.engineer, "en")
    assert world["visits"] == []
    withdrawn = {row["visit_id"]: row["reason"] for row in world["withdrawn"]}
    assert withdrawn == {str(gone.id): "The client called it off", str(moved.id): "reassigned"}
    assert [v["id"] for v in bundle_for(other.engineer, "en")["visits"]] == [str(moved.id)]


def test_the_history_of_a_unit(cast: Cast, phone: Phone) -> None:
    done = published_visit(cast, begin=utc_now() + timedelta(hours=1))
    outcome = {"work_order_id": done.works.get().work_order_id, "outcome": "done"}
    phone.say("visit.complete", done, outcomes=[outcome])
    published_visit(cast, begin=utc_now() + timedelta(hours=3))
    (unit,) = bundle_for(cast.engineer, "en")["equipment"]
    assert [(p["number"], p["outcome"], p["engineer"]) for p in unit["history"]] == [
        (done.number, "done", "Olena Koval")
    ]


def test_every_change_has_another_etag(cast: Cast, visit: Visit, phone: Phone) -> None:
    def etag() -> str:
        version = World.objects.get(engineer=cast.engineer).version
        return etag_of(cast.engineer, "en", version, utc_now())

    seen = {etag()}
    for kind, body in [
        ("visit.accept", {}),
        ("visit.start", {}),
        ("media.attach", {"media_id": new_id(), "role": "before"}),
        ("signature.refuse", {"reason": "refused"}),
    ]:
        assert phone.say(kind, visit, **body).status == "applied"
        seen.add(etag())
    assert len(seen) == 5
    assert etag_of(cast.engineer, "uk", 1, utc_now()) != etag_of(cast.engineer, "en", 1, utc_now())
