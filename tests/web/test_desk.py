"""The desk's pages: who may see them, what their forms change, how they say no."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.accounts.models import Device, PairCode
from backend.desk.actions import hold_work
from backend.desk.models import Message, Request, WorkOrder
from backend.fieldwork.models import Command, Receipt
from backend.lib.clock import utc_now
from tests.house.test_query_counts import NOT_ASKED
from tests.web.office import built, reported, signed_in, triaged

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


def pages(request: Request, work: WorkOrder) -> list[str]:
    return [
        reverse("desk:queue"),
        f"{reverse('desk:queue')}?export=xlsx",
        reverse("desk:request", args=[request.pk]),
        reverse("desk:work", args=[work.pk]),
    ]


def test_the_office_reads_and_others_find_nothing(cast):
    work = triaged(cast)
    for address in pages(work.request, work):
        for user in (cast.dispatcher, cast.biller, cast.administrator):
            assert signed_in(user).get(address).status_code == 200, address
        for user in (cast.contact, cast.stranger, cast.engineer_user):
            assert signed_in(user).get(address).status_code == 404, address


def test_a_card_asks_few_questions(cast, desk):
    """Session, reader, card with skills, clocks, visits, lines, history, and, as it waits to be
    planned, what the newest plan said of it."""
    address = reverse("desk:work", args=[triaged(cast).pk])
    desk.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(address).status_code == 200
    assert len([each for each in seen if not each["sql"].startswith(NOT_ASKED)]) == 8


def test_a_stranger_is_sent_to_the_sign_in(client, cast):
    answer = client.get(reverse("desk:queue"))
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/desk/")


@pytest.mark.parametrize("name", ["log", "phones", "review"])
def test_what_changes_is_for_those_who_may(cast, name):
    assert signed_in(cast.dispatcher).get(reverse(f"desk:{name}")).status_code == 200
    assert signed_in(cast.biller).get(reverse(f"desk:{name}")).status_code == 404


def test_the_queue_shows_and_finds(cast, desk):
    request = reported(cast, "Ice machine leaks")
    reported(cast, "Display is dark")
    assert request.number in desk.get(reverse("desk:queue")).text
    for words in (request.number, "HH-01", "hermitage", "leaks"):
        assert request.number in desk.get(reverse("desk:queue"), {"q": words}).text, words
    assert request.number not in desk.get(reverse("desk:queue"), {"q": "till"}).text


def test_views_filter_the_queue(cast, desk):
    # Ten open hours to answer: never at risk within an hour of being told.
    request = reported(cast, impact="no_hurry")
    for view, shown in [("new", True), ("mine", True), ("risk", False), ("all", True)]:
        text = desk.get(reverse("desk:queue"), {"view": view}).text
        assert (request.number in text) is shown, view
    assert request.number not in desk.get(reverse("desk:queue"), {"state": "waiting"}).text


def test_what_is_overdue_is_at_risk_and_comes_first(cast, desk):
    calm = reported(cast, impact="no_hurry")
    late = reported(cast, "Display is dark", impact="no_hurry")
    missed = {"due_at": utc_now() - timedelta(hours=3), "state": "missed"}
    late.clocks.filter(kind="response").update(**missed)
    page = desk.get(reverse("desk:queue"), {"view": "risk"}).context["page_obj"]
    assert [row.pk for row in page] == [late.pk]
    rows = desk.get(reverse("desk:queue")).context["page_obj"]
    assert [row.pk for row in rows] == [late.pk, calm.pk]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "x" * 10_000},
        {"view": "moon"},
        {"state": "moon"},
        {"client": "moon"},
        {"page": "moon"},
        {"page": "-1"},
        {"sort": "moon"},
    ],
)
def test_a_bad_filter_is_no_fault(cast, desk, query):
    reported(cast)
    assert desk.get(reverse("desk:queue"), query).status_code == 200
    assert desk.get(reverse("desk:queue"), {**query, "export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("sort", ["due", "-due", "reported", "-client", "priority"])
def test_the_queue_sorts(cast, desk, sort):
    reported(cast)
    assert desk.get(reverse("desk:queue"), {"sort": sort}).status_code == 200


def test_the_queue_asks_as_often_for_one_as_for_many(cast, desk):
    for words in ("one", "two", "three", "four"):
        triaged(cast, words)
    first = _count(desk, reverse("desk:queue"))
    for words in ("five", "six", "seven"):
        triaged(cast, words)
    assert _count(desk, reverse("desk:queue")) == first


def _count(browser, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        assert browser.get(address).status_code == 200
    return len(counted)


def test_the_export_keeps_formulas_from_running(cast, desk):
    reported(cast, '=HYPERLINK("evil")')
    text = desk.get(reverse("desk:queue"), {"export": "csv"}).getvalue().decode()
    assert "'=HYPERLINK" in text
    assert text.startswith("\ufeffNumber")


def test_a_call_becomes_a_request(cast, desk):
    found = desk.get(reverse("desk:log"), {"q": "HH-01"}).text
    address = reverse("desk:log-object", args=[cast.hotel_object.pk])
    assert address in found
    told = {
        "equipment_id": cast.ice_machine.pk,
        "impact": "stopped",
        "words": "No ice at all",
        "reported_by": "Luc",
        "reported_phone": "+377 1",
        "client_reference": "HH-77",
    }
    answer = desk.post(address, told)
    made = Request.objects.get()
    assert answer.url == reverse("desk:request", args=[made.pk])
    assert (made.channel, made.reported_by, made.client_reference) == ("phone", "Luc", "HH-77")
    assert made.priority == "critical"


def test_back_dating_asks_for_a_reason_and_keeps_what_was_typed(cast, desk):
    address = reverse("desk:log-object", args=[cast.hotel_object.pk])
    early = timezone.localtime(utc_now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    told = {"impact": "partly", "words": "Warm since the morning", "reported_at": early}
    answer = desk.post(address, told)
    assert answer.status_code == 422
    assert "Warm since the morning" in answer.text
    assert answer.context["form"].errors.keys() == {"backdating_reason"}
    desk.post(address, {**told, "backdating_reason": "Told on the corridor"})
    assert Request.objects.get().backdating_reason == "Told on the corridor"


def test_what_was_due_before_it_was_noted_is_told_apart(cast, desk):
    address = reverse("desk:log-object", args=[cast.hotel_object.pk])
    early = timezone.localtime(utc_now() - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    told = {"equipment_id": cast.ice_machine.pk, "impact": "goods_at_risk", "words": "By mail"}
    late = {**told, "reported_at": early, "backdating_reason": "Found in the mailbox"}
    answer = desk.post(address, late, follow=True)
    assert "Registered late" in answer.text
    answer = desk.post(address, {**told, "words": "And again"}, follow=True)
    assert "Registered late" not in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", ""),
        ("words", "x" * 10_000),
        ("words", "a\x00b"),
        ("impact", "moon"),
        ("equipment_id", "moon"),
        ("reported_at", "1900-01-01T00:00"),
        ("reported_at", "9999-12-31T23:59"),
        ("reported_at", "moon"),
        ("reported_by", "x" * 10_000),
        ("request_id", "moon"),
    ],
)
def test_bad_input_names_its_field(cast, desk, field, value):
    told = {"impact": "partly", "words": "Warm", field: value}
    answer = desk.post(reverse("desk:log-object", args=[cast.hotel_object.pk]), told)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Request.objects.exists()


def test_the_promise_shows_while_the_caller_speaks(cast, desk):
    address = reverse("desk:log-promise", args=[cast.hotel_object.pk])
    text = desk.get(address, {"impact": "stopped", "equipment_id": cast.ice_machine.pk}).text
    assert "An engineer will be at" in text
    assert desk.get(address, {"impact": "moon", "reported_at": "moon"}).status_code == 200


def test_a_message_goes_to_the_client_and_a_note_stays_here(cast, desk):
    request = reported(cast)
    address = reverse("desk:message", args=[request.pk])
    desk.post(address, {"text": "We come at ten"})
    desk.post(address, {"text": "They owe us", "internal": "on"})
    kept = list(Message.objects.values_list("text", "internal"))
    assert kept == [("We come at ten", False), ("They owe us", True)]
    assert desk.post(address, {"text": "\x00"}).status_code == 422
    assert signed_in(cast.biller).post(address, {"text": "hi"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "told", "state"),
    [
        ("wait", {"reason": "client"}, "waiting"),
        ("cancel", {"reason": "Not needed"}, "cancelled"),
        ("resolve", {"answer": "Switched on"}, "resolved"),
        ("priority", {"priority": "low", "reason": "Only one tray"}, "new"),
    ],
)
def test_what_is_done_to_a_request(cast, desk, name, told, state):
    request = reported(cast)
    address = reverse("desk:request-deed", args=[request.pk, name])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {}).status_code == 422
    answer = desk.post(address, told)
    assert answer.status_code == 302
    request.refresh_from_db()
    assert request.state == state
    if name == "priority":
        assert request.priority == "low"
    page = desk.get(answer.url).text
    assert next(iter(told.values())) in page or name in ("wait", "priority")


def test_a_deed_that_came_too_late_is_refused_in_words(cast, desk):
    request = reported(cast)
    desk.post(reverse("desk:request-deed", args=[request.pk, "cancel"]), {"reason": "No"})
    late = desk.post(reverse("desk:request-deed", args=[request.pk, "resolve"]), {"answer": "On"})
    assert late.status_code == 422
    assert "present state" in late.text
    assert desk.get(reverse("desk:request-deed", args=[request.pk, "fly"])).status_code == 404


def test_triage_makes_a_work_order(cast, desk):
    request = reported(cast)
    address = reverse("desk:triage", args=[request.pk])
    form = desk.get(address).context["form"]
    assert form.initial["skill_ids"] == [str(cast.refrigeration.pk)]
    told = {
        "work_type_id": cast.repair.pk,
        "place": "on_site",
        "words": "Look at the compressor",
        "minutes": "75",
        "skill_ids": [cast.refrigeration.pk],
        "window_from": "2026-11-23T09:00",
        "window_to": "2030-11-23T12:00",
        "needed": "on",
        "answer": "An engineer will come",
    }
    assert desk.post(address, told).status_code == 302
    work = WorkOrder.objects.get()
    assert (work.minutes, work.words, work.coverage) == (75, "Look at the compressor", "covered")
    assert work.window_from.isoformat() == "2026-11-23T08:00:00+00:00"
    assert Message.objects.get().text == "An engineer will come"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", "0"),
        ("minutes", "99999999999"),
        ("work_type_id", "moon"),
        ("skill_ids", "moon"),
        ("window_to", "1900-01-01T10:00"),
        ("words", "x" * 10_000),
        ("place", "remote"),
    ],
)
def test_bad_triage_names_its_field(cast, desk, field, value):
    request = reported(cast)
    told = {
        "work_type_id": cast.repair.pk,
        "place": "on_site",
        "words": "Look",
        "minutes": "60",
        field: value,
    }
    answer = desk.post(reverse("desk:triage", args=[request.pk]), told)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not WorkOrder.objects.exists()


def test_a_work_order_is_held_and_released(cast, desk):
    work = triaged(cast)
    desk.post(reverse("desk:work-deed", args=[work.pk, "hold"]), {"reason": "parts"})
    work.refresh_from_db()
    assert work.state == "on_hold"
    page = desk.get(reverse("desk:work", args=[work.pk])).text
    assert "Waiting for parts" in page
    desk.post(reverse("desk:work-deed", args=[work.pk, "release"]))
    work.refresh_from_db()
    assert work.state == "unscheduled"


def test_the_history_is_told_in_words(cast, desk):
    work = triaged(cast)
    hold_work(work.pk, reason_code="parts", by=cast.dispatcher)
    text = desk.get(reverse("desk:request", args=[work.request_id])).text
    assert f"Request {work.request.number} received" in text
    assert "Work order put on hold" in text
    assert "Reason: Waiting for parts" in text
    assert "request.submitted" not in text


def test_every_kind_of_entry_has_a_sentence():
    from backend.journal import kinds
    from backend.web.shared.history_words import SENTENCES, UNTOLD

    known = {value for name, value in vars(kinds).items() if name.isupper()}
    assert known - SENTENCES.keys() == UNTOLD


def test_a_phone_is_paired_by_a_code_shown_once(cast, desk):
    answer = desk.post(reverse("desk:pair"), {"engineer_id": cast.engineer.pk})
    assert answer.status_code == 200
    assert "data:image/svg+xml" in answer.text
    assert PairCode.objects.get().user == cast.engineer_user
    code = answer.context["code"].replace(" ", "")
    assert code not in desk.get(reverse("desk:phones")).text
    assert desk.post(reverse("desk:pair"), {"engineer_id": "moon"}).status_code == 422
    # The heads of the list beside the refusal sort it on its own page.
    assert (
        desk.get(reverse("desk:pair"), {"sort": "seen"}).url
        == f"{reverse('desk:phones')}?sort=seen"
    )
    assert signed_in(cast.biller).post(reverse("desk:pair")).status_code == 404


def _device(cast) -> Device:
    return Device.objects.create(
        user=cast.engineer_user, installation_id="i", name="Pixel", token_sha256="t" * 64
    )


def test_a_phone_is_revoked(cast, desk):
    device = _device(cast)
    desk.post(reverse("desk:revoke", args=[device.pk]))
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_the_review_inbox_shows_and_dismisses(cast, desk):
    command = Command.objects.create(
        id="0190f000-0000-7000-8000-000000000001",
        device=_device(cast),
        seq=1,
        type="visit.arrive",
        raw={"type": "visit.arrive", "body": {"where": "moon"}},
        body_sha256="x",
    )
    receipt = Receipt.objects.create(
        command=command,
        status="parked",
        code="job-reassigned",
        review="open",
        result={"context": {"number": "VIS-7"}},
    )
    page = desk.get(reverse("desk:review"))
    assert "Engineer arrived" in page.text
    assert "VIS-7 was given to another engineer" in page.text
    replay = reverse("desk:review-deed", args=[receipt.pk, "replay"])
    # Without a visit it still cannot be applied, and says so.
    assert desk.post(replay).status_code == 422
    dismiss = reverse("desk:review-deed", args=[receipt.pk, "dismiss"])
    assert desk.post(dismiss, {"reason": "Sent twice"}).status_code == 302
    receipt.refresh_from_db()
    assert (receipt.review, receipt.review_reason) == ("dismissed", "Sent twice")
