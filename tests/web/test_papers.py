"""Papers that are not there: opening one has the worker make it, and nobody waits for ever."""

from uuid import UUID

import pytest
from celery import current_app
from django.core.cache import cache

from backend.billing.actions import issue_act
from backend.billing.tasks import render_act_asked
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.tasks import render_reports_asked
from tests.billing.conftest import approved, ended_visit
from tests.web.test_money import biller, built, series, today
from tests.web.test_portal import signed_in, text_of

__all__ = ["biller", "built", "series", "today"]
pytestmark = pytest.mark.usefixtures("built", "today")


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def asked(monkeypatch) -> list[tuple[str, list[str]]]:
    told: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, ids: told.append((name, ids)))
    return told


@pytest.fixture
def act(cast, series):
    return issue_act([line.id for line in approved(cast, ended_visit(cast))], by=cast.biller)


@pytest.fixture
def report(cast):
    return ServiceReport.objects.create(
        number="SR-7", client=cast.hotel, visit=ended_visit(cast), state="unsigned", snapshot={}
    )


def test_opening_an_act_has_its_paper_made_once(
    biller, act, asked, django_capture_on_commit_callbacks
):
    for address in (f"/money/acts/{act.pk}/", f"/files/acts/{act.pk}/"):
        with django_capture_on_commit_callbacks(execute=True):
            assert "The PDF is being rendered" in biller.get(address).content.decode()
    assert asked == [("backend.billing.tasks.render_act_asked", [str(act.pk)])]
    render_act_asked(str(act.pk))
    act.refresh_from_db()
    assert biller.get(f"/files/acts/{act.pk}/")["Location"] == f"/files/{act.file_id}"
    kept = act.file_id
    render_act_asked(str(act.pk))
    act.refresh_from_db()
    assert act.file_id == kept


def test_it_is_asked_for_anew_when_the_first_asking_came_to_nothing(
    biller, act, asked, django_capture_on_commit_callbacks
):
    for _look in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            biller.get(f"/files/acts/{act.pk}/")
        cache.clear()
    assert len(asked) == 2


def test_without_a_broker_the_next_look_asks(
    biller, act, monkeypatch, django_capture_on_commit_callbacks
):
    def away(name: str, ids: list[str]) -> None:
        raise ConnectionError(name)

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert biller.get(f"/files/acts/{act.pk}/").status_code == 200
    with django_capture_on_commit_callbacks() as waiting:
        biller.get(f"/files/acts/{act.pk}/")
    assert len(waiting) == 1


def test_the_thirtieth_look_is_the_last(biller, act):
    look = {"HX-Request": "true"}
    first = biller.get(f"/files/acts/{act.pk}/", headers=look).content.decode()
    assert f'hx-get="/files/acts/{act.pk}/?looks=1"' in first
    last = biller.get(f"/files/acts/{act.pk}/?looks=30", headers=look).content.decode()
    assert "hx-get" not in last
    assert f'href="/files/acts/{act.pk}/"' in last
    odd = biller.get(f"/files/acts/{act.pk}/?looks=-1", headers=look).content.decode()
    assert "?looks=1" in odd


def test_a_client_opens_a_report_that_has_no_paper(
    cast, report, asked, django_capture_on_commit_callbacks
):
    portal = signed_in(cast.contact)
    address = f"/files/reports/{report.pk}/"
    assert address in text_of(portal.get("/portal/papers/?show=reports"))
    with django_capture_on_commit_callbacks(execute=True):
        assert "SR-7" in text_of(portal.get(address))
    assert asked == [("backend.fieldwork.tasks.render_reports_asked", [str(report.visit_id)])]
    assert signed_in(cast.engineer_user).get(address).status_code == 404
    assert signed_in(cast.stranger).get(address).status_code == 404


def test_the_worker_sets_the_report_it_is_asked_for(monkeypatch, report):
    set_for: list[UUID] = []
    monkeypatch.setattr("backend.fieldwork.reports.render_reports", set_for.append)
    render_reports_asked(str(report.visit_id))
    assert set_for == [report.visit_id]
