"""Past requests under a draft, as a page: counts, a list that sorts, a file."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from backend.contracts.actions import begin_version, change_draft
from backend.contracts.models import ContractVersion, SlaTarget
from backend.demo.cast import Cast
from backend.desk.models import Request
from tests.web.office import built, reported, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")
MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def draft(cast: Cast) -> ContractVersion:
    """High arrivals in one hour instead of four; critical ones as before."""
    draft = begin_version(cast.contract.pk, date(2027, 1, 1), by=cast.administrator)
    high = SlaTarget.objects.filter(policy__version=draft, policy__priority="high")
    high.filter(kind="arrival").update(target_min=60)
    return draft


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address_of(draft: ContractVersion) -> str:
    return f"/administration/terms/{draft.pk}/preview/"


def test_the_page_says_it_asks_and_then_what_turns(
    admin: Client, cast: Cast, draft: ContractVersion
) -> None:
    """Goods at risk is high: due Monday 13:00 as promised, 10:00 under the draft."""
    told = reported(cast)
    reported(cast, impact="stopped")
    Request.objects.update(reported_at=MONDAY_0900)
    assert "The draft is being asked" in words_of(admin, address_of(draft))
    page = words_of(admin, f"{address_of(draft)}?asked=1")
    assert "1 request of 2 would get something else" in page
    assert "Arrival 1 1 0 0 0" in page
    assert "Arrival Mon 23 Nov 13:00 → Mon 23 Nov 10:00" in page
    assert told.number in page
    everything = words_of(admin, f"{address_of(draft)}?show=all")
    assert everything.count("Hotel") > page.count("Hotel")
    assert "No request is in this view" in words_of(admin, f"{address_of(draft)}?show=later")


def test_a_change_of_the_draft_is_asked_anew(
    admin: Client, cast: Cast, draft: ContractVersion
) -> None:
    reported(cast)
    admin.get(f"{address_of(draft)}?asked=1")
    assert "The draft is being asked" not in words_of(admin, address_of(draft))
    change_draft(draft.pk, {"discount_percent": 5}, by=cast.administrator)
    assert "The draft is being asked" in words_of(admin, address_of(draft))


def test_the_list_sorts_and_leaves_as_a_file(
    admin: Client, cast: Cast, draft: ContractVersion
) -> None:
    first, second = reported(cast), reported(cast)
    page = words_of(admin, f"{address_of(draft)}?asked=1&sort=number")
    assert page.index(first.number) < page.index(second.number)
    turned = words_of(admin, f"{address_of(draft)}?asked=1&sort=-number")
    assert turned.index(second.number) < turned.index(first.number)
    answer = admin.get(f"{address_of(draft)}?asked=1&export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    # Three promises of each of two requests, under the heads.
    assert len(lines) == 1 + 6
    assert "Arrival" in lines[2]


def test_a_published_version_has_no_preview(admin: Client, cast: Cast) -> None:
    assert admin.get(address_of(cast.contract_version)).status_code == 404
