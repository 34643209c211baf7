"""What the things are called that clauses name by id."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import get_language

from backend.catalog.models import EquipmentType, WorkType
from backend.clients.models import Client, Equipment, ObjectGroup, ServiceObject
from backend.contracts.why import ClauseRef, Sentence
from backend.web.shared.why_words import Names

_ROWS: Final[dict[str, type[Model]]] = {
    "equipment_id": Equipment,
    "object_id": ServiceObject,
    "equipment_type": EquipmentType,
    "object_group": ObjectGroup,
    "client": Client,
    "work_type": WorkType,
}


def clause_names(sentences: Iterable[Sentence]) -> Names:
    """Names of everything the sentences' clauses ask for by id; a query a kind of thing. What the
    reader may not see has no name here and is told by its kind alone."""
    asked: dict[str, set[str]] = {}
    for ref in _refs(sentences):
        for selector, value in ref.names:
            if selector in _ROWS:
                asked.setdefault(selector, set()).add(str(value))
    return {
        (selector, str(key)): _name(row)
        for selector, ids in asked.items()
        for key, row in _ROWS[selector]._default_manager.in_bulk(ids).items()
    }


def _refs(sentences: Iterable[Sentence]) -> Iterable[ClauseRef]:
    for sentence in sentences:
        for value in sentence.values.values():
            several = value if isinstance(value, tuple) else (value,)
            yield from (each for each in several if isinstance(each, ClauseRef))


def _name(row: Any) -> str:
    in_tongue = getattr(row, "name_in", None)
    return in_tongue(get_language() or "en") if in_tongue else str(row)
