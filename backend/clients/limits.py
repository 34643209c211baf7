"""What a contact's roles allow and bring at one object: approving up to an amount, papers, alerts.

A role speaks for the whole client, for a group of objects or for one; the widest of all that reach
the object counts.
"""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from backend.accounts.models import User
from backend.clients.models import Client, Contact, ContactRole, ServiceObject


def roles_reaching(client_id: UUID, place: ServiceObject | None) -> QuerySet[ContactRole]:
    """Roles of the client's active contacts that reach `place`; without one, those for all."""
    scope = ContactRole.Scope
    reach = Q(scope=scope.CLIENT)
    if place is not None:
        reach |= Q(scope=scope.GROUP, group__service_objects=place)
        reach |= Q(scope=scope.OBJECT, object=place)
    roles = ContactRole.objects.filter(reach, contact__client_id=client_id, contact__is_active=True)
    return roles.select_related("contact__user").distinct()


def approval_limit(user: User, client_id: UUID, place: ServiceObject) -> Decimal | None:
    """The largest net amount `user` may approve there; None where they approve nothing."""
    mine = roles_reaching(client_id, place).filter(
        contact__user=user, contact__user__is_active=True, approves_up_to__isnull=False
    )
    found: Decimal | None = mine.aggregate(most=Max("approves_up_to"))["most"]
    return found


def who_gets(what: str, client_id: UUID, place: ServiceObject | None) -> list[Contact]:
    """Contacts with mail whose roles there have the flag `what`, each once, by name."""
    roles = roles_reaching(client_id, place).filter(**{what: True}).exclude(contact__email="")
    found = {role.contact_id: role.contact for role in roles}
    return sorted(found.values(), key=lambda contact: contact.name)


def may_sign_reports(contact: Contact, place: ServiceObject) -> bool:
    """Whether the contact signs service reports at `place`, read from `roles` and the place's
    `groups`, which whoever asks for many has fetched before."""
    return any(role.signs_reports for role in _roles_at(contact, place))


def approves_up_to(contact: Contact, place: ServiceObject) -> Decimal | None:
    """The largest net amount the contact may approve at `place`, None for nothing; read from what
    was fetched before, as `may_sign_reports`."""
    limits = (role.approves_up_to for role in _roles_at(contact, place))
    return max((limit for limit in limits if limit is not None), default=None)


def _roles_at(contact: Contact, place: ServiceObject) -> Iterator[ContactRole]:
    groups = {group.pk for group in place.groups.all()}
    for role in contact.roles.all():
        whole = role.scope == ContactRole.Scope.CLIENT
        if whole or role.object_id == place.pk or role.group_id in groups:
            yield role


def who_gets_papers(client_id: UUID) -> list[Contact]:
    """Contacts with mail who get the client's acts and invoices, by name: a paper is about the
    whole client, so the flag of a role for one shop is enough."""
    found = Contact.objects.filter(client_id=client_id, is_active=True, roles__gets_invoices=True)
    return list(found.exclude(email="").select_related("user").distinct().order_by("name"))


def clients_of_papers(user: User) -> QuerySet[Client]:
    """Clients whose acts and invoices a contact reads: an act is about the whole client, so a
    role for one shop is enough only where it signs acts or gets invoices."""
    papers = Q(scope=ContactRole.Scope.CLIENT) | Q(signs_acts=True) | Q(gets_invoices=True)
    roles = ContactRole.objects.filter(
        papers, contact__user=user, contact__is_active=True, contact__user__is_active=True
    )
    return Client.objects.filter(pk__in=roles.values("contact__client_id"))
