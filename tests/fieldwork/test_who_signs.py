"""Who may sign a service report: the client's contacts named for it; another name is a name."""

import pytest

from backend.clients.models import Contact, ContactRole, ObjectGroup
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.bundle import bundle_for
from backend.fieldwork.models import Signature
from backend.journal.models import Entry
from tests.onsite import Phone, signature_body


def colleague(cast: Cast, **role: object) -> Contact:
    contact = Contact.objects.create(client=cast.hotel, name="Hugo")
    ContactRole.objects.create(contact=contact, **role)
    return contact


def signed_by(visit: Visit, phone: Phone, contact: Contact) -> tuple[Signature, bool]:
    body = signature_body(visit)
    body["signer"] = {"name": contact.name, "role": "", "contact_id": str(contact.id)}
    phone.say("visit.start", visit)
    assert phone.say("signature.capture", visit, **body).status == "applied"
    return Signature.objects.get(), Entry.objects.get(kind="visit.signed").data["named"]


def test_a_contact_who_signs(cast: Cast, visit: Visit, phone: Phone) -> None:
    hugo = colleague(cast, signs_reports=True)
    signature, named = signed_by(visit, phone, hugo)
    assert (signature.contact, signature.signer_name, named) == (hugo, "Hugo", True)


def test_a_contact_who_does_not_sign_is_another_name(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    signature, named = signed_by(visit, phone, colleague(cast, signs_reports=False))
    assert (signature.contact, signature.signer_name, named) == (None, "Hugo", False)


@pytest.mark.parametrize("reaches", [True, False])
def test_the_phone_is_told_who_signs_there(cast: Cast, visit: Visit, reaches: bool) -> None:
    """A role for a group of objects counts at an object of that group only."""
    group = ObjectGroup.objects.create(client=cast.hotel, name="Bars")
    if reaches:
        visit.object.groups.add(group)
    hugo = colleague(cast, scope="group", group=group, signs_reports=True)
    (told,) = bundle_for(cast.engineer, "en")["visits"]
    signs = {row["id"]: row["signs"] for row in told["contacts"]}
    own = Contact.objects.get(user=cast.contact)
    assert signs == {str(own.id): True, str(hugo.id): reaches}
