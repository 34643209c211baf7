"""follow_contract: a version that began in the past moves what is open, and nothing else."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from backend.contracts.actions import activate_contract, add_policy, begin_version
from backend.contracts.actions.clause_checks import NewPolicy
from backend.contracts.actions.clauses import remove_clause
from backend.contracts.models import ContractVersion, SlaPolicy
from backend.demo.cast import Cast
from backend.desk.actions import close_work, follow_contract
from backend.desk.models import Request, WorkOrder
from backend.journal.models import Entry

SATURDAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def stricter(cast: Cast, work: WorkOrder, friday: time_machine.Traveller) -> ContractVersion:
    """On Saturday a version from 1 November is published: arrival within 60 open minutes."""
    friday.move_to(SATURDAY)
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    for policy in SlaPolicy.objects.filter(version=version):
        remove_clause(version.pk, policy.pk, by=cast.administrator)
    promise = NewPolicy(clause="9.1", targets={"arrival": 60, "resolution": 480})
    add_policy(version.pk, promise, by=cast.administrator)
    return activate_contract(version.pk, by=cast.administrator)


def test_it_works(cast: Cast, work: WorkOrder, stricter: ContractVersion) -> None:
    assert follow_contract(cast.contract.pk, now=SATURDAY) == 1
    request = Request.objects.get()
    work.refresh_from_db()
    assert request.contract_version == work.contract_version == stricter
    # 30 open minutes of Friday are kept; the other 30 of the new 60 end on Monday at 08:30.
    arrival = request.clocks.get(kind="arrival")
    assert (arrival.clause, arrival.due_at) == ("9.1", datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    response = request.clocks.get(kind="response")
    assert response.state == "cancelled"
    told = Entry.objects.get(kind="request.retermed")
    assert (told.subject_id, told.data["version"]) == (request.pk, stricter.number)


def test_twice_is_once(cast: Cast, work: WorkOrder, stricter: ContractVersion) -> None:
    follow_contract(cast.contract.pk, now=SATURDAY)
    assert follow_contract(cast.contract.pk, now=SATURDAY) == 0


def test_what_has_ended_stays(cast: Cast, work: WorkOrder, stricter: ContractVersion) -> None:
    close_work(work.pk, outcome="done", happened_at=SATURDAY, by=cast.engineer_user)
    assert follow_contract(cast.contract.pk, now=SATURDAY) == 0
    assert Request.objects.get().contract_version == cast.contract_version
