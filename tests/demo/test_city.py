"""The city at a small scale: the same machinery, held to what the product itself would say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby, pairwise
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from backend.billing.drafting import lines_of_visit
from backend.billing.models import Act, BillableLine, ExportBatch
from backend.billing.paper_data import act_paper, check_sums
from backend.clients.models import Client, Contact, ServiceObject
from backend.contracts.examples import run_examples
from backend.contracts.models import (
    ContractExample,
    ContractVersion,
    PenaltyRule,
    Quota,
    QuotaUse,
)
from backend.database.principal import acting_as
from backend.demo.city import terms
from backend.demo.city.founding import found
from backend.demo.city.size import CITY
from backend.desk import clocks
from backend.desk.actions import rebuild_clocks
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.snapshot import read_snapshot, verify_snapshot
from backend.journal.deliveries import entries_to_deliver
from backend.journal.models import Entry
from backend.reactions import REACTIONS
from tests.demo.once import rolled_away

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SIZE = replace(CITY.scaled(100), engineers=8, finished=800)
OPEN = ("unscheduled", "scheduled", "in_progress", "on_hold")


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """One city for the whole file, rolled away after it."""
    few_hours = pytest.MonkeyPatch()
    few_hours.setattr(terms, "HOURS_AN_OBJECT", 1)
    few_hours.setattr(terms, "LEAST_HOURS", 3)
    with rolled_away(django_db_blocker, tmp_path_factory.mktemp("city"), NOW):
        found(SIZE, NOW, Random(7), lambda _words: None)
        few_hours.undo()
        yield


def test_it_is_as_large_as_asked() -> None:
    assert Engineer.objects.count() == SIZE.engineers
    assert Client.objects.count() == SIZE.clients
    assert ServiceObject.objects.count() == SIZE.objects
    assert WorkOrder.objects.filter(state__in=OPEN).count() == SIZE.open_work
    before_today = WorkOrder.objects.filter(state="completed", completed_at__date__lt=NOW.date())
    assert before_today.count() == SIZE.finished
    assert set(WorkOrder.objects.values_list("state", flat=True)) == {*OPEN, "completed"}


def test_the_shares_are_those_of_the_trade() -> None:
    done = WorkOrder.objects.filter(state="completed")
    repairs = done.filter(work_type__code="repair").count() / done.count()
    planned = done.filter(work_type__code="maintenance").count() / done.count()
    failed = Visit.objects.filter(state="failed").count() / done.count()
    assert 0.40 < repairs < 0.55
    assert 0.33 < planned < 0.45
    assert 0.03 < failed < 0.09


def test_nobody_is_in_two_places() -> None:
    seats = VisitEngineer.objects.order_by("engineer_id", "planned_from")
    for _engineer, theirs in groupby(seats, key=lambda seat: seat.engineer_id):
        for one, next_one in pairwise(theirs):
            assert one.planned_to <= next_one.planned_from


def test_every_clock_says_what_a_replay_of_its_facts_says() -> None:
    kept = ("state", "due_at", "breached_at", "next_at")
    every = list(SlaClock.objects.all())
    assert {clock.state for clock in every} >= {"running", "met", "missed", "cancelled"}
    for clock in every:
        written = {name: getattr(clock, name) for name in kept}
        clocks.derive(clock, NOW)
        assert {name: getattr(clock, name) for name in kept} == written


def test_every_clock_is_what_the_journal_makes_of_it() -> None:
    assert [each for some in rebuild_clocks(NOW, only_check=True) for each in some] == []


def test_most_promises_were_kept() -> None:
    over = SlaClock.objects.filter(state__in=("met", "missed"))
    met = over.filter(state="met").count() / over.count()
    assert 0.90 < met < 0.98


def test_a_share_of_contracts_says_more_and_agrees_with_its_examples() -> None:
    """Every second carries the demo's five examples, every fifth two penalties."""
    versions = list(ContractVersion.objects.order_by("contract__number"))
    asked = [got for version in versions[::2] for _example, got in run_examples(version)]
    assert len(asked) == 5 * len(versions[::2]) == ContractExample.objects.count()
    assert [each for each in asked if not each.is_green] == []
    assert PenaltyRule.objects.count() == 2 * len(versions[::5])
    assert set(Quota.objects.values_list("version_id", flat=True)) == {
        version.pk for version in versions[1::4]
    }


def test_hours_included_are_used_up_visit_by_visit() -> None:
    """What labour took of a quota is what its lines say; beyond it they are paid."""
    labour = BillableLine.objects.filter(quota="labour").exclude(visit=None)
    taken = dict(labour.values_list("visit_id").annotate(Sum("proposed_quantity")))
    uses = QuotaUse.objects.all()
    assert uses.filter(overdraft__gt=0).exists()
    assert {use.subject_id: use.amount for use in uses} == taken
    for use in uses:
        verdicts = set(labour.filter(visit=use.subject_id).values_list("verdict", flat=True))
        assert ("quota_used" in verdicts) == (use.overdraft > 0)


def test_lines_are_those_billing_would_draft() -> None:
    names = ("kind", "text", "verdict", "clause", "quantity", "unit_price", "amount", "position")
    ended = Visit.objects.filter(completed_at__isnull=False).order_by("number")
    # Asked again, a quota has later visits behind it already.
    ended = ended.exclude(client__contracts__versions__quotas__isnull=False)
    states = set()
    for visit in [
        *ended[:30],
        *ended.filter(state="failed")[:5],
        *ended.filter(parts__isnull=False)[:5],
    ]:
        written = visit.lines.order_by("position").values(*names)
        drafted = [{name: getattr(li, name) for name in names} for li in lines_of_visit(visit)]
        assert list(written) == drafted
        states.add(visit.state)
    assert states >= {"completed", "failed"}


def test_acts_add_up_and_their_numbers_have_no_gap() -> None:
    acts = list(Act.objects.order_by("number"))
    assert [act.number[-5:] for act in acts] == [f"{n:05}" for n in range(1, len(acts) + 1)]
    assert len({act.document_date for act in acts}) == 2
    for act in acts:
        paper = act_paper(act.frozen)
        check_sums(paper)
        net = sum((line.net for line in act.lines.all()), Decimal(0))
        assert (net, len(paper.lines)) == (act.net, act.lines.count())
    assert ExportBatch.objects.get().period_to.month == 9
    exported = BillableLine.objects.filter(state="exported")
    assert set(exported.values_list("supplied_on__month", flat=True)) == {9}


def test_a_report_is_named_by_the_bytes_the_signer_saw() -> None:
    reports = ServiceReport.objects.filter(state="signed")[:40]
    assert reports
    for report in reports:
        assert verify_snapshot(read_snapshot(report.snapshot), report.snapshot_sha256)


def test_no_consequence_is_owed_for_scenery() -> None:
    assert Entry.objects.filter(kind="visit.completed").exists()
    assert entries_to_deliver(REACTIONS) == []


def test_a_contact_sees_the_own_clients_rows_only() -> None:
    chain = Contact.objects.get(client__code="RELAIS")
    mine = Request.objects.filter(client=chain.client).count()
    entries = Entry.objects.filter(client_id=chain.client_id).count()
    assert mine > 0
    with acting_as(chain.user_id):
        assert Request.objects.count() == mine
        assert Entry.objects.count() == entries
