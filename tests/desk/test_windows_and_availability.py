"""Two promises beside those of a report: work in its agreed window, and a share of each month."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.contracts.models import SlaPolicy
from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    close_work,
    note_missed_clocks,
    note_restored,
    rebuild_clocks,
    submit_request,
    triage_request,
)
from backend.desk.availability import month_of
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal.models import Entry
from tests.agreed import revised

NIGHT, MORNING = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (1, 4))


@pytest.fixture
def planned(cast: Cast, request_: Request) -> WorkOrder:
    """Work agreed for Tuesday night, 01:00 to 04:00 UTC, long after closing."""
    with revised(cast.contract_version) as version:
        policy = version.policies.get(priority="high")
        policy.targets.create(kind="maintenance_window", target_min=120)
    wish = Triage(cast.repair.pk, window_from=NIGHT, window_to=MORNING)
    return triage_request(request_.pk, wish, by=cast.dispatcher)


def window(work: WorkOrder) -> SlaClock:
    return SlaClock.objects.get(work_order=work)


def test_the_window_is_promised_from_its_beginning_to_its_end(planned: WorkOrder) -> None:
    clock = window(planned)
    assert (clock.kind, clock.state) == ("maintenance_window", "running")
    assert (clock.started_at, clock.due_at) == (NIGHT, MORNING)
    assert not SlaClock.objects.filter(request__isnull=False, kind="maintenance_window").exists()


@pytest.mark.parametrize(("minute", "state"), [(0, "met"), (59, "met"), (61, "missed")])
def test_work_done_within_it_keeps_it(
    cast: Cast,
    planned: WorkOrder,
    friday: time_machine.Traveller,
    minute: int,
    state: str,
) -> None:
    done = NIGHT.replace(hour=3 + minute // 60, minute=minute % 60)
    friday.move_to(MORNING.replace(hour=5))
    note_missed_clocks(MORNING.replace(hour=5))
    close_work(planned.pk, outcome="done", happened_at=done, by=cast.engineer_user)
    assert window(planned).state == state
    withdrawn = Entry.objects.filter(kind="clock.withdrawn", subject_id=planned.pk)
    assert withdrawn.exists() == (state == "met")
    assert [each for some in rebuild_clocks(done, only_check=True) for each in some] == []


def test_work_without_an_agreed_window_has_none(cast: Cast, work: WorkOrder) -> None:
    assert not SlaClock.objects.filter(work_order=work).exists()


@pytest.fixture
def promised(cast: Cast) -> None:
    """99.5 % of each month's weekdays 08-18, for the ice machine."""
    with revised(cast.contract_version) as version:
        SlaPolicy.objects.create(
            version=version, clause="3.5", equipment=cast.ice_machine, availability_ppm=995_000
        )


def stopped(cast: Cast, wish: NewRequest) -> Request:
    return submit_request(replace(wish, impact="stopped"), by=cast.contact)


def test_down_from_the_report_until_service_is_restored(
    cast: Cast, wish: NewRequest, promised: None, friday: time_machine.Traveller
) -> None:
    request = stopped(cast, wish)
    work = triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    restored = datetime(2026, 11, 23, 8, tzinfo=UTC)
    friday.move_to(restored)
    note_restored(work.pk, how="temporary", happened_at=restored, by=cast.engineer_user)
    # November 2026 has 21 weekdays of ten hours, one of them a holiday in the calendar or not;
    # down: Friday 17:30-18:00 and Monday 08:00-09:00 local, an hour and a half.
    friday.move_to(datetime(2026, 12, 5, tzinfo=UTC))
    month = month_of(cast.ice_machine, date(2026, 11, 15), datetime(2026, 12, 5, tzinfo=UTC))
    assert month is not None
    assert month.reached.down_s == 5400
    hours = month.reached.service_s // 3600
    assert hours in (200, 210)
    share = Decimal(hours * 3600 - 5400) / (hours * 3600) * 1_000_000
    assert month.reached.availability_ppm == round(share)
    assert (month.promised.clause, month.is_kept) == ("3.5", False)


def test_what_is_not_promised_is_not_reckoned(cast: Cast) -> None:
    assert month_of(cast.ice_machine, date(2026, 11, 1), datetime(2026, 12, 5, tzinfo=UTC)) is None


def test_the_client_reads_it_beside_the_unit(
    cast: Cast, wish: NewRequest, promised: None, friday: time_machine.Traveller
) -> None:
    stopped(cast, wish)
    friday.move_to(datetime(2026, 11, 20, 16, 45, tzinfo=UTC))
    client = Client()
    client.force_login(cast.contact)
    page = client.get(reverse("portal:objects")).text
    assert "Promised: 99.50" in page
    assert "Available this month: 99.8" in page or "Available this month: 99.7" in page
