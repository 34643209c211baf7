"""Quotas through billing: what is left is covered, the rest is paid, and nothing used is lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.billing.actions import draft_lines
from backend.contracts.models import ContractVersion, Quota, QuotaUse
from backend.contracts.promise import covered_or_paid
from backend.contracts.quota_counts import Subject, burn_downs, forget_uses, note_uses, quotas_left
from backend.contracts.quotas import QuotaTaken
from backend.contracts.terms import sla_terms_for
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.lib.ids import new_id
from tests.agreed import revised
from tests.billing.conftest import Facts, ended_visit, said
from tests.contracts.test_terms import facts

DAY = date(2026, 11, 16)


def limited(version: ContractVersion, unit: str, amount: str, period: str = "month") -> Quota:
    """Labour of the contract is covered within a quota."""
    with revised(version) as draft:
        quota = Quota.objects.create(
            version=draft, code=unit, unit=unit, amount=Decimal(amount), period=period
        )
        draft.coverage_rules.filter(line_kind="labour").update(quota=quota)
    return quota


def labour(visit: Visit) -> list[tuple[str, ...]]:
    return [line[1:] for line in said(draft_lines(visit.id)) if line[0] == "labour"]


def test_a_line_may_lie_partly_within_a_quota(cast: Cast) -> None:
    """Two hours a month. 80 minutes are billed as 1.500 h; of the next 1.500 h half an hour is
    left, one hour is paid at 80.00; of a third visit everything is."""
    limited(cast.contract_version, "hours", "2.00")
    covered = ("covered", "3.2", "1.500", "0.00", "0.00")
    assert labour(ended_visit(cast)) == [covered]
    second = ended_visit(cast, Facts(arrived_at=datetime(2026, 11, 17, 9, tzinfo=UTC)))
    assert labour(second) == [
        ("covered", "3.2", "0.500", "0.00", "0.00"),
        ("quota_used", "3.2", "1.000", "80.00", "80.00"),
    ]
    third = ended_visit(cast, Facts(arrived_at=datetime(2026, 11, 18, 9, tzinfo=UTC)))
    assert labour(third) == [("quota_used", "3.2", "1.500", "80.00", "120.00")]
    uses = QuotaUse.objects.order_by("used_on").values_list("amount", "overdraft")
    assert list(uses) == [
        (Decimal("1.5"), 0),
        (Decimal("1.5"), Decimal(1)),
        (Decimal("1.5"), Decimal("1.5")),
    ]


def test_the_burn_down_shows_every_day_and_the_overdraft(cast: Cast) -> None:
    limited(cast.contract_version, "visits", "1")
    draft_lines(ended_visit(cast).id)
    later = ended_visit(cast, Facts(arrived_at=datetime(2026, 11, 17, 9, tzinfo=UTC)))
    draft_lines(later.id)
    card = burn_downs(cast.contract_version, DAY)[0]
    assert [(day.day, step.left, step.overdrawn) for day, step in card.steps] == [
        (16, 0, 0),
        (17, 0, 1),
    ]
    assert (card.stands.used, card.stands.overdrawn) == (2, 1)
    assert [use.subject_number for use in card.uses][1] == later.number


def test_what_was_promised_and_is_used_up_waits_for_a_person(cast: Cast) -> None:
    """Two engineers offline both took the last visit: the second line asks, nothing is lost."""
    limited(cast.contract_version, "visits", "1")
    visits = [
        ended_visit(cast, Facts(arrived_at=datetime(2026, 11, day, 9, tzinfo=UTC)))
        for day in (16, 17)
    ]
    asked = []
    for visit in visits:
        line = next(line for line in draft_lines(visit.id) if line.kind == "labour")
        asked.append((line.verdict, line.state, line.question, line.quota))
    assert asked == [
        ("covered", "proposed", "", "visits"),
        ("quota_used", "needs_approval", "overdraft", "visits"),
    ]


def test_all_lines_of_a_visit_stand_under_one_place(cast: Cast) -> None:
    quota = limited(cast.contract_version, "visits", "1")
    with revised(cast.contract_version) as draft:
        draft.coverage_rules.filter(clause="3.2").update(quota=draft.quotas.get(code=quota.code))
    lines = draft_lines(ended_visit(cast).id)
    assert {line.verdict for line in lines} == {"covered"}
    assert QuotaUse.objects.get().amount == 1


@pytest.mark.parametrize(
    ("period", "left"), [("month", 3), ("quarter", 2), ("year", 1), ("contract", 0)]
)
def test_a_quota_is_full_again_with_its_period(cast: Cast, period: str, left: int) -> None:
    """Three are included; used one on 20 October, one on 5 May and one the year before."""
    quota = limited(cast.contract_version, "visits", "3", period)
    with revised(cast.contract_version) as draft:
        draft.valid_from = date(2025, 1, 1)
    one = {quota.code: QuotaTaken(Decimal(1), Decimal(0))}
    for day in (date(2026, 10, 20), date(2026, 5, 5), date(2025, 12, 15)):
        note_uses(cast.contract_version, day, one, Subject(new_id(), "VIS-1"))
    assert quotas_left(cast.contract_version, DAY)[quota.code].left == left


def test_a_visit_decided_again_gives_back_what_it_had(cast: Cast) -> None:
    limited(cast.contract_version, "hours", "2.00")
    visit = ended_visit(cast)
    draft_lines(visit.id)
    assert quotas_left(cast.contract_version, DAY)["hours"].left == Decimal("0.5")
    assert quotas_left(cast.contract_version, DAY, without=visit.id)["hours"].left == 2
    forget_uses(Subject(visit.id, visit.number))
    assert quotas_left(cast.contract_version, DAY)["hours"].left == 2


def test_a_promise_knows_what_is_left(cast: Cast) -> None:
    """Once the month's visit is gone the next report is told so before anybody drives."""
    limited(cast.contract_version, "visits", "1")
    asked = facts(cast)
    assert covered_or_paid(asked, sla_terms_for(asked)).verdict == "covered"
    draft_lines(ended_visit(cast).id)
    decision = covered_or_paid(asked, sla_terms_for(asked))
    assert (decision.verdict, decision.clause, decision.quota) == ("quota_used", "3.2", "visits")
