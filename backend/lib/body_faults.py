"""A validation library's faults in our own codes, so that every face has words for them."""

from collections.abc import Mapping
from typing import Final

_CODES: Final[Mapping[str, str]] = {
    "missing": "missing-field",
    "string_too_long": "too-long",
    "string_too_short": "blank",
    "string_type": "not-text",
    "string_pattern_mismatch": "not-valid",
    "uuid_parsing": "not-an-id",
    "uuid_type": "not-an-id",
    "timezone_aware": "not-an-instant",
    "literal_error": "unknown",
    "enum": "unknown",
    "too_long": "too-many",
    "too_short": "missing-field",
    "value_error": "not-decimal",
    "decimal_max_places": "too-many-decimals",
    "greater_than": "not-positive",
    "not_storable": "not-storable",
    "list_type": "not-a-list",
    "dict_type": "not-an-object",
    "model_type": "not-an-object",
    "model_attributes_type": "not-an-object",
}
_FAMILIES: Final[Mapping[str, str]] = {
    "datetime": "not-an-instant",
    "decimal": "not-decimal",
    "int": "not-a-number",
    "float": "not-a-number",
    "bool": "not-true-or-false",
    "uuid": "not-an-id",
}


def code_of_fault(kind: str) -> str:
    """Our code for a fault's type as pydantic names it; "not-valid" for one without a word."""
    return _CODES.get(kind) or _FAMILIES.get(kind.split("_")[0], "not-valid")


def limit_of_fault(context: Mapping[str, object]) -> dict[str, object]:
    """What the words of too-long and too-many need."""
    limit = context.get("max_length")
    return {} if limit is None else {"limit": limit}
