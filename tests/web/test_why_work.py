"""Why planned work is promised what it is, as the desk and a terminal read it.

The hotel's contract promises maintenance in its agreed window (5.1). Agreed for Tuesday 24 November
2026, 02:00 to 05:00 in Monaco; told on the Friday before at 17:30.
"""

import html
import io
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command

from backend.catalog.models import Reason
from backend.contracts.models import Service, SlaPolicy
from backend.demo.cast import Cast
from backend.desk.actions import PlannedWork, cancel_work, close_work, hold_work, plan_work
from backend.desk.models import WorkOrder
from tests.agreed import revised
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")

FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
NIGHT, MORNING = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (1, 4))


@pytest.fixture(autouse=True)
def friday():  # type: ignore[no-untyped-def]
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def work(cast: Cast) -> WorkOrder:
    with revised(cast.contract_version) as version:
        service = Service.objects.create(version=version, code="rounds")
        service.work_types.add(cast.repair)
        policy = SlaPolicy.objects.create(
            version=version, clause="5.1", service=service, pausable=["parts"]
        )
        policy.targets.create(kind="maintenance_window", target_min=120)
    wish = PlannedWork(
        work_type_id=cast.repair.pk,
        object_id=cast.hotel_object.pk,
        equipment_id=cast.ice_machine.pk,
        words="Clean the condenser",
        window_from=NIGHT,
        window_to=MORNING,
    )
    return plan_work(wish, by=cast.dispatcher)


def read(cast: Cast, work: WorkOrder) -> str:
    answer = signed_in(cast.dispatcher).get(f"/desk/work/{work.pk}/why/")
    assert answer.status_code == 200
    main = answer.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def test_before_its_window_it_says_what_lies_ahead(cast: Cast, work: WorkOrder) -> None:
    page = read(cast, work)
    assert "Contract C-104, version 2, is in force." in page
    assert "Priority Normal was chosen when the work was planned." in page
    assert "Within the agreed window: Tue 02:00 to Tue 05:00." in page
    assert "Due Tue 05:00 if nothing holds it up; 3 h left." in page
    assert "Clause 5.1 (service) decides." in page
    assert "Every hour counts, on the clock of Monaco." in page
    assert "Counted 0 min of 3 h" in page
    assert "Tue 24 Nov 02:00–05:00" in page


def test_done_in_it_or_after_it(cast: Cast, work: WorkOrder, friday) -> None:  # type: ignore[no-untyped-def]
    done = MORNING.replace(hour=5)
    friday.move_to(done)
    close_work(work.pk, outcome="done", happened_at=done, by=cast.engineer_user)
    page = read(cast, work)
    assert "Reached today 06:00, 1 h late: it was due today 05:00." in page
    assert "Counted 4 h of 3 h" in page


def test_what_held_it_is_told(cast: Cast, work: WorkOrder, friday) -> None:  # type: ignore[no-untyped-def]
    friday.move_to(NIGHT.replace(hour=2))
    Reason.objects.filter(code="parts").update(pauses_clocks=True)
    hold_work(work.pk, reason_code="parts", by=cast.dispatcher)
    friday.move_to(NIGHT.replace(hour=3))
    page = read(cast, work)
    assert "It stands still. If it goes on now it is due today 06:00, with 2 h left." in page
    assert "Counted 1 h of 3 h" in page


def test_cancelled_it_has_no_verdict(cast: Cast, work: WorkOrder) -> None:
    cancel_work(work.pk, reason="They sold it", by=cast.dispatcher)
    assert "without a verdict" in read(cast, work)


def test_its_page_leads_there_and_the_terminal_says_the_same(cast: Cast, work: WorkOrder) -> None:
    page = signed_in(cast.dispatcher).get(f"/desk/work/{work.pk}/").text
    assert f"/desk/work/{work.pk}/why/" in page
    told = io.StringIO()
    call_command("sla_why", work.number, stdout=told)
    text = told.getvalue()
    assert text.startswith(work.number)
    assert "Within the agreed window" in text
    assert "Clause 5.1 (service) decides." in text
