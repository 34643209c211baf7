"""Contracts: the list, a new one, what is done to one, and a version while it is a draft."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.accounts.roles import may as allowed
from backend.contracts import queries
from backend.contracts.actions import change_draft, draft_contract, remove_clause
from backend.contracts.models import Contract, ContractVersion
from backend.lib.errors import CalloutError, NotFound
from backend.web.administration.columns import CONTRACTS
from backend.web.administration.contract_deeds import (
    CONTRACT_DEEDS,
    PARTS,
)
from backend.web.administration.contract_forms import MaintenanceForm, NewContractForm, TermsForm
from backend.web.administration.contract_words import modes_in_words, terms_in_words
from backend.web.administration.row_forms import tell_row
from backend.web.shared.deeds import Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.list_filters import ListFilter
from backend.web.shared.tables import Column, Table
from backend.web.shared.toasts import say, say_no

TABLE: Final = Table(
    "contracts",
    (
        Column("number", gettext_lazy("Number"), ("number",), "nowrap", fixed=True),
        Column("client", gettext_lazy("Client"), ("client__name",)),
        Column("ours", gettext_lazy("Our company"), ("our_entity__short_name",)),
        Column("manager", gettext_lazy("Answers for it"), ("manager__name",)),
        Column("signed", gettext_lazy("Signed on"), ("signed_on",), "nowrap"),
        Column("versions", gettext_lazy("Versions"), css="number"),
        Column("state", gettext_lazy("State"), ("state",)),
    ),
    sorted_by="number",
)
_TERMS = (
    "valid_from",
    "valid_to",
    "calendar",
    "price_list",
    "discount_percent",
    "discounts",
    "on_change",
    "po_required",
    "boundary",
    "trip_split",
    "travel_each_engineer",
    "money_rounding",
    "work_warranty_days",
    "part_warranty_days",
    "repeat_days",
)


@may(May.READ_OFFICE)
def contracts(request: SignedRequest) -> HttpResponse:
    """All contracts, by number."""
    table = TABLE.of(request)
    form = ListFilter(request.GET, ("q", "state"), ("contract", Contract.State.values))
    rows, words = queries.contracts_visible_to(request.user), (form.asked.get("q") or "").strip()
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(client__name__icontains=words))
    if form.asked.get("state"):
        rows = rows.filter(state=form.asked["state"])
    rows = table.ordered(rows, "number")
    if table.export:
        return table.file(CONTRACTS, rows)
    context = {"table": table, "form": form, "page_obj": table.page_of(rows)}
    keeps = allowed(request.user, May.KEEP_CONTRACTS)
    return render(request, "administration/contracts.html", {**context, "keeps": keeps})


@may(May.KEEP_CONTRACTS)
def new(request: SignedRequest) -> HttpResponse:
    """A contract with its first version, both drafts."""
    form = NewContractForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_contract(form.wish(), by=request.user)
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("Draft made; now say what it promises"))
            return redirect("administration:version", made.pk)
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "administration/contract_new.html", context, status=status)


@may(May.KEEP_CONTRACTS)
def deed(request: SignedRequest, contract_id: UUID, name: str) -> HttpResponse:
    """Next version, suspend, resume, end."""
    row = queries.contract(request.user, contract_id)
    wanted = CONTRACT_DEEDS.get(name)
    if wanted is None:
        raise NotFound("page")
    subject = Subject(row.pk, row.number, reverse("administration:contract", args=[row.pk]))
    form = form_for(request, wanted, manager=row.manager_id)
    if isinstance(form, MaintenanceForm):
        form.offer(row)
    return deed_page(request, wanted, subject, form)


@may(May.KEEP_CONTRACTS)
def version(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """What a version says; POST changes the terms of a draft."""
    row = queries.contract_version(request.user, version_id)
    data = request.POST if request.method == "POST" else None
    form = TermsForm(data, initial={name: getattr(row, name) for name in _TERMS})
    if data is not None and form.is_valid():
        try:
            change_draft(row.pk, form.cleaned_data, by=request.user)
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("Terms saved"))
            return redirect("administration:version", row.pk)
    return _version_page(request, row, form)


def _version_page(request: SignedRequest, row: ContractVersion, form: TermsForm) -> HttpResponse:
    context: dict[str, Any] = {
        "version": row,
        "contract": row.contract,
        "is_draft": row.published_at is None,
        "form": form,
        "modes": modes_in_words(row),
        **terms_in_words(row),
    }
    status = 422 if form.errors else 200
    return render(request, "administration/version.html", context, status=status)


@may(May.KEEP_CONTRACTS)
def add(request: SignedRequest, version_id: UUID, part: str) -> HttpResponse:
    """Something a draft says: a service, a priority, a promise, a clause of coverage."""
    row = queries.contract_version(request.user, version_id)
    wanted = PARTS.get(part)
    if wanted is None:
        raise NotFound("page")
    form = wanted.form(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted.add(row.pk, form, request.user)
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, str(wanted.said))
            return redirect("administration:version", row.pk)
    context = {"part": wanted, "version": row, "contract": row.contract, "form": form}
    status = 422 if form.errors else 200
    return render(request, "administration/part.html", context, status=status)


@may(May.KEEP_CONTRACTS)
@require_POST
def remove(request: SignedRequest, version_id: UUID, row_id: UUID) -> HttpResponse:
    """Take a part out of a draft."""
    row = queries.contract_version(request.user, version_id)
    try:
        remove_clause(row.pk, row_id, by=request.user)
        say(request, _("Taken out of the draft"))
    except NotFound:
        raise
    except CalloutError as error:
        say_no(request, words_for(error))
    return redirect("administration:version", row.pk)
