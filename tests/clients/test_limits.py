"""What roles allow: approving up to an amount, at the objects they reach, and who gets what."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from backend.clients.limits import approval_limit, who_gets
from backend.clients.models import ContactRole, ObjectGroup, ServiceObject
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.queries import requests_visible_to
from backend.dispatch.models import Visit
from backend.fieldwork.approvals import approve_proposal, proposals_visible_to
from backend.fieldwork.models import PaidWork
from backend.journal.models import Entry
from backend.lib.errors import NotFound, Refused
from tests.billing.conftest import ended_visit


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return ended_visit(cast)


@pytest.fixture
def proposal(visit: Visit) -> PaidWork:
    return PaidWork.objects.create(
        id=visit.pk,
        visit=visit,
        work_order=visit.works.get().work_order,
        text="A new compressor",
        estimate_net=Decimal("240.00"),
        currency="EUR",
        proposed_at=datetime(2026, 11, 16, 10, tzinfo=UTC),
    )


def role(cast: Cast, **said: Any) -> ContactRole:
    """The hotel contact's only role."""
    ContactRole.objects.filter(contact__user=cast.contact).delete()
    return ContactRole.objects.create(contact=cast.contact.contact, **said)


def test_it_works(cast: Cast, proposal: PaidWork) -> None:
    role(cast, approves_up_to=Decimal("240.00"))
    with acting_as(cast.contact.pk):
        approved = approve_proposal(proposal.pk, by=cast.contact)
    assert (approved.approved_by, approved.approved_at is not None) == ("Sophie Laurent", True)
    assert Entry.objects.get(kind="paid_work.approved").actor_id == cast.contact.pk
    again = approve_proposal(proposal.pk, by=cast.contact)
    assert again.approved_at == approved.approved_at
    assert Entry.objects.filter(kind="paid_work.approved").count() == 1


def test_a_cent_over_the_limit_is_refused_with_both_sums(cast: Cast, proposal: PaidWork) -> None:
    role(cast, approves_up_to=Decimal("239.99"))
    with pytest.raises(Refused, match="over-limit") as refused:
        approve_proposal(proposal.pk, by=cast.contact)
    assert refused.value.context == {"limit": "239.99", "estimate": "240.00", "currency": "EUR"}
    proposal.refresh_from_db()
    assert proposal.approved_at is None


def test_who_approves_nothing_is_told_so(cast: Cast, proposal: PaidWork) -> None:
    role(cast)
    with pytest.raises(Refused, match="may-not-approve"):
        approve_proposal(proposal.pk, by=cast.contact)


def test_the_widest_role_that_reaches_the_object_counts(cast: Cast) -> None:
    group = ObjectGroup.objects.create(client=cast.hotel, name="Bars")
    elsewhere = ServiceObject.objects.create(client=cast.hotel, name="Spa")
    role(cast, approves_up_to=Decimal(50))
    mine = cast.contact.contact
    ContactRole.objects.create(
        contact=mine, scope="group", group=group, approves_up_to=Decimal(300)
    )
    ContactRole.objects.create(
        contact=mine, scope="object", object=elsewhere, approves_up_to=Decimal(900)
    )

    def limit(place: ServiceObject) -> Decimal | None:
        return approval_limit(cast.contact, cast.hotel.pk, place)

    assert limit(cast.hotel_object) == Decimal(50)
    cast.hotel_object.groups.add(group)
    assert limit(cast.hotel_object) == Decimal(300)
    assert limit(elsewhere) == Decimal(900)


def test_a_stranger_finds_no_proposal(cast: Cast, proposal: PaidWork) -> None:
    assert not proposals_visible_to(cast.stranger).exists()
    with pytest.raises(NotFound):
        approve_proposal(proposal.pk, by=cast.stranger)


def test_a_role_for_one_object_reads_only_that_object(cast: Cast, proposal: PaidWork) -> None:
    elsewhere = ServiceObject.objects.create(client=cast.hotel, name="Spa")
    role(cast, scope="object", object=elsewhere, approves_up_to=Decimal(900))
    assert not proposals_visible_to(cast.contact).exists()
    assert not requests_visible_to(cast.contact).exists()


def test_papers_and_alerts_go_to_those_whose_role_says_so(cast: Cast) -> None:
    contact = cast.contact.contact
    contact.email = "sophie@example.com"
    contact.save()
    role(cast, scope="object", object=cast.hotel_object, gets_sla_alerts=True)
    assert who_gets("gets_sla_alerts", cast.hotel.pk, cast.hotel_object) == [contact]
    assert who_gets("gets_invoices", cast.hotel.pk, cast.hotel_object) == []
    assert who_gets("gets_sla_alerts", cast.hotel.pk, None) == []
