"""Acts as issued: the list, and one act with everything it says."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing import queries
from backend.billing.models import Act
from backend.billing.paper_data import ActPaper, act_paper
from backend.contracts.clause_words import clause_words
from backend.fieldwork.queries import service_reports_visible_to
from backend.journal.queries import history_of
from backend.web.files.papers import act_waiting
from backend.web.money.columns import ACTS
from backend.web.money.forms import ActFilter
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked, in_order
from backend.web.shared.history import events_of

PAGE_ROWS = 50
_ORDER = {"number": "number", "date": "document_date", "client": "client__name", "gross": "gross"}


@may(May.BILL)
def acts(request: SignedRequest) -> HttpResponse:
    """One page of acts, the newest first."""
    form = ActFilter(request.GET)
    asked = _asked(request.user, form, request.GET.get("sort", ""))
    if file_asked(request):
        return download(request, "acts", ACTS, asked)
    context = {
        "form": form,
        "page_obj": Paginator(asked, PAGE_ROWS).get_page(request.GET.get("page")),
        "totals": queries.sums_of_acts(asked),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return render(request, "money/acts.html", context)


def _asked(user: User, form: ActFilter, sort: str) -> QuerySet[Act]:
    form.is_valid()
    asked = form.cleaned_data
    exact = {
        "state": "state",
        "client_id": "client",
        "our_entity_id": "entity",
        "exports": "batch",
        "document_date__gte": "begin",
        "document_date__lte": "end",
    }
    wanted = {key: asked[name] for key, name in exact.items() if asked.get(name)}
    # A list shows nothing of the papers themselves, which are long.
    rows = queries.acts_visible_to(user).defer("frozen").filter(**wanted)
    if asked.get("exported"):
        rows = rows.filter(exports__isnull=asked["exported"] == "no")
    words = (asked.get("q") or "").strip()
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(client__name__icontains=words))
    return in_order(rows, sort, _ORDER, ("-document_date", "-number"))


@may(May.BILL)
def act_page(request: SignedRequest, act_id: UUID) -> HttpResponse:
    """What the paper says, as frozen at issue, and what stands behind it."""
    act = queries.act(request.user, act_id)
    paper = act_paper(act.frozen)
    reports = service_reports_visible_to(request.user).filter(acts=act)
    context = {
        "act": act,
        "paper": paper,
        "lines": _lines(paper),
        "parties": [(_("Contractor"), paper.issuer), (_("Client"), paper.client)],
        "reports": reports.select_related("visit__object").order_by("number"),
        "exports": queries.exports_visible_to(request.user).filter(acts=act),
        "events": events_of(history_of([act.pk])),
        **act_waiting(act),
    }
    return render(request, "money/act.html", context)


def _lines(paper: ActPaper) -> list[dict[str, Any]]:
    rates = {tax.code: tax.rate for tax in paper.taxes}
    return [
        {"line": line, "clause": clause_words(line.clause, line.verdict), "rate": rates[line.tax]}
        for line in paper.lines
    ]
