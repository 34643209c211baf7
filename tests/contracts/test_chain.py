"""A chain's contract holds for the shops below it: read by their contacts, paid by the chain."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from backend.billing.actions import draft_lines
from backend.clients.models import Client
from backend.contracts.actions import add_coverage_rule, begin_version
from backend.contracts.chain import clients_above, clients_below
from backend.contracts.clashes import refuse_clashes
from backend.contracts.models import Contract
from backend.contracts.promise import promise_for
from backend.contracts.queries import contracts_visible_to
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.lib.errors import Invalid
from tests.billing.conftest import Facts, ended_visit
from tests.contracts.test_contract_actions import MONDAY_0900


@pytest.fixture
def chain(cast: Cast) -> Client:
    """A chain over a region over the hotel, with the hotel's contract made its own."""
    top = Client.objects.create(code="CHAIN", name="The chain")
    region = Client.objects.create(code="SOUTH", name="Shops south", parent=top)
    Client.objects.filter(pk__in=[cast.hotel.pk, cast.pharmacy.pk]).update(parent=region)
    theirs = cast.contract.their_entity
    top.entities.add(theirs)
    Contract.objects.update(client=top)
    return top


def told(cast: Cast) -> tuple[str, str]:
    promise = promise_for(cast.pharmacy_object, cast.pharmacy_fridge, "stopped", MONDAY_0900)
    return promise.contract, promise.headline.clause


def test_it_works(cast: Cast, chain: Client) -> None:
    assert told(cast) == ("C-104", "3.2")
    assert clients_above(cast.hotel.pk) == {
        chain.pk,
        cast.hotel.parent_id or _south().pk,
        cast.hotel.pk,
    }
    assert clients_below(chain.pk) == {chain.pk, _south().pk, cast.hotel.pk, cast.pharmacy.pk}


def _south() -> Client:
    return Client.objects.get(code="SOUTH")


def test_a_contact_of_a_shop_is_told_the_same(cast: Cast, chain: Client) -> None:
    """Behind the wall of the database too; the contract itself is not on their pages."""
    with acting_as(cast.stranger.pk), transaction.atomic():
        assert told(cast) == ("C-104", "3.2")
        assert not contracts_visible_to(cast.stranger).exists()


def test_the_chain_pays(cast: Cast, chain: Client) -> None:
    visit = ended_visit(cast, Facts(place=cast.pharmacy_object, fans="1"))
    WorkOrder.objects.update(contract_version=cast.contract_version)
    lines = draft_lines(visit.id)
    assert {(line.client, line.bill_to, line.payer) for line in lines} == {
        (cast.pharmacy, chain, "contract_party")
    }


def test_a_clause_may_speak_of_one_region_and_leave_a_shop_out(cast: Cast, chain: Client) -> None:
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    values: dict[str, Any] = {"clause": "8.1", "verdict": "excluded", "client": _south()}
    values |= {"line_kind": "labour", "excluded_objects": [cast.pharmacy_object]}
    add_coverage_rule(version.pk, values, by=cast.administrator)
    version.published_at = MONDAY_0900
    version.save()
    at_hotel = promise_for(cast.hotel_object, cast.ice_machine, "stopped", MONDAY_0900)
    assert (at_hotel.headline.verdict, at_hotel.headline.clause) == ("excluded", "8.1")
    assert told(cast) == ("C-104", "3.2")


def test_regions_that_share_a_shop_clash(cast: Cast, chain: Client) -> None:
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    for clause, below in (("8.1", chain), ("8.2", _south())):
        values = {"clause": clause, "verdict": "paid", "client": below}
        add_coverage_rule(version.pk, values, by=cast.administrator)
    with pytest.raises(Invalid) as refused:
        refuse_clashes(version)
    assert refused.value.context == {"first": "8.1", "second": "8.2"}


def test_selectors_stay_within_the_chain(cast: Cast, chain: Client) -> None:
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    stranger = Client.objects.create(code="ELSE", name="Somebody else")
    values = {"clause": "8.1", "verdict": "paid", "client": stranger}
    with pytest.raises(Invalid) as refused:
        add_coverage_rule(version.pk, values, by=cast.administrator)
    assert refused.value.field == "client"
