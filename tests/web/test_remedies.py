"""Each relaxation leads to the form that makes it true, which its reader may open, and back."""

from dataclasses import asdict
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from backend.clients.models import AccessRule
from backend.demo.cast import add_shift
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Clearance, EngineerSkill, EngineerWish, Shift
from backend.dispatch.planner.relaxations import KINDS
from backend.dispatch.planner.solution import Relaxation
from backend.journal.models import Entry
from backend.web.day.reasons import names_of
from backend.web.day.relaxed import Where, relaxed_in_words
from backend.web.day.remedies import FORMS
from tests.web.office import at, built, signed_in, triaged

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

MONDAY = date(2035, 11, 26)
DAY = "2035-11-26"
BACK = f"/day/{DAY}/"


@pytest.fixture
def work(cast) -> WorkOrder:
    return triaged(cast)


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


def form_of(desk, work: WorkOrder, relaxation: Relaxation) -> str:
    """Where the words of the relaxation lead; the form opens."""
    where = Where(MONDAY, f"new:{work.pk}", BACK)
    [told] = relaxed_in_words([asdict(relaxation)], names_of([]), where)
    form = desk.get(told.address).headers["Location"]
    assert desk.get(form).status_code == 200, form
    return form


def path_of(form: str) -> str:
    return urlsplit(form).path


def asked(form: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(form).query)


def test_every_kind_has_a_form():
    assert set(FORMS) == set(KINDS)


def test_later_hours_are_agreed_with_the_client(cast, desk, work):
    WorkOrder.objects.filter(pk=work.pk).update(window_to=at(DAY, "10:00"))
    form = form_of(desk, work, Relaxation("later", str(cast.engineer.pk), 2100))
    assert path_of(form) == reverse("desk:work-deed", args=[work.pk, "window"])
    assert "2035-11-26T10:35" in desk.get(form).text
    answer = desk.post(form, {"window_from": "", "window_to": "2035-11-26T10:35"})
    assert answer.headers["Location"] == BACK
    work.refresh_from_db()
    assert work.window_to == at(DAY, "10:35")
    assert Entry.objects.filter(kind="work.window_agreed").count() == 1


def test_a_window_that_is_refused_keeps_the_way_back(desk, work):
    form = reverse("desk:work-deed", args=[work.pk, "window"]) + f"?next={BACK}"
    wrong = {"window_from": "2035-11-26T10:00", "window_to": "2035-11-26T09:00"}
    answer = desk.post(form, wrong)
    assert answer.status_code == 422
    assert f'action="{form}"' in answer.text


def test_a_window_of_work_that_does_not_wait_is_refused(desk, work):
    WorkOrder.objects.filter(pk=work.pk).update(state="on_hold")
    form = reverse("desk:work-deed", args=[work.pk, "window"])
    assert desk.post(form, {"window_from": "", "window_to": ""}).status_code == 422


def test_hours_of_an_object_are_not_agreed_here_so_a_person_decides(cast, desk, work):
    form = form_of(desk, work, Relaxation("later", str(cast.engineer.pk), 2100))
    assert path_of(form) == reverse("day:assign", args=[MONDAY])
    assert asked(form)["works"] == [str(work.pk)]


def test_overtime_is_in_the_shift(cast, desk, work):
    add_shift(cast.engineer, MONDAY)
    shift = Shift.objects.get()
    form = form_of(desk, work, Relaxation("overtime", str(cast.engineer.pk), 1201))
    assert path_of(form) == reverse("day:shift", args=[MONDAY, cast.engineer.pk])
    # Twenty minutes and a second are twenty-one, on top of what is allowed.
    assert f'value="{shift.overtime_min + 21}"' in desk.get(form).text
    told = {"wall_from": "08:00", "wall_to": "17:00", "overtime_min": "45"}
    assert desk.post(form, told).headers["Location"] == BACK
    shift.refresh_from_db()
    assert (shift.overtime_min, shift.ends_at) == (45, at(DAY, "17:00"))


def test_who_has_no_shift_gets_one(cast, desk):
    form = reverse("day:shift", args=[MONDAY, cast.engineer.pk])
    assert f"{cast.engineer} · Monday, 26 November 2035" in desk.get(form).text
    told = {"wall_from": "22:00", "wall_to": "06:00", "overtime_min": "0"}
    assert desk.post(form, told).status_code == 302
    shift = Shift.objects.get()
    assert shift.starts_at == at(DAY, "22:00")
    assert shift.ends_at == at("2035-11-27", "06:00")
    assert desk.post(form, {**told, "wall_to": "22:00"}).status_code == 422


def test_a_skill_that_is_there_is_changed_and_one_that_is_missing_is_new(cast, desk, work):
    engineer, skill = str(cast.engineer.pk), cast.refrigeration
    lacks = Relaxation("permit", engineer, names=("skill",), missing=(skill.code,))
    theirs = EngineerSkill.objects.get(engineer=cast.engineer, skill=skill)
    form = form_of(desk, work, lacks)
    assert path_of(form) == reverse("administration:row", args=["abilities", theirs.pk])
    theirs.delete()
    form = form_of(desk, work, lacks)
    assert path_of(form) == reverse("administration:new", args=["abilities"])
    assert asked(form)["skill"] == [str(skill.pk)]
    assert str(cast.engineer) in desk.get(form).text
    told = {"engineer": engineer, "skill": str(skill.pk), "level": "1", "expires_on": ""}
    assert desk.post(form, told).headers["Location"] == BACK
    assert EngineerSkill.objects.filter(engineer=cast.engineer, skill=skill).exists()


def test_a_clearance_is_of_the_kind_the_object_asks_for(cast, desk, work):
    AccessRule.objects.create(object=work.object, kind="pass")
    lacks = Relaxation("permit", str(cast.engineer.pk), names=("clearance",))
    form = form_of(desk, work, lacks)
    assert path_of(form) == reverse("administration:new", args=["clearances"])
    assert (asked(form)["kind"], asked(form)["object"]) == (["pass"], [str(work.object_id)])
    over = Clearance.objects.create(
        engineer=cast.engineer, object=work.object, valid_until=MONDAY - timedelta(days=1)
    )
    form = form_of(desk, work, lacks)
    assert path_of(form) == reverse("administration:row", args=["clearances", over.pk])


def test_a_ban_is_the_clients_wish(cast, desk, work):
    lacks = Relaxation("permit", str(cast.engineer.pk), names=("banned",))
    ban = EngineerWish.objects.create(client=work.client, engineer=cast.engineer, kind="banned")
    form = form_of(desk, work, lacks)
    assert path_of(form) == reverse("administration:row", args=["engineer-wishes", ban.pk])


@pytest.mark.parametrize(
    ("kind", "names"),
    [("permit", ("territory",)), ("permit", ("priority",)), ("parts", ("PUMP",)), ("cap", ())],
)
def test_what_has_no_form_is_decided_by_hand(cast, desk, work, kind, names):
    form = form_of(desk, work, Relaxation(kind, str(cast.engineer.pk), names=names))
    assert path_of(form) == reverse("day:assign", args=[MONDAY])
    assert f'value="{cast.engineer.pk}" selected' in desk.get(form).text


def test_what_gives_way_is_taken_away(cast, desk, work):
    other = triaged(cast, "Leaks")
    begin, end = at(DAY, "10:00"), at(DAY, "11:00")
    visit = assign_work([other.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    engineer = str(cast.engineer.pk)
    form = form_of(desk, work, Relaxation("instead", engineer, names=(f"visit:{visit.pk}",)))
    assert path_of(form) == reverse("day:visit-deed", args=[visit.pk, "unassign"])
    assert desk.post(form, {"reason": ""}).headers["Location"] == BACK
    form = form_of(desk, work, Relaxation("instead", engineer, names=(f"new:{other.pk}",)))
    assert path_of(form) == reverse("desk:work", args=[other.pk])


def test_what_names_nothing_of_ours_is_not_found(cast, desk, work):
    def status(kind: str, engineer: object, by: str = "60") -> int:
        way = reverse("day:remedy", args=[MONDAY, kind, "new", work.pk, engineer])
        return desk.get(way, {"by": by}).status_code

    assert status("overtime", cast.engineer.pk) == 302
    assert status("overtime", work.pk) == 404
    assert status("overtime", cast.engineer.pk, by="x") == 404
    assert status("miracle", cast.engineer.pk) == 404
