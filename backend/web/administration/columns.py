"""What the administrator's lists say in a spreadsheet: every register tells it of itself."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.db.models import DateField, DateTimeField, DecimalField, IntegerField, Model
from django.utils.translation import gettext_lazy as _

from backend.contracts.models import Contract
from backend.documents.spreadsheet import Column, Kind
from backend.web.administration.cells import cell
from backend.web.administration.registers.register import Register
from backend.web.administration.words import label_of
from backend.web.shared.states import state_words

CONTRACTS: Final[tuple[Column[Contract], ...]] = (
    Column(_("Number"), lambda row: row.number, width=14),
    Column(_("Client"), lambda row: row.client.name),
    Column(_("Our company"), lambda row: row.our_entity),
    Column(_("Answers for it"), lambda row: row.manager and row.manager.name),
    Column(_("State"), lambda row: state_words("contract", row.state).label, width=16),
    Column(_("Signed on"), lambda row: row.signed_on, Kind.DATE),
)


def columns_of(register: Register) -> list[Column[Any]]:
    """What the list shows first, then everything else the form asks and a cell can hold."""
    names = dict.fromkeys((*register.columns, *register.fields))
    plain = {
        field.name
        for field in register.model._meta.concrete_fields
        if field.get_internal_type() not in ("JSONField", "PointField")
    }
    shown = [name for name in names if name in plain or name in register.columns]
    return [_column(register.model, name) for name in shown]


def _column(model: type[Model], name: str) -> Column[Any]:
    label = label_of(name, model._meta.model_name or "")
    return Column(label, partial(_value, name=name), _kind(model._meta.get_field(name)))


def _kind(field: Any) -> Kind:
    if isinstance(field, DateTimeField):
        return Kind.MOMENT
    if isinstance(field, DateField):
        return Kind.DATE
    is_number = isinstance(field, DecimalField | IntegerField) and not field.choices
    return Kind.NUMBER if is_number else Kind.TEXT


def _value(row: Model, name: str) -> object:
    value = getattr(row, name)
    if value is None or value == "":
        return None
    is_typed = isinstance(value, date | Decimal | int) and not isinstance(value, bool)
    return value if is_typed else cell(row, name)
