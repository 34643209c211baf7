"""One price list: its versions, the prices of each, and their way to a spreadsheet and back."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.accounts.roles import may as allowed
from backend.contracts import queries
from backend.contracts.actions import price_rows, replace_prices
from backend.contracts.models import PriceItem, PriceList, PriceListVersion
from backend.contracts.price_import import difference, read_prices
from backend.documents.tables_read import read_table
from backend.journal.queries import history_of
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError, NotFound
from backend.web.administration.cells import history
from backend.web.administration.price_file import (
    FILE_COLUMNS,
    ApplyForm,
    FileForm,
    difference_shown,
    faults_in_words,
    packed,
    unpacked,
)
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say


@may(May.READ_OFFICE)
def price_list(request: SignedRequest, price_list_id: UUID) -> HttpResponse:
    """The prices in force, or of the version `?from=2027-01-01` begins; `?export=` as a file that
    may be changed and sent back."""
    row = queries.price_list(request.user, price_list_id)
    versions = _versions(row)
    shown = _shown(request, versions)
    if shown is not None and file_asked(request):
        return download(request, "prices", FILE_COLUMNS, price_rows(shown))
    return _page(request, row, versions, shown, FileForm())


def _page(
    request: SignedRequest,
    row: PriceList,
    versions: list[PriceListVersion],
    shown: PriceListVersion | None,
    form: FileForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        "list": row,
        "versions": versions,
        "shown": shown,
        "items": sorted(shown.items.all(), key=lambda i: (i.kind, i.code)) if shown else [],
        "today": local_date(utc_now(), request.user.zone),
        "keeps": allowed(request.user, May.KEEP_CONTRACTS),
        "form": form,
        "events": history(history_of([row.pk, *(each.pk for each in versions)])),
    }
    status = 422 if form.errors else 200
    return render(request, "administration/price_list.html", context, status=status)


def _versions(row: PriceList) -> list[PriceListVersion]:
    return sorted(row.versions.all(), key=lambda each: each.valid_from, reverse=True)


def _shown(request: SignedRequest, versions: list[PriceListVersion]) -> PriceListVersion | None:
    """The version asked for, else the one in force, else the first there is."""
    asked, today = request.GET.get("from", ""), local_date(utc_now(), request.user.zone)
    by_day = {str(each.valid_from): each for each in versions}
    begun = [each for each in versions if each.valid_from <= today]
    return by_day.get(asked) or next(iter([*begun, *versions[::-1]]), None)


@may(May.KEEP_CONTRACTS)
@posted_from("administration:price-list", "price_list_id")
def look(request: SignedRequest, price_list_id: UUID, version_id: UUID) -> HttpResponse:
    """A file looked through: what it would add, change and remove, or what is wrong in which row.
    Nothing is stored."""
    row, version = _asked(request, price_list_id, version_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            lines = read_table(form.cleaned_data["file"].read())
            rows, faults = read_prices(lines, PriceItem.Kind.values)
        except CalloutError as error:
            tell(form, error)
        else:
            told = difference_shown(difference(price_rows(version), rows))
            apply = ApplyForm(initial={"rows": packed(version.pk, rows)})
            context = {"list": row, "version": version, "form": apply, "told": told}
            context["faults"] = faults_in_words(faults)
            status = 422 if faults else 200
            return render(request, "administration/price_look.html", context, status=status)
    return _page(request, row, _versions(row), version, form)


@may(May.KEEP_CONTRACTS)
@posted_from("administration:price-list", "price_list_id")
def apply(request: SignedRequest, price_list_id: UUID, version_id: UUID) -> HttpResponse:
    """The rows that were looked at become the prices of the version, all of them or none."""
    row, version = _asked(request, price_list_id, version_id)
    form = ApplyForm(request.POST)
    try:
        rows = unpacked(version.pk, request.POST.get("rows", ""))
    except signing.BadSignature as fault:
        raise NotFound("page") from fault
    if form.is_valid():
        try:
            done = replace_prices(version.pk, rows, by=request.user, **form.answers())
        except CalloutError as error:
            form.tell(error)
        else:
            words = {"added": len(done.added), "changed": len(done.changed)}
            words["removed"] = len(done.removed)
            said = _("Prices stored: %(added)d added, %(changed)d changed, %(removed)d removed")
            say(request, said % words)
            page = reverse("administration:price-list", args=[row.pk])
            return redirect(f"{page}?from={version.valid_from}")
    told = difference_shown(difference(price_rows(version), rows))
    context = {"list": row, "version": version, "form": form, "told": told}
    return render(request, "administration/price_look.html", context, status=422)


def _asked(
    request: SignedRequest, price_list_id: UUID, version_id: UUID
) -> tuple[PriceList, PriceListVersion]:
    row = queries.price_list(request.user, price_list_id)
    version = next((each for each in row.versions.all() if each.pk == version_id), None)
    if version is None:
        raise NotFound("price list")
    return row, version
