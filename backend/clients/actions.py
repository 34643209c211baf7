"""Writes of clients, contacts, objects and equipment, for the administrator."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.rows import write_row
from backend.clients.models import (
    AccessRule,
    Client,
    Contact,
    ContactRole,
    Equipment,
    EquipmentPlacement,
    ObjectGroup,
    ObjectTenure,
    ServiceObject,
)
from backend.clients.tenure import hand_over
from backend.database.locking import new_or_locked
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid


@transaction.atomic
def save_client(values: dict[str, Any], *, by: User, client_id: UUID | None = None) -> Client:
    """A new client, or one changed; `code` is unique and says who they are on every list."""
    client = new_or_locked(Client, client_id)
    write_row(client, values, by=by, kind=kinds.CATALOG_CHANGED)
    return client


@transaction.atomic
def save_group(values: dict[str, Any], *, by: User, group_id: UUID | None = None) -> ObjectGroup:
    """A group of one client's objects."""
    group = new_or_locked(ObjectGroup, group_id)
    write_row(group, values, by=by, kind=kinds.CATALOG_CHANGED)
    return group


@transaction.atomic
def save_object(
    values: dict[str, Any], *, by: User, object_id: UUID | None = None
) -> ServiceObject:
    """A new object with its first tenure, or one changed; another client takes it over today."""
    place = new_or_locked(ServiceObject, object_id)
    before = None if object_id is None else place.client_id
    taker = values.get("client")
    if before is not None and taker is not None and taker.pk != before:
        hand_over(place.pk, taker, on=local_date(utc_now(), place.zone), by=by)
        place.refresh_from_db()
    if values.get("zone", place.zone) not in available_timezones():
        raise Invalid("zone", "unknown", given=values["zone"])
    write_row(place, values, by=by, kind=kinds.CATALOG_CHANGED)
    if before is None:
        today = local_date(utc_now(), place.zone)
        ObjectTenure.objects.create(object=place, client_id=place.client_id, valid_from=today)
    return place


@transaction.atomic
def save_equipment(
    values: dict[str, Any],
    *,
    by: User,
    equipment_id: UUID | None = None,
    moved_at: datetime | None = None,
) -> Equipment:
    """New equipment, or one changed; where it stands is kept as placement history, from
    `moved_at` on where it is known."""
    equipment = new_or_locked(Equipment, equipment_id)
    before = None if equipment_id is None else (equipment.whereabouts, equipment.object_id)
    place = values.get("object", equipment.object)
    client_id = values["client"].pk if values.get("client") else equipment.client_id
    if place is not None and place.client_id != client_id:
        raise Invalid("object", "other-client")
    write_row(equipment, values, by=by, kind=kinds.CATALOG_CHANGED)
    if (equipment.whereabouts, equipment.object_id) != before:
        _begin_placement(equipment, moved_at or utc_now())
    return equipment


@transaction.atomic
def save_contact(values: dict[str, Any], *, by: User, contact_id: UUID | None = None) -> Contact:
    """A person at a client; a new one may report for all of it until roles say otherwise."""
    contact = new_or_locked(Contact, contact_id)
    write_row(contact, values, by=by, kind=kinds.CATALOG_CHANGED)
    if contact_id is None:
        ContactRole.objects.create(contact=contact)
    return contact


@transaction.atomic
def save_contact_role(
    values: dict[str, Any], *, by: User, role_id: UUID | None = None
) -> ContactRole:
    """What a contact may do and gets, for the client, a group or one object."""
    role = new_or_locked(ContactRole, role_id)
    write_row(role, values, by=by, kind=kinds.CATALOG_CHANGED)
    return role


@transaction.atomic
def save_access_rule(
    values: dict[str, Any], *, by: User, rule_id: UUID | None = None
) -> AccessRule:
    """What an object asks of whoever comes, and how long before it has to be ordered."""
    rule = new_or_locked(AccessRule, rule_id)
    write_row(rule, values, by=by, kind=kinds.CATALOG_CHANGED)
    return rule


def _begin_placement(equipment: Equipment, at: datetime) -> None:
    EquipmentPlacement.objects.filter(equipment=equipment, placed_to=None).update(placed_to=at)
    EquipmentPlacement.objects.create(
        equipment=equipment,
        whereabouts=equipment.whereabouts,
        object_id=equipment.object_id,
        placed_from=at,
    )
