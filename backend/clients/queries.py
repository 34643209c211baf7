"""Reads of clients and what they have. A query that takes a user is the permission check:

staff who read the office see all, a contact what their roles reach, everyone else nothing.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts.models import Role, User
from backend.accounts.roles import May, may
from backend.clients.models import Client, Contact, ContactRole, Equipment, ServiceObject
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
    return Contact.objects.select_related("client").filter(user=user, is_active=True).first()


def found_by_code(user: User, words: str) -> QuerySet[ServiceObject]:
    """Objects a chain means by its shop number first, then by name or address."""
    asked = words.strip()
    exact = objects_visible_to(user).filter(client_code__iexact=asked)
    if not asked or exact.exists():
        return exact
    by_words = Q(name__icontains=asked) | Q(address__icontains=asked)
    return objects_visible_to(user).filter(by_words)


def _roles(user: User) -> QuerySet[ContactRole]:
    return ContactRole.objects.filter(
        contact__user=user, contact__is_active=True, contact__user__is_active=True
    )


def _objects(user: User, *, reporting: bool) -> QuerySet[ServiceObject]:
    objects = ServiceObject.objects.select_related("client")
    if may(user, May.READ_OFFICE):
        return objects
    roles = _roles(user).filter(reports=True) if reporting else _roles(user)
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
