"""Writing one row of the office's own data: checked field by field, journalled as one change."""

from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from backend.accounts.models import User
from backend.journal.actions import record
from backend.lib.errors import Invalid

_CODES: Final = {
    "blank": "blank",
    "null": "blank",
    "max_length": "too-long",
    "unique": "taken",
    "unique_together": "taken",
    "invalid_choice": "unknown",
}


def write_row(row: models.Model, values: dict[str, Any], *, by: User, kind: str) -> None:
    """Set `values` (many-to-many ones as lists), save and journal what changed.

    Invalid names the field: blank, too-long, taken, unknown or not-valid. A row that stays as it
    was is not journalled. Callers run it in their transaction, with an existing row locked.
    """
    many = {name: values[name] for name in values if _field(row, name).many_to_many}
    plain = {name: value for name, value in values.items() if name not in many}
    is_new = row._state.adding
    before = {} if is_new else {name: _shown(getattr(row, name)) for name in plain}
    for name, value in plain.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row, set(plain), is_new)
    row.save()
    changed = {
        name: [before.get(name), _shown(getattr(row, name))]
        for name in plain
        if is_new or before[name] != _shown(getattr(row, name))
    }
    changed.update(_set_many(row, many))
    if is_new or changed:
        record(kind, row, by=by, row=str(row), made=is_new, changed=changed)


def _field(row: models.Model, name: str) -> Any:
    try:
        return row._meta.get_field(name)
    except FieldDoesNotExist as fault:
        raise Invalid(name, "unknown") from fault


def _check(row: models.Model, given: set[str], is_new: bool) -> None:
    """Only what was given, and on a new row what must have been."""
    left_alone = set()
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        needed = is_new and not field.has_default()
        empty_is_fine = (value is None and field.null) or value in ({}, [], ())
        if empty_is_fine or not (field.name in given or needed):
            left_alone.add(field.name)
    try:
        row.clean_fields(exclude=left_alone)
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as fault:
        raise _invalid(fault, row) from fault


def _invalid(fault: ValidationError, row: models.Model) -> Invalid:
    if not hasattr(fault, "error_dict"):
        return Invalid("row", "not-valid", why=" ".join(fault.messages))
    field, faults = next(iter(fault.error_dict.items()))
    first = faults[0]
    known = field if field != "__all__" else next(iter(_named(first)), "row")
    limit = getattr(row._meta.get_field(known), "max_length", None) if known != "row" else None
    code = _CODES.get(first.code or "", "not-valid")
    return Invalid(known, code, limit=limit, why=" ".join(first.messages))


def _named(fault: ValidationError) -> tuple[str, ...]:
    """The fields a constraint over several columns speaks of."""
    params = fault.params if isinstance(fault.params, dict) else {}
    return tuple(params.get("unique_check", ()))


def _set_many(row: models.Model, many: dict[str, Any]) -> dict[str, Any]:
    changed = {}
    for name, chosen in many.items():
        manager = getattr(row, name)
        before = sorted(str(other) for other in manager.all())
        manager.set(chosen)
        after = sorted(str(other) for other in chosen)
        if before != after:
            changed[name] = [before, after]
    return changed


def _shown(value: object) -> object:
    """A value as the journal keeps it: JSON as it is, anything else as text."""
    if value is None or isinstance(value, bool | int | dict | list):
        return value
    return str(value)
