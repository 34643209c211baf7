"""The list of any register, the form of any of its rows."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.journal.queries import history_of
from backend.lib.errors import CalloutError, NotFound
from backend.lib.words import LANGUAGES
from backend.web.administration.cells import cell, heading, history, is_number
from backend.web.administration.columns import columns_of
from backend.web.administration.registers import REGISTERS
from backend.web.administration.registers.register import Register
from backend.web.administration.row_forms import RowForm, form_class, tell_row
from backend.web.administration.special_forms import ShiftsForm
from backend.web.administration.words import label_of
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.toasts import say

PAGE_ROWS = 50
MOST_CHILDREN = 100


def register_for(user: User, slug: str) -> Register:
    """The register behind an address, for those who keep it; NotFound for others."""
    register = REGISTERS.get(slug)
    if register is None:
        raise NotFound("page")
    require(user, register.wish)
    return register


def row_of(register: Register, row_id: UUID) -> Model:
    """One row, or NotFound."""
    row: Model | None = register.rows().filter(pk=row_id).first()
    if row is None:
        raise NotFound("page")
    return row


@may(May.KEEP_CATALOG)
def rows_list(request: SignedRequest, slug: str) -> HttpResponse:
    """One page of a register."""
    register = register_for(request.user, slug)
    asked = _asked(request, register)
    if file_asked(request):
        return download(request, register.slug, columns_of(register), asked)
    page = Paginator(asked, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "heads": _heads(register, register.columns),
        "rows": _cells(register, page.object_list, register.columns),
        "page_obj": page,
        "q": request.GET.get("q", "")[:100],
        "has_retired": any(f.name == "is_active" for f in register.model._meta.fields),
        "shows_retired": request.GET.get("retired") == "1",
    }
    return render(request, "administration/rows.html", context)


def _asked(request: SignedRequest, register: Register) -> "QuerySet[Any]":
    rows = register.rows()
    fields = {field.name: field for field in register.model._meta.get_fields()}
    if "is_active" in fields and request.GET.get("retired") != "1":
        rows = rows.filter(is_active=True)
    for name, value in request.GET.items():
        if name in fields and fields[name].is_relation:
            rows = _standing_under(rows, name, str(value))
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if not words or not register.search:
        return rows
    by_words = Q()
    for name in register.search:
        paths = [f"names__{tongue}" for tongue in LANGUAGES] if name == "names" else [name]
        for path in paths:
            by_words |= Q(**{f"{path}__icontains": words})
    return rows.filter(by_words)


def _standing_under(rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
    try:
        return rows.filter(**{name: UUID(value)})
    except (ValueError, ValidationError):
        return rows.none()


def _heads(register: Register, columns: tuple[str, ...]) -> list[tuple[Any, bool]]:
    model = register.model
    named = [label_of(column, model._meta.model_name or "") for column in columns]
    return [(name, is_number(model, c)) for name, c in zip(named, columns, strict=True)]


def _cells(register: Register, rows: Any, columns: tuple[str, ...]) -> list[dict[str, Any]]:
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


@may(May.KEEP_CATALOG)
def new_row(request: SignedRequest, slug: str) -> HttpResponse:
    """The empty form of a register."""
    register = register_for(request.user, slug)
    initial = {name: request.GET[name] for name in register.fields if name in request.GET}
    return _form_page(request, register, None, initial)


@may(May.KEEP_CATALOG)
def row(request: SignedRequest, slug: str, row_id: UUID) -> HttpResponse:
    """One row: its form, what stands under it, its history."""
    register = register_for(request.user, slug)
    return _form_page(request, register, row_of(register, row_id), {})


def _form_page(
    request: SignedRequest, register: Register, kept: Model | None, initial: dict[str, Any]
) -> HttpResponse:
    may_save = kept is None or register.changeable
    data = request.POST if request.method == "POST" and may_save else None
    form = _form(register, kept, data, initial)
    if data is not None and form.is_valid():
        saved = _saved(request, register, kept, form)
        if saved is not None:
            say(request, _("%(name)s saved") % {"name": heading(saved)})
            return redirect("administration:row", register.slug, saved.pk)
    # What was typed and refused must not stand in the heading.
    shown = row_of(register, kept.pk) if kept is not None else None
    context = {
        "register": register,
        "form": form,
        "row": shown,
        "name": heading(shown) if shown else "",
        "above": _above(register, shown or form.instance),
        "may_save": may_save,
        "facts": [(label_of(c), cell(shown, c)) for c in register.columns] if shown else [],
        "children": _children(register, shown) if shown else [],
        "events": history(history_of([shown.pk])) if shown else [],
        "shifts": ShiftsForm() if shown and register.slug == "engineers" else None,
    }
    return render(request, "administration/row.html", context, status=422 if form.errors else 200)


def _form(register: Register, kept: Model | None, data: Any, initial: dict[str, Any]) -> RowForm:
    made = form_class(register.model, register.fields, register.form)
    instance = {"instance": row_of(register, kept.pk)} if kept is not None else {}
    form = made(data, initial=initial, **instance)
    if register.parent:
        form.fields[register.parent].widget = HiddenInput()
    return form


def _saved(
    request: SignedRequest, register: Register, kept: Model | None, form: RowForm
) -> Model | None:
    values = form.values()
    if kept is not None and register.parent:
        values[register.parent] = getattr(kept, register.parent)
    try:
        return register.save(values, request.user, kept.pk if kept is not None else None)
    except NotFound:
        raise
    except CalloutError as error:
        tell_row(form, error)
        return None


def _above(register: Register, row: Model) -> dict[str, str] | None:
    """What the row stands under, as a link back."""
    parent = getattr(row, register.parent, None) if register.parent else None
    if parent is None:
        return None
    slug = next(r.slug for r in REGISTERS.values() if r.model is type(parent))
    href = reverse("administration:row", args=[slug, parent.pk])
    return {"words": heading(parent), "href": href}


def _children(register: Register, row: Model) -> list[dict[str, Any]]:
    return [_child(REGISTERS[slug], row) for slug in register.children]


def _child(child: Register, row: Model) -> dict[str, Any]:
    """The rows of another register that name this one, and where to add to them."""
    link = next(
        field.name
        for field in child.model._meta.concrete_fields
        if field.related_model is type(row) and field.name in child.fields
    )
    rows = child.rows().filter(**{link: row.pk})
    columns = tuple(name for name in child.columns if name != link)
    under = f"?{link}={row.pk}"
    client_id = getattr(row, "client_id", None)
    carried = f"&client={client_id}" if client_id and "client" in child.fields else ""
    return {
        "register": child,
        "heads": _heads(child, columns),
        "rows": _cells(child, rows[:MOST_CHILDREN], columns),
        "count": rows.count(),
        "list_url": reverse("administration:rows", args=[child.slug]) + under,
        "new_url": reverse("administration:new", args=[child.slug]) + under + carried,
    }
