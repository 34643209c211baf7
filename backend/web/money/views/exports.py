"""Files for accounting: the acts of a period, each handed over once."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing import actions, queries
from backend.billing.models import Act
from backend.catalog.models import LegalEntity
from backend.contracts.recurring import Period, period_holding
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError
from backend.web.money.columns import EXPORTS
from backend.web.money.forms import ExportForm
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say

PAGE_ROWS = 30
EVER = (date(2000, 1, 1), date(2099, 12, 31))


@may(May.BILL)
def exports(request: SignedRequest) -> HttpResponse:
    """What waits for accounting, the form of a period, and the files made so far."""
    batches = queries.exports_visible_to(request.user).prefetch_related(
        Prefetch("acts", Act.objects.only("id"))
    )
    if file_asked(request):
        return download(request, "exports", EXPORTS, batches)
    data = request.POST if request.method == "POST" else None
    form = ExportForm(data, initial={**_usual(request.user), **_asked(request)})
    if data is not None and form.is_valid() and _is_made(request, form):
        return redirect("money:exports")
    context = {
        "form": form,
        "waiting": _waiting(),
        "page_obj": Paginator(batches, PAGE_ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "money/exports.html", context, status=422 if form.errors else 200)


def _is_made(request: SignedRequest, form: ExportForm) -> bool:
    try:
        batch = actions.export_acts(by=request.user, **form.cleaned_data)
    except CalloutError as error:
        tell(form, error)
        return False
    say(request, _("File %(name)s made") % {"name": batch.file.name})
    return True


def _asked(request: SignedRequest) -> dict[str, str]:
    """The period a link here names."""
    names = ("period_from", "period_to")
    return {name: request.GET[name] for name in names if name in request.GET}


def _usual(reader: User) -> dict[str, Any]:
    """The company and month of the oldest act no file holds; else the month that runs."""
    oldest = queries.oldest_to_export()
    day = oldest.document_date if oldest else local_date(utc_now(), reader.zone)
    days = period_holding(Period.MONTH, day)
    period = {"period_from": days.begin, "period_to": days.last}
    return {**period, "entity": oldest.our_entity_id} if oldest else period


def _waiting() -> list[dict[str, Any]]:
    """Acts no file holds yet, by our company."""
    ours = LegalEntity.objects.filter(is_ours=True)
    return [
        {"entity": entity, "totals": queries.sums_of_acts(queries.acts_to_export(entity, *EVER))}
        for entity in ours
    ]
