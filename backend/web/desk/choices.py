"""Choices of the desk's forms, in the reader's language."""

from django.db.models import QuerySet
from django.utils.translation import get_language

from backend.catalog.models import Named
from backend.catalog.queries import reasons_for
from backend.contracts.models import Impact, Priority
from backend.desk.models import Request, WorkOrder
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


def named(rows: "QuerySet[Named]") -> Choices:
    """Rows of the catalog by id."""
    language = get_language() or "en"
    found = [(str(row.pk), row.name_in(language)) for row in rows]
    return sorted(found, key=lambda pair: pair[1].lower())
