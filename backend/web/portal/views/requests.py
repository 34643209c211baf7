"""A client's own requests as a list, on the page and as a file."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import F, Min, OrderBy, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.clients.queries import objects_visible_to
from backend.desk.lifecycle import OPEN_REQUEST
from backend.desk.models import Request
from backend.desk.queries import COUNTING, own_requests, urgent_clock
from backend.web.portal.columns import REQUESTS
from backend.web.portal.forms import ORDERS, SORTED_BY, RequestFilter
from backend.web.portal.standing import standings
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked

PAGE: Final = 20


@may(May.USE_PORTAL)
def own_list(request: SignedRequest) -> HttpResponse:
    """Requests in the client's words; `?show=open|done|all&q=&object=&page=`."""
    asked = _asked(request)
    chosen = _chosen(request.user, asked)
    if file_asked(request):
        return download(request, "requests", REQUESTS, _rows(request.user, chosen))
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "orders": ORDERS,
        "page_obj": page,
        "rows": _rows(request.user, page.object_list),  # type: ignore[arg-type]
        "places": objects_visible_to(request.user),
        "has_any": own_requests(request.user).exists(),
    }
    return render(request, "portal/requests.html", context)


def _asked(request: SignedRequest) -> dict[str, Any]:
    """What the address asks for; what cannot be read is left out."""
    form = RequestFilter(request.GET)
    form.is_valid()
    told = form.cleaned_data
    return {
        "sort": told.get("sort") or "-reported",
        "show": told.get("show") or "open",
        "q": (told.get("q") or "").strip(),
        "object": told.get("object"),
    }


def _chosen(user: User, asked: dict[str, Any]) -> QuerySet[Request]:
    running = Q(clocks__state__in=COUNTING, clocks__stopped_at=None)
    found = own_requests(user).annotate(next_due=Min("clocks__due_at", filter=running))
    if asked["show"] != "all":
        is_open = Q(state__in=OPEN_REQUEST)
        found = found.filter(is_open if asked["show"] == "open" else ~is_open)
    if asked["object"]:
        found = found.filter(object_id=asked["object"])
    for word in asked["q"].split()[:8]:
        found = found.filter(_matches(word))
    return found.order_by(_order(asked["sort"]), "-recorded_at", "-number")


def _order(key: str) -> OrderBy:
    """What has no deadline stands last, whichever way deadlines run."""
    column = F(SORTED_BY[key.removeprefix("-")])
    return column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True)


def _matches(word: str) -> Q:
    return (
        Q(number__iexact=word)
        | Q(number__iendswith=f"-{word}")
        | Q(client_reference__icontains=word)
        | Q(words__icontains=word)
        | Q(object__name__icontains=word)
        | Q(object__client_code__iexact=word)
        | Q(equipment__name__icontains=word)
        | Q(equipment__inventory_number__iexact=word)
    )


def _rows(user: User, requests: Sequence[Request] | QuerySet[Request]) -> list[dict[str, Any]]:
    shown = list(requests)
    standing = standings(user, shown)
    return [
        {"request": each, "word": standing[each.pk].word, "clock": urgent_clock(each)}
        for each in shown
    ]
