"""Why a request is promised what it is, as the desk, the client and a terminal read it."""

import html
import io
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from backend.contracts.actions import NewMaintenance, plan_maintenance
from backend.contracts.models import CalendarException, SlaPolicy, SlaTarget
from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    change_priority,
    note_arrival,
    note_missed_clocks,
    put_on_wait,
    submit_request,
    triage_request,
)
from backend.desk.models import Request
from tests.agreed import revised
from tests.web.office import built as built
from tests.web.office import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

# Friday 17:30 in Monaco; the calendar is weekdays 08-18. High priority arrives within 4 h.
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def reported(cast: Cast) -> Request:
    return drips(cast)


def drips(cast: Cast) -> Request:
    """The hotel's contact tells us of the ice machine; goods are at risk."""
    wish = NewRequest(
        object_id=cast.hotel_object.pk,
        equipment_id=cast.ice_machine.pk,
        words="The ice machine drips",
        impact="goods_at_risk",
    )
    return submit_request(wish, by=cast.contact)


def read(browser: Client, area: str, request: Request) -> str:
    """The page's words without tags, white space as one blank."""
    answer = browser.get(f"/{area}/requests/{request.pk}/why/")
    assert answer.status_code == 200
    main = answer.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def test_the_client_reads_each_counted_hour_and_the_way_to_the_deadline(
    cast: Cast, reported: Request, friday
) -> None:
    friday.move_to(MONDAY_0900)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Contract C-104, version 1, is in force." in page
    assert "Priority High follows from the impact “Goods at risk”." in page
    # Half an hour on Friday and one on Monday are 1 h 30 min of 4 h; 2 h 30 min are left.
    assert "Due today 11:30 if nothing holds it up; 2 h 30 min left." in page
    assert "Fri 20 Nov 17:30–18:00 service hours 30 min" in page
    assert "Mon 23 Nov 08:00–09:00 service hours 1 h" in page
    assert "Counted 1 h 30 min of 4 h" in page
    assert "From now on Mon 23 Nov 09:00–11:30 service hours 2 h 30 min" in page
    assert "Fri 20 Nov 18:00 – Mon 23 Nov 08:00 outside service hours –" in page
    assert "Service hours: Mon–Fri 08:00–18:00, on the clock of Monaco." in page


def test_clauses_are_told_apart_by_what_they_name(cast: Cast, friday) -> None:
    with revised(cast.contract_version) as version:
        any_priority = SlaPolicy.objects.create(version=version, clause="3.9")
        SlaTarget.objects.create(policy=any_priority, kind="arrival", target_min=6000)
    reported = drips(cast)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Clause 3.2 (High, service) decides." in page
    assert (
        "Clause 3.9 fits too but says less: clause 3.2 (High, service) also names"
        " priority and service." in page
    )
    assert "For another priority: clause 3.2 (Critical), 3.2 (Low) and 3.2 (Normal)." in page


def test_a_holiday_is_called_by_its_name(cast: Cast, friday) -> None:
    CalendarException.objects.create(
        calendar=cast.calendar, date=date(2026, 11, 23), name="National day"
    )
    reported = drips(cast)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Mon 23 Nov holiday: National day –" in page
    assert "Tue 24 Nov 08:00–11:30 service hours 3 h 30 min" in page


def test_a_pause_is_told_with_its_reason_and_what_happens_if_it_goes_on_now(
    cast: Cast, reported: Request, friday
) -> None:
    put_on_wait(reported.pk, reason_code="client", by=cast.dispatcher)
    friday.move_to(MONDAY_0900)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "It stands still. If it goes on now it is due today 13:00, with 4 h left." in page
    assert "paused: Waiting for the client" in page
    # 17:30-18:00 and 08:00-09:00 were held.
    assert "(1 h 30 min of service hours)" in page


def test_a_changed_priority_is_told_with_its_mode_and_its_reason(
    cast: Cast, reported: Request, friday
) -> None:
    friday.move_to(MONDAY_0900)
    change_priority(reported.pk, "critical", reason="The bar is closed", by=cast.dispatcher)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Priority Critical was set by hand: “The bar is closed”." in page
    changed = "Priority changed from High to Critical: 2 h instead of 4 h."
    assert f"Mon 23 Nov 09:00 {changed} Time already used counts." in page
    assert "Due today 09:30 if nothing holds it up; 30 min left." in page


def test_the_office_reads_the_calendars_name_and_the_client_does_not(
    cast: Cast, reported: Request
) -> None:
    assert cast.calendar.name in read(signed_in(cast.dispatcher), "desk", reported)
    client_page = read(signed_in(cast.contact), "portal", reported)
    assert cast.calendar.name not in client_page
    change_priority(reported.pk, "critical", reason="Closed", by=cast.dispatcher)
    assert cast.dispatcher.name not in read(signed_in(cast.contact), "portal", reported)


def test_both_pages_say_who_pays_and_which_clauses_spoke_of_other_lines(
    cast: Cast, reported: Request
) -> None:
    for who, area in ((cast.contact, "portal"), (cast.dispatcher, "desk")):
        page = read(signed_in(who), area, reported)
        assert "Labour Covered by contract clause 3.2" in page
        assert "Part Paid clause 4.1" in page


def test_another_client_finds_nothing(cast: Cast, reported: Request) -> None:
    answer = signed_in(cast.stranger).get(f"/portal/requests/{reported.pk}/why/")
    assert answer.status_code == 404


def test_both_request_pages_lead_there(cast: Cast, reported: Request) -> None:
    for who, area in ((cast.contact, "portal"), (cast.dispatcher, "desk")):
        page = signed_in(who).get(f"/{area}/requests/{reported.pk}/").content.decode()
        assert f'href="/{area}/requests/{reported.pk}/why/"' in page


def test_the_command_says_the_same_in_the_language_asked_for(
    cast: Cast, reported: Request, friday
) -> None:
    friday.move_to(MONDAY_0900)
    out = io.StringIO()
    call_command("sla_why", reported.number, stdout=out)
    assert "  Due today 11:30 if nothing holds it up; 2 h 30 min left." in out.getvalue()
    assert "outside service hours" not in out.getvalue()
    full = io.StringIO()
    call_command("sla_why", reported.number, "--full", "--language", "uk", stdout=full)
    assert "Пн" in full.getvalue() or "пн" in full.getvalue()
    with pytest.raises(CommandError, match="There is no request REQ-0"):
        call_command("sla_why", "REQ-0")


def test_a_miss_taken_back_by_a_late_report_is_told_with_both_moments(
    cast: Cast, reported: Request, friday
) -> None:
    work = triage_request(reported.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    friday.move_to(MONDAY_0900.replace(hour=11))
    assert note_missed_clocks(MONDAY_0900.replace(hour=11)) == 2
    friday.move_to(MONDAY_0900.replace(hour=12))
    # Olena's phone tells at 13:00 that she had arrived at 11:30, exactly in time.
    arrived = MONDAY_0900.replace(hour=10, minute=30)
    note_arrival(work.pk, happened_at=arrived, by=cast.engineer_user)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Reached today 11:30, in time: it was due today 11:30, so 0 min were to spare." in page
    assert (
        "It was noted as missed; today 13:00 we learned what had happened today 11:30, and the"
        " miss was taken back." in page
    )


def test_waiting_that_the_contract_lets_pause_nothing_is_counted_and_named(
    cast: Cast, friday
) -> None:
    with revised(cast.contract_version) as version:
        version.policies.update(pausable=["access"])
    reported = drips(cast)
    put_on_wait(reported.pk, reason_code="client", by=cast.dispatcher)
    friday.move_to(MONDAY_0900)
    page = read(signed_in(cast.contact), "portal", reported)
    assert "service hours: the contract allows no pause for this (Waiting for the client)" in page
    assert "Counted 1 h 30 min of 4 h" in page


def test_a_capped_pause_tells_when_it_ends_by_itself(cast: Cast, friday) -> None:
    with revised(cast.contract_version) as version:
        version.policies.update(pause_caps_min={"client": 60})
    reported = drips(cast)
    put_on_wait(reported.pk, reason_code="client", by=cast.dispatcher)
    page = read(signed_in(cast.contact), "portal", reported)
    # Thirty minutes of the hour are held on Friday, thirty on Monday from 08:00.
    limit = "The pause has a limit in the contract and ends by itself Mon 08:30."
    assert limit in page
    friday.move_to(MONDAY_0900)
    page = read(signed_in(cast.contact), "portal", reported)
    assert (
        "service hours: the pause the contract allows is used up (Waiting for the client)" in page
    )
    assert "Counted 30 min of 4 h" in page


def test_a_clock_that_cannot_be_reckoned_says_so_and_the_page_stands(
    cast: Cast, reported: Request
) -> None:
    reported.clocks.filter(kind="arrival").update(calendar={"tz": "Nowhere/At all"})
    page = read(signed_in(cast.contact), "portal", reported)
    assert "This clock cannot be reckoned; the office has been told." in page
    assert "Within 1 h of service hours." in page


@pytest.mark.parametrize(
    ("language", "due", "counted"),
    [
        (
            "uk",
            "Строк – сьогодні 11:30, якщо ніщо не зупинить відлік; залишилося 2 год 30 хв.",
            "Зараховано",
        ),
        ("bg", "Срокът е днес 11:30, ако нищо не го спре; остават 2 ч 30 мин.", "Отчетено"),
        (
            "ru",
            "Срок – сегодня 11:30, если ничто не остановит отсчёт; осталось 2 ч 30 мин.",
            "Засчитано",
        ),
    ],
)
def test_every_language_says_it_whole(
    cast: Cast, reported: Request, friday, language: str, due: str, counted: str
) -> None:
    friday.move_to(MONDAY_0900)
    out = io.StringIO()
    call_command("sla_why", reported.number, "--full", "--language", language, stdout=out)
    told = out.getvalue()
    assert due in told
    assert counted in told
    # What is left in Latin letters are numbers of ours and names that people gave.
    latin = set(re.findall(r"[A-Za-z]{2,}", told))
    assert latin <= {"REQ", "Weekdays"}


def test_planned_maintenance_is_told_as_not_counted(cast: Cast, friday) -> None:
    begin, end = (datetime(2026, 11, 23, hour, 30, tzinfo=UTC) for hour in (7, 9))
    plan_maintenance(cast.contract.pk, NewMaintenance(begin, end), by=cast.administrator)
    reported = drips(cast)
    friday.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC))
    page = read(signed_in(cast.contact), "portal", reported)
    assert "Mon 23 Nov 08:30–10:30 planned maintenance –" in page
    # Half an hour on Friday, half an hour before it and an hour and a half after it.
    assert "Counted 2 h 30 min of 4 h" in page
    assert "Due today 13:30" in page
