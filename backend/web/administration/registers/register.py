"""What one register is, and how an action becomes the saving of its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from backend.accounts.models import Role, User
from backend.accounts.roles import May
from backend.catalog.actions import save_catalog_row
from backend.dispatch.models import Engineer
from backend.web.administration.row_forms import RowForm

Save = Callable[[dict[str, Any], User, UUID | None], Model]


@dataclass(frozen=True)
class Register:
    """One kind of row: how it is called, listed, typed and saved.

    `columns` and `fields` are names of the model's fields. `parent` is a field that says under
    what the row stands; it is given by the address and never changed. `children` are registers
    shown under a row. Rows of a register that is not `changeable` are only added.
    """

    slug: str
    title: Promise
    one: Promise
    model: type[Model]
    save: Save
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    wish: May = May.KEEP_CATALOG
    why: Promise | str = ""
    form: type[RowForm] = RowForm
    parent: str = ""
    children: tuple[str, ...] = ()
    changeable: bool = True

    def rows(self) -> "QuerySet[Any]":
        """Every row in an order that pages can lean on, with what the list shows joined in."""
        joined = [f.name for f in self.model._meta.concrete_fields if f.many_to_one or f.one_to_one]
        # An engineer is called by the name of the person who signs in.
        people = [
            f"{f.name}__user"
            for f in self.model._meta.concrete_fields
            if f.related_model is Engineer
        ]
        rows = self.model._default_manager.select_related(*joined, *people)
        if not rows.ordered:
            rows = rows.order_by("pk")
        return rows.exclude(role=Role.SYSTEM) if self.model is User else rows


def saved_by(action: Callable[..., Model], id_name: str) -> Save:
    """An action as every register calls it: values, who, and the id of a row that changes."""

    def save(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
        return action(values, by=by, **{id_name: row_id})

    return save


def catalog_row(slug: str) -> Save:
    """The saving of a row of the catalog, which all its registers share."""
    return saved_by(partial(save_catalog_row, slug), "row_id")
