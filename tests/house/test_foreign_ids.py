"""Foreign ids where an address does not carry them: in forms, filters, bodies and lists."""

import json
from typing import Any

import pytest
from django.urls import reverse

from backend.desk.models import Request
from backend.dispatch.models import Visit
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.models import Receipt
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.house.asking import body_of, browser, says_nothing_foreign
from tests.house.world import Side, World, announcing, forgotten


def report(world: World, **typed: Any) -> dict[str, Any]:
    own = world.own
    told = {"request_id": new_id(), "object_id": own.place.pk, "equipment_id": own.unit.pk}
    return {**told, "impact": "partly", "words": "It hums", "ask": "send", **typed}


@pytest.mark.parametrize("named", ["object_id", "equipment_id"])
def test_a_request_about_foreign_things(named: str, world: World) -> None:
    with forgotten():
        theirs = {"object_id": world.foreign.place.pk, "equipment_id": world.foreign.unit.pk}
        before = Request.objects.count()
        sent = report(world, **{named: theirs[named]})
        answer = browser("contact", world).post(reverse("portal:new"), sent)
        assert answer.status_code == 422
        assert Request.objects.count() == before
        # The form says again what was typed, and nothing else of the other client.
        told = {name for _who, _path, name, _word in says_nothing_foreign(answer, "contact", world)}
        assert told <= {"object id", "equipment id"}


def test_the_id_of_a_foreign_request_is_no_way_in(world: World) -> None:
    """A request's id is chosen by the form; one that is taken shows and changes nothing."""
    with forgotten():
        sent = report(world, request_id=world.foreign.fresh.pk)
        answer = browser("contact", world).post(reverse("portal:new"), sent)
        world.foreign.fresh.refresh_from_db()
        assert answer.status_code < 500
        assert world.foreign.fresh.client_id == world.foreign.client.pk
        assert world.foreign.fresh.words not in body_of(answer)


def test_photos_sealed_for_somebody_else(world: World) -> None:
    from backend.web.portal.kept_photos import KeptPhotos

    with forgotten():
        kept = KeptPhotos(world.foreign.contact, (world.foreign.photo.pk,)).sealed()
        browser("contact", world).post(reverse("portal:new"), report(world, kept=kept))
        made = Request.objects.filter(client=world.own.client).order_by("-recorded_at").first()
        assert made is not None
        assert not made.photos.exists()


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("portal:requests", {"show": "all", "object": "place"}),
        ("portal:requests", {"show": "all", "object": "place", "export": "csv"}),
        ("portal:new", {"object": "place", "equipment": "unit"}),
        ("portal:new-choice", {"object_id": "place", "impact": "partly"}),
        ("portal:new-promise", {"object_id": "place", "equipment_id": "unit", "impact": "partly"}),
    ],
)
def test_pages_asked_about_foreign_things(page: str, asked: dict[str, str], world: World) -> None:
    ids = {"place": str(world.foreign.place.pk), "unit": str(world.foreign.unit.pk)}
    with forgotten():
        query = {name: ids.get(value, value) for name, value in asked.items()}
        answer = browser("contact", world).get(reverse(page), query)
        assert answer.status_code == 200
        assert not says_nothing_foreign(answer, "contact", world)


def pushed(world: World, kind: str, visit: Visit, body: dict[str, Any]) -> Any:
    """Olena's phone says something; the whole answer."""
    command = {
        "id": str(new_id()),
        "seq": world.own.device.last_seq + 1,
        "type": kind,
        "visit_id": str(visit.pk),
        "captured_at": utc_now().isoformat(),
        "body": body,
    }
    said = {"schema": 1, "app_build": "1", "commands": [command]}
    phone = browser("phone", world)
    world.own.device.refresh_from_db()
    command["seq"] = world.own.device.last_seq + 1
    return phone.post(reverse("mobile:push"), json.dumps(said), content_type="application/json")


@pytest.mark.parametrize("kind", [kind for kind in COMMANDS if COMMANDS[kind].needs_visit])
def test_a_command_for_another_engineers_visit(kind: str, world: World) -> None:
    with forgotten():
        visit = world.foreign.ahead
        before = Visit.objects.values("state", "version").get(pk=visit.pk)
        answer = pushed(world, kind, visit, sample_body(kind, world.foreign))
        (result,) = answer.json()["results"]
        assert result["status"] in ("parked", "rejected"), result
        assert Visit.objects.values("state", "version").get(pk=visit.pk) == before
        assert visit.number not in body_of(answer)


def sample_body(kind: str, side: Side) -> dict[str, Any]:
    """Enough for the body to be read where it is simple; ids are the side's."""
    work = str(side.ahead.works.get().work_order_id)
    known: dict[str, dict[str, Any]] = {
        "visit.decline": {"reason": "sick"},
        "visit.pause": {"reason": "lunch"},
        "visit.complete": {"outcomes": [{"work_order_id": work, "outcome": "done"}]},
        "visit.cannot_complete": {"reason": "unsafe", "note": "Bare wires"},
        "note.add": {"note_id": str(new_id()), "text": "Hello"},
        "media.attach": {"media_id": str(new_id()), "role": "after", "work_order_id": work},
    }
    return known.get(kind, {})


def test_a_foreign_work_order_on_ones_own_visit(world: World) -> None:
    with forgotten():
        theirs = str(world.foreign.ahead.works.get().work_order_id)
        body = {"media_id": str(new_id()), "role": "after", "work_order_id": theirs}
        (result,) = pushed(world, "media.attach", world.own.ahead, body).json()["results"]
        assert result["status"] in ("parked", "rejected"), result


def test_a_foreign_photo_named_as_ones_own(world: World) -> None:
    """Naming another engineer's media must not hand over the file."""
    with forgotten():
        body = {"media_id": str(world.foreign.media.pk), "role": "after"}
        (result,) = pushed(world, "media.attach", world.own.ahead, body).json()["results"]
        assert result["status"] in ("parked", "rejected"), result
        path = reverse("mobile:download", args=[world.foreign.media.pk])
        assert browser("phone", world).get(path).status_code == 404


def test_an_upload_for_another_engineers_visit(world: World) -> None:
    """It may be sent, but it never becomes a picture of that visit."""
    with forgotten():
        media_id = str(new_id())
        headers = announcing(media_id, world.foreign.ahead, 10)
        told = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        browser("phone", world).generic("POST", reverse("mobile:create"), b"", **told)
        assert not world.foreign.ahead.photos.filter(id=media_id).exists()


def test_results_of_another_phone(world: World) -> None:
    answer = browser("phone", world).get(reverse("mobile:results_again"))
    mine = {result["id"] for result in answer.json()["results"]}
    theirs = Receipt.objects.filter(command__device=world.foreign.device)
    assert mine
    assert not mine & {str(each) for each in theirs.values_list("command__id", flat=True)}


def test_an_owner_who_lost_the_role_is_out_at_once(world: World) -> None:
    """A user retired, a device revoked: the next request is refused."""
    with forgotten():
        asking = browser("contact", world)
        world.own.contact.is_active = False
        world.own.contact.save()
        assert asking.get(reverse("portal:requests")).status_code in (302, 404)
    with forgotten():
        phone = browser("phone", world)
        assert phone.delete(reverse("mobile:me")).status_code == 204
        assert phone.get(reverse("mobile:bundle")).status_code == 403
    world.own.contact.refresh_from_db()
