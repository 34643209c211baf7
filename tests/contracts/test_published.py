"""What a published version says is read once in a process; what may change is read each time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.contracts import published
from backend.contracts.actions import begin_version
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import (
    CalendarException,
    ContractVersion,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for, terms_under
from backend.demo.agreement import publish
from backend.demo.cast import Cast
from tests.agreed import revised

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def facts(cast: Cast) -> PromiseFacts:
    return PromiseFacts(cast.hotel_object, cast.ice_machine, "goods_at_risk", MONDAY)


def minutes(terms: SlaTerms) -> dict[str, int]:
    return {str(target.kind): target.target_s // 60 for target in terms.targets}


def arrival(version: ContractVersion) -> SlaTarget:
    return SlaTarget.objects.get(policy__version=version, policy__priority="high", kind="arrival")


def asked(cast: Cast) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        sla_terms_for(facts(cast))
    return [query["sql"] for query in seen]


def test_it_is_read_once(cast: Cast) -> None:
    first, again = asked(cast), asked(cast)
    of_the_version = ("contracts_service", "contracts_priorityrule", "contracts_slapolicy")
    for table in of_the_version:
        assert sum(f'FROM "{table}"' in sql for sql in first) == 1
        assert not any(f'FROM "{table}"' in sql for sql in again)
    # The version itself, whom the object belongs to, maintenance and the calendar's exceptions.
    assert len(again) == 4


def test_another_version_says_its_own(cast: Cast) -> None:
    assert minutes(sla_terms_for(facts(cast)))["arrival"] == 240
    with revised(cast.contract_version) as draft:
        SlaTarget.objects.filter(pk=arrival(draft).pk).update(target_min=120)
    assert minutes(sla_terms_for(facts(cast)))["arrival"] == 120


def test_a_draft_is_read_each_time(cast: Cast) -> None:
    draft = begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    row = arrival(draft)
    for target_min in (30, 45):
        row.target_min = target_min
        row.save()
        assert minutes(terms_under(draft, facts(cast)))["arrival"] == target_min


def test_publishing_that_was_rolled_back_keeps_nothing(cast: Cast) -> None:
    draft = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    row = arrival(draft)
    with transaction.atomic():
        publish(draft)
        assert minutes(sla_terms_for(facts(cast)))["arrival"] == 240
        transaction.set_rollback(True)
    row.target_min = 15
    row.save()
    later = ContractVersion.objects.get(pk=draft.pk)
    later.published_at = MONDAY
    later.save()
    assert minutes(sla_terms_for(facts(cast)))["arrival"] == 15


def test_calendars_change_at_once(cast: Cast) -> None:
    calendar = cast.contract_version.calendar
    assert sla_terms_for(facts(cast)).targets[0].calendar["holidays"] == []
    CalendarException.objects.create(calendar=calendar, date=date(2026, 11, 24), name="Feast")
    assert sla_terms_for(facts(cast)).targets[0].calendar["holidays"] == ["2026-11-24"]
    calendar.week = {"mon": [["06:00", "07:00"]]}
    calendar.save()
    assert sla_terms_for(facts(cast)).targets[0].calendar["week"] == calendar.week


def test_a_calendar_of_a_clause_changes_at_once_too(cast: Cast) -> None:
    own = WorkCalendar.objects.create(name="Nights", week={"mon": [["20:00", "24:00"]]})
    with revised(cast.contract_version) as draft:
        SlaPolicy.objects.filter(version=draft).update(calendar=own)
    assert {t.calendar["week"]["mon"][0][0] for t in sla_terms_for(facts(cast)).targets} == {
        "20:00"
    }
    own.week = {"mon": [["21:00", "24:00"]]}
    own.save()
    assert {t.calendar["week"]["mon"][0][0] for t in sla_terms_for(facts(cast)).targets} == {
        "21:00"
    }


def test_few_are_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_MOST", 2)
    for day in range(5):
        version = ContractVersion(published_at=MONDAY + timedelta(days=day))
        assert published.kept(version, "day", lambda day=day: day) == day  # type: ignore[misc]
        assert published.kept(version, "day", lambda: -1) == day
    assert len(published._known) <= 2
