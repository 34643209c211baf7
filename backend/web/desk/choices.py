"""Choices of the desk's forms, in the reader's language."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from backend.accounts.models import User
from backend.catalog.models import Named
from backend.catalog.queries import reasons_for
from backend.clients.models import Equipment
from backend.clients.queries import equipment_visible_to, objects_visible_to
from backend.contracts.models import Impact, Priority
from backend.desk.models import Request, WorkOrder
from backend.fieldwork.queries import checklists_in_use
from backend.lib.words import in_language
from backend.web.shared.choices import choice_word
from backend.web.shared.states import state_words

Choices = list[tuple[str, str]]


def impacts() -> Choices:
    """How bad it is, the worst first."""
    return [(value, str(state_words("impact", value).label)) for value in Impact.values]


def priorities() -> Choices:
    """What we make of it, the most urgent first."""
    order = (Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW)
    return [(value.value, str(state_words("priority", value).label)) for value in order]


def request_states() -> Choices:
    """The states a request may be filtered by."""
    return [(value, str(state_words("request", value).label)) for value in Request.State.values]


def places() -> Choices:
    """Where the work is done."""
    return [(value, choice_word("place", value)) for value in WorkOrder.Place.values]


def reasons(used_for: str) -> Choices:
    """Reasons one may give for a wait or a hold, by code."""
    language = get_language() or "en"
    return [(reason.code, reason.name_in(language)) for reason in reasons_for(used_for)]


def checklists() -> Choices:
    """Checklists in use, by key."""
    language = get_language() or "en"
    return [
        (each.key, in_language(each.names, language) or each.key) for each in checklists_in_use()
    ]


def places_of(user: User, client_id: UUID) -> Choices:
    """A client's objects in use, each followed by the units there as "object.unit"."""
    units: dict[UUID | None, list[Equipment]] = {}
    standing = equipment_visible_to(user).filter(object__client=client_id, is_active=True)
    for unit in standing.order_by("name"):
        units.setdefault(unit.object_id, []).append(unit)
    found: Choices = []
    for place in objects_visible_to(user).filter(client=client_id, is_active=True):
        found.append((str(place.pk), str(place)))
        found += [(f"{place.pk}.{u.pk}", f"{place} · {u}") for u in units.get(place.pk, ())]
    return found


def named(rows: "QuerySet[Named]") -> Choices:
    """Rows of the catalog by id."""
    language = get_language() or "en"
    found = [(str(row.pk), row.name_in(language)) for row in rows]
    return sorted(found, key=lambda pair: pair[1].lower())
