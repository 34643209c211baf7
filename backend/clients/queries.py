"""Reads of clients and what they have. A query that takes a user is the permission check:

staff who read the office see all, a contact what their roles reach, everyone else nothing.
"""

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts.models import Role, User
from backend.accounts.roles import May, may
from backend.clients.models import Client, Contact, ContactRole, Equipment, ServiceObject
from backend.database.written import Written
from backend.lib.errors import NotFound


def objects_visible_to(user: User) -> QuerySet[ServiceObject]:
    """Objects the user may see, client's name included."""
    return _objects(user, reporting=False)


def objects_reportable_by(user: User) -> QuerySet[ServiceObject]:
    """Objects in use for which the user may send a request."""
    return _objects(user, reporting=True).filter(is_active=True)


def service_object(user: User, object_id: UUID) -> ServiceObject:
    """One of `objects_visible_to`, or NotFound."""
    found = objects_visible_to(user).filter(id=object_id).first()
    if found is None:
        raise NotFound("object")
    return found


def equipment_visible_to(user: User) -> QuerySet[Equipment]:
    """Equipment at objects the user may see, and for the office also what stands nowhere."""
    equipment = Equipment.objects.select_related("type", "object", "client")
    if may(user, May.READ_OFFICE):
        return equipment
    return equipment.filter(object__in=objects_visible_to(user))


def places_to_report(user: User) -> list[ServiceObject]:
    """All of `objects_reportable_by`."""
    if may(user, May.READ_OFFICE):
        return list(objects_reportable_by(user))
    return _REPORTABLE(user_id=user.pk)


def place_to_report(user: User, object_id: UUID) -> ServiceObject | None:
    """One of `objects_reportable_by`, None for any other."""
    if may(user, May.READ_OFFICE):
        return objects_reportable_by(user).filter(id=object_id).first()
    return next(iter(_REPORTABLE_ONE(user_id=user.pk, object_id=object_id)), None)


def equipment_at(place: ServiceObject) -> list[Equipment]:
    """What is in use at a place the user was found to see: whose place it is is not asked again."""
    units: list[Equipment] = _STANDING(object_id=place.pk)
    for unit in units:
        unit.object = place
    return units


def clients_visible_to(user: User) -> QuerySet[Client]:
    """All clients for the office; a contact's own one."""
    if may(user, May.READ_OFFICE):
        return Client.objects.all()
    return Client.objects.filter(Exists(_roles(user).filter(contact__client_id=OuterRef("pk"))))


def client_ids_of(user: User) -> frozenset[UUID] | None:
    """Ids of the clients whose things the user may see; None stands for all of them."""
    if may(user, May.READ_OFFICE):
        return None
    return frozenset(clients_visible_to(user).values_list("id", flat=True))


def contact_of(user: User) -> Contact | None:
    """The contact who signs in as `user`; None for staff."""
    if user.role != Role.CONTACT:
        return None
    return next(iter(_CONTACT(user_id=user.pk)), None)


def found_by_code(user: User, words: str) -> QuerySet[ServiceObject]:
    """Objects a chain means by its shop number first, then by name or address."""
    asked = words.strip()
    exact = objects_visible_to(user).filter(client_code__iexact=asked)
    if not asked or exact.exists():
        return exact
    by_words = Q(name__icontains=asked) | Q(address__icontains=asked)
    return objects_visible_to(user).filter(by_words)


def _roles(user: User) -> QuerySet[ContactRole]:
    return _roles_of(user.pk)


def _roles_of(user_id: UUID) -> QuerySet[ContactRole]:
    return ContactRole.objects.filter(
        contact__user=user_id, contact__is_active=True, contact__user__is_active=True
    )


def _objects(user: User, *, reporting: bool) -> QuerySet[ServiceObject]:
    if may(user, May.READ_OFFICE):
        return ServiceObject.objects.select_related("client")
    roles = _roles(user)
    return _reached_by(roles.filter(reports=True) if reporting else roles)


def _reached_by(roles: QuerySet[ContactRole]) -> QuerySet[ServiceObject]:
    objects = ServiceObject.objects.select_related("client")
    scope = ContactRole.Scope
    whole = roles.filter(scope=scope.CLIENT, contact__client_id=OuterRef("client_id"))
    # A role reaches what is its client's now: an object that changed hands is left out.
    theirs = roles.filter(contact__client_id=OuterRef("client_id"))
    group = theirs.filter(scope=scope.GROUP, group__service_objects=OuterRef("pk"))
    own = theirs.filter(scope=scope.OBJECT, object_id=OuterRef("pk"))
    return objects.filter(Exists(whole) | Exists(group) | Exists(own))


def reached_by(user: User) -> Q:
    """A contact's rows that name `client` and `object`: those of their client at that time, at
    any object for a role that speaks for the whole client, else at the objects of their roles.
    """
    roles = _roles(user)
    whole = roles.filter(scope=ContactRole.Scope.CLIENT).values("contact__client_id")
    group = roles.filter(scope=ContactRole.Scope.GROUP).values("group__service_objects")
    own = roles.filter(scope=ContactRole.Scope.OBJECT).values("object_id")
    narrow = Q(object__in=group) | Q(object__in=own)
    return Q(client__in=whole) | Q(client__in=roles.values("contact__client_id")) & narrow


def _reportable(user_id: UUID) -> QuerySet[ServiceObject]:
    return _reached_by(_roles_of(user_id).filter(reports=True)).filter(is_active=True)


def _reportable_one(user_id: UUID, object_id: UUID) -> QuerySet[ServiceObject]:
    return _reportable(user_id).filter(id=object_id)


def _standing(object_id: UUID) -> QuerySet[Equipment]:
    return Equipment.objects.filter(object=object_id, is_active=True)


def _contact(user_id: UUID) -> QuerySet[Contact]:
    return Contact.objects.select_related("client").filter(user=user_id, is_active=True)[:1]


_REPORTABLE: Final = Written(_reportable)
_REPORTABLE_ONE: Final = Written(_reportable_one)
_STANDING: Final = Written(_standing)
_CONTACT: Final = Written(_contact)
