"""Acts of the companies in Kyiv and Sofia, worked out by hand: hryvnias, euros, reverse charge."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from time_machine import travel

from backend.billing.actions import approve_lines, draft_remote_lines, issue_act
from backend.billing.models import Act
from backend.catalog.models import WorkType
from backend.clients.models import ServiceObject
from backend.contracts.models import Impact
from backend.demo.abroad import open_offices
from backend.demo.agreement import publish_all
from backend.demo.cast import Cast
from backend.demo.company import furnish
from backend.desk import actions as desk
from backend.fieldwork.actions.remote import RemoteTime, record_time_on_work

# Monday noon in Kyiv and Sofia: inside their service hours.
NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def abroad(cast: Cast) -> Iterator[Cast]:
    with travel(NOON, tick=False):
        furnish(cast)
        open_offices()
        publish_all()
        yield cast


def act_for(cast: Cast, code: str, *minutes: int) -> Act:
    """Each of `minutes` a remote work order of its own at the place; one act for all."""
    ids = []
    place = ServiceObject.objects.get(client_code=code)
    remote_help = WorkType.objects.get(code="remote-help")
    for each in minutes:
        wish = desk.NewRequest(
            place.id, "Каса не друкує", Impact.PARTLY, equipment_id=place.equipment.get().id
        )
        request = desk.submit_request(wish, by=cast.dispatcher)
        work = desk.triage_request(
            request.id, desk.Triage(remote_help.id, place="remote"), by=cast.dispatcher
        )
        record_time_on_work(work.id, RemoteTime(each), by=cast.dispatcher, done=True)
        ids += [line.id for line in draft_remote_lines(work.id)]
    approve_lines(ids, by=cast.biller)
    return issue_act(ids, by=cast.biller)


def test_an_act_in_hryvnias(abroad: Cast) -> None:
    """20 and 50 minutes are half an hour and a whole one of 950.00: 475 + 950 = 1425, VAT 285."""
    act = act_for(abroad, "KAVA-01", 20, 50)
    assert (act.number, act.currency, act.language) == ("ACT-UA-2026-00001", "UAH", "uk")
    assert (act.net, act.vat, act.gross) == (Decimal(1425), Decimal(285), Decimal(1710))
    assert [line["tax"] for line in act.frozen["lines"]] == ["UA-S20", "UA-S20"]
    assert act.frozen["issuer"]["registry_number"] == "42999902"
    assert act.frozen["title"] == "Акт наданих послуг"


def test_an_act_of_sofia_in_euros(abroad: Cast) -> None:
    """40 minutes are 0.75 h of 46.00: 34.50, VAT 6.90."""
    act = act_for(abroad, "KAFE-01", 40)
    assert (act.number, act.currency, act.language) == ("ACT-BG-2026-00001", "EUR", "bg")
    assert (act.net, act.vat, act.gross) == (Decimal("34.50"), Decimal("6.90"), Decimal("41.40"))
    assert act.frozen["title"] == "Протокол за извършена работа"


def test_a_client_elsewhere_in_the_union_owes_the_tax(abroad: Cast) -> None:
    act = act_for(abroad, "EXRO-01", 60)
    assert (act.net, act.vat, act.gross) == (Decimal(46), Decimal(0), Decimal(46))
    tax = act.frozen["taxes"][0]
    assert (tax["code"], tax["category"]) == ("BG-AE", "AE")
    assert tax["legal_text"].startswith("Reverse charge")


def test_without_a_contract_the_office_of_the_zone_bills(abroad: Cast) -> None:
    """The flower shop in Kyiv has no contract: the standing terms of Kyiv, 15 minutes of 950.00."""
    act = act_for(abroad, "FOPZ-01", 15)
    assert (act.our_entity.currency, act.contract, act.net) == ("UAH", None, Decimal("237.50"))
    assert act.frozen["lines"][0]["clause"] == "standing terms"
