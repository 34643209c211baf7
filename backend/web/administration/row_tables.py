"""Rows of registers as tables: a register's own list, and those that stand under one row."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from backend.web.administration.cells import cell, heading, is_number
from backend.web.administration.registers import REGISTERS
from backend.web.administration.registers.register import Register
from backend.web.administration.words import label_of

MOST_CHILDREN = 100


def heads(register: Register, columns: tuple[str, ...]) -> list[tuple[Any, bool]]:
    """The columns' words, each with whether numbers stand under it."""
    model = register.model
    named = [label_of(column, model._meta.model_name or "") for column in columns]
    return [(name, is_number(model, c)) for name, c in zip(named, columns, strict=True)]


def cells(register: Register, rows: Any, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows as administration/table.html shows them."""
    return [
        {
            "href": reverse("administration:row", args=[register.slug, row.pk]),
            "first": cell(row, columns[0]),
            "cells": [
                (label_of(name, row._meta.model_name), cell(row, name), is_number(type(row), name))
                for name in columns[1:]
            ],
            "is_retired": getattr(row, "is_active", True) is False,
        }
        for row in rows
    ]


def above(register: Register, row: Model) -> dict[str, str] | None:
    """What the row stands under, as a link back."""
    parent = getattr(row, register.parent, None) if register.parent else None
    if parent is None:
        return None
    slug = next(r.slug for r in REGISTERS.values() if r.model is type(parent))
    href = reverse("administration:row", args=[slug, parent.pk])
    return {"words": heading(parent), "href": href}


def children(register: Register, row: Model) -> list[dict[str, Any]]:
    """The registers under this one, each with the rows that name this row."""
    return [_child(REGISTERS[slug], row) for slug in register.children]


def _child(child: Register, row: Model) -> dict[str, Any]:
    """The rows of another register that name this one, and where to add to them."""
    link = _link(child, row)
    rows = child.rows().filter(**{link: row.pk})
    columns = tuple(name for name in child.columns if name != link)
    under = f"?{link}={row.pk}"
    return {
        "register": child,
        "heads": heads(child, columns),
        "rows": cells(child, rows[:MOST_CHILDREN], columns),
        "count": rows.count(),
        "list_url": reverse("administration:rows", args=[child.slug]) + under,
        "new_url": reverse("administration:new", args=[child.slug]) + under + _carried(child, row),
    }


def _link(child: Register, row: Model) -> str:
    """The field of the other register that names rows of this kind."""
    return next(
        field.name
        for field in child.model._meta.concrete_fields
        if field.related_model is type(row) and field.name in child.fields
    )


def _carried(child: Register, row: Model) -> str:
    """The client goes with a new row that asks for one too."""
    client_id = getattr(row, "client_id", None)
    return f"&client={client_id}" if client_id and "client" in child.fields else ""
