"""The page of a contract: what it promises, how it stands, putting a draft in force."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.contracts import queries
from backend.contracts.actions import (
    add_penalty_rule,
    add_quota,
    begin_version,
    change_draft,
    save_example,
)
from backend.contracts.models import CalendarException, Contract, ContractVersion, CoverageRule
from backend.contracts.quota_counts import Subject, note_uses
from backend.contracts.quotas import QuotaTaken
from backend.demo.cast import Cast
from backend.lib.ids import new_id
from backend.web.agreements.measures import quotas_shown
from backend.web.agreements.standing import standing_of
from backend.web.agreements.versions import steps_of
from backend.web.agreements.week import days_of
from tests.agreed import revised
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")
TODAY = date(2026, 11, 22)
LATE: dict[str, Any] = {
    "clause": "7.1",
    "measure": "late",
    "kind": "arrival",
    "priority": "high",
    "basis": "fees",
    "unit_min": 60,
    "grace_min": 15,
    "tiers": [{"from": "0", "value": "2"}, {"from": "240", "value": "5"}],
    "cap_each": Decimal(20),
    "cap_month": None,
    "excused": [],
}
VISITS = {"code": "v", "names": {"en": "Checks"}, "unit": "visits", "period": "month"}


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def draft(cast: Cast) -> ContractVersion:
    return begin_version(cast.contract.pk, date(2027, 1, 1), by=cast.administrator)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page_of(contract: Contract) -> str:
    return f"/administration/contracts/{contract.pk}/"


def test_the_week_is_drawn_by_shares_of_a_day_and_a_night_goes_on_in_the_next_row() -> None:
    week = {"mon": [["06:00", "12:00"], ["18:00", "03:00"]], "sun": [["00:00", "24:00"]]}
    monday, tuesday, *_rest, sunday = days_of(week)
    assert [(bar.x, bar.width) for bar in monday.bars] == [
        ("25.000%", "25.000%"),
        ("75.000%", "25.000%"),
    ]
    assert [(bar.x, bar.width, bar.words) for bar in tuesday.bars] == [
        ("0.000%", "12.500%", "18:00-03:00")
    ]
    assert (tuesday.words, sunday.bars[0].width) == ("", "100.000%")


def test_the_sheet_says_in_words_what_is_promised(admin: Client, cast: Cast) -> None:
    CalendarException.objects.create(
        calendar=cast.contract_version.calendar, date=date(2099, 12, 25), name="Christmas"
    )
    page = words_of(admin, page_of(cast.contract))
    assert "High within 1 h within 4 h within 8 h 3.2" in page
    assert "Monday 08:00-18:00" in page
    assert "Sunday closed" in page
    assert "Fri, 25 Dec 2099 closed" in page
    assert re.search(r"Covered by contract Call-out 3\.2 Labour 3\.2 Travel 3\.2", page)


def test_quotas_and_penalties_are_sentences(
    admin: Client, cast: Cast, draft: ContractVersion
) -> None:
    by = cast.administrator
    add_quota(draft.pk, {**VISITS, "amount": Decimal(4)}, by=by)
    add_penalty_rule(draft.pk, LATE, by=by)
    page = words_of(admin, f"{page_of(cast.contract)}?version=2")
    assert "Checks 4 visits a month" in page
    assert "2% of the month's fees for every started 1 h late" in page.replace("&#x27;", "'")
    assert "5% of the month's fees for every started 1 h from 4 h late on" in page.replace(
        "&#x27;", "'"
    )
    assert "nothing up to 15 min late" in page


def test_versions_say_what_they_changed(cast: Cast, draft: ContractVersion) -> None:
    by = cast.administrator
    change_draft(draft.pk, {"discount_percent": Decimal("7.5"), "discounts": {"part": "20"}}, by=by)
    target = draft.policies.get(priority="high").targets.get(kind="arrival")
    target.target_min = 120
    target.save()
    draft.coverage_rules.get(line_kind="travel").delete()
    newest, first = steps_of(list(queries.versions_of(cast.contract)), TODAY)
    changes = [(c.label.split(" · ")[0], c.before, c.after) for c in newest.changes]
    assert changes == [
        ("Discount", "0%", "7.5%"),
        ("Arrival", "4 h", "2 h"),
        ("Travel", "Covered by contract", ""),
        ("Discount", "", "20%"),
    ]
    assert (newest.stands, first.stands, first.is_first) == ("draft", "in_force", True)


@pytest.mark.parametrize(
    ("state", "ends", "title", "deed"),
    [
        ("active", None, "In force since 1 Jan 2026", ""),
        ("active", date(2026, 12, 31), "It ends on 31 Dec 2026, in 39 days", "renew"),
        ("active", date(2027, 12, 31), "It ends on 31 Dec 2027, in 404 days", ""),
        ("active", date(2026, 11, 20), "Its last day has passed", "renew"),
        ("suspended", None, "It is suspended", "resume"),
        ("terminated", None, "It was ended", ""),
    ],
)
def test_it_says_where_it_stands_and_what_to_do(
    cast: Cast, state: str, ends: date | None, title: str, deed: str
) -> None:
    cast.contract.state = state
    cast.contract_version.valid_to = ends
    told = standing_of(cast.contract, [cast.contract_version], TODAY)
    assert told.title == title
    assert told.address.rstrip("/").rsplit("/", 1)[-1] == deed


def test_a_draft_that_waits_is_the_next_thing(cast: Cast, draft: ContractVersion) -> None:
    told = standing_of(cast.contract, [draft, cast.contract_version], TODAY)
    assert told.title == "Version 2 waits as a draft"
    assert str(draft.pk) in told.address


def test_a_quota_burns_down_day_by_day(cast: Cast, draft: ContractVersion) -> None:
    """Four visits in November: two used on the 5th and one on the 20th leave one on the 22nd."""
    add_quota(draft.pk, {**VISITS, "amount": Decimal(4)}, by=cast.administrator)
    for day, amount in ((5, 2), (20, 1)):
        taken = {"v": QuotaTaken(Decimal(amount), Decimal(0))}
        note_uses(draft, date(2026, 11, day), taken, Subject(new_id(), f"VIS-{day}"))
    [shown] = quotas_shown(draft, TODAY)
    values = [point.value for point in shown.chart.points]
    assert values == [4] * 4 + [2] * 15 + [1] * 3 + [None] * 8
    assert (shown.used, shown.left, shown.overdrawn) == ("3", "1", "")
    # Even use leaves half of it after half of the thirty days.
    assert shown.chart.against is not None
    assert shown.chart.against.values[14] == 2


class TestExamples:
    """Red ones are shown with what the version gives, and overruled only by name."""

    def red(self, cast: Cast) -> None:
        said = {
            "words": "An hour of labour costs 10",
            "asks": "price",
            "given": {"at": "2026-11-16T10:00", "line": "labour", "minutes": 60},
            "expected": {"amount": "10"},
        }
        save_example(cast.contract.pk, said, by=cast.administrator)

    def test_an_example_is_typed_and_answered(self, admin: Client, cast: Cast) -> None:
        told = {"words": "Labour is covered", "impact": "partly", "at": "2026-11-16T10:00"}
        told |= {"line": "labour", "minutes": "60", "expected_verdict": "covered"}
        answer = admin.post(f"{page_of(cast.contract)}examples/price/", told)
        assert answer.status_code == 302, answer.context["form"].errors
        example = cast.contract.examples.get()
        assert example.given["at"] == "2026-11-16T10:00"
        assert example.expected == {"verdict": "covered"}
        assert "Labour is covered Who pays Covered by contract the same" in words_of(
            admin, page_of(cast.contract)
        )
        admin.post(f"{page_of(cast.contract)}examples/{example.pk}/remove/")
        assert not cast.contract.examples.exists()

    def test_nothing_expected_is_refused_in_words(self, admin: Client, cast: Cast) -> None:
        told = {"words": "x", "impact": "partly", "reported": "2026-11-16T10:00"}
        answer = admin.post(f"{page_of(cast.contract)}examples/promise/", told)
        assert answer.status_code == 422
        assert not cast.contract.examples.exists()

    def test_a_red_one_needs_a_reason_to_publish(
        self, admin: Client, cast: Cast, draft: ContractVersion
    ) -> None:
        self.red(cast)
        address = f"/administration/terms/{draft.pk}/publish/"
        page = words_of(admin, address)
        assert "An hour of labour costs 10 Amount €10.00 something else Amount €0.00" in page
        assert admin.post(address).status_code == 422
        draft.refresh_from_db()
        assert draft.published_at is None
        assert admin.post(address, {"despite": "Agreed by phone"}).status_code == 302
        draft.refresh_from_db()
        assert draft.published_despite == "Agreed by phone"
        assert "An example was red: Agreed by phone" in words_of(admin, page_of(cast.contract))


def test_a_contract_is_renewed_with_other_prices(admin: Client, cast: Cast) -> None:
    said = {"valid_from": "2027-01-01", "valid_to": "2027-12-31", "percent": "3.5"}
    answer = admin.post(f"{page_of(cast.contract)}renew/", {**said, "rounding": "half_up"})
    assert answer.status_code == 302
    made = cast.contract.versions.get(number=2)
    assert (made.price_factor, made.valid_to) == (Decimal("1.035"), date(2027, 12, 31))


def test_parts_of_money_are_typed(admin: Client, cast: Cast, draft: ContractVersion) -> None:
    add = f"/administration/terms/{draft.pk}/add/"
    quota = {"code": "q", "names_en": "Checks", "unit": "visits", "period": "month"}
    assert admin.post(f"{add}quota/", {**quota, "amount": "4"}).status_code == 302
    penalty = {key: value for key, value in LATE.items() if value is not None}
    sent = {**penalty, "tiers": "0 = 2\n240 = 5 %"}
    answer = admin.post(f"{add}penalty/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert draft.penalty_rules.get().tiers == LATE["tiers"]
    wrong = admin.post(f"{add}penalty/", {**sent, "tiers": "much"})
    assert wrong.context["form"].errors["tiers"] == ["Write a tier a line, like 30 = 5."]


def test_who_keeps_no_contracts_reads_and_finds_no_deeds(cast: Cast) -> None:
    biller = signed_in(cast.biller)
    page = biller.get(page_of(cast.contract)).content.decode()
    assert "/suspend/" not in page
    assert "/examples/" not in page
    assert biller.get(f"{page_of(cast.contract)}kept/").status_code == 200
    listed = biller.get("/administration/contracts/").content.decode()
    assert cast.contract.number in listed
    assert 'href="/administration/contracts/new/"' not in listed
    assert 'href="/administration/"' not in listed


def test_the_client_reads_the_same_sheet_without_anything_of_ours(
    cast: Cast,
) -> None:
    with revised(cast.contract_version) as version:
        version.published_despite = "Our secret"
    begin_version(cast.contract.pk, date(2026, 12, 1), by=cast.administrator)
    page = words_of(signed_in(cast.contact), "/portal/contracts/")
    assert "C-104" in page
    assert "High within 1 h within 4 h within 8 h 3.2" in page
    assert "Monday 08:00-18:00" in page
    for ours in ("Our secret", "Examples", "Version 3", "cost"):
        assert ours not in page
    stranger = words_of(signed_in(cast.stranger), "/portal/contracts/")
    assert "C-104" not in stranger
    assert "There is no contract with you here" in stranger


def test_a_longer_contract_asks_no_more_questions(cast: Cast, admin: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            assert admin.get(page_of(cast.contract)).status_code == 200
        return len(told)

    with revised(cast.contract_version):
        """A second version, as there is one below."""
    asked()
    before = asked()
    with revised(cast.contract_version) as version:
        for number in range(20):
            CoverageRule.objects.create(version=version, clause=f"9.{number}", verdict="paid")
    assert asked() == before


def test_maintenance_is_planned_shown_to_the_client_and_given_up(admin: Client, cast: Cast) -> None:
    page = page_of(cast.contract)
    assert "None planned" in words_of(admin, page)
    said = {"from_at": "2026-12-01T08:00", "to_at": "2026-12-01T07:00"}
    bad = admin.post(f"{page}maintenance/", said)
    assert "to_at" in bad.context["form"].errors
    # An object of somebody else is not among the choices.
    told = {**said, "to_at": "2026-12-01T12:00", "note": "The mains"}
    theirs = {**told, "object": cast.pharmacy_object.pk}
    assert admin.post(f"{page}maintenance/", theirs).status_code == 422
    assert admin.post(f"{page}maintenance/", told).status_code == 302
    row = cast.contract.maintenance.get()
    # The clock of our company, which is in Monaco.
    assert row.from_at == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert "All objects The mains" in words_of(admin, page)
    assert "The mains" in words_of(signed_in(cast.contact), "/portal/contracts/")
    assert "The mains" not in words_of(signed_in(cast.stranger), "/portal/contracts/")
    assert admin.post(f"{page}maintenance/{row.pk}/remove/").status_code == 302
    assert not cast.contract.maintenance.exists()
