"""The office plans work nobody reported, and moves a request to where it belongs."""

import pytest
from django.urls import reverse

from backend.catalog.models import Skill
from backend.demo.cast import Cast
from backend.desk.models import Request, WorkOrder
from tests.web.office import built, reported, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")


def planned(cast: Cast, **change: str) -> dict[str, str]:
    told = {
        "work_type_id": str(cast.repair.pk),
        "equipment_id": str(cast.ice_machine.pk),
        "place": "on_site",
        "words": "Clean the condenser",
        "priority": "normal",
        "window_from": "2096-11-24T02:00",
        "window_to": "2096-11-24T05:00",
    }
    return {**told, **change}


def test_planned_work_is_found_from_the_queue_the_day_and_the_object(cast: Cast) -> None:
    desk = signed_in(cast.dispatcher)
    find = reverse("desk:planned")
    at_hotel = reverse("desk:planned-object", args=[cast.hotel_object.pk])
    assert find in desk.get(reverse("desk:queue")).text
    assert find in desk.get(reverse("day:today"), follow=True).text
    assert at_hotel in desk.get(find, {"q": "HH-01"}).text
    assert at_hotel in desk.get(reverse("desk:log-object", args=[cast.hotel_object.pk])).text


def test_planned_work_is_made_with_what_is_usual(cast: Cast) -> None:
    desk = signed_in(cast.dispatcher)
    page = reverse("desk:planned-object", args=[cast.hotel_object.pk])
    answer = desk.post(page, planned(cast))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    work = WorkOrder.objects.get()
    assert answer["Location"] == reverse("desk:work", args=[work.pk])
    assert (work.request, work.minutes) == (None, cast.ice_machine.type.default_minutes)
    assert list(work.skills.all()) == [Skill.objects.get(pk=cast.refrigeration.pk)]
    # 02:00 in Monaco is 01:00 UTC in November.
    assert work.window_from is not None
    assert work.window_from.isoformat() == "2096-11-24T01:00:00+00:00"
    assert work.number in desk.get(answer["Location"]).text


def test_a_refusal_stands_beside_its_field(cast: Cast) -> None:
    desk = signed_in(cast.dispatcher)
    page = reverse("desk:planned-object", args=[cast.hotel_object.pk])
    answer = desk.post(page, planned(cast, window_to="2096-11-24T01:00"))
    assert answer.status_code == 422
    assert "The end must be after the beginning." in answer.text
    assert not WorkOrder.objects.exists()


def test_a_request_moves_to_the_object_itself(cast: Cast) -> None:
    request = reported(cast)
    desk = signed_in(cast.dispatcher)
    page = reverse("desk:request-move", args=[request.pk])
    assert page in desk.get(reverse("desk:request", args=[request.pk])).text
    form = desk.get(page).text
    assert f"{cast.hotel_object.pk}.{cast.ice_machine.pk}" in form
    assert str(cast.pharmacy_object.pk) not in form, "another client's objects are no choice"
    answer = desk.post(page, {"object_id": str(cast.hotel_object.pk), "reason": "It is the door"})
    assert answer.status_code == 302
    request = Request.objects.get()
    assert (request.object_id, request.equipment) == (cast.hotel_object.pk, None)
    assert "It is the door" in desk.get(reverse("desk:request", args=[request.pk])).text
