"""Which rows of a register the address asks for: those in use, under a row, by words."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from backend.lib.words import LANGUAGES
from backend.web.administration.registers.register import Register


def asked_rows(register: Register, asked: QueryDict) -> "QuerySet[Any]":
    """`?retired=1` shows those out of use too, `?client=ID` those under a row, `?q=` by words."""
    rows = register.rows()
    fields = {field.name: field for field in register.model._meta.get_fields()}
    if "is_active" in fields and asked.get("retired") != "1":
        rows = rows.filter(is_active=True)
    for name, value in asked.items():
        if name in fields and fields[name].is_relation:
            rows = _standing_under(rows, name, str(value))
    return rows.filter(_by_words(register, words_of(asked)))


def words_of(asked: QueryDict) -> str:
    """What is searched for."""
    return str(asked.get("q", "")).replace("\x00", "").strip()[:100]


def _by_words(register: Register, words: str) -> Q:
    """Nothing is asked of the rows where no words are."""
    wanted = Q()
    for name in register.search if words else ():
        paths = [f"names__{tongue}" for tongue in LANGUAGES] if name == "names" else [name]
        for path in paths:
            wanted |= Q(**{f"{path}__icontains": words})
    return wanted


def _standing_under(rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
    try:
        return rows.filter(**{name: UUID(value)})
    except (ValueError, ValidationError):
        return rows.none()
