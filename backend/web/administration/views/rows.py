"""The list of any register, the form of any of its rows."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Model
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.accounts.roles import may as may_user
from backend.journal.queries import history_of
from backend.lib.errors import CalloutError, NotFound
from backend.web.administration.asked_rows import asked_rows, words_of
from backend.web.administration.cells import cell, heading, history
from backend.web.administration.columns import columns_of
from backend.web.administration.registers import REGISTERS
from backend.web.administration.registers.register import Register
from backend.web.administration.row_forms import RowForm, form_class
from backend.web.administration.row_tables import above, cells, children, heads
from backend.web.administration.special_forms import ShiftsForm
from backend.web.administration.words import label_of
from backend.web.shared.back import way_back
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.toasts import say

PAGE_ROWS = 50


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


@may(May.KEEP_CREW)
def rows_list(request: SignedRequest, slug: str) -> HttpResponse:
    """One page of a register."""
    register = register_for(request.user, slug)
    asked = asked_rows(register, request.GET)
    if file_asked(request):
        return download(request, register.slug, columns_of(register), asked)
    page = Paginator(asked, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "heads": heads(register, register.columns),
        "rows": cells(register, page.object_list, register.columns),
        "page_obj": page,
        "q": words_of(request.GET),
        "has_retired": any(f.name == "is_active" for f in register.model._meta.fields),
        "keeps_all": may_user(request.user, May.KEEP_CATALOG),
        "shows_retired": request.GET.get("retired") == "1",
    }
    return render(request, "administration/rows.html", context)


@may(May.KEEP_CREW)
def new_row(request: SignedRequest, slug: str) -> HttpResponse:
    """The empty form of a register."""
    register = register_for(request.user, slug)
    return _form_page(request, register, None, _told(request, register))


@may(May.KEEP_CREW)
def row(request: SignedRequest, slug: str, row_id: UUID) -> HttpResponse:
    """One row: its form, what stands under it, its history."""
    register = register_for(request.user, slug)
    return _form_page(request, register, row_of(register, row_id), _told(request, register))


def _told(request: SignedRequest, register: Register) -> dict[str, Any]:
    """What the address says the form shall begin with."""
    return {name: request.GET[name] for name in register.fields if name in request.GET}


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
            onward = way_back(request)
            return redirect(onward or reverse("administration:row", args=[register.slug, saved.pk]))
    # What was typed and refused must not stand in the heading.
    shown = row_of(register, kept.pk) if kept is not None else None
    context = {
        "register": register,
        "form": form,
        "back": way_back(request),
        **_above(request.user, register, shown or form.instance),
        "may_save": may_save,
        **(_about(register, shown) if shown else {}),
    }
    return render(request, "administration/row.html", context, status=422 if form.errors else 200)


def _above(user: User, register: Register, row: Model) -> dict[str, Any]:
    """What the row stands under, and what the page leads to, as far as the reader may go."""
    link, keeps_all = above(register, row), may_user(user, May.KEEP_CATALOG)
    if link and not keeps_all:
        link = {"words": link["words"]}
    return {"above": link, "keeps_all": keeps_all}


def _about(register: Register, shown: Model) -> dict[str, Any]:
    """What a page says of a row that is there."""
    return {
        "row": shown,
        "name": heading(shown),
        "facts": [(label_of(name), cell(shown, name)) for name in register.columns],
        "children": children(register, shown),
        "events": history(history_of([shown.pk])),
        "shifts": ShiftsForm() if register.slug == "engineers" else None,
    }


def _form(register: Register, kept: Model | None, data: Any, initial: dict[str, Any]) -> RowForm:
    made = form_class(register.model, register.fields, register.form)
    instance = {"instance": row_of(register, kept.pk)} if kept is not None else {}
    form = made(data, initial=initial, **instance)
    if register.parent:
        if kept is None and (parent := _parent(register, initial)) is not None:
            setattr(form.instance, register.parent, parent)
        form.fields[register.parent].widget = HiddenInput()
    return form


def _parent(register: Register, initial: dict[str, Any]) -> Model | None:
    """Under what a new row would stand, so that its page can say so."""
    try:
        key = UUID(initial.get(register.parent, ""))
    except ValueError:
        return None
    column: Any = register.model._meta.get_field(register.parent)
    found: Model | None = column.related_model._default_manager.filter(pk=key).first()
    return found


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
        form.tell(error)
        return None
